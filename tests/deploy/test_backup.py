"""Backup and restore by one command each, on SQLite and on a real PostgreSQL."""

import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import Journal
from bot.store.connect import connect
from knowledge.ledger import Ledger
from tests.kit import services
from tests.kit.house import ROOT, House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A prepared house that nobody runs."""
    if request.param == "sqlite":
        yield House(var=tmp_path / "var").prepare()
        return
    with services.database() as store, services.database() as cases:
        settings = {"BOT_DATABASE_URL": store, "DESK_DATABASE_URL": cases}
        yield House(var=tmp_path / "var", settings=settings).prepare()


def url(house: House) -> str:
    own = f"sqlite:///{(house.var / house.city).resolve()}/bot.sqlite"
    return house.settings.get("BOT_DATABASE_URL") or own


def say(journal: Journal, conversation: str, text: str) -> None:
    event = {"event": "user", "text": text, "message_id": f"m{time.time_ns()}", "timestamp": 1.0}
    journal.append(conversation, [event])


def erase(journal: Journal, conversation: str) -> None:
    event = {"event": "slot", "name": "erase", "value": "R1", "timestamp": 2.0}
    journal.append(conversation, [event])


def texts(journal: Journal, conversation: str) -> list[str]:
    return [message.body["text"] for message in journal.messages(conversation)]


def at_the_desk(house: House, statement: str) -> str:
    return house.do(
        "-c",
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE']='desk.settings'; django.setup()\n"
        "from desk.courses.models import Course\nfrom desk.people.models import User\n" + statement,
    )


def cases(house: House) -> str:
    return at_the_desk(house, "print(Course.objects.count(), User.objects.count())")


def test_what_was_saved_comes_back_and_what_was_deleted_since_does_not(house: House) -> None:
    ledger = Ledger(house.var / "ledger" / f"{house.city}.jsonl")
    journal = Journal(connect(url(house)), ledger=ledger)
    say(journal, "stays", "أين المكتب؟")
    say(journal, "leaves", "Zanzibarwort")
    before = cases(house)
    extra = house.var / house.city / "published" / "note.txt"
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_text("state")
    archive = Path(house.do("deploy/backup.py").strip())
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    erase(journal, "leaves")
    say(journal, "later", "after the backup")
    at_the_desk(house, "Course.objects.all().delete()")
    assert cases(house) != before
    extra.unlink()
    journal._engine.dispose()

    told = house.do("deploy/restore.py", str(archive))
    assert "1 conversations deleted again" in told
    again = Journal(connect(url(house)))
    assert texts(again, "stays") == ["أين المكتب؟"]
    assert texts(again, "leaves") == []
    assert again.state("leaves")["erased"]  # type: ignore[index]
    assert again.state("later") is None
    assert cases(house) == before
    assert extra.read_text() == "state"
    again._engine.dispose()


def test_no_key_lies_in_an_archive(house: House) -> None:
    if "BOT_DATABASE_URL" not in house.settings:
        Journal(connect(url(house)))._engine.dispose()
    archive = Path(house.do("deploy/backup.py").strip())
    kept = (house.var / "secrets" / f"{house.city}.env").read_text()
    listed = subprocess.run(["tar", "-tzf", archive], capture_output=True, text=True, check=True)
    assert "secrets" not in listed.stdout
    unpacked = subprocess.run(["tar", "-xzOf", archive], capture_output=True, check=True).stdout
    assert not [line for line in kept.split() if line.partition("=")[2].encode() in unpacked]


def test_a_restore_beside_running_processes_is_refused(tmp_path: Path) -> None:
    house = House(var=tmp_path / "var").prepare()
    Journal(connect(url(house)))._engine.dispose()
    archive = house.do("deploy/backup.py").strip()
    port = house.settings["DESK_PORT"]
    with subprocess.Popen([sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1"]) as on:
        try:
            time.sleep(1.5)
            command = [
                sys.executable,
                "run.py",
                "exec",
                sys.executable,
                "deploy/restore.py",
                archive,
            ]
            done = subprocess.run(
                command, cwd=ROOT, env=house.environment(), capture_output=True, text=True
            )
        finally:
            on.terminate()
    assert done.returncode == 1
    assert "stop the processes" in done.stderr
