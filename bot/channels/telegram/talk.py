"""Knows what each thing that a person can do in Telegram leads to: a turn, or a word of its own.

Refuses to know how updates come and how replies are sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.answers.choices import Choices, looks_like
from bot.channels.guard import OWN, Guard
from bot.channels.identity import Chats
from bot.channels.intake import Incoming, Intake
from bot.channels.photos import MAX_BYTES, RefusedFileError, check
from bot.channels.telegram.deliver import CHANNEL, NUMBER, Deliveries
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.lives import Lives
from bot.channels.telegram.own_data import OwnData
from bot.channels.telegram.send import NotSentError, Sender
from bot.channels.telegram.words import (
    COMMANDS,
    GREET,
    HELP,
    LISTEN,
    OWN_DATA,
    UNSTORED,
    Words,
)
from bot.store import Journal
from bot.store.files import File, TooManyFilesError
from knowledge import Library, audio

logger = logging.getLogger(__name__)

_TYPING_AFTER = 0.4
# Reads as a button that we have not issued: the intake answers with a fresh menu.
_OLD_BUTTON = "c.menu." + "-" * 12
_NUMBER = "☎️"

Runs = Callable[[str, Heard], Awaitable[None]]


class Talk:
    """Everything that a chat can do, one thing at a time."""

    def __init__(
        self,
        *,
        journal: Journal,
        choices: Choices,
        intake: Intake,
        library: Callable[[], Library],
        chats: Chats,
        lives: Lives,
        words: Words,
        sender: Sender,
        deliveries: Deliveries,
        guard: Guard,
    ) -> None:
        self._journal = journal
        self._choices = choices
        self._intake = intake
        self._library = library
        self._chats = chats
        self._lives = lives
        self._words = words
        self._sender = sender
        self._deliveries = deliveries
        self._own_data = OwnData(
            journal=journal,
            intake=intake,
            library=library,
            lives=lives,
            words=words,
            deliveries=deliveries,
        )
        self._guard = guard
        self._drawing = asyncio.Semaphore(1)  # a photo drawn anew takes memory for its pixels
        self._does: dict[str, Runs] = {
            "text": self._text,
            "command": self._command,
            "choice": self._choice,
            "forwarded": self._forwarded,
            "place": self._place,
            "contact": self._contact,
            "file": self._file,
            "odd": self._odd,
            "left": self._left,
            "joined": self._joined,
        }

    async def hear(self, chat: int, heard: Heard) -> None:
        """Does what one update asks for."""
        conversation = self._lives.current(chat)
        if heard.callback:
            self._sender.answer(heard.callback)
        if heard.kind != "left":
            self._deliveries.is_back(conversation)
        await self._does[heard.kind](conversation, heard)

    async def _text(self, conversation: str, heard: Heard) -> None:
        meant = self._words.meant(heard.text)
        if meant is None:
            await self._turn(conversation, heard, heard.text)
        else:
            await self._act(conversation, heard, meant, title=heard.text)

    async def _command(self, conversation: str, heard: Heard) -> None:
        name, _, rest = heard.text.removeprefix("/").partition(" ")
        if name == "start":
            await self._start(conversation, heard, rest)
        elif name in COMMANDS:
            await self._act(conversation, heard, COMMANDS[name], title=f"/{name}")
        else:
            await self._turn(conversation, heard, heard.text)

    async def _act(self, conversation: str, heard: Heard, intent: str, *, title: str) -> None:
        """What a command or a key of the keyboard does."""
        if intent == HELP:
            language = self._language(conversation, heard)
            await self._deliveries.say(conversation, self._words.help(conversation, language))
        elif intent == UNSTORED:
            await self._store_nothing(conversation, heard)
        else:
            key = self._words.choice(conversation, intent)
            await self._turn(conversation, heard, key, title=title)
            await self._wishes(conversation, heard, intent)

    async def _start(self, conversation: str, heard: Heard, payload: str) -> None:
        office, language = self._words.office_and_language(payload)
        if language is None:
            reply = self._words.languages(conversation, self._language(conversation, heard))
            await self._deliveries.say(conversation, reply)
            return
        key = self._words.choice(conversation, GREET, language=language)
        await self._turn(conversation, heard, key, title="/start", office=office)

    async def _choice(self, conversation: str, heard: Heard) -> None:
        key = heard.text if looks_like(heard.text) else _OLD_BUTTON
        choice = self._choices.read(conversation, key)
        if choice and choice.intent == LISTEN:
            await self._listen(conversation, dict(choice.entities))
        elif choice and choice.intent in OWN:
            reply = self._guard.act(conversation, choice, id_=heard.id)
            await self._deliveries.say(conversation, reply)
        else:
            await self._turn(conversation, heard, key, title=heard.title)
            await self._wishes(conversation, heard, choice.intent if choice else "")

    async def _store_nothing(self, conversation: str, heard: Heard) -> None:
        chat, language = self._chats.chat(conversation), self._language(conversation, heard)
        assert chat is not None
        begun = await self._own_data.store_nothing(chat, conversation, heard.id, language)
        if begun is not None:
            known = self._library().languages.known(language)
            key = self._words.choice(begun, GREET, language=known)
            await self._turn(begun, heard, key, title="/private")

    async def _wishes(self, conversation: str, heard: Heard, intent: str) -> None:
        """What else than words a choice brings; in a group others would read along."""
        if intent == OWN_DATA and not heard.group:
            await self._own_data.hand_over(conversation, heard.id)

    async def _listen(self, conversation: str, asked: dict[str, str]) -> None:
        """Sends the recording of a topic; says nothing when it has gone since."""
        library, chat = self._library(), self._chats.chat(conversation)
        topic = library.topics.get(asked.get("t", ""))
        if topic is None or chat is None:
            return
        path = audio.recording(library.city_folder, topic, asked.get("l", ""))
        if path is None:
            return
        try:
            message = await self._sender.sound(chat, path)
            self._journal.told.sent(conversation, message, f"listen/{message}")
        except NotSentError as error:
            logger.error("telegram did not take a recording: %s", error)

    async def _forwarded(self, conversation: str, heard: Heard) -> None:
        if self._followed(conversation):
            await self._turn(conversation, heard, heard.text)
        else:
            await self._own(conversation, heard, "telegram_forwarded")

    async def _place(self, conversation: str, heard: Heard) -> None:
        """A shared point, of which only the neighbourhood has come in (`heard.py`)."""
        if heard.place is None:
            await self._own(conversation, heard, "telegram_no_place")
            return
        key = self._words.choice(conversation, "set_wish", place=heard.place)
        await self._turn(conversation, heard, key, title=f"📍 {heard.place}")

    async def _contact(self, conversation: str, heard: Heard) -> None:
        """A number to call back is for staff alone, when asked, and only one's own."""
        led = bool(self._state(conversation).get("led"))
        if not heard.text or not (led or self._asked_for_number(conversation)):
            await self._own(conversation, heard, "telegram_contact")
            return
        await self._turn(conversation, heard, f"{_NUMBER} {heard.text}")
        if led:  # the bot is silent, but the person is to know that it has arrived
            await self._own(conversation, heard, "utter_call_back_noted")

    def _asked_for_number(self, conversation: str) -> bool:
        said = [m.body for m in self._journal.messages(conversation) if m.body["event"] == "bot"]
        return bool(said) and (said[-1].get("metadata") or {}).get("asks") == NUMBER

    async def _file(self, conversation: str, heard: Heard) -> None:
        """Keeps a photo, document or voice message for staff, or says why not."""
        try:
            about = await self._kept(conversation, heard)
        except RefusedFileError as error:
            await self._own(conversation, heard, f"file_refused_{error.reason}")
        except TooManyFilesError:
            await self._own(conversation, heard, "file_refused_many")
        except NotSentError as error:
            logger.error("telegram did not give a file: %s", error)
            await self._own(conversation, heard, "utter_unavailable")
        else:
            await self._turn(conversation, heard, "", file=about)
        if heard.text:  # what stands below a photo is said, too
            await self._turn(conversation, replace(heard, id=f"{heard.id}t"), heard.text)

    async def _kept(self, conversation: str, heard: Heard) -> Mapping[str, Any]:
        if not self._journal.stores(conversation):
            raise RefusedFileError("person")
        if heard.size > MAX_BYTES or not heard.file:
            raise RefusedFileError("large")
        body = await self._sender.fetch(heard.file)
        async with self._drawing:
            checked = await asyncio.to_thread(check, body, voice=heard.spoken)
        kept = File(id=heard.id, kind=checked.kind, type=checked.type, body=checked.body)
        self._journal.files.put(conversation, kept)
        return kept.about()

    async def _odd(self, conversation: str, heard: Heard) -> None:
        await self._turn(conversation, heard, heard.text)

    async def _left(self, conversation: str, heard: Heard) -> None:
        self._deliveries.is_gone(conversation)

    async def _joined(self, conversation: str, heard: Heard) -> None:
        await self._deliveries.tell(conversation)

    async def _turn(
        self,
        conversation: str,
        heard: Heard,
        text: str,
        *,
        title: str | None = None,
        office: str | None = None,
        file: Mapping[str, Any] | None = None,
    ) -> None:
        incoming = Incoming(
            conversation=conversation,
            id=heard.id,
            text=text,
            title=title,
            channel=CHANNEL,
            language=heard.language,
            file=file,
        )
        self._lives.begins_anew(conversation)
        waiting = asyncio.get_running_loop().call_later(
            _TYPING_AFTER, self._deliveries.typing, conversation
        )
        try:
            receipt = await self._intake.receive(incoming)
        finally:
            waiting.cancel()
        if receipt.erased:
            await self._own_data.erased(conversation, receipt, heard.language)
        elif receipt.status in ("stored", "repeat"):
            await self._deliveries.tell(conversation, answers=heard.answers, office=office)
        else:
            for reply in receipt.replies:
                await self._deliveries.say(conversation, reply, answers=heard.answers, keep=False)
            if receipt.words:  # too many at once: these words stand in no conversation
                await self._own(conversation, heard, "utter_too_fast")

    async def _own(self, conversation: str, heard: Heard, key: str) -> None:
        reply = self._words.text(key, self._language(conversation, heard))
        await self._deliveries.say(conversation, reply, answers=heard.answers)

    def _language(self, conversation: str, heard: Heard) -> str | None:
        return self._state(conversation).get("language") or heard.language

    def _followed(self, conversation: str) -> bool:
        return bool(self._state(conversation).get("followed"))

    def _state(self, conversation: str) -> dict[str, Any]:
        """What the store knows; nothing when it fails: the numbers to call go out all the same."""
        try:
            return self._journal.state(conversation) or {}
        except sa.exc.SQLAlchemyError:
            return {}
