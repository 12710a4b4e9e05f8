"""Emergency by kind: 112 and 101 first, the line that fits, or a choice by signs; no waiting."""

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.answers.choices import Choice, Choices
from bot.answers.danger import KINDS, kinds_told
from bot.answers.nlg import CityNlg
from knowledge import load
from tests.bot.answers import talk

KEY = b"k" * 32
REAL = load(Path("data"), "schaerbeek")
BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=BRUSSELS)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, tzinfo=BRUSSELS)


def nlg(at: datetime = SUNDAY_NIGHT) -> CityNlg:
    def clock(zone: tzinfo) -> datetime:
        return at.astimezone(zone)

    return CityNlg(library=REAL, key=KEY, clock=clock)


async def emergency(made: CityNlg | None = None, **turn: Any) -> dict[str, Any]:
    told = talk.tracker(intent="emergency", **turn)
    reply = await (made or nlg()).generate("utter_emergency", told, "website")
    assert reply is not None
    return reply


def choices(reply: dict[str, Any]) -> list[Choice | None]:
    return [Choices(KEY).read("conv", button["payload"]) for button in reply["buttons"]]


@pytest.mark.parametrize("language", list(REAL.languages))
async def test_unrecognised_danger_is_chosen_by_signs_in_every_language(language: str) -> None:
    reply = await emergency(language=language, text="…")
    assert [call["number"] for call in reply["emergency"]["calls"]] == ["112", "101"]
    first = [Choice(intent="emergency", entities={"kind": kind}) for kind in KINDS]
    offered = choices(reply)
    assert offered[: len(first)] == first or len(offered) == 6
    assert all(button["title"] for button in reply["buttons"])
    signs = [button.get("sign") for button in reply["buttons"]]
    assert signs[0] == "🏠" or language not in REAL.languages.answered
    assert reply["language"] == language
    assert "{" not in reply["text"]


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("my husband beats me", "en", "0800 30 030"),
        ("je veux en finir avec la vie", "fr", "0800 32 123"),
        ("ننام في الشارع الليلة", "ar", "0800 99 340"),
        ("пропала дитина, зникла дитина", "uk", "116 000"),
        ("ik ben verkracht", "nl", "0800 98 100"),
        ("ребёнок отравился", "ru", "070 245 245"),
    ],
)
async def test_the_line_that_fits_what_was_told(text: str, language: str, number: str) -> None:
    reply = await emergency(language=language, text=text)
    assert number in reply["text"]
    assert [call["number"] for call in reply["emergency"]["calls"]][:3] == ["112", "101", number]
    # No choice of kinds any more; the ways to hide what was said, or not to.
    assert [one.intent for one in choices(reply) if one] == ["protect", "unguard"]
    assert [button.get("place") for button in reply["buttons"]] == ["pin", None]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_tapped_kind_gets_its_line(kind: str) -> None:
    reply = await emergency(language="ps", text="…", entities={"kind": kind})
    (line,) = [line for line in REAL.city.emergency if line.kind == kind]
    assert reply["emergency"]["calls"][-1]["number"] == line.number
    assert f"\u2066{line.number}\u2069" in reply["text"]


async def test_a_number_with_an_open_check_is_never_shown() -> None:
    asked = {line.number for line in REAL.city.emergency if line.check}
    assert asked
    for language in REAL.languages.answered:
        reply = await emergency(language=language, text="doctor")
        assert not any(number in reply["text"] for number in asked)


@pytest.mark.parametrize("language", list(REAL.languages))
async def test_outside_the_desk_s_hours_it_says_that_nobody_reads(language: str) -> None:
    night = await emergency(nlg(SUNDAY_NIGHT), language=language)
    day = await emergency(nlg(MONDAY_TEN), language=language)
    assert REAL.texts.get("emergency_nobody", language) in night["text"]
    assert REAL.texts.get("emergency_perhaps_nobody", language) in day["text"]


def test_kinds_are_told_apart() -> None:
    assert kinds_told("He took my passport and he hits me", "en") == ("violence",)
    assert kinds_told("violence conjugale", "fr") == ("violence",)
    assert kinds_told("help, fire!", "en") == ()
