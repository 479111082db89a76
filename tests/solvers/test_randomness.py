"""The published stream: test vectors that anybody can recompute, and the edges of `below`."""

import hashlib

import pytest

from allocator.randomness import Stream, normal_seed

EMPTY = hashlib.sha256(b"").hexdigest()


def a_stream(seed="391072", name="seats/demo", digest=EMPTY):
    return Stream(name, seed, digest)


def by_hand(count, seed="391072", name="seats/demo", digest=EMPTY):
    """Return the first words, from the published text alone."""
    key = hashlib.sha256(
        b"allocator-draw-v1\0" + name.encode() + b"\0" + seed.encode() + b"\0" + digest.encode()
    ).digest()
    words = []
    for i in range(count // 4 + 1):
        block = hashlib.sha256(key + i.to_bytes(8, "big")).digest()
        words += [int.from_bytes(block[n : n + 8], "big") for n in range(0, 32, 8)]
    return words[:count]


def test_words_are_those_published():
    stream = a_stream()
    assert [stream.word() for _ in range(3)] == [
        4424643520521605724,
        5609980993952240460,
        15355261641311553726,
    ]


def test_below_30_gives_the_published_numbers():
    stream = a_stream()
    assert [stream.below(30) for _ in range(12)] == [24, 0, 6, 15, 17, 15, 23, 15, 25, 14, 6, 26]


@pytest.mark.parametrize(
    ("seed", "order"),
    [("391072", [2, 1, 9, 3, 7, 5, 8, 6, 0, 4]), ("考试391072", [1, 6, 0, 8, 4, 2, 3, 5, 9, 7])],
)
def test_shuffle_gives_the_published_order(seed, order):
    row = list(range(10))
    a_stream(seed).shuffle(row)
    assert row == order


def test_words_go_on_over_many_blocks_as_published():
    stream = a_stream()
    assert [stream.word() for _ in range(1000)] == by_hand(1000)


@pytest.mark.parametrize("change", [{"seed": "391073"}, {"name": "seats/E"}, {"digest": "00"}])
def test_every_part_of_the_key_changes_the_words(change):
    assert a_stream(**change).word() != a_stream().word()


def test_blanks_around_a_seed_and_its_unicode_form_do_not_matter():
    assert normal_seed(" 391072\n") == "391072"
    assert a_stream("e\u0301 ").word() == a_stream("\u00e9").word()


def test_words_past_the_last_whole_multiple_are_skipped():
    n = (1 << 63) + 1
    expected = [word for word in by_hand(40) if word < n][:10]
    stream = a_stream()
    assert [stream.below(n) for _ in range(10)] == expected
    assert len([word for word in by_hand(20) if word >= n]) >= 3


def test_below_one_is_zero_and_below_nothing_is_refused():
    assert a_stream().below(1) == 0
    with pytest.raises(ValueError, match="at least 1"):
        a_stream().below(0)
