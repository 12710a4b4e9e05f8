"""Outside loopback nothing starts with a placeholder; nowhere with a weak secret."""

import secrets
from pathlib import Path

import pytest

from knowledge import load
from knowledge.exposure import is_weak, open_doors, refusals
from knowledge.privacy import SECTIONS, notice

DATA = Path(__file__).parents[2] / "data"
DAYS = {"conversation_days": 30, "case_days": 90, "backup_days": 30}
GOOD = {"SESSION_KEY": secrets.token_urlsafe(48), "SEAL_KEYS": secrets.token_urlsafe(48)}


def city(folder: Path, text: str) -> Path:
    (folder / "privacy.yml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("setting", "value", "door"),
    [
        ("BOT_HOST", "127.0.0.1", False),
        ("BOT_HOST", "::1", False),
        ("BOT_HOST", "0.0.0.0", True),
        ("DESK_HOST", "::", True),
        ("PUBLIC_URL", "https://chat.example.org", True),
        ("DESK_URL", "http://localhost:8000", False),
        ("ALLOWED_ORIGINS", "http://127.0.0.1:1 https://www.example.org", True),
        ("TELEGRAM_TOKEN", "7000000001:x", True),
        ("TELEGRAM_TOKEN", "", False),
    ],
)
def test_doors_beyond_loopback(setting: str, value: str, door: bool, tmp_path: Path) -> None:
    environment = {**GOOD, setting: value}
    assert list(open_doors(environment)) == ([setting] if door else [])
    placeholders = city(tmp_path, "controller: TO FILL IN\nofficer: TO FILL IN\n")
    assert len(refusals(environment, placeholders)) == (2 if door else 0)
    named = city(tmp_path, "controller: Ville\nofficer: dpo@ville\n")
    assert refusals(environment, named) == []


def test_a_token_for_a_bot_api_server_of_this_machine_is_no_door() -> None:
    environment = {"TELEGRAM_TOKEN": "7000000001:x"}
    assert list(open_doors({**environment, "TELEGRAM_API": "http://127.0.0.1:8081"})) == []
    elsewhere = {**environment, "TELEGRAM_API": "https://bots.example.org"}
    assert list(open_doors(elsewhere)) == ["TELEGRAM_TOKEN"]


def test_words_unsealed_beyond_loopback_are_refused(tmp_path: Path) -> None:
    named = city(tmp_path, "controller: Ville\nofficer: dpo@ville\n")
    assert "SEAL_KEYS" in refusals({"BOT_HOST": "0.0.0.0"}, named)[0]


@pytest.mark.parametrize("secret", ["short", "x" * 64, "changeme-changeme-changeme-0123456789", ""])
def test_weak_secrets_are_refused_everywhere(secret: str, tmp_path: Path) -> None:
    assert is_weak(secret)
    found = refusals({"SESSION_KEY": secret}, city(tmp_path, "{}"))
    assert len(found) == bool(secret)
    assert all(secret not in sentence for sentence in found if secret)


@pytest.mark.parametrize("code", load(DATA, "schaerbeek").languages.answered)
def test_the_notice_is_whole_in_every_answer_language(code: str) -> None:
    library = load(DATA, "schaerbeek")
    sections = notice(library, code, DAYS)
    assert [section.name for section in sections] == list(SECTIONS)
    assert all(section.title and section.sign and len(section.text) > 10 for section in sections)
    words = {section.name: section.text for section in sections}
    assert "30" in words["retention"]
    assert "90" in words["retention"]
    assert "274 48 00" in words["complaint"]
    assert all("{" not in section.text for section in sections)


def test_a_city_words_a_section_in_its_own_way(tmp_path: Path) -> None:
    library = load(DATA, "schaerbeek")
    moved = type(library)(**{**vars(library), "root": tmp_path})
    moved.city_folder.mkdir(parents=True)
    city(moved.city_folder, "controller: Ville\nwording: {purposes: {fr: Pour vous.}}\n")
    words = {section.name: section.text for section in notice(moved, "fr", DAYS)}
    assert words["purposes"] == "Pour vous."
    assert words["controller"].startswith("Ville\n")
