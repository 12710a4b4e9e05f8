"""Words of danger: a message that says them outright is an emergency, whatever the model thinks.

The classifier knows stories; this knows what people cry out, also in Latin letters, where an
embedding sees nothing (data/patterns/emergency.yml). Refuses to know texts and numbers to call.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import patterns
from bot.nlu.canon import pieces
from bot.nlu.language import LANGUAGE
from bot.nlu.wishes import KIN, mixed

EMERGENCY = "emergency"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerWords(GraphComponent, IntentClassifier):
    """Raises the confidence of `emergency` in the ranking; ThreeWays decides."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A classifier stands before it."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least`: the confidence of `emergency` when a pattern is found."""
        return {"least": 0.9}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerWords:
        """Compiles the pattern file; it is read when the model is loaded, not trained."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        """Reads data/patterns/emergency.yml."""
        self._least = float(config["least"])
        path = patterns.FOLDER / f"{patterns.DANGER}.yml"
        self._matchers = patterns.Matchers(list(patterns.read_file(path)), typos=False)

    def process(self, messages: list[Message]) -> list[Message]:
        """The ranking stays sorted; its numbers no longer sum to one."""
        for message in messages:
            ranking: list[dict[str, Any]] | None = message.get(INTENT_RANKING_KEY)
            text = message.get(TEXT)
            if not ranking or not text or not self.in_danger(text, message.get(LANGUAGE) or ""):
                continue
            known = next((one for one in ranking if one["name"] == EMERGENCY), None)
            confidence = max(self._least, known["confidence"] if known else 0.0)
            others = [one for one in ranking if one["name"] != EMERGENCY]
            raised = [{"name": EMERGENCY, "confidence": confidence}, *others]
            raised.sort(key=lambda one: -one["confidence"])
            message.set(INTENT_RANKING_KEY, raised, add_to_output=True)
        return messages

    def in_danger(self, text: str, language: str) -> bool:
        """Whether a pattern of the message's language, or of those mixed in, is found."""
        languages = (language, *KIN.get(language, ()), *mixed())
        found = self._matchers.find(pieces(text), languages)
        return any(one.key == EMERGENCY for one in found)
