"""Knows the one door through which a person's message comes in, whatever the channel.

Cleans and limits the text, drops repeats, turns a tapped choice into an intent, keeps a
conversation's messages in order, and lets nothing out that is not stored (the emergency text
excepted). Refuses to know platforms.
"""

import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage

from bot.answers.choices import Choices, looks_like, parse_data
from bot.answers.danger import cries
from bot.channels.clean import MAX_LENGTH, clean, has_words
from bot.channels.collector import Collector
from bot.channels.limits import Limits
from bot.channels.reply import Reply
from bot.feed import EMERGENCY
from bot.metrics import TURN_SECONDS, TURNS
from bot.store import Journal, Turn
from bot.store.lock import Locks
from bot.store.turn import turn as open_turn
from knowledge import Texts
from watch.logs import about, talk_of

logger = logging.getLogger(__name__)

WORDS_BACK = "desk_words_back"
_FILE_SIGNS = {"photo": "📷", "voice": "🎤"}
Handler = Callable[[UserMessage], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A message as a channel received it.

    `id` is the client's own id; `title` is what stood on the tapped button, if one was tapped;
    `language` is a prior (browser, platform), never a decision; `file` tells of a file that is kept
    (`bot.store.files.File.about`) and that this message carries.
    """

    conversation: str
    id: str
    text: str
    channel: str
    title: str | None = None
    language: str | None = None
    file: Mapping[str, Any] | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a message.

    `status`: "stored", "repeat" (stored before; nothing done), "gone" (the conversation was
    erased) or "error" (not stored: the person may send it again). `replies` are to be sent;
    `deletable` are messages of an erased conversation that its platform may still delete.
    """

    status: str
    seq: int | None = None
    text: str = ""
    replies: tuple[Reply, ...] = ()
    erased: bool = False
    deletable: tuple[int, ...] = ()
    error: str = "not_saved"
    words: str = ""


class Intake:
    """The door. `handle` is Rasa's message handler."""

    def __init__(
        self,
        journal: Journal,
        choices: Choices,
        texts: Callable[[], Texts],
        handle: Handler,
        locks: Locks,
        limits: Limits | None = None,
    ) -> None:
        self._journal = journal
        self._choices = choices
        self._texts = texts
        self._handle = handle
        self._words_back = _words_back(texts())
        self._locks = locks
        self._limits = limits

    async def receive(self, incoming: Incoming) -> Receipt:
        """Takes one message the whole way. Never raises; a failure is a receipt with words."""
        begin = time.perf_counter()
        with about(talk_of(incoming.conversation)):
            if self._limits and not self._may_speak(self._limits, incoming):
                return self._too_fast(incoming)
            try:
                async with self._locks.hold(incoming.conversation):
                    receipt = await self._receive(incoming)
            except Exception as error:  # the edge: one line, without the person's words
                logger.error("message failed: %s at %s", type(error).__name__, _place(error))
                receipt = self._not_saved(incoming)
            taken = time.perf_counter() - begin
            TURNS.labels(incoming.channel, receipt.status).inc()
            TURN_SECONDS.observe(taken)
            told = {"status": receipt.status, "channel": incoming.channel, "ms": int(taken * 1e3)}
            logger.info("turn", extra={"fields": told})
        return receipt

    async def _receive(self, incoming: Incoming) -> Receipt:
        if self._seen(incoming):
            return Receipt(status="repeat")
        message, collector = self._message(incoming)
        with open_turn(incoming.conversation) as turn:
            try:
                await self._handle(message)
            except Exception as error:  # what was said of danger goes out all the same
                logger.error("turn failed: %s at %s", type(error).__name__, _place(error))
                turn.failed, turn.saved = True, False
        if turn.saved:
            return Receipt(
                status="stored",
                seq=turn.numbers.get(incoming.id),
                text=message.text or "",
                replies=tuple(_numbered(reply, turn) for reply in collector.replies),
                erased=turn.erased,
                deletable=turn.deletable,
            )
        if not turn.failed:
            return Receipt(status="gone")
        receipt = self._not_saved(incoming)
        urgent = tuple(reply for reply in collector.replies if reply.metadata.get("emergency"))
        return replace(receipt, replies=(*urgent, *receipt.replies))

    def _may_speak(self, limits: Limits, incoming: Incoming) -> bool:
        """Within the limits, or a cry for help: that is heard until its own bucket is empty."""
        if limits.may_speak(incoming.conversation, incoming.address):
            return True
        return self._cries(incoming) and limits.may_cry(incoming.conversation)

    def _cries(self, incoming: Incoming) -> bool:
        if looks_like(incoming.text):
            choice = self._choices.read(incoming.conversation, incoming.text)
            return choice is not None and choice.intent == EMERGENCY
        return cries(clean(incoming.text[:MAX_LENGTH]))

    def _seen(self, incoming: Incoming) -> bool:
        try:
            return self._journal.seen(incoming.conversation, incoming.id)
        except sa.exc.SQLAlchemyError:
            return False  # a database that is away must not silence an emergency

    def _too_fast(self, incoming: Incoming) -> Receipt:
        words = self._texts().get("utter_too_fast", incoming.language)
        return Receipt(status="error", error="rate", words=words)

    def _message(self, incoming: Incoming) -> tuple[UserMessage, Collector]:
        collector = Collector(incoming.channel)
        text, meaning = self._understood(incoming)
        return (
            UserMessage(
                text=text,
                output_channel=collector,
                sender_id=incoming.conversation,
                parse_data=meaning,
                input_channel=incoming.channel,
                message_id=incoming.id,
                metadata=_metadata(incoming),
            ),
            collector,
        )

    def _understood(self, incoming: Incoming) -> tuple[str, dict[str, Any] | None]:
        """The text, and what it means where that is known without the NLU."""
        if incoming.file:
            return file_title(incoming.file), _meaning("send_file")
        if looks_like(incoming.text):
            title = clean(incoming.title or "")[:80]
            choice = self._choices.read(incoming.conversation, incoming.text)
            if choice is None:  # an old or a foreign button: a fresh menu, not silence
                return title or "…", _meaning("menu")
            return title or choice.intent, parse_data(choice, text=title)
        text = clean(incoming.text)
        if self._goes_back(incoming.conversation, text):
            return text, _meaning("back_to_bot")
        if not has_words(text):
            return text or "…", _meaning("no_words")
        if len(text) > MAX_LENGTH:
            urgent = cries(text) or cries(text[-MAX_LENGTH:])
            return text[:MAX_LENGTH], _meaning(EMERGENCY if urgent else "too_long")
        return text, None

    def _goes_back(self, conversation: str, text: str) -> bool:
        """Whether somebody whom a colleague leads writes the word that leads back to the bot."""
        if _bare(text) not in self._words_back:
            return False
        state = self._journal.state(conversation)
        return bool(state and state["led"])

    def _not_saved(self, incoming: Incoming) -> Receipt:
        try:
            state = self._journal.state(incoming.conversation) or {}
        except sa.exc.SQLAlchemyError:
            state = {}
        language = state.get("language") or incoming.language
        reply = Reply(
            id=f"{incoming.id}.0",
            seq=None,
            time=time.time(),
            text=self._texts().get("utter_not_saved", language),
            metadata={"language": self._texts().language("utter_not_saved", language)},
        )
        return Receipt(status="error", replies=(reply,))


def _words_back(texts: Texts) -> frozenset[str]:
    if WORDS_BACK not in texts:
        return frozenset()
    lines = (texts.raw(WORDS_BACK, code) for code in texts.languages_of(WORDS_BACK))
    return frozenset(_bare(word) for line in lines for word in line.split("|"))


def _bare(text: str) -> str:
    return text.strip(' .!?«»"“”،。\n').casefold()


def file_title(about: Mapping[str, Any]) -> str:
    """How a file stands in the conversation, in no language: a sign and its size."""
    sign = _FILE_SIGNS.get(about["kind"], "📄")
    size = int(about["size"])
    return f"{sign} {size / 1e6:.1f} MB" if size >= 1e6 else f"{sign} {max(1, size // 1000)} kB"


def _metadata(incoming: Incoming) -> dict[str, Any] | None:
    given = {"prior": incoming.language, "file": dict(incoming.file) if incoming.file else None}
    return {name: value for name, value in given.items() if value} or None


def _meaning(intent: str) -> dict[str, Any]:
    named = {"name": intent, "confidence": 1.0}
    return {"intent": named, "intent_ranking": [named], "entities": []}


def _numbered(reply: Reply, turn: Turn) -> Reply:
    return replace(reply, seq=turn.numbers.get(reply.id))


def _place(error: Exception) -> str:
    """Where it broke; never the exception's own words, which may quote the person."""
    return " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-4:])
    )
