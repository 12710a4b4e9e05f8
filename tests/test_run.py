"""run.py: settings in their order, secrets made once, a busy port said in one sentence."""

import os
import socket
import stat
from pathlib import Path

import pytest

import run

NEEDED = ("BOT_API_SECRET", "SESSION_KEY", "DESK_SECRET_KEY")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*os.environ]:
        if name in (*NEEDED, *run.read_env(run.ROOT / "default.env")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


def test_the_environment_wins_over_secrets_and_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    first = run.environment()
    assert first["BOT_PORT"] == "5005"
    assert first["BOT_DATABASE_URL"].startswith("sqlite:////")
    monkeypatch.setenv("BOT_PORT", "6001")
    monkeypatch.setenv("SESSION_KEY", "mine")
    second = run.environment()
    assert second["BOT_URL"] == "http://127.0.0.1:6001"
    assert second["SESSION_KEY"] == "mine"


def test_secrets_are_strong_made_once_and_nobody_elses_to_read(tmp_path: Path) -> None:
    first, second = run.environment(), run.environment()
    assert [first[name] for name in NEEDED] == [second[name] for name in NEEDED]
    assert len({first[name] for name in NEEDED}) == 3
    assert min(len(first[name]) for name in NEEDED) >= 48
    kept = tmp_path / "var" / "secrets" / f"{first['CITY']}.env"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_busy_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("DESK_PORT", str(taken.getsockname()[1]))
        with pytest.raises(SystemExit) as stopped:
            run.refuse_busy_ports(run.environment())
    assert "DESK_PORT" in str(stopped.value)


def test_every_setting_that_is_read_is_documented() -> None:
    documented = run.read_env(run.ROOT / "default.env").keys() | set(run.MADE_SECRETS)
    from bot import settings

    source = Path(settings.__file__).read_text()
    import re

    read = set(re.findall(r'(?:required|environment\.get)\("([A-Z_]+)"', source))
    desk = (run.ROOT / "desk" / "settings.py").read_text()
    read |= set(re.findall(r'(?:_needed|_number|_env\.get)\("([A-Z_]+)"', desk))
    assert read <= documented
