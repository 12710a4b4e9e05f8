"""Buttons under a reply: a title in the reader's language, a picture sign, a signed choice.

Knows how a text names its choices (`find_course`, `set_wish?schedule=evening`, `doors`).
Refuses to know what a choice does.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from bot.answers.choices import Choice, Choices, ChoiceTooLongError, title, title_keys
from bot.answers.reader import Reader
from knowledge import Library
from knowledge.formats import language_name
from knowledge.menu import Group, Menu

Button = dict[str, Any]

DOORS = "doors"
# Who already gets simple words is offered a course search in that place.
SIMPLE_FIRST, INSTEAD = "simple_first", "find_course"
VIEW = "view"
_RECEIPT_BYTES = 4


def choice_of(notation: str, **entities: str) -> Choice:
    """The choice that a text's `choices` names: an intent, with entities after a `?`."""
    intent, _, query = notation.partition("?")
    return Choice(intent=intent, entities={**dict(parse_qsl(query)), **entities})


class ButtonMaker:
    """Makes the buttons of one city."""

    def __init__(self, choices: Choices, library: Library, menu: Menu) -> None:
        self._choices = choices
        self._library = library
        self._menu = menu

    def named(self, notations: Iterable[str], reader: Reader) -> list[Button]:
        """The buttons that a text asks for, in order, each once."""
        buttons: list[Button] = []
        for notation in notations:
            if notation == DOORS:
                buttons += self.groups(self._menu.doors, reader)
            elif notation == SIMPLE_FIRST and reader.simple:
                buttons += self.button(choice_of(INSTEAD), reader)
            else:
                buttons += self.button(choice_of(notation), reader)
        return unique(buttons)

    def groups(self, items: Iterable[Group | str], reader: Reader) -> list[Button]:
        """The buttons of one screen of the menu."""
        buttons: list[Button] = []
        for item in items:
            if isinstance(item, Group):
                choice = Choice(intent="menu", entities={"door": item.name})
                buttons += self._signed(choice, reader, self.title(item, reader), item.sign)
            elif item in self._library.topics:
                buttons += self.button(Choice(intent=f"faq/{item}"), reader)
            else:
                buttons += self.button(Choice(intent=item), reader)
        return buttons

    def title(self, group: Group, reader: Reader) -> str:
        """The title of a door or group; its name where nobody has written one."""
        key = f"menu_{group.name}"
        texts = self._library.texts
        return texts.get(key, reader.language) if key in texts else group.name

    def topics(self, names: Iterable[str], reader: Reader) -> list[Button]:
        """A button for each topic that the city answers."""
        known = (name for name in names if name in self._library.topics)
        return [
            button for name in known for button in self.button(Choice(intent=f"faq/{name}"), reader)
        ]

    def view(self, topic: str, view: str, reader: Reader) -> list[Button]:
        """The same topic again: `simple`, `full`, or `source` (in the source language)."""
        texts = self._library.texts
        key = "choice_simplify" if view == "simple" else f"choice_view_{view}"
        shown_in = texts.language(key, reader.language)
        source = language_name(self._library.city.source_language, shown_in)
        text = texts.get(key, shown_in, language=source)
        choice = Choice(intent=f"faq/{topic}", entities={VIEW: view})
        return self._signed(choice, reader, text, texts.entry(key).sign)

    def languages(self, codes: Iterable[str], reader: Reader) -> list[Button]:
        """A button for each language, in its own name."""
        return [
            button
            for code in codes
            for button in self._signed(
                Choice(intent="set_language", entities={"language": code}),
                reader,
                self._library.languages[code].name,
                None,
            )
        ]

    def button(self, choice: Choice, reader: Reader) -> list[Button]:
        """The button of a choice; none when its key would be too long for a channel."""
        if choice.intent == "erase":
            receipt = secrets.token_hex(_RECEIPT_BYTES).upper()
            choice = Choice(intent="erase", entities={"receipt": receipt})
        texts, topics = self._library.texts, self._library.topics
        text = title(choice, reader.chain, texts, topics)
        topic = topics.get(choice.topic or "")
        sign = topic.sign if topic else None
        if topic is None:
            keys = (key for key in title_keys(choice) if key in texts)
            sign = next((texts.entry(key).sign for key in keys), None)
        return self._signed(choice, reader, text, sign)

    def _signed(self, choice: Choice, reader: Reader, text: str, sign: str | None) -> list[Button]:
        try:
            payload = self._choices.issue(reader.conversation, choice.intent, choice.entities)
        except ChoiceTooLongError:
            return []
        button: Button = {"title": text, "payload": payload}
        if sign:
            button["sign"] = sign
        return [button]


def unique(buttons: Iterable[Button]) -> list[Button]:
    """The buttons without repetitions of a payload."""
    return list({button["payload"]: button for button in buttons}.values())


def placed(place: str, buttons: Iterable[Button]) -> list[Button]:
    """The buttons with the word that tells a channel where they may stand (bot.channels.reply)."""
    return [{**button, "place": place} for button in buttons]
