"""An upgrade with real git and make: backup, newest code, ready; a failure says the way back."""

import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy import upgrade

CITY = "somewhere"


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *name, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """An origin, and an installation of it with two databases, without systemd."""
    origin, here, var = tmp_path / "origin", tmp_path / "here", tmp_path / "var"
    origin.mkdir()
    git(origin, "init", "-q")
    (origin / "Makefile").write_text("ready:\n\ttouch made\n")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "one")
    git(tmp_path, "clone", "-q", str(origin), str(here))
    (var / CITY).mkdir(parents=True)
    for name in ("BOT", "DESK"):
        file = var / CITY / f"{name.lower()}.sqlite"
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE t (a)")
            database.commit()
        monkeypatch.setenv(f"{name}_DATABASE_URL", f"sqlite:///{file}")
    for name in ("SESSION_KEY", "DESK_SECRET_KEY", "SEAL_KEYS"):
        monkeypatch.setenv(name, name * 4)
    monkeypatch.setenv("CITY", CITY)
    monkeypatch.setenv("VAR_DIR", str(var))
    monkeypatch.delenv("BACKUP_DIR", raising=False)
    monkeypatch.setattr(upgrade, "ROOT", here)
    monkeypatch.setattr(upgrade, "units", lambda: [])
    return origin, here


def test_backup_newest_code_and_ready_in_this_order(
    installed: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    origin, here = installed
    (origin / "new").write_text("code")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "two")
    upgrade.upgrade()
    assert (here / "new").exists()
    assert (here / "made").exists()
    assert len(list((tmp_path / "var" / "backups").glob(f"{CITY}-*.tar.gz"))) == 1
    assert "make run" in capsys.readouterr().out


def test_a_step_that_fails_says_how_to_go_back(installed: tuple[Path, Path]) -> None:
    origin, here = installed
    before = git(here, "rev-parse", "HEAD")
    (origin / "Makefile").write_text("ready:\n\t@echo no room left; exit 1\n")
    git(origin, "commit", "-qam", "broken")
    with pytest.raises(upgrade.UpgradeError) as stopped:
        upgrade.upgrade()
    assert "no room left" in str(stopped.value)
    assert f"git checkout {before} && make restore FROM=" in str(stopped.value)


def test_the_next_process_waits_until_the_one_before_is_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if len(asked) > 2 else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        upgrade.wait_ready(server.server_port)
        server.shutdown()
    assert asked == ["/health/ready"] * 3
    monkeypatch.setattr(upgrade, "PATIENCE", 0.6)
    with pytest.raises(upgrade.UpgradeError):
        upgrade.wait_ready(9)


def test_units_tell_their_ports() -> None:
    assert upgrade.port_of("newcomer-bot@5006.service") == 5006
    assert upgrade.port_of("newcomer-backup.service") is None
