"""Knows Telegram's updates, and the little of each that is kept: no name, no number, no address.

Refuses to know conversations and answers. Real shapes: tests/contracts/telegram.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, MessageEntity, Update
from telegram.constants import ChatMemberStatus, ChatType

logger = logging.getLogger(__name__)

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")

Kind = Literal[
    "text", "command", "choice", "forwarded", "place", "contact", "file", "odd", "left", "joined"
]
# The last three: a date that no calendar knows, a place in the text that nothing can have.
_UNREADABLE = (
    *(AttributeError, LookupError, TypeError, ValueError),
    *(OverflowError, OSError, MemoryError),
)
_BASICS = ("message_id", "from", "chat", "date")
_DICE = {"dice": {"emoji": "🎲", "value": 1}}
_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
_SPEECH = ("voice", "audio")
_NO_WORDS = (
    "sticker", "poll", "dice", "game", "story", "video", "video_note", "animation",
    "invoice", "successful_payment", "paid_media", "giveaway", "checklist",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Me:
    """The bot itself: how it is addressed in a group."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a person did in a chat.

    `id` is unique among the chat's messages and the same whenever Telegram repeats it; `answers`
    is the message that the answer shall point at; `title` stood on the tapped button; `place` is
    the neighbourhood of a shared point: the point itself is not kept.
    """

    kind: Kind
    id: str = ""
    text: str = ""
    title: str | None = None
    language: str | None = None
    group: bool = False
    answers: int | None = None
    callback: str | None = None
    file: str | None = None
    size: int = 0
    spoken: bool = False
    place: str | None = None

    def as_data(self) -> dict[str, Any]:
        """What is stored until it is answered."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


def from_data(data: Mapping[str, Any]) -> Heard:
    """What `Heard.as_data` gave."""
    return Heard(**data)


Nearest = Callable[[float, float], str | None]


def read(
    update: Mapping[str, Any], me: Me, nearest: Nearest
) -> tuple[int, int | None, Heard] | None:
    """(chat, the person's message, what was done) in Telegram's JSON; None: nothing to the bot.

    `nearest` names the neighbourhood of a point (latitude, longitude), None for one too far away.
    What a newer Bot API has put in and the library cannot read yet counts as without words.
    """
    try:
        return _hear(Update.de_json(dict(update), None), me, nearest)
    except _UNREADABLE as error:
        logger.warning("telegram: update not understood: %s", type(error).__name__)
    message = update.get("message")
    try:
        bare = {name: message[name] for name in _BASICS} if message else {}
        stripped = {"update_id": 0, "message": {**bare, **_DICE}}
        return _hear(Update.de_json(stripped, None), me, nearest)
    except _UNREADABLE:
        return None


def _hear(update: Update, me: Me, nearest: Nearest) -> tuple[int, int | None, Heard] | None:
    if update.callback_query:
        return _tapped(update.callback_query)
    if update.my_chat_member:
        return _moved(update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or (message.from_user and message.from_user.is_bot):
        return None
    heard = _said(message, me, nearest, edited=update.edited_message is not None)
    return (message.chat.id, message.message_id, heard) if heard else None


def _said(message: Message, me: Me, nearest: Nearest, *, edited: bool) -> Heard | None:
    group = message.chat.type != ChatType.PRIVATE
    words, addressed = _words(message, me)
    if group and not addressed:
        return None
    user = message.from_user
    id_ = f"m{message.message_id}"
    common: dict[str, Any] = {
        "language": user.language_code if user else None,
        "group": group,
        "answers": message.message_id if group else None,
    }
    if edited:
        if not words or message.location:  # a live location moves on
            return None
        changed = int(message.edit_date.timestamp()) if message.edit_date else 0
        common |= {"id": f"{id_}e{changed}", "answers": message.message_id}
        return Heard(kind="text", text=words, **common)
    common["id"] = id_
    if message.forward_origin:
        return Heard(kind="forwarded", text=words, **common)
    if command := _command(message):
        return Heard(kind="command", text=command, **common)
    if message.text:
        return Heard(kind="text", text=words, **common)
    return _carried(message, words, common, nearest)


def _carried(
    message: Message, words: str, common: dict[str, Any], nearest: Nearest
) -> Heard | None:
    location = message.location or (message.venue.location if message.venue else None)
    if location:
        place = nearest(location.latitude, location.longitude)
        return Heard(kind="place", place=place, **common)
    if message.contact:
        own = message.from_user is not None and message.contact.user_id == message.from_user.id
        number = message.contact.phone_number if own else ""
        return Heard(kind="contact", text=number, **common)
    file: Any = message.voice or message.audio or message.document
    if message.photo:
        file = max(message.photo, key=lambda size: size.width * size.height)
    if file and not message.animation:
        spoken = any(getattr(message, name) for name in _SPEECH)
        size = int(file.file_size or 0)
        return Heard(kind="file", file=file.file_id, size=size, spoken=spoken, text=words, **common)
    if any(getattr(message, name, None) for name in _NO_WORDS):
        sign = message.sticker.emoji if message.sticker else None
        return Heard(kind="odd", text=sign or words, **common)
    return None  # somebody joined, a title changed: nothing was said


def _tapped(query: CallbackQuery) -> tuple[int, int | None, Heard] | None:
    if query.message is None or query.data is None:
        return None
    chat: Chat = query.message.chat
    heard = Heard(
        kind="choice",
        id=f"c{query.id}",
        text=query.data,
        title=_title(query),
        language=query.from_user.language_code,
        group=chat.type != ChatType.PRIVATE,
        callback=query.id,
    )
    return chat.id, None, heard


def _title(query: CallbackQuery) -> str | None:
    markup = getattr(query.message, "reply_markup", None)
    rows = markup.inline_keyboard if markup else ()
    return next((key.text for row in rows for key in row if key.callback_data == query.data), None)


def _moved(change: ChatMemberUpdated) -> tuple[int, int | None, Heard]:
    away = change.new_chat_member.status in _AWAY
    group = change.chat.type != ChatType.PRIVATE
    return change.chat.id, None, Heard(kind="left" if away else "joined", group=group)


def _command(message: Message) -> str | None:
    """The command with what follows it, without the bot's name: `/start via-ar`."""
    text, first = message.text or "", next(iter(message.entities), None)
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return None
    name = text[: first.length].partition("@")[0]
    return f"{name.lower()} {text[first.length :].strip()}".strip()


def _words(message: Message, me: Me) -> tuple[str, bool]:
    """The text without the bot's own name, and whether a group means the bot with it."""
    text = message.text or message.caption or ""
    replied = message.reply_to_message
    addressed = bool(replied and replied.from_user and replied.from_user.id == me.id)
    named = f"@{me.name}".lower()
    for entity, word in {
        **message.parse_entities([MessageEntity.MENTION, MessageEntity.BOT_COMMAND]),
        **message.parse_caption_entities([MessageEntity.MENTION]),
    }.items():
        if entity.type == MessageEntity.BOT_COMMAND:
            other = word.partition("@")[2].lower()
            addressed = addressed or (not entity.offset and other in ("", me.name.lower()))
        elif word.lower() == named:
            addressed, text = True, text.replace(word, " ")
    return text.strip(), addressed
