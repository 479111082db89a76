"""Sealing of packs and backups, signing of results: scrypt, AES-256-GCM, Ed25519.

All of it is done by `cryptography`.

The only module that asks the machine for random bytes. What comes of them - salts, nonces (those
that hide a committed half too, see `allocator.record.halves`), signing keys - must be unguessable,
and nobody could ever recompute it; for the same reason it is no draw: it decides nothing about
people, and no draw reads it. Draws take all their chance from `allocator.randomness`, which is
published and can be recomputed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.errors import AuditError, LimitError, UsageError
from allocator.record.canonical import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
"""Fixed by the format and never read from a file, so that no file can ask for endless work."""
_SALT, _NONCE, _SUM = 16, 12, 32
_SIGNED = re.compile(rb"([^\n]*)\n([0-9a-f]{128})\n")
_DOMAIN = b"allocator-site-result-v1\0"
"""Stands before what is signed, so that a signature is good for nothing else."""


def fresh_nonce() -> str:
    """Return 16 random bytes in hex, to hide a committed half with; no seed holds any of them."""
    return os.urandom(16).hex()


class Keys(NamedTuple):
    """A signing key made for one pack."""

    private: str
    """32 bytes in lower-case hex."""
    public: str


class Sealed(NamedTuple):
    """What a sealed file is, for the messages."""

    what: str
    cure: str


PACK = Sealed("考点包", "请向考区重新索取")
BACKUP = Sealed("备份", "请换一份备份")
SHORTEST = 8
"""Characters of a passphrase, at the least."""


def new_keys() -> Keys:
    """Make a fresh pair of signing keys."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    return Keys(key.private_bytes_raw().hex(), key.public_key().public_bytes_raw().hex())


def signed(body: bytes, private: str) -> bytes:
    """Return a body of one line with its signature in hex on a second line."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
    return body + b"\n" + key.sign(_DOMAIN + body).hex().encode() + b"\n"


def split(data: bytes) -> tuple[bytes, bytes] | None:
    """Return body and signature of what `signed` made; None for anything else."""
    parts = _SIGNED.fullmatch(data)
    return (parts[1], bytes.fromhex(parts[2].decode())) if parts else None


def holds(body: bytes, signature: bytes, public: str) -> bool:
    """Return whether a signature is that of the owner of `public` under exactly this body."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(signature, _DOMAIN + body)
    except (ValueError, InvalidSignature):
        return False
    return True


def seal(plain: bytes, passphrase: str, facts: Mapping[str, str]) -> bytes:
    """Return an encrypted file: one line of JSON in clear, the sealed bytes, a check sum of both.

    `facts` stand in the line in clear; they cannot be changed without breaking the seal.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    key, check = _derived(passphrase, salt)
    header = canonical_bytes(
        {**facts, "check": check, "nonce": nonce.hex(), "salt": salt.hex()},
    )
    whole = header + b"\n" + AESGCM(key).encrypt(nonce, plain, header)
    return whole + hashlib.sha256(whole).digest()


def header(data: bytes, name: str, kind: Sealed = PACK) -> dict[str, Any]:
    """Return the line in clear of a sealed file; `AuditError` where the file is not whole."""
    whole, total = data[:-_SUM], data[-_SUM:]
    line = whole.partition(b"\n")[0]
    # The sum is no secret: it tells damage from a wrong passphrase, and the seal finds the rest.
    if hashlib.sha256(whole).digest() != total:
        raise _not_whole(name, kind)
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _not_whole(name, kind) from error
    if not isinstance(facts, dict):
        raise _not_whole(name, kind)
    return facts


def unseal(data: bytes, passphrase: str, name: str, kind: Sealed = PACK) -> bytes:
    """Return what `seal` sealed; `name` is the file's, for the messages.

    Raises `AuditError` for a file that is damaged or was changed, `LimitError` for a wrong
    passphrase.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    facts = header(data, name, kind)
    line, _, body = data[:-_SUM].partition(b"\n")
    try:
        salt, nonce, check = (bytes.fromhex(facts[n]) for n in ("salt", "nonce", "check"))
    except (KeyError, TypeError, ValueError) as error:
        raise _not_whole(name, kind) from error
    if (len(salt), len(nonce)) != (_SALT, _NONCE):
        raise _not_whole(name, kind)
    key, mine = _derived(passphrase, salt)
    if mine != check.hex():
        raise LimitError(
            f"{name} 的口令不对，没有打开。请核对口令（区分大小写）后重试；"
            f"若确信口令无误，则文件被改动过，{kind.cure}。"
        )
    try:
        return AESGCM(key).decrypt(nonce, body, line)
    except InvalidTag as error:
        raise AuditError(
            f"{name} 被改动过：口令正确，但内容或文件头与加密校验不符，没有使用。{kind.cure}。"
        ) from error


def normal_passphrase(text: str) -> str:
    """Return a passphrase as it enters: NFC, without blanks at either end."""
    return unicodedata.normalize("NFC", text).strip()


def refuse_short(passphrase: str, done: str) -> None:
    """Raise `UsageError` for a passphrase that is soon guessed; `done`: what was not done."""
    if len(normal_passphrase(passphrase)) < SHORTEST:
        raise UsageError(f"口令太短：至少 {SHORTEST} 个字符。{done}")


def _derived(passphrase: str, salt: bytes) -> tuple[bytes, str]:
    """Return the key, and a value that tells whether the passphrase is right, and nothing else."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    kdf = Scrypt(salt=salt, length=64, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P)
    both = kdf.derive(normal_passphrase(passphrase).encode())
    return both[:32], hashlib.sha256(both[32:]).hexdigest()[:32]


def _not_whole(name: str, kind: Sealed) -> AuditError:
    return AuditError(
        f"{name} 不是完整的{kind.what}：文件被截断、损坏或改动过，没有使用。"
        f"请从原处重新复制；仍不行，{kind.cure}。"
    )
