"""Rasa's importer for one city: knows which of the data files are CITY's.

Gives Rasa config and domain, the rules, the examples of the topics that the city answers,
and one default variation of each response; all other languages are read by `bot.answers`.
Twelve languages in Rasa's domain would cost five seconds at each model load. Refuses to
know what a text means.
"""

import logging
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.data import get_data_files
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.utils import story_graph_from_paths
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge import Library, examples, load

logger = logging.getLogger(__name__)

_DEFAULTS = Path("default.env")
_RESPONSE = re.compile(r"\butter_\w+")


class NoCityError(Exception):
    """No setting says which city this is."""


def chosen_city(folder: Path) -> str:
    """The setting CITY: from the environment, else from `default.env` in `folder`.

    Raises:
        NoCityError: neither names a city.
    """
    if os.environ.get("CITY"):
        return os.environ["CITY"]
    defaults = folder / _DEFAULTS
    if defaults.is_file():
        for line in defaults.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "CITY" and value.strip():
                return value.strip()
    raise NoCityError("CITY is set neither in the environment nor in default.env")


class CityImporter(TrainingDataImporter):
    """Named in `config.yml`: `importers: [{name: bot.city.CityImporter}]`."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        data: str | None = None,
        city: str | None = None,
    ) -> None:
        """Takes Rasa's own arguments; `data` and `city` may stand in `config.yml` or in a test.

        The setting DATA_DIR names another folder than `data`: a state that is being published.
        """
        self._config_file = config_file
        self._domain_path = domain_path
        self._paths = training_data_paths
        self._folder = Path(config_file).absolute().parent if config_file else Path.cwd()
        self._data = Path(data or os.environ.get("DATA_DIR") or self._folder / "data")
        self._city = city

    def get_domain(self) -> Domain:
        """The domain file with one default variation of each response."""
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The rules of `data/rules/`, shared by all cities."""
        if exclusion_percentage:
            return self._story_graph([str(self._data / "rules")], exclusion_percentage)
        return self._rules

    def get_conversation_tests(self) -> StoryGraph:
        """Test conversations in the paths that Rasa's command was given."""
        files = get_data_files(self._paths, YAMLStoryReader.is_test_stories_file)
        return story_graph_from_paths(files, self._domain)

    def get_config(self) -> dict[str, Any]:
        """The model's configuration."""
        if not self._config_file or not Path(self._config_file).exists():
            return {}
        return rasa.shared.utils.io.read_model_configuration(self._config_file)

    def get_config_file_for_auto_config(self) -> str | None:
        """The configuration's file."""
        return self._config_file

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples, without those of topics that the city does not answer."""
        return self._examples

    @cached_property
    def _library(self) -> Library:
        library = load(self._data, self._city or chosen_city(self._folder))
        for problem in library.topics.problems:
            logger.warning("The topic '%s' is left out. %s", problem.topic, problem)
        return library

    @cached_property
    def _domain(self) -> Domain:
        if not self._domain_path:
            return Domain.empty()
        domain = Domain.load(self._domain_path)
        responses = {"responses": self._responses(domain)}
        return domain.merge(Domain.from_dict(responses))

    def _responses(self, domain: Domain) -> dict[str, list[dict[str, str]]]:
        """One wording of each text that a rule says or the domain lists, and of each answer.

        What only actions say needs no place in Rasa's domain: the NLG reads it from the texts.
        """
        texts, topics = self._library.texts, self._library.topics
        source = self._library.city.source_language
        said = {*domain.user_actions, *self._said_by_rules()}
        responses = {key: [{"text": texts.raw(key, source)}] for key in texts if key in said}
        for name, topic in topics.items():
            responses[f"utter_faq/{name}"] = [{"text": topic.answers[source].text}]
        return responses

    def _said_by_rules(self) -> set[str]:
        files = sorted((self._data / "rules").glob("*.yml"))
        return {found for file in files for found in _RESPONSE.findall(file.read_text("utf-8"))}

    @cached_property
    def _rules(self) -> StoryGraph:
        return self._story_graph([str(self._data / "rules")], None)

    def _story_graph(self, paths: list[str], exclusion_percentage: int | None) -> StoryGraph:
        files = get_data_files(paths, YAMLStoryReader.is_stories_file)
        return story_graph_from_paths(sorted(files), self._domain, exclusion_percentage)

    @cached_property
    def _examples(self) -> TrainingData:
        messages: list[Message] = []
        unanswered: set[str] = set()
        for example in examples.load(self._data / "nlu"):
            if example.topic is not None and example.topic not in self._library.topics:
                unanswered.add(example.topic)
                continue
            metadata = {"language": example.language, "kind": example.kind}
            messages.append(Message.build(example.text, example.label, intent_metadata=metadata))
        for topic in sorted(unanswered):
            logger.warning("The topic '%s' has examples but no answer: it is left out.", topic)
        return TrainingData(messages)
