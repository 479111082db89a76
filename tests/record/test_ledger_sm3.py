"""SM3 is that of the standard, by our own code and by OpenSSL's."""

import hashlib

import pytest

from allocator.record.sm3 import sm3, sm3_of


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        # The two examples of GB/T 32905-2016, appendix A.
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
)
def test_the_examples_of_the_standard(text, digest):
    assert sm3(text) == digest


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="OpenSSL without SM3")
def test_every_length_agrees_with_openssl():
    for length in range(140):
        data = bytes(n % 251 for n in range(length))
        assert sm3(data) == hashlib.new("sm3", data).hexdigest(), length


def test_parts_are_framed_as_for_sha256(monkeypatch):
    framed = (2).to_bytes(8, "big") + b"ab" + (1).to_bytes(8, "big") + b"c"
    assert sm3_of(b"ab", b"c") == sm3(framed)
    assert sm3_of(b"a", b"bc") != sm3_of(b"ab", b"c")
    monkeypatch.setattr(hashlib, "algorithms_available", set())
    assert sm3_of(b"ab", b"c") == sm3(framed)
