"""Knows how a line that the desk posted becomes a reply like the bot's own: signed buttons, card.

The desk names choices and courses; only the bot signs choices and draws course cards. Refuses to
know cases and sockets. Contract: tests/contracts/staff.
"""

from typing import Any

from bot.answers.buttons import ButtonMaker
from bot.answers.choices import Choices, ChoiceTooLongError
from bot.answers.course_card import card_reply
from bot.answers.reader import Reader
from knowledge import Library
from knowledge.menu import Menu

_CARD = "utter_course"
_CALL_BACK = "call_back"


class StaffLines:
    """Dresses the desk's lines of one city."""

    def __init__(self, choices: Choices, library: Library) -> None:
        self._choices = choices
        self._library = library
        self._buttons = ButtonMaker(choices, library, Menu(doors=()))

    def dress(self, conversation: str, body: dict[str, Any]) -> dict[str, Any]:
        """The `bot` event with payloads under its buttons and, for a course, the bot's own card."""
        metadata = dict(body.get("metadata") or {})
        if body["event"] != "bot" or "from" not in metadata:
            return body
        data = dict(body.get("data") or {})
        course = metadata.pop("course", None)
        if course:
            drawn = card_reply(
                _CARD,
                self._reader(conversation, metadata.get("language")),
                self._library,
                self._buttons,
                {"course": course},
            )
            body = {**body, "text": drawn.pop("text")}
            data["buttons"] = drawn.pop("buttons")
            metadata |= drawn
        elif data.get("buttons"):
            if any(one.get("intent") == _CALL_BACK for one in data["buttons"]) and _is_staff(
                metadata
            ):
                metadata["asks"] = "number"
            data["buttons"] = [
                button for one in data["buttons"] if (button := self._signed(conversation, one))
            ]
        return {**body, "data": data, "metadata": metadata}

    def _signed(self, conversation: str, button: dict[str, Any]) -> dict[str, Any] | None:
        try:
            payload = self._choices.issue(
                conversation, button["intent"], button.get("entities") or None
            )
        except (ChoiceTooLongError, KeyError):
            return None
        sign = {"sign": button["sign"]} if button.get("sign") else {}
        return {"title": button["title"], "payload": payload, **sign}

    def _reader(self, conversation: str, language: object) -> Reader:
        languages = self._library.languages
        known = languages.known(language if isinstance(language, str) else None)
        return Reader(
            conversation=conversation,
            language=known,
            chain=languages.chain(known),
            answered=languages[known].answered,
            simple=False,
            wished_once=False,
            intent=None,
            text="",
            topic=None,
            entities={},
            alternatives=(),
            receipt=None,
        )


def _is_staff(metadata: dict[str, Any]) -> bool:
    """Whether a colleague says it; the desk's own words only offer what a colleague asks."""
    return (metadata["from"] or {}).get("kind") == "staff"
