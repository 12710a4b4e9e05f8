"""Words at rest: what is written is sealed under a key, what is read is opened.

Stands here because bot and desk both need it and share no other room. Knows AES-256-GCM and
which of several keys closed a text. Refuses to know what the words are and where they are kept.
"""

from __future__ import annotations

import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "~1."
LEAST = 32  # characters of a key
_NONCE = 12  # bytes, random: one key may close 2**32 texts (NIST SP 800-38D, 8.3)


class SealError(Exception):
    """A text cannot be opened: its key is missing, or it was changed or moved."""


class Seal:
    """Closes with the first key, opens with any. Without keys every text stays as it is.

    `purpose` separates rooms: what one seals, another cannot open. `bound` (the conversation)
    goes into the seal: a text moved to another conversation's row does not open.
    """

    def __init__(self, keys: Sequence[str] = (), *, purpose: str) -> None:
        """Raises `ValueError` for a key of fewer than 32 characters."""
        if any(len(key) < LEAST for key in keys):
            raise ValueError(f"a key of SEAL_KEYS has fewer than {LEAST} characters")
        derived = [_derive(key, purpose) for key in keys]
        self._first = _name(derived[0]) if derived else ""
        self._ciphers = {_name(key): AESGCM(key) for key in derived}

    def __bool__(self) -> bool:
        """Whether anything is sealed at all."""
        return bool(self._ciphers)

    def close(self, text: str, bound: str = "") -> str:
        """The sealed text."""
        if not self._ciphers:
            return text
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), bound.encode())
        body = binascii.b2a_base64(nonce + sealed, newline=False).decode()
        return f"{MARK}{self._first}.{body}"

    def open(self, text: str, bound: str = "") -> str:
        """The text; one from before sealing began comes back as it is.

        Raises:
            SealError: no key here closed it, or it does not belong to `bound`.
        """
        if not self._ciphers or not text.startswith(MARK):
            return text
        name, _, body = text[len(MARK) :].partition(".")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise SealError(f"the key {name} is not among SEAL_KEYS")
        try:
            raw = binascii.a2b_base64(body)
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], bound.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise SealError("the text was changed or belongs elsewhere") from error

    @property
    def mark(self) -> str:
        """How a text begins that the first key closed; rotation passes those over."""
        return f"{MARK}{self._first}." if self._ciphers else ""


def read_keys(value: str) -> tuple[str, ...]:
    """The keys in the setting SEAL_KEYS: separated by commas, the newest first."""
    return tuple(key for key in (part.strip() for part in value.split(",")) if key)


def _derive(key: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key.encode())


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name" + key).hexdigest()[:6]
