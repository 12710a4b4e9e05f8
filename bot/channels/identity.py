"""Knows how a signed session or a chat becomes a conversation id, and back as far as a channel
needs.

Refuses to know messages. The conversation id is a keyed pseudonym: without the key nobody can
tell which session, or which chat, stands behind it.
"""

import base64
import hmac
import secrets
import struct
import time
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import Any

import jwt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.store.volatile import PREFIX as VOLATILE

SESSION_SECONDS = 30 * 24 * 3600
_RENEWED_SECONDS = 24 * 3600
_ALGORITHM = "HS256"


@dataclass(frozen=True, kw_only=True)
class Session:
    """A website session: the token that the browser keeps, the conversation it opens."""

    token: str
    conversation: str
    expires: int


class Sessions:
    """Issues and reads website sessions, signed with `key` (at least 32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, *, stored: bool = True) -> Session:
        """A new session with a conversation of its own; `stored`: may it be written down."""
        return self._session(secrets.token_urlsafe(24), stored)

    def read(self, token: object, *, expired: bool = False) -> Session | None:
        """The session of a token that we signed, else None.

        One that has expired counts only with `expired`: the caller knows of an open case.
        """
        if not isinstance(token, str) or len(token) > 1000:
            return None
        try:
            claims = jwt.decode(
                token, self._key, algorithms=[_ALGORITHM], options={"verify_exp": not expired}
            )
            sid, expires = str(claims["sid"]), int(claims["exp"])
            stored = claims.get("stored", True) is not False
        except (jwt.InvalidTokenError, KeyError, ValueError):
            return None
        return Session(token=token, conversation=self._conversation(sid, stored), expires=expires)

    def renew(self, session: Session) -> Session:
        """The same conversation with a token that lives its whole time again, once a day."""
        if session.expires - time.time() > SESSION_SECONDS - _RENEWED_SECONDS:
            return session
        claims = jwt.decode(session.token, self._key, [_ALGORITHM], options={"verify_exp": False})
        return self._session(str(claims["sid"]), claims.get("stored", True) is not False)

    def _session(self, sid: str, stored: bool) -> Session:
        expires = int(time.time()) + SESSION_SECONDS
        claims: dict[str, Any] = {"sid": sid, "exp": expires}
        if not stored:
            claims["stored"] = False
        token = jwt.encode(claims, self._key, algorithm=_ALGORITHM)
        conversation = self._conversation(sid, stored)
        return Session(token=token, conversation=conversation, expires=expires)

    def _conversation(self, sid: str, stored: bool) -> str:
        digest = hmac.new(self._key, b"website:" + sid.encode(), sha256).digest()
        name = base64.urlsafe_b64encode(digest[:24]).decode().rstrip("=")
        return ("w" if stored else VOLATILE) + name


class Chats:
    """Chat ids of a platform as conversation ids and back, with nothing stored.

    Deterministic authenticated encryption (AES-SIV, RFC 5297): one chat has always the same
    conversation, and a conversation that was not made here reads as None. After a deletion the
    chat goes on under its next `life`, for the deleted conversation never comes back. Each life has
    a second conversation, for somebody who wants nothing stored.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(hmac.new(key, b"telegram:chats", sha512).digest())

    def conversation(self, chat: int, life: int = 0) -> str:
        """The conversation of a chat in one of its lives."""
        sealed = self._cipher.encrypt(struct.pack(">qH", chat, life), None)
        return "t" + base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def unstored(self, conversation: str) -> str:
        """The conversation of the same chat and life that is not to be stored."""
        return VOLATILE + self.stored(conversation)

    def stored(self, conversation: str) -> str:
        """The conversation of the same chat and life that may be stored."""
        return conversation.removeprefix(VOLATILE)

    def chat(self, conversation: str) -> int | None:
        """The chat behind a conversation; None for one of another channel or key."""
        if not conversation.removeprefix(VOLATILE).startswith("t"):
            return None
        text = self.stored(conversation)[1:]
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return int(struct.unpack(">qH", self._cipher.decrypt(sealed, None))[0])
        except (InvalidTag, ValueError, struct.error):
            return None
