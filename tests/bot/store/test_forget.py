"""Deletion by wish and by age: the ledger, traces in files, a restore that repeats it."""

import shutil
import time
from pathlib import Path

import pytest

from bot.store import Journal
from bot.store.connect import connect
from bot.store.forget import Forgetter
from knowledge.ledger import Ledger
from tests.bot.store.test_seal import slot, user

DAY = 86_400.0


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    ledger = Ledger(tmp_path / "ledger" / "city.jsonl")
    return Journal(connect(f"sqlite:///{tmp_path}/bot.sqlite"), ledger=ledger)


def talk(journal: Journal, conversation: str, *, followed: bool = False) -> None:
    journal.append(conversation, [user(f"planted {conversation}", "m1")])
    if followed:
        journal.append(conversation, [slot("hand_over", "asked")])


def test_what_is_deleted_stands_in_no_file_and_in_the_ledger(
    journal: Journal, tmp_path: Path
) -> None:
    talk(journal, "stays")
    talk(journal, "goes")
    journal.append("goes", [user("planted goes again", "m2"), slot("erase", "R-1")])
    assert journal.window("goes") is None
    assert journal.append("goes", [user("late", "m3")]).refused
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"planted goes" not in path.read_bytes(), path
    lines = list(journal._ledger.read())
    assert [(line.conversation, line.why) for line in lines] == [("goes", "wish")]


def test_age_takes_the_quiet_ones_and_leaves_open_cases(journal: Journal) -> None:
    for number in range(250):
        talk(journal, f"quiet{number}")
    talk(journal, "case", followed=True)
    now = time.time()
    assert Forgetter(journal).expire(days=30, case_days=90, now=now + 29 * DAY).conversations == 0
    done = Forgetter(journal).expire(days=30, case_days=90, now=now + 31 * DAY)
    assert (done.conversations, done.events, done.left) == (250, 250, 0)
    assert journal.conversations() == ["case"]
    assert Forgetter(journal).expire(days=30, case_days=90, now=now + 121 * DAY).conversations == 1


def test_a_run_that_is_stopped_half_way_is_finished_by_the_next(journal: Journal) -> None:
    for number in range(250):
        talk(journal, f"quiet{number}")
    later = time.time() + 31 * DAY
    looks = iter([False, True])
    half = Forgetter(journal, stopped=lambda: next(looks)).expire(days=30, case_days=90, now=later)
    assert (half.conversations, half.left) == (100, 150)
    rest = Forgetter(journal).expire(days=30, case_days=90, now=later)
    assert (rest.conversations, rest.left) == (150, 0)


def test_a_restored_backup_forgets_again_what_was_deleted_since(
    journal: Journal, tmp_path: Path
) -> None:
    for name in ("stays", "wish", "aged"):
        talk(journal, name)
    journal.clear_traces()
    made = time.time()
    shutil.copy(tmp_path / "bot.sqlite", tmp_path / "backup.sqlite")
    journal.append("wish", [slot("erase", "R-1")])
    journal._ledger.add(["aged"], "age")
    restored = Journal(connect(f"sqlite:///{tmp_path}/backup.sqlite"), ledger=journal._ledger)
    assert Forgetter(restored).replay(since=made) == 2
    assert Forgetter(restored).replay(since=made) == 0
    assert restored.conversations() == ["stays"]
    assert [record["kind"] for record in restored.feed()] == ["erase"]
    assert b"planted wish" not in (tmp_path / "backup.sqlite").read_bytes()


def test_a_ledger_line_cut_short_is_passed_over_and_old_lines_go(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "city.jsonl")
    ledger.add(["a", "b"], "wish")
    with (tmp_path / "city.jsonl").open("a") as file:
        file.write('{"at": 1, "conv')
    assert [line.conversation for line in ledger.read()] == ["a", "b"]
    assert ledger.trim(before=time.time() + 1) == 3
    assert list(ledger.read()) == []
