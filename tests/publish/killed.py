"""The program killed between two moves of what it publishes, for tests."""

from allocator import moving


class Killed(BaseException):
    """Nothing in the program catches this."""


def die_after(monkeypatch, moves):
    """Let the program die when it has made some moves."""
    real, done = moving._move, []

    def dying(source, target):
        if len(done) == moves:
            raise Killed
        done.append(target)
        real(source, target)

    monkeypatch.setattr(moving, "_move", dying)
