"""Appointments at the counter: made without taking the case, moved and cancelled after its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk import library
from desk.cases import feed, outbox
from desk.cases.bot import Bot
from desk.cases.models import Appointment, Case, Message
from tests.desk.bot_server import SECRET, BotServer
from tests.desk.builders import NOON, hand_over, logged_in, message, opened, person

TOMORROW = (timezone.localtime() + timedelta(days=1)).date().isoformat()
REPLY = "0123456789abcdef0123456789abcdef"


def offered(case: Case, client: Client, **form: Any) -> Appointment:
    given = {"date": TOMORROW, "time": "14:00", "office": case.office, "reply": REPLY, **form}
    answer = client.post(f"/cases/{case.code}/appointments/", given)
    assert answer.headers["Location"] == f"/cases/{case.code}/"
    return Appointment.objects.get(case=case)


def closed(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(
        state="closed", outcome="appointment", closed_at=timezone.now(), colleague=None
    )


def told() -> list[str]:
    lines = Message.objects.filter(author="staff").order_by("id")
    return [str((line.card or {})["title"]) for line in lines]


def test_at_the_counter_nobody_takes_the_case_first() -> None:
    case, client = opened(language="fr"), logged_in(person("ana"))
    one = offered(case, client)
    case.refresh_from_db()
    assert (case.state, case.colleague, one.answer) == ("waiting", None, "open")
    assert told() == ["Votre rendez-vous"]
    assert b"Slip to print" in client.get(f"/cases/{case.code}/").content


def test_after_the_end_it_is_moved_and_cancelled_and_the_person_is_told() -> None:
    case, client = opened(language="fr"), logged_in(person("ana"))
    one = offered(case, client)
    closed(case)
    address = f"/cases/{case.code}/appointments/{one.pk}"
    client.post(address, {"date": TOMORROW, "time": "16:30"})
    client.post(address, {"cancel": "1"})
    client.post(address, {"cancel": "1"})
    assert told() == [
        "Votre rendez-vous",
        "Votre rendez-vous est déplacé",
        "Votre rendez-vous est annulé",
    ]
    one.refresh_from_db()
    assert (one.answer, one.sequence) == ("cancelled", 2)
    assert "Votre rendez-vous est annulé" in client.get(f"{address}/slip").content.decode()


def test_not_while_another_colleague_leads_nor_after_erasure() -> None:
    case, client = opened(), logged_in(person("ana"))
    logged_in(person("ben")).post(f"/cases/{case.code}/claim")
    form = {"date": TOMORROW, "time": "14:00", "office": case.office}
    live = {"X-Live": "1"}
    assert client.post(f"/cases/{case.code}/appointments/", form, headers=live).status_code == 409
    Case.objects.update(state="closed", conversation=None)
    assert client.post(f"/cases/{case.code}/appointments/", form, headers=live).status_code == 409
    assert not Appointment.objects.exists()


def test_another_offices_case_has_no_appointments() -> None:
    case = opened()
    one = offered(case, logged_in(person("ana")))
    stranger = logged_in(person("ben", office="convivial"))
    for address in ("", f"{one.pk}/slip", f"{one.pk}/calendar"):
        assert stranger.get(f"/cases/{case.code}/appointments/{address}").status_code == 404


def test_an_answer_after_the_end_stands_with_the_appointment(bot: BotServer) -> None:
    """The case opens again with the transcript; the answer stands in it."""
    case, client = opened(language="fr"), logged_in(person("ana"))
    one = offered(case, client)
    closed(case)
    entities = {"q": REPLY[:8], "a": "no"}
    said = message(number=30, text="Non", intent="staff_answer", entities=entities)
    bot.transcripts["c1"] = [{"number": 30, "time": said["time"], **said["data"]}]
    feed.take(hand_over(number=31, reason="answer"))
    asking = Bot(bot.url, SECRET)
    while calls := outbox.due(at=timezone.now()):
        assert all(outbox.lease(call, at=timezone.now()) for call in calls)
        assert all(outbox.work(asking, call) for call in calls)
    one.refresh_from_db()
    assert one.answer == "no"


@pytest.mark.parametrize(("moved", "answer"), [(False, "yes"), (True, "open")])
def test_a_yes_to_the_old_time_says_nothing_about_the_new_one(moved: bool, answer: str) -> None:
    case, client = opened(language="fr"), logged_in(person("ana"))
    one = offered(case, client)
    if moved:
        address = f"/cases/{case.code}/appointments/{one.pk}"
        client.post(address, {"date": TOMORROW, "time": "16:30"})
    feed.take(message(number=30, intent="staff_answer", entities={"q": REPLY[:8], "a": "yes"}))
    one.refresh_from_db()
    assert one.answer == answer


@pytest.mark.parametrize("language", library.languages().answered)
def test_card_and_slip_in_every_language(language: str) -> None:
    case, client = opened(language=language), logged_in(person("ana"), language="fr")
    one = offered(case, client, bring=["identity", "passport_photo"])
    card = Message.objects.get(author="staff").card
    assert card is not None
    assert {"calendar", "map"} <= {link["kind"] for link in card["links"]}
    page = client.get(f"/cases/{case.code}/appointments/{one.pk}/slip").content.decode()
    direction = library.languages().direction(language)
    assert f'<section lang="{language}" dir="{direction}">' in page
    for row in card["rows"]:
        assert row["value"].replace("'", "&#x27;") in page
    assert page.count("<section") == (1 if language == "fr" else 2)
    assert one.starts_at > NOON
