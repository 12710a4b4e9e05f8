"""Links to one's own data, and passes of open pages: opaque, sealed, over soon.

Knows how a conversation becomes a token that tells nobody anything and cannot be made up.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

SECONDS = 15 * 60


class Links:
    """Issues and reads tokens with the installation's key (setting SESSION_KEY)."""

    def __init__(self, key: bytes, *, purpose: str = "my-data", seconds: int = SECONDS) -> None:
        derived = hashlib.sha256(purpose.encode() + b"\0" + key).digest()
        self._seconds = seconds
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def issue(self, conversation: str) -> str:
        """A token for one conversation, from now on for so many seconds."""
        return self._fernet.encrypt(conversation.encode()).decode().rstrip("=")

    def read(self, token: str) -> str | None:
        """The conversation; None for a token that is over or not ours."""
        try:
            padded = token + "=" * (-len(token) % 4)
            return self._fernet.decrypt(padded.encode(), ttl=self._seconds).decode()
        except (InvalidToken, UnicodeError):
            return None
