"""Words of a message, by spaCy's multilingual blank pipeline: nothing is downloaded or trained.

Knows where words begin and end. Refuses to know languages and labels.
"""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankTokenizer(Tokenizer):
    """Rasa's shell of spaCy's rules, with the NORM form as lemma."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`language`: the code of a blank spaCy pipeline; the rest is Rasa's own."""
        return {
            "language": "xx",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """spaCy's version enters the fingerprint."""
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BlankTokenizer:
        """Nothing is stored."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        """Only the tokenizer of the blank pipeline is kept."""
        super().__init__(config)
        self._split = spacy.blank(config["language"]).tokenizer

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the rows as they are: nothing reads their words, and Rasa would hash each word of
        each row again after every component (half of the training's time)."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Words and marks of one text, blanks left out."""
        tokens = [
            Token(word.text, word.idx, lemma=word.norm_)
            for word in self._split(message.get(attribute))
            if not word.is_space
        ]
        return self._apply_token_pattern(tokens)
