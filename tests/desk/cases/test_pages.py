"""The queue and the conversation as colleagues use them: filters, permissions, deeds, fragments."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from desk.cases import feed, states, thread
from desk.cases.models import BotCall, Case, Message
from desk.people.models import Deed, Role
from tests.desk.builders import NOON, logged_in, message, opened, person

PAGES = ["/", "/queue/rows", "/cases/ABCDEF/", "/cases/ABCDEF/changes", "/records/", "/log/"]
DEEDS = ["claim", "reply", "give-back", "close", "typing", "resend/1"]


@pytest.mark.parametrize("address", PAGES)
def test_nobody_reads_without_a_log_in(address: str) -> None:
    opened()
    Case.objects.update(code="ABCDEF")
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"][:7]) == (302, "/login/")


@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_acts_without_a_log_in(deed: str) -> None:
    opened()
    Case.objects.update(code="ABCDEF")
    assert Client().post(f"/cases/ABCDEF/{deed}").status_code == 302
    assert Case.objects.get().state == "waiting"


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_needs_the_token_of_the_page(deed: str) -> None:
    case = opened()
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("ana"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/cases/{case.code}/{deed}").status_code == 403


@pytest.mark.parametrize("address", ["/records/", "/log/"])
def test_only_administrators_see_records_and_log(address: str) -> None:
    assert logged_in(person("ana")).get(address).status_code == 403
    assert logged_in(person("eva", role=Role.COORDINATOR)).get(address).status_code == 403
    assert logged_in(person("ida", role=Role.ADMINISTRATOR)).get(address).status_code == 200


def test_a_colleague_sees_the_cases_of_the_own_office_only() -> None:
    case = opened()
    Case.objects.update(office="via")
    there = logged_in(person("ana", office="via"))
    elsewhere = logged_in(person("ben", office="elsewhere"))
    assert case.code in there.get("/").content.decode()
    assert case.code not in elsewhere.get("/").content.decode()
    for address in ("", "changes"):
        assert elsewhere.get(f"/cases/{case.code}/{address}").status_code == 404
    for deed in DEEDS:
        assert elsewhere.post(f"/cases/{case.code}/{deed}").status_code == 404


def test_emergencies_come_first_then_who_waits_longest() -> None:
    for number, name in enumerate(("late", "early", "danger")):
        opened(name)
        Case.objects.filter(conversation=name).update(
            code=f"CODE{number}A", waiting_since=NOON.replace(hour=[12, 9, 15][number])
        )
    Case.objects.filter(conversation="danger").update(emergency=True)
    page = logged_in(person("ana")).get("/queue/rows").content.decode()
    assert re.findall(r"CODE\dA(?=</span>)", page) == ["CODE2A", "CODE1A", "CODE0A"]


def test_filters_leave_what_fits() -> None:
    arabic, french = opened("a", language="ar"), opened("b", language="fr")
    client = logged_in(person("ana"))
    page = client.get("/", {"language": "ar"}).content.decode()
    assert arabic.code in page
    assert french.code not in page
    assert french.code not in client.get("/", {"mine": "1"}).content.decode()
    assert french.code not in client.get("/", {"state": "closed"}).content.decode()


def test_a_code_typed_at_the_counter_opens_its_case() -> None:
    case = opened()
    client = logged_in(person("ana"))
    answer = client.get("/", {"find": f" {case.code.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/")
    assert "Nothing found" in client.get("/", {"find": "zzzzzz"}).content.decode()


def test_the_slower_colleague_is_told_who_has_the_case() -> None:
    case = opened()
    ana, ben = logged_in(person("ana")), logged_in(person("ben"))
    ana.post(f"/cases/{case.code}/claim")
    calls = BotCall.objects.count()
    page = ben.post(f"/cases/{case.code}/claim", follow=True).content.decode()
    assert "Ana has taken this conversation." in page
    assert BotCall.objects.count() == calls


def test_only_the_colleague_who_leads_can_reply() -> None:
    case = opened()
    ana, ben = logged_in(person("ana")), logged_in(person("ben"))
    ana.post(f"/cases/{case.code}/reply", {"text": "before the claim"})
    ana.post(f"/cases/{case.code}/claim")
    ben.post(f"/cases/{case.code}/reply", {"text": "not mine"})
    live = ben.post(f"/cases/{case.code}/reply", {"text": "x"}, headers={"X-Live": "1"})
    assert live.status_code == 409
    assert not Message.objects.filter(author="staff").exists()


def test_the_same_reply_sent_twice_is_one_reply() -> None:
    case = opened()
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    for _ in range(2):
        answer = ana.post(
            f"/cases/{case.code}/reply",
            {"text": "Bonjour", "reply": "reply-0001"},
            headers={"X-Live": "1"},
        )
        assert answer.status_code == 204
    assert Message.objects.filter(author="staff").count() == 1
    assert BotCall.objects.filter(message__message_id="reply-0001").count() == 1


def test_closing_needs_an_outcome() -> None:
    case = opened()
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    for outcome in ("", "erased", "nonsense"):
        ana.post(f"/cases/{case.code}/close", {"outcome": outcome})
        assert Case.objects.get().state == "active"
    ana.post(f"/cases/{case.code}/close", {"outcome": "appointment"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "appointment")


def test_giving_back_keeps_the_request_in_the_queue() -> None:
    case = opened()
    ana = logged_in(person("ana"))
    ana.post(f"/cases/{case.code}/claim")
    ana.post(f"/cases/{case.code}/give-back")
    case.refresh_from_db()
    assert (case.state, case.colleague) == ("waiting", None)
    assert BotCall.objects.order_by("id").last().kind == "step_back"  # type: ignore[union-attr]


def test_changes_bring_only_what_is_new() -> None:
    case = opened()
    feed.take(message("c1", 11, "eleven"))
    case.refresh_from_db()
    client = logged_in(person("ana"))
    feed.take(message("c1", 12, "twelve"))
    part = client.get(f"/cases/{case.code}/changes", {"since": case.version}).content.decode()
    assert "twelve" in part
    assert "eleven" not in part
    thread.progress("c1", Message.objects.get(author="bot").message_id, thread.Delivery.FAILED)
    part = client.get(f"/cases/{case.code}/changes", {"since": case.version + 1}).content.decode()
    assert "twelve" not in part
    assert "failed" in part


def test_words_of_a_newcomer_are_shown_as_words() -> None:
    case = opened()
    feed.take(message(text="<script>alert(1)</script> **no bold**"))
    page = logged_in(person("ana")).get(f"/cases/{case.code}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "**no bold**" in page


def test_what_is_read_and_done_is_in_the_log_without_words() -> None:
    case = opened()
    ana = person("ana")
    client = logged_in(ana)
    client.get(f"/cases/{case.code}/")
    client.post(f"/cases/{case.code}/claim")
    client.post(f"/cases/{case.code}/reply", {"text": "secret words"})
    client.post(f"/cases/{case.code}/close", {"outcome": "other"})
    log = [(deed.verb, deed.what) for deed in Deed.objects.filter(who=ana).order_by("id")]
    assert log[-4:] == [(verb, f"case:{case.pk}") for verb in ("read", "claim", "reply", "close")]


def test_an_administrator_applies_a_record_again() -> None:
    feed.take({**message(), "version": 7})
    client = logged_in(person("ida", role=Role.ADMINISTRATOR))
    page = client.get("/records/").content.decode()
    assert "version" in page
    number = re.findall(r"/records/(\d+)/again", page)[0]
    client.post(f"/records/{number}/again")
    assert "version" in client.get("/records/").content.decode()  # its cause still stands


def test_the_switch_goes_on_off_and_off_at_logout() -> None:
    ana = person("ana")
    client = logged_in(ana)
    for pressed, there in (("on", True), ("off", False), ("on", True)):
        client.post("/duty", {"duty": pressed, "next": "/"})
        ana.refresh_from_db()
        assert (ana.duty_until is not None) == there
    assert client.post("/duty/sign").json() == {"on_duty": True}
    client.post("/logout/")
    ana.refresh_from_db()
    assert ana.duty_until is None


def test_the_switch_never_leads_to_another_site() -> None:
    client = logged_in(person("ana"))
    assert client.post("/duty", {"duty": "on", "next": "https://evil.example/"})["Location"] == "/"


def test_a_closed_case_can_still_be_read_but_not_answered() -> None:
    case = opened()
    ana = person("ana")
    states.move(case.pk, "claim", at=NOON, by=ana)
    states.move(case.pk, "close", at=NOON, by=ana, outcome="answered")
    page = logged_in(ana).get(f"/cases/{case.code}/").content.decode()
    assert "This conversation is closed." in page
    assert 'id="composer"' not in page
