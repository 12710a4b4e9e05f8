"""Rasa's shell of the identifier: property `language`, and entity `language` when it is firm.

Trained on the rows' own languages (metadata of their blocks) and the seed phrases. Refuses to
know the conversation: what is not firm leaves its slot alone.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import city, seeds, sources
from bot.nlu.identify import Identifier

LANGUAGE = "language"
LINGUA_PACKAGE = "lingua-language-detector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageIdentifier(GraphComponent, EntityExtractorMixin):
    """Sets `language` (an ISO 639 code) and `language_confidence` on every message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set: the weights stand beside their reasons in identify.py."""
        return {}

    @staticmethod
    def required_packages() -> list[str]:
        """Its version enters the fingerprint; lingua's does in `fingerprint_addon`."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Seed phrases, place names and the modules that do the work."""
        modules = sources.fingerprint("identify", "characters", "scripts", "seeds")
        # Rasa looks packages up by import name, which lingua's distribution does not have.
        return modules + seeds.fingerprint() + city.fingerprint() + version(LINGUA_PACKAGE)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        """An untrained one, which knows no language yet."""
        return cls(model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageIdentifier:
        """Reads the arrays of the trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Identifier.restore(folder))

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, identifier: Identifier | None
    ) -> None:
        """`identifier` is None until trained."""
        self._model_storage = model_storage
        self._resource = resource
        self._identifier = identifier

    def train(self, training_data: TrainingData) -> Resource:
        """Fits and stores the identifier."""
        stock = seeds.load()
        rows = [
            (message.get(TEXT), language_of(message))
            for message in training_data.training_examples
            if message.get(TEXT) and language_of(message)
        ]
        identifier = Identifier.fit(
            rows + [(seed.text, seed.language) for seed in stock.phrases if not seed.words],
            neutral=stock.neutral | city.place_words(),
            words=[(seed.text, seed.language) for seed in stock.phrases if seed.words],
        )
        with self._model_storage.write_to(self._resource) as folder:
            identifier.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the property, and the entity when the message is firm evidence."""
        for message in messages:
            if self._identifier is None or not isinstance(message.get(TEXT), str):
                continue
            text = message.get(TEXT)
            guess = self._identifier.identify(text)
            message.set(LANGUAGE, guess.code, add_to_output=True)
            message.set("language_confidence", guess.confidence)
            if guess.firm:
                entity = {
                    "entity": LANGUAGE,
                    "value": guess.code,
                    "start": 0,
                    "end": len(text),
                    "confidence_entity": guess.confidence,
                }
                found = [*message.get(ENTITIES, []), *self.add_extractor_name([entity])]
                message.set(ENTITIES, found, add_to_output=True)
        return messages


def language_of(message: Message) -> str:
    """The language of a training row, from its block's metadata; empty where there is none."""
    block = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return str(block.get("language") or "") if isinstance(block, dict) else ""
