"""Links to one's own data: opaque, sealed, over after a quarter of an hour.

Knows how a conversation becomes a token that tells nobody anything and cannot be made up.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

SECONDS = 15 * 60


class Links:
    """Issues and reads tokens with the installation's key (setting SESSION_KEY)."""

    def __init__(self, key: bytes) -> None:
        derived = hashlib.sha256(b"my-data\0" + key).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def issue(self, conversation: str) -> str:
        """A token for one conversation, from now on for fifteen minutes."""
        return self._fernet.encrypt(conversation.encode()).decode().rstrip("=")

    def read(self, token: str) -> str | None:
        """The conversation; None for a token that is over or not ours."""
        try:
            padded = token + "=" * (-len(token) % 4)
            return self._fernet.decrypt(padded.encode(), ttl=SECONDS).decode()
        except (InvalidToken, UnicodeError):
            return None
