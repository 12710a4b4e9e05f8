"""Files that newcomers sent: fetched from the bot when looked at, never kept, shown so that
nothing in them runs and nothing outside is asked.

The type is read from the bytes themselves; what is neither picture, sound nor PDF is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import filetype
from django.conf import settings

from desk.cases.bot import Bot
from desk.cases.models import Message

MOST_BYTES = 12_000_000
# Shown in the page itself; a PDF is only handed over, for the colleague's own viewer.
IN_PAGE = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "audio/mp4"}
)
HANDED_OVER = frozenset({"application/pdf"})
# What the frame of such a file may do: nothing.
POLICY = "default-src 'none'; sandbox"


class UnfitFileError(ValueError):
    """The bytes are too many, or of a type that is not shown."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A file with the type that its bytes have."""

    body: bytes
    type: str
    name: str

    @property
    def in_page(self) -> bool:
        return self.type in IN_PAGE


def fetch(message: Message) -> Shown:
    """The file of a message.

    Raises:
        BotError: the bot has it no longer, or cannot be reached.
        UnfitFileError: it is not shown.
    """
    told = message.file or {}
    bot = Bot(settings.BOT_URL, settings.BOT_API_SECRET)
    body = bot.file(message.conversation, str(told.get("id") or ""), most=MOST_BYTES)
    kind = filetype.guess(body[:8192])
    if kind is None or kind.mime not in IN_PAGE | HANDED_OVER or len(body) > MOST_BYTES:
        raise UnfitFileError
    return Shown(body=body, type=kind.mime, name=f"{message.pk}.{kind.extension}")
