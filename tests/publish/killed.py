"""The program killed between two moves of what it publishes, for tests."""

from allocator import publish


class Killed(BaseException):
    """Nothing in the program catches this."""


def die_after(monkeypatch, moves):
    """Let the program die when it has made some moves."""
    real, done = publish._move, []

    def dying(source, target):
        if len(done) == moves:
            raise Killed
        done.append(target)
        real(source, target)

    monkeypatch.setattr(publish, "_move", dying)
