"""A course as card and text: what is known in words, what is not: ask the provider."""

from pathlib import Path
from typing import Any

import pytest

from bot.answers.choices import Choice, Choices
from bot.answers.nlg import CityNlg
from knowledge import load
from tests.bot.answers import talk

KEY = b"k" * 32
COURSE: dict[str, Any] = {
    "id": "bxl-017",
    "title": "Alphabétisation",
    "provider": "Collectif Alpha",
    "target_language": "fr",
    "levels": ["literacy"],
    "mode": "class",
    "sessions": [{"days": ["mon", "thu"], "from": "09:00", "to": "20:00"}],
    "bands": ["evening"],
    "venue": None,
    "street": "Rue de Rome 12",
    "postcode": "1060",
    "municipality": "Saint-Gilles",
    "distance_km": 3.2,
    "price": None,
    "free": None,
    "childcare": None,
    "enrol": {"how": None, "phone": "02 538 36 57", "email": None, "url": "https://x.example"},
    "source": {"url": "https://s.example", "year": "2019 or later"},
    "confirmed": None,
    "met": ["level"],
    "failed": ["place"],
    "unknown": ["free"],
}


@pytest.fixture(scope="module")
def nlg() -> CityNlg:
    return CityNlg(library=load(Path("data"), "schaerbeek"), key=KEY)


async def card(
    nlg: CityNlg, key: str = "utter_course", language: str = "en", **changed: Any
) -> Any:
    values = {"course": {**COURSE, **changed}, "more": True}
    return await nlg.generate(key, talk.tracker(language=language), "website", **values)


def row(reply: Any, label: str) -> str | None:
    return {one["label"]: one["value"] for one in reply["card"]["rows"]}.get(label)


async def test_the_text_says_what_the_card_says(nlg: CityNlg) -> None:
    reply = await card(nlg)
    assert "**Alphabétisation**\nCollectif Alpha" in reply["text"]
    for one in reply["card"]["rows"]:
        assert f"{one['label']}: {one['value']}" in reply["text"]
    assert row(reply, "When") == "Monday, Thursday 9:00–20:00"
    assert row(reply, "Where") == "Rue de Rome 12, 1060 Saint-Gilles"
    assert row(reply, "Distance") == "about 3.2 km"
    assert reply["card"]["met"] == ["the level"]
    assert reply["card"]["failed"] == ["the place"]


async def test_what_is_not_stated_is_to_be_asked(nlg: CityNlg) -> None:
    reply = await card(nlg, sessions=[], bands=[])
    assert row(reply, "When") == "ask the provider"
    assert row(reply, "Price") == "ask the provider"
    assert row(reply, "Childcare") is None


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"free": True, "price": "0.00"}, "free"),
        ({"free": False}, "not free"),
        ({"price": "25.00"}, "€25"),
        ({"free_for": "demandeurs d'emploi"}, "free for: demandeurs d'emploi"),
    ],
)
async def test_the_price(nlg: CityNlg, changed: dict[str, Any], expected: str) -> None:
    assert row(await card(nlg, **changed), "Price") == expected


async def test_links_call_map_and_website(nlg: CityNlg) -> None:
    reply = await card(nlg)
    links = {one["kind"]: one["href"] for one in reply["card"]["links"]}
    assert links["call"] == "tel:+3225383657"
    assert links["web"] == "https://x.example"
    assert links["map"].startswith("https://www.openstreetmap.org/search?query=Rue+de+Rome")
    assert "mail" not in links


async def test_buttons_name_the_course_and_the_last_card_offers_more(nlg: CityNlg) -> None:
    reply = await card(nlg)
    read = [Choices(KEY).read("conv", button["payload"]) for button in reply["buttons"]]
    assert Choice(intent="enrol_course", entities={"course": "bxl-017"}) in read
    assert read[-1] == Choice(intent="more_courses")


async def test_an_unconfirmed_course_says_so_and_a_confirmed_one_when(nlg: CityNlg) -> None:
    assert (await card(nlg))["stamp"] == "Seen in 2019, not yet confirmed by the provider"
    confirmed = {"date": "2026-10-01", "by": "A"}
    reply = await card(nlg, language="fa", confirmed=confirmed)
    assert reply["stamp"] == "تأیید برگزارکننده: 1 اکتبر 2026"


async def test_an_arabic_card_keeps_numbers_in_order(nlg: CityNlg) -> None:
    reply = await card(nlg, key="utter_course_enrol", language="ar")
    assert row(reply, "الهاتف") == "\u206602 538 36 57\u2069"
    assert reply["text"].count("\u2066") == 1


async def test_dropped_wishes_are_named_in_words(nlg: CityNlg) -> None:
    reply = await nlg.generate(
        "utter_courses_relaxed",
        talk.tracker(language="en"),
        "website",
        dropped=["place", "free"],
        total=4,
    )
    assert reply is not None
    assert "without: the place, free of charge" in reply["text"]
