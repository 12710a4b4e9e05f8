"""Rasa's shell of the patterns: wishes, place, ordinal and the language asked for as entities.

Comes after the classifier, whose label says whether a language's name is a wish to learn it or to
be spoken to in it. Refuses to know the inventory and texts.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import city, patterns
from bot.nlu.canon import Piece, pieces
from bot.nlu.fallback import ALTERNATIVES
from bot.nlu.language import LANGUAGE
from bot.nlu.scripts import LATIN, main_script
from bot.nlu.wish_rules import Reading, Wish

# Patterns of English and of the city's host languages are tried beside those of the message's own:
# people mix them (`mixed`). Near languages are taken for one another in short messages.
_EVERYWHERE = "en"
KIN = {
    "es": ("pt",),
    "pt": ("es",),
    "ro": ("it",),
    "it": ("es", "ro", "pt"),
    "uk": ("ru",),
    "ru": ("uk",),
    "bg": ("ru", "uk"),
    "sr": ("ru", "uk"),
    "fa": ("ps", "ar"),
    "ps": ("fa",),
    "ur": ("fa", "ps", "ar"),
    "ckb": ("fa", "ar"),
    "ku": ("tr",),
    "de": ("nl",),
    "lv": ("ru",),
}
ABOUT_A_LISTED_COURSE = ("course_details", "enrol_course")
LIKELY = 0.1
# "Not in the evening": what looks like a plain yes, no or nothing is a refined search when the
# search is not unlikely and a wish was found.
REFINED = "find_course"
REFINABLE = ("nlu_fallback", "deny", "affirm")
OPEN_KEYS = frozenset(
    {"schedule", "not_schedule", "day", "mode", "not_mode", "level", "childcare", "free"}
    | {"audience", "prefer"}
)
# "I do not know my level" begins the check without reading, and "the second one" alone asks for
# details, whatever the classifier makes of so few words; unless it takes them for one of these.
CHECK, DETAILS = "check_level", "course_details"
NEVER_REPLACED = frozenset({"emergency", "request_human", "delete_my_data", "cancel"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Wishes(GraphComponent, EntityExtractorMixin):
    """Entities = slots = query keys of the course API; see docs/understanding.md."""

    @staticmethod
    def required_packages() -> list[str]:
        """spaCy's matcher."""
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Wishes:
        """Compiles the pattern files; they are read when the model is loaded, not trained."""
        return cls()

    def __init__(self) -> None:
        """Reads data/patterns and the city's places and languages."""
        rules = list(patterns.read())
        self._matchers = patterns.Matchers(rules)
        # Languages without patterns of their own lend the small words of those mixed in.
        self._with_patterns = frozenset(rule.language for rule in rules if rule.key == "cues")
        self._mixed = mixed()
        self._taught = city.taught_languages()
        self._postcodes = frozenset(place.postcode for place in city.places() if place.postcode)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds entities; for `change_language` the language named replaces the message's own."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str) or not text:
                continue
            words = pieces(text)
            reading = self.read(text, words, message.get(LANGUAGE) or "")
            labels = _likely_labels(message)
            entities = list(message.get(ENTITIES, []))
            if "change_language" in labels[:1]:
                named = reading.named_language()
                if named is not None:
                    entities = [one for one in entities if one.get("entity") != LANGUAGE]
                    entities.append(self._entity(LANGUAGE, named, 0, len(text)))
            else:
                found = self.wishes(reading, labels)
                entities.extend(self._entities(found, words))
                _refine(message, labels, found)
                meant = self._meant(reading, found)
                if meant is not None and not NEVER_REPLACED.intersection(labels[:1]):
                    _replace(message, meant)
                    entities = [one for one in entities if one.get("entity") != "topic"]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def read(self, text: str, words: list[Piece], language: str) -> Reading:
        """Applies the patterns that fit a message's language."""
        own = (language, *KIN.get(language, ()))
        guests = self._mixed if main_script(text) in (LATIN, None) else ()
        if not any(one in self._with_patterns for one in own):
            own = (*own, *guests)
        return Reading(words, self._matchers.find(words, own, guests))

    def wishes(self, reading: Reading, labels: tuple[str, ...]) -> list[Wish]:
        """All wishes of a message that is not about the bot's own language."""
        found = [*reading.wishes(), *reading.target_languages(self._taught)]
        place = reading.place(self._postcodes)
        if place is not None:
            found.append(place)
        ordinal = reading.ordinal()
        if ordinal is not None and (
            any(label in labels for label in ABOUT_A_LISTED_COURSE) or reading.whole(ordinal)
        ):
            found.append(ordinal)
        return found

    def _meant(self, reading: Reading, found: list[Wish]) -> str | None:
        """The intent that the words alone tell."""
        if reading.level_unknown:
            return CHECK
        ordinal = next((wish for wish in found if wish.key == "nth"), None)
        return DETAILS if ordinal is not None and reading.whole(ordinal) else None

    def _entities(self, wishes: list[Wish], words: list[Piece]) -> list[dict[str, Any]]:
        return [
            self._entity(wish.key, wish.value, words[wish.first].start, words[wish.last - 1].end)
            for wish in wishes
        ]

    def _entity(self, key: str, value: str, start: int, end: int) -> dict[str, Any]:
        entity = {"entity": key, "value": value, "start": start, "end": end}
        return self.add_extractor_name([entity])[0]


def mixed() -> tuple[str, ...]:
    """English and the city's host languages."""
    return tuple(dict.fromkeys((_EVERYWHERE, *city.host_languages())))


def _refine(message: Message, labels: tuple[str, ...], found: list[Wish]) -> None:
    if labels[:1] and labels[0] in REFINABLE and REFINED in labels:
        if not any(wish.key in OPEN_KEYS for wish in found):
            return
        ranking = message.get(INTENT_RANKING_KEY)
        share = next(one["confidence"] for one in ranking if one["name"] == REFINED)
        _replace(message, REFINED, share)


def _replace(message: Message, intent: str, confidence: float = 1.0) -> None:
    message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
    message.set(ALTERNATIVES, [], add_to_output=True)


def _likely_labels(message: Message) -> tuple[str, ...]:
    """The label that was chosen, then those that are not unlikely."""
    chosen: dict[str, Any] | None = message.get(INTENT)
    ranking = message.get(INTENT_RANKING_KEY) or []
    likely = [one["name"] for one in ranking if one["confidence"] >= LIKELY]
    return tuple(([str(chosen["name"])] if chosen else []) + likely)
