"""How a case leaves a colleague: passed on, merged, sent on; notes, tags, who looks, search."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from desk.cases import feed
from desk.cases.models import BotCall, Case, Look, Message, Note
from desk.people.models import Deed
from tests.desk.builders import logged_in, message, opened, person


def test_passed_on_to_a_colleague_the_bot_leads_until_that_one_takes_it() -> None:
    case, ben = opened(), person("ben")
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    ana.post(f"/cases/{case.code}/pass-on", {"to": f"user:{ben.pk}", "note": "parle pachto"})
    case.refresh_from_db()
    assert (case.state, case.colleague) == ("waiting", ben)
    assert BotCall.objects.order_by("id").last().kind == "step_back"  # type: ignore[union-attr]
    assert "Ben" in Message.objects.latest("id").text
    page = logged_in(ben).get(f"/cases/{case.code}/").content.decode()
    assert "parle pachto" in page
    assert case.code in logged_in(ben).get("/", {"mine": "1"}).content.decode()


def test_passed_on_to_nobody_nothing_happens() -> None:
    case = opened()
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    for to in ("", "user:9999", "office:nowhere", "user:x", "nonsense"):
        ana.post(f"/cases/{case.code}/pass-on", {"to": to})
        case.refresh_from_db()
        assert case.state == "active"


def test_a_colleague_who_is_away_is_taken_over_from() -> None:
    case = opened()
    ana, ben = logged_in(person("ana")), logged_in(person("ben"))
    ana.post(f"/cases/{case.code}/claim")
    ana.post(f"/cases/{case.code}/take-over")
    assert BotCall.objects.filter(kind="lead").count() == 1
    ben.post(f"/cases/{case.code}/take-over")
    case.refresh_from_db()
    assert case.colleague is not None
    assert case.colleague.username == "ben"
    assert "Ben" in Message.objects.latest("id").text


def test_two_cases_of_one_person_become_one() -> None:
    one, two = opened("a"), opened("b")
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{one.code}/merge", {"into": "ZZZZZZ"})
    ana.post(f"/cases/{one.code}/merge", {"into": one.code})
    one.refresh_from_db()
    assert one.state == "waiting"
    ana.post(f"/cases/{one.code}/merge", {"into": two.code.lower()})
    one.refresh_from_db()
    assert (one.state, one.outcome, one.merged_into) == ("closed", "merged", two)
    assert two.code in Message.objects.filter(conversation="a").latest("id").text
    assert one.code in ana.get(f"/cases/{two.code}/").content.decode()


def test_sent_on_hands_the_person_the_card_of_that_office() -> None:
    case = opened()
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    ana.post(f"/cases/{case.code}/close", {"outcome": "sent_on", "partner": "nowhere"})
    case.refresh_from_db()
    assert case.state == "active"
    ana.post(f"/cases/{case.code}/close", {"outcome": "sent_on", "partner": "actiris"})
    case.refresh_from_db()
    assert (case.state, case.partner) == ("closed", "actiris")
    card = Message.objects.exclude(card=None).get().card
    assert card is not None
    assert card["title"] == "Actiris"
    assert {link["kind"] for link in card["links"]} >= {"map", "web"}


def test_a_note_is_read_by_colleagues_and_goes_nowhere_else() -> None:
    case = opened()
    calls = BotCall.objects.count()
    logged_in(person("ana")).post(f"/cases/{case.code}/note", {"note": "appeler le CPAS"})
    page = logged_in(person("ben")).get(f"/cases/{case.code}/").content.decode()
    assert "appeler le CPAS" in page
    assert BotCall.objects.count() == calls
    assert not Message.objects.filter(text__contains="CPAS").exists()
    assert Deed.objects.filter(verb="note", what=f"case:{case.pk}").exists()


def test_priority_goes_before_waiting_time_and_emergency_before_both() -> None:
    first, urgent, danger = opened("a"), opened("b"), opened("c")
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{urgent.code}/label", {"priority": "2", "tags": "famille, , papiers"})
    Case.objects.filter(pk=danger.pk).update(emergency=True)
    page = ana.get("/").content.decode()
    order = sorted((page.index(case.code), case.pk) for case in (first, urgent, danger))
    assert [pk for _place, pk in order] == [danger.pk, urgent.pk, first.pk]
    urgent.refresh_from_db()
    assert urgent.tags == ["famille", "papiers"]


def test_words_find_cases_open_and_closed_but_not_what_was_said_before_from_now_on() -> None:
    one, two = opened("a"), opened("b")
    feed.take(message("a", 11, "passeport perdu"))
    feed.take(message("b", 11, "passeport volé"))
    Case.objects.filter(pk=two.pk).update(first_number=12, state="closed")
    ana = logged_in(person("ana"))
    found = ana.get("/", {"find": "PASSEPORT"}).content.decode()
    assert one.code in found
    assert two.code not in found
    Note.objects.create(case=two, author=person("ben"), text="dentiste", at=timezone.now())
    assert two.code in ana.get("/", {"find": "dentiste"}).content.decode()


def test_who_else_looks_is_seen_until_the_page_is_left() -> None:
    case = opened()
    ana, ben = logged_in(person("ana")), logged_in(person("ben"))
    version = case.version
    ana.post(f"/cases/{case.code}/look")
    ana.post(f"/cases/{case.code}/look")
    case.refresh_from_db()
    assert case.version == version + 1  # only an arrival is news
    assert "Ana looks" in ben.get(f"/cases/{case.code}/").content.decode()
    assert "Ana looks" in ben.get("/").content.decode()
    assert "Ana looks" not in ana.get(f"/cases/{case.code}/").content.decode()
    Look.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert "Ana looks" not in ben.get(f"/cases/{case.code}/").content.decode()
    ana.post(f"/cases/{case.code}/look")
    ana.post(f"/cases/{case.code}/look", {"gone": "1"})
    assert not Look.objects.exists()


def test_a_page_rings_for_its_own_office_only() -> None:
    case = opened()
    Case.objects.update(office="elsewhere", emergency=True)
    here = logged_in(person("ana", office="via"))
    there = logged_in(person("ben", office="elsewhere"))
    assert here.get("/queue/waiting").json() == {"waiting": [], "emergencies": []}
    assert there.get("/queue/waiting").json() == {"waiting": [case.pk], "emergencies": [case.pk]}
