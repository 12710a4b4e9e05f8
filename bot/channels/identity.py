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

    def issue(self) -> Session:
        """A new session with a conversation of its own."""
        return self._session(secrets.token_urlsafe(24))

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
        except (jwt.InvalidTokenError, KeyError, ValueError):
            return None
        return Session(token=token, conversation=self._conversation(sid), expires=expires)

    def renew(self, session: Session) -> Session:
        """The same conversation with a token that lives its whole time again, once a day."""
        if session.expires - time.time() > SESSION_SECONDS - _RENEWED_SECONDS:
            return session
        claims = jwt.decode(session.token, self._key, [_ALGORITHM], options={"verify_exp": False})
        return self._session(str(claims["sid"]))

    def _session(self, sid: str) -> Session:
        expires = int(time.time()) + SESSION_SECONDS
        token = jwt.encode({"sid": sid, "exp": expires}, self._key, algorithm=_ALGORITHM)
        return Session(token=token, conversation=self._conversation(sid), expires=expires)

    def _conversation(self, sid: str) -> str:
        digest = hmac.new(self._key, b"website:" + sid.encode(), sha256).digest()
        return "w" + base64.urlsafe_b64encode(digest[:24]).decode().rstrip("=")
