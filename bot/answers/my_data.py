"""What is kept of a person, told to that person: a short list, and links to the whole.

Knows the journal's words for it. Refuses to know how the whole is shown (bot/channels/my_data.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.answers.buttons import ButtonMaker
from bot.answers.reader import Reader
from bot.answers.replies import text_reply
from bot.links import SECONDS, Links
from bot.settings import Settings
from bot.store import Journal
from bot.store.volatile import is_volatile
from knowledge import Library
from knowledge.formats import date, language_name
from knowledge.privacy import notice

# Channels that hand over the files themselves: no address that opens them stands in such a chat.
_HANDS_OVER = ("telegram",)


def my_data(
    who: Reader, library: Library, buttons: ButtonMaker, journal: Journal, settings: Settings
) -> dict[str, Any]:
    """The list: how much, since when, which wishes, who reads it, until when."""
    conversation = who.conversation
    state = journal.state(conversation) or {}
    if is_volatile(conversation) and "window_start" not in state:
        return text_reply("utter_my_data_volatile", who, library, buttons)
    messages = [m for m in journal.messages(conversation) if m.body["event"] == "user"]
    zone = library.city.timezone
    now = datetime.now(zone)
    first = datetime.fromtimestamp(messages[0].body["timestamp"], zone) if messages else now
    until = now + timedelta(days=settings.retention.conversation_days)
    values: dict[str, Any] = {
        "messages": len(messages) + 1,  # with the one that asks
        "since": date(first.date(), who.language),
        "language": language_name(who.language, who.language),
        "until": date(until.date(), who.language),
    }
    # Where danger was told a PIN stands before the page, and nothing is handed over.
    if who.channel not in _HANDS_OVER or state.get("guarded"):
        token = Links(settings.session_key).issue(conversation)
        values |= {
            "minutes": SECONDS // 60,
            "page": f"{settings.public_url}/my-data/{token}.html",
            "json": f"{settings.public_url}/my-data/{token}.json",
        }
    if who.wishes:
        values["wishes"] = list(who.wishes)
    read = "utter_my_data" if state.get("followed") else "utter_my_data_unread"
    return text_reply(read, who, library, buttons, values)


def whole_notice(
    who: Reader, library: Library, buttons: ButtonMaker, settings: Settings
) -> dict[str, Any]:
    """The notice on personal data, section by section."""
    sections = notice(library, who.language, settings.retention.as_days())
    words = "\n\n".join(f"{one.sign} **{one.title}**\n{one.text}" for one in sections)
    return text_reply("utter_notice", who, library, buttons, {"notice": words})
