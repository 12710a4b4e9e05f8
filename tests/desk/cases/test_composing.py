"""Answering without the language: phrases, topics, courses, appointments, a translation."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from icalendar import Calendar

from desk.cases import feed, outbox
from desk.cases.models import Appointment, BotCall, Case, Message
from desk.courses import values as values_of_courses
from desk.courses.models import Course, Provider
from tests.desk.builders import logged_in, message, opened, person

LIVE = {"X-Live": "1"}
TOMORROW = (timezone.localtime() + timedelta(days=1)).date()


def led(language: str = "ps", *, staff: str = "fr") -> tuple[Case, Client]:
    case = opened(language=language)
    client = logged_in(person("ana"), language=staff)
    client.post(f"/cases/{case.code}/claim")
    return case, client


def sent() -> Message:
    return Message.objects.filter(author="staff").latest("id")


def test_a_phrase_goes_out_in_the_newcomers_language_and_is_read_in_staffs() -> None:
    case, client = led()
    client.post(
        f"/cases/{case.code}/phrases/have_document", {"document": ["identity"]}, headers=LIVE
    )
    row = sent()
    assert row.text == "دا سند لرئ: پاسپورټ یا پېژندپاڼه؟"
    assert row.staff_text == "Avez-vous ce document : passeport ou carte d'identité ?"
    assert (row.language, row.origin, row.draft) == ("ps", "phrase", True)
    assert [one["staff"] for one in row.options] == ["Oui", "Non", "Je ne sais pas"]
    # What goes out says below it that nobody has checked the translation.
    assert outbox._marked(row).splitlines()[-1] == "دا ژباړه لا چا نه ده کتلې."


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("bring", {}),
        ("bring", {"document": ["no such"]}),
        ("deadline", {"date": "31/12"}),
        ("will_call", {"date": "2027-01-04", "time": "25:00"}),
        ("it_costs", {"amount": "  "}),
    ],
)
def test_a_phrase_with_an_empty_slot_does_not_go_out(key: str, form: dict[str, Any]) -> None:
    case, client = led()
    answer = client.post(f"/cases/{case.code}/phrases/{key}", form, headers=LIVE)
    assert answer.status_code == 422
    assert not Message.objects.filter(author="staff").exists()


def test_the_preview_shows_both_languages_and_that_the_wording_is_a_draft() -> None:
    case, client = led()
    form = {"date": "2027-01-04", "time": "09:05"}
    page = client.get(f"/cases/{case.code}/phrases/will_call", form, headers=LIVE).content.decode()
    assert "lundi 4 janvier 2027, 9:05" in page
    assert "دوشنبه، 4 جنوري 2027، 9:05" in page
    assert "encore relu cette traduction" in page


def test_only_who_leads_can_send_a_phrase() -> None:
    case, _ana = led()
    ben = logged_in(person("ben"))
    assert ben.post(f"/cases/{case.code}/phrases/hello", headers=LIVE).status_code == 409
    assert not Message.objects.filter(author="staff").exists()


def test_a_topic_stands_side_by_side_and_goes_out_as_the_bot_says_it() -> None:
    case, client = led()
    page = client.get(f"/cases/{case.code}/topics/reception_path_cost", headers=LIVE)
    assert 'lang="fr"' in page.content.decode()
    client.post(f"/cases/{case.code}/topics/reception_path_cost", headers=LIVE)
    row = sent()
    assert (row.language, row.origin, row.draft) == ("ps", "topic", True)
    assert "gratuit" in row.staff_text
    assert client.get(f"/cases/{case.code}/topics/nothing", headers=LIVE).status_code == 404


def test_topics_that_were_talked_about_stand_first() -> None:
    case, client = led()
    feed.take(message(number=11, topic="housing_search"))
    page = client.get(f"/cases/{case.code}/topics/", headers=LIVE).content.decode()
    first = re.findall(r"/topics/(\w+)\"", page)[:2]
    assert first == ["reception_path_what", "housing_search"]


def course(pk: str = "c-1", **values: Any) -> Course:
    provider, _made = Provider.objects.get_or_create(name="Collectif Alpha")
    mask = values_of_courses.to_mask(["literacy"], values_of_courses.LEVELS)
    base = {"title": "Alphabétisation", "target_language": "fr", "level_mask": mask}
    return Course.objects.create(pk=pk, provider=provider, **{**base, **values})


def test_the_course_search_begins_with_the_persons_wishes() -> None:
    course("c-1"), course("c-2", target_language="nl", title="Nederlands")
    case, client = led()
    Case.objects.update(wishes={"target_language": "fr", "level": "literacy"})
    page = client.get(f"/cases/{case.code}/courses/", headers=LIVE).content.decode()
    assert "Alphabétisation" in page
    assert "Nederlands</b>" not in page
    page = client.get(
        f"/cases/{case.code}/courses/", {"search": "1", "target_language": "nl"}, headers=LIVE
    ).content.decode()
    assert "Nederlands</b>" in page


def test_chosen_courses_go_out_for_the_bot_to_draw_and_on_paper_in_both_languages() -> None:
    course("c-1"), course("c-2", title="Français A1")
    case, client = led("ar")
    client.post(f"/cases/{case.code}/courses/", {"course": ["c-1", "c-2"], "reply": "a" * 32})
    rows = Message.objects.filter(author="staff").order_by("id")
    assert [row.course["title"] for row in rows if row.course] == ["Alphabétisation", "Français A1"]
    assert len({row.message_id[:8] for row in rows}) == 2
    json.dumps([row.course for row in rows])
    paper = client.get(f"/cases/{case.code}/courses/paper", {"course": ["c-1"]}).content.decode()
    assert 'lang="ar" dir="rtl"' in paper
    assert 'lang="fr" dir="ltr"' in paper


def offer(case: Case, client: Client, **form: Any) -> Any:
    given = {"date": TOMORROW.isoformat(), "time": "14:00", "office": "via", **form}
    return client.post(f"/cases/{case.code}/appointments/", given, headers=LIVE)


def test_an_appointment_reaches_the_person_as_a_card_with_map_and_calendar() -> None:
    case, client = led("ar")
    office = case.office
    assert offer(case, client, office=office, bring=["identity"]).status_code == 204
    one, row = Appointment.objects.get(), sent()
    card = row.card
    assert card is not None
    kinds = {link["kind"]: link for link in card["links"]}
    assert {"calendar", "map"} <= kinds.keys()
    (event,) = Calendar.from_ical(kinds["calendar"]["ics"]).walk("VEVENT")
    assert event["uid"] == str(one.uid)
    assert event["dtstart"].dt == one.starts_at
    values = [line["value"] for line in card["rows"]]
    assert "14:00" in values
    assert case.code in values
    assert not re.search(r"[٠-٩۰-۹]", json.dumps(card, ensure_ascii=False))
    assert [one["entities"]["a"] for one in row.options] == ["yes", "other", "no"]


@pytest.mark.parametrize(("key", "answer"), [("yes", "yes"), ("other", "other"), ("no", "no")])
def test_the_newcomers_answer_stands_with_the_appointment(key: str, answer: str) -> None:
    case, client = led("ar")
    offer(case, client, office=case.office, reply="0123456789abcdef0123456789abcdef")
    entities = {"q": "01234567", "a": key}
    feed.take(message(number=30, intent="staff_answer", entities=entities))
    assert Appointment.objects.get().answer == answer
    texts = {"yes": "Oui, je viendrai", "other": "autre moment", "no": "je ne peux pas"}
    assert texts[key] in Message.objects.get(number=30).staff_text


def test_the_same_form_sent_twice_is_one_appointment() -> None:
    case, client = led("ar")
    for _ in range(2):
        offer(case, client, office=case.office, reply="0123456789abcdef0123456789abcdef")
    assert Appointment.objects.count() == 1
    assert Message.objects.filter(author="staff").count() == 1


def test_a_moved_appointment_asks_again_and_a_cancelled_one_cancels_the_calendar() -> None:
    case, client = led("ar")
    offer(case, client, office=case.office)
    Appointment.objects.update(answer="yes")
    one = Appointment.objects.get()
    address = f"/cases/{case.code}/appointments/{one.pk}"
    client.post(address, {"date": TOMORROW.isoformat(), "time": "16:30"}, headers=LIVE)
    one.refresh_from_db()
    assert (one.answer, one.sequence) == ("open", 1)
    assert sent().options
    client.post(address, {"cancel": "1"}, headers=LIVE)
    one.refresh_from_db()
    assert (one.answer, one.sequence) == ("cancelled", 2)
    card = sent().card
    assert card is not None
    calendar = next(link for link in card["links"] if link["kind"] == "calendar")
    assert "METHOD:CANCEL" in calendar["ics"]
    assert not sent().options


@pytest.mark.parametrize(
    "form", [{"date": "2020-01-01"}, {"time": "x"}, {"office": "nowhere"}, {"date": ""}]
)
def test_an_appointment_needs_a_time_to_come_and_an_office(form: dict[str, str]) -> None:
    case, client = led()
    assert offer(case, client, **{"office": case.office, **form}).status_code == 422
    assert not Appointment.objects.exists()


def test_the_slip_says_the_same_in_both_languages() -> None:
    case, client = led("fa")
    offer(case, client, office=case.office, bring=["residence_card"])
    one = Appointment.objects.get()
    page = client.get(f"/cases/{case.code}/appointments/{one.pk}/slip").content.decode()
    assert '<section lang="fa" dir="rtl">' in page
    assert '<section lang="fr" dir="ltr">' in page
    assert "carte de séjour" in page
    assert "کارت اقامت" in page
    assert page.count(case.code) >= 3
    assert "data:image/svg+xml" in page
    body = client.get(f"/cases/{case.code}/appointments/{one.pk}/calendar")
    assert body["Content-Type"].startswith("text/calendar")


@pytest.fixture
def machine() -> Iterator[list[dict[str, Any]]]:
    """A service that speaks LibreTranslate's protocol on loopback."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body)
            content = json.dumps({"translatedText": f"«{body['target']}» {body['q']}"}).encode()
            self.send_response(200 if self.path == "/translate" else 404)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(
        TRANSLATE_URL=f"http://127.0.0.1:{server.server_port}", TRANSLATE_KEY="k"
    ):
        yield asked
    server.shutdown()


