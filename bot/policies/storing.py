"""Knows when a conversation that is not stored must first be allowed to be: for a colleague.

Refuses to know wording. Asked in words or by button, answered in words or by button.
"""

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import Event, SlotSet

from bot.policies.turn_view import TurnView
from bot.store.volatile import AGREED

ASK, HAND_OVER, DECLINED = "utter_store_ask", "utter_hand_over", "utter_hand_over_no"
WANT_A_PERSON = frozenset(
    {"request_human", "hand_over_yes", "enrol_help", "wrong_help", "file_help"}
)
_OFFERS = frozenset({"utter_offer_person"})

Decision = tuple[str, tuple[Event, ...]]


def decide_storing(turn: TurnView, *, agreed: bool) -> Decision | None:
    """The decision for a conversation that is not stored, None when others decide."""
    if not turn.begins:
        return (ACTION_LISTEN_NAME, ()) if turn.actions[-1] in (ASK, DECLINED) else None
    if agreed:
        return None
    said_yes = turn.intent == "affirm" and turn.last_said
    if turn.intent in WANT_A_PERSON or (said_yes and turn.last_said in _OFFERS):
        return ASK, (SlotSet("hand_over", None),)
    if said_yes and turn.last_said == ASK:
        return HAND_OVER, (SlotSet(AGREED, "yes"), SlotSet("hand_over", "asked"))
    if turn.intent == "deny" and turn.last_said == ASK:
        return DECLINED, ()
    return None
