"""Rasa's shell of the label model: intent, flat ranking, response selector and topic.

One classifier over all labels: dialogue intents and `faq/<topic>` compete on one scale. Refuses
to know thresholds (fallback.py) and answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import embedder, output, seeds, sources, threads, typed
from bot.nlu.embedder import Vectors, cache_folder
from bot.nlu.kernel import LabelModel, Settings, left_out
from bot.nlu.language import LANGUAGE, language_of
from bot.nlu.rows import embed_rows
from bot.nlu.scripts import LATIN, main_script
from bot.nlu.verbatim import CERTAIN, Verbatim

FILE = "labels.npz"
TAUGHT = "taught.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(GraphComponent, IntentClassifier):
    """Reads the dense sentence feature and the text, and the message's language."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer stands before it."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of kernel.py; `prefix` as in the featurizer, for the seed phrases."""
        return {**Settings().__dict__, "prefix": "query"}

    @staticmethod
    def required_packages() -> list[str]:
        """Its version enters the fingerprint."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The modules that do the work, and the seed phrases."""
        return (
            sources.fingerprint(
                "kernel",
                "solve",
                "ngrams",
                "typed",
                "transliterate",
                "scripts",
                "seeds",
                "verbatim",
                "canon",
            )
            + seeds.fingerprint()
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelClassifier:
        """An untrained one."""
        return cls(config, model_storage, resource, None, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LabelClassifier:
        """Reads the arrays of the trained model."""
        with model_storage.read_from(resource) as folder:
            model, taught = LabelModel.load(folder / FILE), Verbatim.load(folder / TAUGHT)
        return cls(config, model_storage, resource, model, taught)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LabelModel | None,
        taught: Verbatim | None,
    ) -> None:
        """`model` and `taught` are None until trained."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._taught = taught
        self._kept = seeds.load().neutral

    def train(self, training_data: TrainingData) -> Resource:
        """Fits and stores the model: nothing is drawn at random, the same rows give the same."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        vectors, kept = _vectors(examples)
        if kept:
            texts = [
                typed.letters(message.get(TEXT), language_of(message), self._kept)
                for message in kept
            ]
            groups = [group(language_of(message), message.get(TEXT)) for message in kept]
            settings = Settings(
                **{name: float(self._config[name]) for name in Settings.__dataclass_fields__}
            )
            model = LabelModel.fit(
                vectors,
                texts,
                [message.get_full_intent() for message in kept],
                groups,
                settings,
                tried=left_out([message.get(TEXT) for message in kept]),
                more=self._seed_vectors(set(groups)),
            )
            numbers = {label: number for number, label in enumerate(model.labels)}
            taught = Verbatim.of(
                [message.get(TEXT) for message in kept],
                [numbers[message.get_full_intent()] for message in kept],
            )
            with self._model_storage.write_to(self._resource) as folder:
                model.save(folder / FILE)
                taught.save(folder / TAUGHT)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent`, `intent_ranking`, `response_selector` and the entity `topic`."""
        for message in messages:
            vectors, kept = _vectors([message])
            if not kept or self._model is None or self._taught is None:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
                continue
            with threads.one():
                text, language = message.get(TEXT), message.get(LANGUAGE) or ""
                written = [typed.letters(text, language, self._kept)]
                decisions = self._model.decisions(vectors, written, [group(language, text)])
                shares = self._model.probabilities(decisions)[0]
            known = self._taught.find(text)
            if known is not None and shares[known] < CERTAIN:
                shares *= (1 - CERTAIN) / (1 - shares[known])
                shares[known] = CERTAIN
            order = np.argsort(-shares, kind="stable")
            ranking = [
                {"name": self._model.labels[index], "confidence": float(shares[index])}
                for index in order
            ]
            message.set(INTENT, output.intent(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: output.LONGEST_RANKING], add_to_output=True)
            message.set(output.SELECTOR, output.response_selector(ranking), add_to_output=True)
            entities = [*message.get(ENTITIES, []), *output.topic(ranking[0], text)]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _seed_vectors(self, with_rows: set[str]) -> tuple[Vectors, list[str]]:
        """Seed phrases of languages that have no rows of their own, to place their centres."""
        stock = seeds.load()
        lone = [
            seed
            for seed in stock.phrases
            if not seed.words and group(seed.language, seed.text) not in with_rows
        ]
        shared = embedder.shared(self._config["prefix"])
        vectors = typed.vectors(
            [seed.text for seed in lone],
            [seed.language for seed in lone],
            lambda texts: embed_rows(texts, shared, cache_folder()),
            stock.neutral,
        )
        return vectors, [group(seed.language, seed.text) for seed in lone]


def group(language: str, text: str) -> str:
    """Texts that share a centre: one language, in its own script or in Latin letters."""
    return f"{language}-{'Latn' if main_script(text) in (LATIN, None) else 'own'}"


def _vectors(messages: list[Message]) -> tuple[Vectors, list[Message]]:
    found, kept = [], []
    for message in messages:
        _, sentence = message.get_dense_features(TEXT)
        if sentence is not None and message.get(TEXT):
            found.append(np.asarray(sentence.features, dtype=np.float32).ravel())
            kept.append(message)
    return (np.stack(found) if found else np.empty((0, 384), np.float32)), kept
