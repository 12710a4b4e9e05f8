"""Knows how a conversation gets back on its feet: ask back, lost once, lost twice, yes to an offer,
simple words wished twice.

Also the number that somebody leaves to be called back.
Refuses to know which topics are close to each other (the NLU says `alternatives`) and wording.
Rules see one turn, so "lost twice in a row" is counted in the slot `lost`, and a first wish for
simple words is kept as `once` in the slot `reading`.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.decision import DecidingPolicy
from bot.policies.turn_view import TurnView, view

FALLBACK = "nlu_fallback"
ONCE, SIMPLE = "once", "simple"
OFFER = "utter_offer_person"
CALL_BACK, NOTED = "utter_call_back", "utter_call_back_noted"
# What a person may do instead of leaving a number.
_NO_NUMBER = frozenset(
    {"cancel", "menu", "change_language", "set_language", "delete_my_data", "erase", "back_to_bot"}
)
_OWN = frozenset(
    {"utter_did_you_mean", "utter_lost", OFFER, NOTED, "utter_hand_over", "utter_hand_over_no"}
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RepairPolicy(DecidingPolicy):
    """Asks back when unsure, offers a person when lost twice, understands a yes to that offer."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above RulePolicy (6), below SafetyPolicy (100)."""
        return {"priority": 50}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Decides for a message that was not understood or answers an offer; else abstains."""
        turn, lost = view(tracker), int(tracker.get_slot("lost") or 0)
        decided = _decide(turn, lost)
        if decided:
            return self.decide(domain, decided[0], *decided[1])
        events: list[Event] = []
        if turn.begins and lost and turn.intent != FALLBACK:
            events.append(SlotSet("lost", 0))
        reading = tracker.get_slot("reading")
        if turn.begins and reading != SIMPLE and _wants_simple_words(turn):
            events.append(SlotSet("reading", SIMPLE if reading == ONCE else ONCE))
        return self.abstain(domain, *events)


def _decide(turn: TurnView, lost: int) -> tuple[str, tuple[Event, ...]] | None:
    if not turn.begins:
        return (ACTION_LISTEN_NAME, ()) if turn.actions[-1] in _OWN else None
    if turn.last_said == CALL_BACK and turn.intent not in _NO_NUMBER:
        return NOTED, ()
    if turn.intent == FALLBACK:
        if turn.parse_data.get("alternatives"):
            return "utter_did_you_mean", ()
        return (OFFER if lost >= 1 else "utter_lost"), (SlotSet("lost", lost + 1),)
    if turn.last_said == OFFER and turn.intent == "affirm":
        return "utter_hand_over", (SlotSet("hand_over", "lost"), SlotSet("lost", 0))
    if turn.last_said == OFFER and turn.intent == "deny":
        return "utter_hand_over_no", (SlotSet("lost", 0),)
    return None


def _wants_simple_words(turn: TurnView) -> bool:
    if turn.intent == "simplify":
        return True
    entities = turn.parse_data.get("entities") or ()
    return any((one.get("entity"), one.get("value")) == ("view", SIMPLE) for one in entities)
