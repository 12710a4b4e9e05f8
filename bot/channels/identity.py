"""Knows how a signed session becomes a conversation id, and back only as far as a channel needs.

Refuses to know messages. The conversation id is a keyed pseudonym: without the key nobody can
tell which session, or which chat, stands behind it.
"""

import base64
import hmac
import secrets
import time
from dataclasses import dataclass
from hashlib import sha256

import jwt

SESSION_SECONDS = 30 * 24 * 3600
_ALGORITHM = "HS256"


@dataclass(frozen=True, kw_only=True)
class Session:
    """A website session: the token that the browser keeps, the conversation it opens."""

    token: str
    conversation: str


class Sessions:
    """Issues and reads website sessions, signed with `key` (at least 32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self) -> Session:
        """A new session with a conversation of its own."""
        return self._session(secrets.token_urlsafe(24))

    def read(self, token: object) -> Session | None:
        """The session of a token that we signed and that has not expired, else None."""
        if not isinstance(token, str) or len(token) > 1000:
            return None
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM])
            return Session(token=token, conversation=self._conversation(str(claims["sid"])))
        except (jwt.InvalidTokenError, KeyError):
            return None

    def _session(self, sid: str) -> Session:
        claims = {"sid": sid, "exp": int(time.time()) + SESSION_SECONDS}
        token = jwt.encode(claims, self._key, algorithm=_ALGORITHM)
        return Session(token=token, conversation=self._conversation(sid))

    def _conversation(self, sid: str) -> str:
        digest = hmac.new(self._key, b"website:" + sid.encode(), sha256).digest()
        return "w" + base64.urlsafe_b64encode(digest[:24]).decode().rstrip("=")
