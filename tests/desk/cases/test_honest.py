"""The honest words: who is there, how many wait, when next, in the newcomer's language."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from desk import library
from desk.cases import honest, presence
from desk.cases.models import BotCall, Case, Message
from knowledge.formats import plain
from tests.desk.builders import NOON, opened, person

FRIDAY_EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=timezone.utc)


def said(case: Case, at: datetime) -> str:
    return plain(honest.words(case, at=at))


def text(key: str, language: str) -> str:
    return library.texts().raw(key, language)


def test_in_arabic_nobody_is_there_on_friday_evening() -> None:
    case = opened(language="ar")
    words = said(case, FRIDAY_EVENING)
    assert words.splitlines()[0] == text("desk_nobody_there", "ar")
    assert "الاثنين، 23 نوفمبر 2026، 9:00" in words
    assert case.code in words


def test_in_french_somebody_is_there_when_hours_and_switch_say_so() -> None:
    case = opened(language="fr")
    presence.come(person("ana"), at=NOON)
    words = said(case, NOON)
    assert words.splitlines()[0] == text("desk_somebody_there", "fr")
    assert "Prochaine ouverture" not in words


@pytest.mark.parametrize("later", [timedelta(minutes=16), timedelta(days=4)])
def test_nothing_is_promised_once_the_switch_has_run_out(later: timedelta) -> None:
    case = opened(language="fr")
    presence.come(person("ana"), at=NOON)
    assert said(case, NOON + later).splitlines()[0] == text("desk_nobody_there", "fr")


def test_nothing_is_promised_outside_the_hours_even_with_the_switch_on() -> None:
    case = opened(language="en")
    presence.come(person("ana"), at=FRIDAY_EVENING)
    words = said(case, FRIDAY_EVENING)
    assert words.splitlines()[0] == text("desk_nobody_there", "en")
    assert "The desk opens next: Monday, November 23, 2026, 9:00." in words


def test_a_colleague_of_another_office_is_not_there() -> None:
    case = opened()
    presence.come(person("ana", office="elsewhere"), at=NOON)
    assert not presence.situation(case, at=NOON).somebody


def test_the_number_of_people_before_is_told() -> None:
    opened("first")
    opened("second", language="en")
    words = said(Case.objects.get(conversation="second"), NOON)
    assert "People waiting before you: 1." not in words  # both began in the same second
    Case.objects.filter(conversation="first").update(waiting_since=NOON - timedelta(hours=1))
    words = said(Case.objects.get(conversation="second"), NOON)
    assert "People waiting before you: 1." in words


@pytest.mark.parametrize(
    "language", ["en", "fr", "nl", "ar", "tr", "uk", "ru", "es", "pt", "ro", "fa", "ps"]
)
def test_every_language_has_every_sentence_of_its_own(language: str) -> None:
    keys = [key for key in library.texts().keys() if key.startswith("desk_")]  # noqa: SIM118
    assert len(keys) >= 9
    assert {library.texts().language(key, language) for key in keys} == {language}
    case = opened(language=language)
    words = said(case, FRIDAY_EVENING)
    assert "{" not in words
    assert "2026" in words


def test_a_hand_over_says_them_through_the_bot() -> None:
    case = opened()
    line = Message.objects.get(author="bot")
    assert (line.delivery, line.language) == ("sending", "ar")
    assert case.code in line.text
    assert [call.kind for call in BotCall.objects.order_by("id")] == ["say", "transcript"]


def test_the_sign_keeps_the_switch_on_but_does_not_turn_it_on() -> None:
    ana = person("ana")
    assert not presence.sign(ana, at=NOON)
    presence.come(ana, at=NOON)
    assert presence.sign(ana, at=NOON + timedelta(minutes=14))
    assert presence.on_duty("", at=NOON + timedelta(minutes=28))
    assert not presence.sign(ana, at=NOON + timedelta(minutes=30))
