"""A bot at its post in front of a Bot API server, with a short stand-in for Rasa behind it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from bot.answers.choices import Choices
from bot.channels.identity import Chats
from bot.channels.limits import Limits
from bot.channels.telegram.post import Post
from bot.runtime import Runtime
from bot.settings import read
from bot.shelf import Shelf
from bot.store import Journal
from bot.store.halves import Halves, open_halves
from bot.store.lock import Locks
from bot.store.tracker_store import OneCommitTrackerStore
from knowledge import Library, load
from knowledge.ledger import Ledger
from tests.kit.bot_api import TOKEN, BotApi, Call, telegram
from tests.kit.house import ROOT, chosen
from tests.kit.telegram_person import Person

KEY = "k" * 40
DOMAIN = Domain.from_dict(
    {
        "slots": {
            name: {"type": "any", "mappings": [{"type": "custom"}]}
            for name in ("language", "led", "hand_over", "erase", "topic")
        }
    }
)
_people = itertools.count(500_000_000)


class Rasa:
    """Answers each message with what it heard; `say` makes it say more, or something else."""

    def __init__(self, journal: Journal) -> None:
        self.store = OneCommitTrackerStore(DOMAIN, journal=journal)
        self.heard: list[UserMessage] = []
        self.say: Callable[[UserMessage], list[BotUttered]] | None = None
        self.pause = 0.0
        self.busy = 0
        self.busiest = 0

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        await asyncio.sleep(self.pause)
        self.busy -= 1
        tracker = await self.store.get_or_create_tracker(
            message.sender_id, append_action_listen=False
        )
        parse = message.parse_data or {"intent": {"name": "faq"}, "entities": []}
        named = (parse.get("intent") or {}).get("name")
        tracker.update(
            UserUttered(
                message.text,
                intent={"name": named, "confidence": 1.0},
                parse_data=parse,
                message_id=message.message_id,
                input_channel=message.input_channel,
            )
        )
        for entity in parse.get("entities") or ():
            if entity["entity"] == "language":
                tracker.update(SlotSet("language", entity["value"]))
            if entity["entity"] == "receipt":
                tracker.update(SlotSet("erase", entity["value"]))
        said = self.say(message) if self.say else [BotUttered(f"heard: {message.text}")]
        for number, reply in enumerate(said, 1):
            reply.metadata = {
                "language": tracker.get_slot("language") or "en",
                **reply.metadata,
                "id": f"{message.message_id}.{number}",
            }
            tracker.update(reply)
            await message.output_channel.send_response(message.sender_id, reply.message())
        await self.store.save(tracker)


@dataclass(kw_only=True)
class Stage:
    """The parts of one test."""

    api: BotApi
    runtime: Runtime
    rasa: Rasa
    chats: Chats
    settings: dict[str, str]
    post: Post | None = None
    people: list[Person] = field(default_factory=list)

    def person(self, language: str = "en", *, noticed: bool = True) -> Person:
        """Somebody new, who has read the notice unless told otherwise."""
        person = Person(api=self.api, chat=next(_people), language=language)
        if noticed:
            self.runtime.journal.told.update(self.conversation(person), noticed=True)
        return person

    def conversation(self, person: Person, life: int = 0) -> str:
        return self.chats.conversation(person.chat, life)

    async def start(self, **settings: str) -> None:
        """The bot signs on (with a fresh memory, as after a restart)."""
        read_settings = read({**self.settings, **settings})
        journal = opened(read_settings.database_url)
        self.rasa.store.journal = journal
        self.runtime = Runtime(
            settings=read_settings,
            journal=journal,
            shelf=self.runtime.shelf,
            choices=Choices(KEY.encode()),
            locks=Locks(),
            limits=self.runtime.limits,
        )
        self.post = Post(self.runtime, self.chats, self.runtime.intake(self.rasa.handle))
        self.post._sender._pauses = (0.01, 0.02)
        self.post.start()
        if read_settings.telegram_receive == "poll":
            await self.until(lambda: any(c.method == "setMyCommands" for c in self.api.calls))

    async def stop(self) -> None:
        if self.post:
            await self.post.stop()
            self.post = None

    async def until(self, true: Callable[[], Any], *, wait: float = 5.0) -> None:
        """Waits until something has come true."""
        for _ in range(int(wait / 0.01)):
            if true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"never came true; sent: {[c.data for c in self.api.sent()]}")

    async def sent(self, person: Person, count: int, *, quiet: float = 0.15) -> list[Call]:
        """The messages sent to a person since last asked, when there are `count`, and no more."""
        await self.until(lambda: len(self.api.sent(person.chat)) >= person.heard + count)
        await asyncio.sleep(quiet)
        new = self.api.sent(person.chat)[person.heard :]
        person.heard += len(new)
        assert len(new) == count, [call.data for call in new]
        return new


def opened(url: str) -> Halves:
    """The journal as a process opens it: what is not stored begins empty."""
    return open_halves(url, keys=(), ledger=Ledger(None), redis_url="")


@pytest.fixture(scope="session")
def library() -> Library:
    return load(ROOT / "data", chosen("CITY"))


@pytest.fixture
def api() -> Iterator[BotApi]:
    with telegram() as server:
        yield server


@pytest.fixture
def quiet_stage(api: BotApi, library: Library, tmp_path: Path) -> Stage:
    """The parts, before the bot has signed on."""
    settings = {
        "CITY": chosen("CITY"),
        "VAR_DIR": str(tmp_path),
        "BOT_HOST": "127.0.0.1",
        "BOT_PORT": "1",
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite",
        "BOT_API_SECRET": "s" * 40,
        "SESSION_KEY": KEY,
        "PUBLIC_URL": "https://chat.example.org",
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": api.url,
    }
    journal = opened(settings["BOT_DATABASE_URL"])
    runtime = Runtime(
        settings=read(settings),
        journal=journal,
        shelf=Shelf(library),
        choices=Choices(KEY.encode()),
        locks=Locks(),
        limits=Limits(),
    )
    return Stage(
        api=api,
        runtime=runtime,
        rasa=Rasa(journal),
        chats=Chats(KEY.encode()),
        settings=settings,
    )


@pytest.fixture
async def stage(quiet_stage: Stage) -> AsyncIterator[Stage]:
    """A bot that polls."""
    await quiet_stage.start()
    yield quiet_stage
    await quiet_stage.stop()