def test_a_machines_translation_is_shown_first_marked_and_the_original_kept(
    machine: list[dict[str, Any]],
) -> None:
    case, client = led()
    address = f"/cases/{case.code}/translation"
    page = client.post(address, {"text": "Bonjour"}, headers=LIVE).content.decode()
    assert "«ps» Bonjour" in page
    assert (machine[0]["source"], machine[0]["api_key"]) == ("fr", "k")
    assert not Message.objects.filter(author="staff").exists()
    form = {"text": "Bonjour", "translated": "سلام", "send": "1"}
    client.post(address, form, headers=LIVE)
    row = sent()
    assert (row.text, row.staff_text, row.origin, row.draft) == ("سلام", "Bonjour", "machine", True)
    assert outbox._marked(row).splitlines()[-1] == "دا پیغام ماشین ژباړلی دی."


def test_without_a_service_there_is_no_translation_and_with_a_dead_one_it_is_said() -> None:
    case, client = led()
    address = f"/cases/{case.code}/translation"
    assert client.post(address, {"text": "Bonjour"}, headers=LIVE).status_code == 404
    with override_settings(TRANSLATE_URL="http://127.0.0.1:9"):
        answer = client.post(address, {"text": "Bonjour"}, headers=LIVE)
    assert answer.status_code == 502
    assert not BotCall.objects.filter(message__author="staff").exists()


def test_what_is_typed_goes_out_as_written_and_marked_with_its_language() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/reply", {"text": "Goedendag", "language": "nl"}, headers=LIVE)
    row = sent()
    assert (row.text, row.language, row.draft, row.origin) == ("Goedendag", "nl", False, "typed")


def test_every_tool_is_a_page_without_a_script_too() -> None:
    case, client = led()
    for address in ("phrases/", "phrases/hello", "topics/", "courses/", "appointments/"):
        page = client.get(f"/cases/{case.code}/{address}").content.decode()
        assert page.startswith("<!doctype html>"), address
        assert case.code in page
