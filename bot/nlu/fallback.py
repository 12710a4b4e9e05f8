"""Three ways to take a message: sure, unsure (ask back) or lost. Emergency is taken first.

Knows confidences and thresholds (config.yml, fitted by cross-validation on training rows).
Refuses to know texts, buttons and how often somebody was lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import output
from bot.nlu.sense import sense

ALTERNATIVES = "alternatives"
# What an unanswered message is about (bot/nlu/sense.py); others have none.
SENSE = "sense"
EMERGENCY = "emergency"
OUT_OF_SCOPE = "out_of_scope"
# Dialogue labels that make sense as "Did you mean ...?"; a person and the menu are always offered.
WORTH_ASKING = frozenset(
    {"find_course", "enrol_course", "change_language", "delete_my_data", "ask_capabilities"}
)


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """`sure`: confidence from which a label is taken; `sure_dialogue`: the same for labels whose
    reply can do no harm; `lead`: how far it must be ahead of the next; `emergency`: taken from
    here on whatever leads; `ask`: least confidence of a label worth asking back; `hope`: what the
    labels asked back must reach together."""

    sure: float = 0.94
    sure_dialogue: float = 0.8
    lead: float = 0.2
    emergency: float = 0.1
    ask: float = 0.05
    hope: float = 0.2


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`label` is what to act on, None for the fallback; `alternatives` are flat labels."""

    label: str | None
    alternatives: tuple[str, ...] = ()


def judge(ranking: list[dict[str, Any]], limits: Thresholds) -> Verdict:
    """What to make of a ranking of flat labels, best first."""
    if not ranking:
        return Verdict(label=None)
    shares = {one["name"]: one["confidence"] for one in ranking}
    best = ranking[0]
    if shares.get(EMERGENCY, 0.0) >= limits.emergency:
        return Verdict(label=EMERGENCY)
    second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
    needed = limits.sure if _worth_asking(best["name"]) else limits.sure_dialogue
    if best["confidence"] >= needed and best["confidence"] - second >= limits.lead:
        return Verdict(label=best["name"])
    wanted = [
        one["name"]
        for one in ranking
        if _worth_asking(one["name"]) and one["confidence"] >= limits.ask
    ][:3]
    if sum(shares[name] for name in wanted) < limits.hope:
        return Verdict(label=None)
    return Verdict(label=None, alternatives=tuple(wanted))


def _keep_sense(message: Message) -> None:
    _, sentence = message.get_dense_features(TEXT)
    if sentence is not None and message.get(TEXT):
        message.set(SENSE, sense(sentence.features), add_to_output=True)


def _worth_asking(label: str) -> bool:
    return output.is_topic(label) or label in WORTH_ASKING


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ThreeWays(GraphComponent, IntentClassifier):
    """Replaces the intent by `nlu_fallback` unless sure; sets the property `alternatives`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A classifier stands before it."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The fields of `Thresholds`."""
        return {name: getattr(Thresholds, name) for name in Thresholds.__dataclass_fields__}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ThreeWays:
        """Nothing is stored."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        """Reads the thresholds."""
        self._limits = Thresholds(
            **{name: float(config[name]) for name in Thresholds.__dataclass_fields__}
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """The ranking stays as it is: what was thought remains visible."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            verdict = judge(ranking, self._limits)
            message.set(ALTERNATIVES, list(verdict.alternatives), add_to_output=True)
            if verdict.label in (None, OUT_OF_SCOPE):
                _keep_sense(message)
            if ranking and verdict.label == ranking[0]["name"]:
                continue
            found = [one for one in message.get(ENTITIES, []) if one.get("entity") != "topic"]
            message.set(ENTITIES, found, add_to_output=True)
            if verdict.label is None:
                least = ranking[0]["confidence"] if ranking else 0.0
                chosen = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - least}
            else:
                chosen = next(one for one in ranking if one["name"] == verdict.label)
            message.set(INTENT, output.intent(chosen), add_to_output=True)
        return messages
