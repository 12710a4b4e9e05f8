"""Emergency always, silence only while a colleague leads, no dead end, lost counted."""

from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies import repair, safety
from bot.policies.turn_view import view


def user(intent: str, **parse: Any) -> UserUttered:
    named = {"name": intent, "confidence": 1.0}
    return UserUttered("…", intent=named, parse_data={"intent": named, "entities": [], **parse})


def did(*names: str) -> list[Event]:
    return [ActionExecuted(name) for name in names]


def turn(*events: Event) -> Any:
    return view(DialogueStateTracker.from_events("c", list(events)))


@pytest.mark.parametrize("led", [True, False])
def test_an_emergency_is_answered_whoever_leads(led: bool) -> None:
    assert safety._decide(turn(user("emergency")), led=led) == "utter_emergency"
    after = turn(user("emergency"), *did("utter_emergency"))
    assert safety._decide(after, led=led) == "action_listen"


@pytest.mark.parametrize("intent", ["greet", "faq", "nlu_fallback", "find_course", "affirm"])
def test_the_bot_is_silent_while_a_colleague_leads(intent: str) -> None:
    assert safety._decide(turn(user(intent)), led=True) == "action_listen"
    assert safety._decide(turn(user(intent)), led=False) is None


@pytest.mark.parametrize("intent", sorted(safety.ACTS_WHILE_LED))
def test_language_and_data_act_while_a_colleague_leads(intent: str) -> None:
    assert safety._decide(turn(user(intent)), led=True) is None


def test_a_silent_action_is_followed_by_a_spoken_failure() -> None:
    silent = turn(user("find_course"), *did("action_search_courses"))
    assert safety._decide(silent, led=False) == "utter_unavailable"
    spoken = turn(user("find_course"), *did("action_search_courses"), BotUttered("three offers"))
    assert safety._decide(spoken, led=False) is None


def test_unsure_asks_back_and_lost_twice_offers_a_person() -> None:
    unsure = turn(user("nlu_fallback", alternatives=["faq/nationality"]))
    assert repair._decide(unsure, 0) == ("utter_did_you_mean", ())
    lost = turn(user("nlu_fallback", alternatives=[]))
    first, second = repair._decide(lost, 0), repair._decide(lost, 1)
    assert first is not None
    assert second is not None
    assert (first[0], first[1][0].value) == ("utter_lost", 1)
    assert (second[0], second[1][0].value) == ("utter_offer_person", 2)


@pytest.mark.parametrize(
    ("intent", "action"), [("affirm", "utter_hand_over"), ("deny", "utter_hand_over_no")]
)
def test_a_typed_yes_or_no_answers_the_offer(intent: str, action: str) -> None:
    offered = [user("nlu_fallback"), *did("utter_offer_person", "action_listen")]
    decided = repair._decide(turn(*offered, user(intent)), 2)
    assert decided is not None
    assert decided[0] == action
    elsewhere = [user("greet"), *did("utter_greet", "action_listen")]
    assert repair._decide(turn(*elsewhere, user(intent)), 0) is None


def test_simple_words_are_wished_in_words_or_by_the_button() -> None:
    assert repair._wants_simple_words(turn(user("simplify")))
    tapped = user("faq", entities=[{"entity": "view", "value": "simple"}])
    assert repair._wants_simple_words(turn(tapped))
    assert not repair._wants_simple_words(turn(user("faq")))
