"""Knows what comes before every rule: emergency, a leading colleague, and that silence is a fault.

Refuses to know wording and channels.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.decision import DecidingPolicy
from bot.policies.storing import decide_storing
from bot.policies.turn_view import TurnView, view
from bot.store.volatile import AGREED, is_volatile

EMERGENCY = "emergency"
UTTER_EMERGENCY = "utter_emergency"
UTTER_UNAVAILABLE = "utter_unavailable"
ACTS_WHILE_LED = frozenset(
    {
        *("change_language", "set_language", "delete_my_data", "erase", "back_to_bot"),
        *("show_my_data", "notice", "call_back"),
    }
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class SafetyPolicy(DecidingPolicy):
    """Emergency is always answered; while the slot `led` is set little else acts; no dead ends."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above RulePolicy (6) and RepairPolicy (50)."""
        return {"priority": 100}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Decides for an emergency, a led conversation or a failed action; else abstains."""
        turn = view(tracker)
        action = _decide(turn, led=bool(tracker.get_slot("led")))
        if action is None and is_volatile(tracker.sender_id):
            asked = decide_storing(turn, agreed=bool(tracker.get_slot(AGREED)))
            if asked:
                return self.decide(domain, asked[0], *asked[1])
        return self.decide(domain, action) if action else self.abstain(domain)


def _decide(turn: TurnView, *, led: bool) -> str | None:
    if turn.intent == EMERGENCY:
        return UTTER_EMERGENCY if turn.begins else ACTION_LISTEN_NAME
    if turn.begins:
        return ACTION_LISTEN_NAME if led and turn.intent not in ACTS_WHILE_LED else None
    if turn.actions[-1] == UTTER_UNAVAILABLE:
        return ACTION_LISTEN_NAME
    if turn.actions[-1].startswith("action_") and not turn.spoken:
        return UTTER_UNAVAILABLE  # the action server is down: Rasa would end the turn in silence
    return None
