"""Somebody who is not stored is asked before a colleague can read."""

import pytest
from rasa.shared.core.constants import ACTION_LISTEN_NAME

from bot.policies.storing import ASK, DECLINED, HAND_OVER, decide_storing
from bot.policies.turn_view import TurnView


def turn(intent: str, *actions: str, last: str | None = None) -> TurnView:
    return TurnView(
        intent=intent, parse_data={}, actions=actions, spoken=bool(actions), last_said=last
    )


@pytest.mark.parametrize("intent", ["request_human", "hand_over_yes", "enrol_help", "wrong_help"])
def test_a_wish_for_a_person_asks_first_and_takes_the_slot_back(intent: str) -> None:
    decided = decide_storing(turn(intent), agreed=False)
    assert decided is not None
    assert decided[0] == ASK
    assert [(e.key, e.value) for e in decided[1]] == [("hand_over", None)]  # type: ignore[attr-defined]
    assert decide_storing(turn(intent), agreed=True) is None


def test_yes_in_words_stores_and_no_in_words_does_not() -> None:
    yes = decide_storing(turn("affirm", last=ASK), agreed=False)
    assert yes is not None
    assert yes[0] == HAND_OVER
    slots = {e.key: e.value for e in yes[1]}  # type: ignore[attr-defined]
    assert slots == {"store": "yes", "hand_over": "asked"}
    assert decide_storing(turn("deny", last=ASK), agreed=False) == (DECLINED, ())
    offered = decide_storing(turn("affirm", last="utter_offer_person"), agreed=False)
    assert offered is not None
    assert offered[0] == ASK


def test_the_turn_ends_after_asking_and_nothing_else_is_touched() -> None:
    ended = decide_storing(turn("request_human", ASK), agreed=False)
    assert ended == (ACTION_LISTEN_NAME, ())
    assert decide_storing(turn("greet"), agreed=False) is None
    assert decide_storing(turn("affirm", last="utter_greet"), agreed=False) is None
