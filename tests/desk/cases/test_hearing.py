"""What a newcomer's messages do to a case: open again, wake, flag, leave a number, answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from desk.cases import clock, feed, states, thread
from desk.cases.models import BotCall, Case, Message
from tests.desk.builders import hand_over, logged_in, message, opened, person, record


def at(body: dict[str, Any], minutes: float = 0) -> dict[str, Any]:
    """The record as if it happened so many minutes from now."""
    body["time"] = (timezone.now() + timedelta(minutes=minutes)).timestamp()
    return body


def led(name: str = "ana", **data: Any) -> tuple[Case, Any]:
    case = opened(**data)
    client = logged_in(person(name))
    client.post(f"/cases/{case.code}/claim")
    case.refresh_from_db()
    return case, client


def calls() -> list[str]:
    return [call.kind for call in BotCall.objects.order_by("id")]


def test_an_emergency_in_a_led_conversation_flags_it() -> None:
    case, _client = led()
    feed.take(at(message(text="زوجي يضربني", intent="emergency")))
    case.refresh_from_db()
    assert (case.emergency, case.state) == (True, "active")


def test_an_emergency_wakes_a_case_that_was_put_off() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/snooze", {"until": "60"})
    feed.take(at(message(intent="emergency")))
    case.refresh_from_db()
    assert (case.emergency, case.state, case.colleague) == (True, "waiting", case.colleague)


def test_while_a_case_is_put_off_the_bot_leads_and_the_case_keeps_a_copy() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/snooze", {"until": "60"})
    assert calls()[-1] == "step_back"
    feed.take(at(message(number=40, text="كم يكلف؟", intent="faq", topic="reception_path_cost")))
    case.refresh_from_db()
    assert case.state == "snoozed"
    assert Message.objects.filter(number=40, case=case).exists()


@pytest.mark.parametrize("intent", ["request_human", "hand_over_yes", "enrol_help", "write_again"])
def test_who_asks_again_while_put_off_waits_again_for_the_same_colleague(intent: str) -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/snooze", {"until": "60"})
    feed.take(at(message(number=40, intent=intent)))
    case.refresh_from_db()
    assert (case.state, case.colleague is not None, case.snoozed_until) == ("waiting", True, None)


def test_a_case_put_off_comes_back_when_its_time_has_come() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/snooze", {"until": "60"})
    clock.tick(at=timezone.now() + timedelta(minutes=59))
    case.refresh_from_db()
    assert case.state == "snoozed"
    clock.tick(at=timezone.now() + timedelta(minutes=61))
    case.refresh_from_db()
    assert (case.state, case.colleague is not None) == ("waiting", True)


def close(client: Any, case: Case, **values: str) -> None:
    client.post(f"/cases/{case.code}/close", {"outcome": "answered", **values})


def test_after_the_end_messages_go_to_the_bot_and_stay_off_the_desk() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/reply", {"text": "Voilà."})
    close(client, case)
    assert calls()[-1] == "release"
    feed.take(at(message(number=50, text="كم يكلف؟", intent="faq"), 1))
    case.refresh_from_db()
    assert case.state == "closed"
    assert not Message.objects.filter(number=50).exists()


@pytest.mark.parametrize(
    ("intent", "state"),
    [
        ("affirm", "waiting"),
        ("deny", "waiting"),
        ("nlu_fallback", "waiting"),
        ("staff_answer", "waiting"),
        ("request_human", "waiting"),
        ("faq", "closed"),
        ("find_course", "closed"),
        ("greet", "closed"),
    ],
)
def test_an_answer_to_the_last_question_opens_the_case_again(intent: str, state: str) -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/reply", {"text": "Avez-vous un passeport ?"})
    close(client, case)
    assert calls()[-1] == "step_back"  # its feed goes on until the question is answered
    feed.take(at(message(number=50, intent=intent), 1))
    case.refresh_from_db()
    assert (case.state, case.colleague is not None) == (state, True)


def test_a_day_after_the_end_an_answer_opens_nothing_and_the_feed_ends() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/reply", {"text": "Avez-vous un passeport ?"})
    close(client, case)
    later = timezone.now() + timedelta(hours=25)
    clock.tick(at=later)
    assert calls()[-1] == "release"
    feed.take(at(message(number=50, intent="affirm"), 25 * 60))
    case.refresh_from_db()
    assert (case.state, case.answer_until) == ("closed", None)


def test_a_number_that_a_colleague_asked_for_is_how_to_call() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/phrases/which_number", {"reply": "r" * 12})
    asked = case.messages.get(author="staff")
    assert [(one["intent"], one["sign"]) for one in asked.options] == [("call_back", "📞")]
    feed.take(at(message(number=30, intent="nlu_fallback", text="لماذا؟"), 1))
    case.refresh_from_db()
    assert case.call_back == ""
    feed.take(at(message(number=32, intent="nlu_fallback", text="☎️ +32470123456"), 1))
    case.refresh_from_db()
    assert case.call_back == "☎️ +32470123456"


def test_writing_to_the_colleague_again_opens_the_same_case_for_the_same_colleague() -> None:
    case, client = led()
    close(client, case)
    feed.take(at(hand_over(number=60, reason="again"), 1))
    case.refresh_from_db()
    assert (case.state, case.reason, case.colleague is not None) == ("waiting", "again", True)
    assert Case.objects.count() == 1


def test_the_message_after_the_wish_for_a_call_is_how_to_call_and_goes_at_the_end() -> None:
    case = opened()
    feed.take(at(message(number=20, intent="call_back", text="📞")))
    feed.take(at(message(number=22, intent="nlu_fallback", text="0470 12 34 56, le soir")))
    feed.take(at(message(number=24, intent="thank", text="merci")))
    case.refresh_from_db()
    assert case.call_back == "0470 12 34 56, le soir"
    states.move(case.pk, "close", at=timezone.now())
    case.refresh_from_db()
    assert case.call_back == ""


def test_who_asks_again_while_waiting_hears_the_honest_words_again_but_not_at_once() -> None:
    opened()
    ours = Message.objects.exclude(delivery="")
    feed.take(at(message(number=20, intent="request_human")))
    assert ours.count() == 1
    ours.update(at=timezone.now() - timedelta(minutes=5))
    feed.take(at(message(number=21, intent="request_human")))
    assert ours.count() == 2


def test_nobody_answers_in_time_the_person_is_told_once_and_the_case_stays() -> None:
    case = opened()
    Case.objects.update(waiting_since=timezone.now())
    soon = timezone.now() + settings.ANSWER_WITHIN - timedelta(minutes=1)
    late = timezone.now() + settings.ANSWER_WITHIN + timedelta(minutes=1)
    clock.tick(at=soon)
    assert Message.objects.exclude(delivery="").count() == 1
    clock.tick(at=late)
    clock.tick(at=late + timedelta(minutes=1))
    assert Message.objects.exclude(delivery="").count() == 2
    case.refresh_from_db()
    assert case.state == "waiting"


def test_a_colleague_who_went_away_leaves_no_silence() -> None:
    case, _client = led()
    feed.take(at(message(number=30, text="؟")))
    late = timezone.now() + settings.ANSWER_WITHIN + timedelta(minutes=1)
    clock.tick(at=late)
    case.refresh_from_db()
    assert (case.state, case.colleague is not None) == ("waiting", True)
    assert calls()[-1] == "step_back"


def test_a_colleague_who_is_there_keeps_the_lead_and_the_person_is_told() -> None:
    case, client = led()
    feed.take(at(message(number=30, text="؟")))
    late = timezone.now() + settings.ANSWER_WITHIN + timedelta(minutes=1)
    type(case.colleague).objects.update(duty_until=late + timedelta(minutes=1))
    before = Message.objects.count()
    clock.tick(at=late)
    clock.tick(at=late)
    case.refresh_from_db()
    assert (case.state, Message.objects.count()) == ("active", before + 1)
    client.post(f"/cases/{case.code}/reply", {"text": "Me voici."})
    case.refresh_from_db()
    assert (case.unanswered_since, case.told_at) == (None, None)


def test_a_face_tapped_after_the_end_is_kept_with_the_case() -> None:
    case, client = led()
    close(client, case)
    last = Message.objects.filter(author="bot").latest("id")
    assert [one["entities"].get("a") for one in last.options] == ["good", "ok", "bad", None]
    feed.take(record("c1", 70, "useful", what="case", value="good"))
    feed.take(record("c1", 71, "useful", what="case", value="nonsense"))
    feed.take(record("c1", 72, "useful", topic="housing_search", value="yes"))
    case.refresh_from_db()
    assert case.satisfaction == "good"


def test_a_blocked_conversation_opens_no_case_and_is_left_to_the_bot() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/block")
    case.refresh_from_db()
    assert (case.state, case.outcome, calls()[-1]) == ("closed", "blocked", "release")
    feed.take(at(hand_over(number=90), 1))
    assert not Case.objects.exclude(state="closed").exists()
    assert calls()[-1] == "release"
    client.post(f"/cases/{case.code}/block")
    feed.take(at(hand_over(number=91), 2))
    case.refresh_from_db()
    assert case.state == "waiting"


def test_a_tapped_answer_is_read_in_the_language_of_staff() -> None:
    case, client = led()
    client.post(f"/cases/{case.code}/phrases/interpreter_wanted", {"reply": "a1b2c3d4e5f6"})
    asked = Message.objects.get(message_id="a1b2c3d4e5f6")
    assert [one["staff"] for one in asked.options] == ["Yes", "No"]
    assert [one["title"] for one in asked.options] == ["نعم", "لا"]
    entities = {"q": "a1b2c3d4", "a": "affirm"}
    feed.take(at(message(number=30, text="نعم", intent="staff_answer", entities=entities)))
    row = Message.objects.get(number=30)
    assert (row.staff_text, row.answers) == ("Yes", "a1b2c3d4e5f6")
    page = client.get(f"/cases/{case.code}/").content.decode()
    assert "<b>Yes</b>" in page


@pytest.mark.parametrize("entities", [{"q": "zzzzzzzz", "a": "affirm"}, {"q": 7}, {"a": "x"}, {}])
def test_an_answer_to_no_line_of_ours_is_a_message_like_others(entities: dict[str, Any]) -> None:
    led()
    feed.take(at(message(number=30, intent="staff_answer", entities=entities)))
    assert Message.objects.get(number=30).staff_text == ""


def test_a_reply_is_taken_back_until_its_seconds_are_over() -> None:
    case, client = led()
    row = thread.say(
        case, "trop tôt", at=timezone.now(), staff=case.colleague, hold=timedelta(seconds=5),
        origin="typed",
    )  # fmt: skip
    other = logged_in(person("ben"))
    assert (
        other.post(f"/cases/{case.code}/undo/{row.pk}", headers={"X-Live": "1"}).status_code == 409
    )
    answer = client.post(f"/cases/{case.code}/undo/{row.pk}", headers={"X-Live": "1"})
    assert answer.json() == {"text": "trop tôt"}
    assert not Message.objects.filter(pk=row.pk).exists()
    gone = thread.say(case, "parti", at=timezone.now(), staff=case.colleague)
    assert (
        client.post(f"/cases/{case.code}/undo/{gone.pk}", headers={"X-Live": "1"}).status_code
        == 409
    )
    assert Message.objects.filter(pk=gone.pk).exists()
