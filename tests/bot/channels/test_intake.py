"""The one door: clean text, choices, repeats, order, nothing out that is not stored."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from bot.answers.choices import Choices
from bot.channels.intake import Incoming, Intake
from bot.store import Journal
from bot.store.connect import connect
from bot.store.lock import Locks
from bot.store.tracker_store import OneCommitTrackerStore
from knowledge import texts as text_files
from knowledge.languages import Language, Languages

KEY = b"k" * 32
LANGUAGES = Languages(
    {
        code: Language(
            code=code, name=code, english=code, script="Latin", direction="ltr",
            fallback=(), answered=True,
        )
        for code in ("en", "fr", "ps")
    },
    source="fr",
)  # fmt: skip


class Rasa:
    """Stands where Rasa's agent stands: hears a message, answers it, saves the turn."""

    def __init__(self, store: OneCommitTrackerStore, *, emergency: bool = False) -> None:
        self.store = store
        self.heard: list[UserMessage] = []
        self.emergency = emergency
        self.pause = 0.0

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        tracker = await self.store.get_or_create_tracker(
            message.sender_id, append_action_listen=False
        )
        await asyncio.sleep(self.pause)
        extra = {"emergency": {"calls": []}} if self.emergency else {}
        reply = BotUttered(
            f"answer {len(self.heard)}", metadata={"id": f"{message.message_id}.1", **extra}
        )
        tracker.update(
            UserUttered(message.text, message_id=message.message_id, input_channel="website")
        )
        tracker.update(reply)
        await message.output_channel.send_response(message.sender_id, reply.message())
        await self.store.save(tracker)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(connect(f"sqlite:///{tmp_path}/bot.sqlite"))


@pytest.fixture
def rasa(journal: Journal) -> Rasa:
    return Rasa(OneCommitTrackerStore(Domain.empty(), journal=journal))


@pytest.fixture
def intake(journal: Journal, rasa: Rasa, tmp_path: Path) -> Intake:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.yml").write_text(
        "texts: {utter_not_saved: {fr: Rien gardé, en: Nothing kept},"
        " desk_words_back: {fr: assistant | retour, ps: مرستیال}}"
    )
    texts = text_files.load(folder, LANGUAGES)
    return Intake(journal, Choices(KEY), lambda: texts, rasa.handle, Locks())


def incoming(text: str, id_: str = "m1", **more: Any) -> Incoming:
    return Incoming(conversation="c", id=id_, text=text, channel="website", **more)


async def test_a_message_is_answered_under_the_numbers_it_is_stored_with(
    intake: Intake, journal: Journal
) -> None:
    receipt = await intake.receive(incoming("Bonjour"))
    assert (receipt.status, receipt.seq) == ("stored", 1)
    assert [(r.id, r.seq, r.text) for r in receipt.replies] == [("m1.1", 2, "answer 1")]
    assert [m.number for m in journal.messages("c")] == [1, 2]


async def test_a_repeat_is_answered_once(intake: Intake, rasa: Rasa) -> None:
    await intake.receive(incoming("Bonjour"))
    assert (await intake.receive(incoming("Bonjour"))).status == "repeat"
    assert len(rasa.heard) == 1


async def test_messages_of_one_person_stay_in_order(intake: Intake, rasa: Rasa) -> None:
    rasa.pause = 0.01
    await asyncio.gather(*(intake.receive(incoming(f"n{n}", f"m{n}")) for n in range(8)))
    assert [m.text for m in rasa.heard] == [f"n{n}" for n in range(8)]


@pytest.mark.parametrize(
    ("typed", "stored", "intent"),
    [
        ("", "…", "no_words"),
        ("   \n\t ", "…", "no_words"),
        ("\u202e\u0000\u0007", "…", "no_words"),
        ("😀😀😀", "😀😀😀", "no_words"),
        ("x" * 10_000, "x" * 2000, "too_long"),
        ("a\u0000b\u202ec", "abc", None),
        ("می‌خواهم", "می‌خواهم", None),
        ("/restart", "/restart", None),
        ("c.erase?receipt=R1.AAAAAAAAAAAA", "…", "menu"),
    ],
)
async def test_odd_input_is_tamed(
    intake: Intake, rasa: Rasa, typed: str, stored: str, intent: str | None
) -> None:
    await intake.receive(incoming(typed))
    message = rasa.heard[0]
    assert message.text == stored
    assert (message.parse_data or {}).get("intent", {}).get("name") == intent


@pytest.mark.parametrize(
    ("typed", "led", "intent"),
    [
        ("Assistant", True, "back_to_bot"),
        ("« retour ».", True, "back_to_bot"),
        ("مرستیال", True, "back_to_bot"),
        ("مرستیال", False, None),
        ("the assistant said so", True, None),
    ],
)
async def test_one_word_leads_back_from_a_colleague(
    intake: Intake, rasa: Rasa, journal: Journal, typed: str, led: bool, intent: str | None
) -> None:
    journal.append("c", [{"event": "slot", "timestamp": 1.0, "name": "led", "value": led}])
    await intake.receive(incoming(typed))
    assert (rasa.heard[0].parse_data or {}).get("intent", {}).get("name") == intent


async def test_a_tapped_choice_acts_and_a_transplanted_one_does_not(
    intake: Intake, rasa: Rasa
) -> None:
    key = Choices(KEY).issue("c", "faq/reception_path_cost")
    await intake.receive(incoming(key, "m1", title="Kosten"))
    assert rasa.heard[0].text == "Kosten"
    assert rasa.heard[0].parse_data is not None
    assert rasa.heard[0].parse_data["intent"]["name"] == "faq"
    foreign = Choices(KEY).issue("somebody else", "erase", {"receipt": "R1"})
    await intake.receive(incoming(foreign, "m2", title="Delete"))
    assert rasa.heard[1].parse_data is not None
    assert rasa.heard[1].parse_data["intent"]["name"] == "menu"


@pytest.mark.parametrize(("emergency", "sent"), [(False, 1), (True, 2)])
async def test_a_full_disk_sends_nothing_unsaved_but_the_emergency_text(
    intake: Intake,
    rasa: Rasa,
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    emergency: bool,
    sent: int,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("database or disk is full"))

    rasa.emergency = emergency
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        receipt = await intake.receive(incoming("hello", language="en"))
    assert receipt.status == "error"
    assert len(receipt.replies) == sent
    assert receipt.replies[-1].text == "Nothing kept"
    assert (await intake.receive(incoming("hello"))).status == "stored"


async def test_a_failing_turn_is_a_kind_word_and_no_word_of_the_person_in_the_log(
    journal: Journal, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(message: UserMessage) -> None:
        raise ValueError(f"cannot do {message.text}")

    intake._handle = broken
    receipt = await intake.receive(incoming("SECRETWORD", language="fr"))
    assert receipt.status == "error"
    assert receipt.replies[0].text == "Rien gardé"
    assert "ValueError" in caplog.text
    assert "SECRETWORD" not in caplog.text


async def test_a_file_is_told_by_sign_and_size_and_named_in_the_message(
    intake: Intake, rasa: Rasa
) -> None:
    about = {"id": "f8c1d2a9", "kind": "photo", "type": "image/jpeg", "size": 412310}
    await intake.receive(incoming("<b>anything</b>", file=about))
    (heard,) = rasa.heard
    assert heard.text == "📷 412 kB"
    assert heard.metadata == {"file": about}
    assert heard.parse_data is not None
    assert heard.parse_data["intent"]["name"] == "send_file"
