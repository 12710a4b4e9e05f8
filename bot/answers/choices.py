"""Choices: what a button sends back. A short key that we issued and signed for one conversation.

Knows how an intent with entities becomes a key and comes back as what Rasa takes for parsed.
Stateless: nothing is stored, a forged key or one of another conversation reads as None.
Refuses to know which channel shows the button.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from knowledge import Texts, Topics

LIMIT = 64  # bytes; Telegram refuses a longer callback_data
_PREFIX = "c."
_MAC_BYTES = 9
_FAQ = "faq"
_KEY = re.compile(r"c\.[a-z][\w/?=&%.+-]*\.[\w-]{12}", re.ASCII)
_INTENT = re.compile(r"[a-z][a-z0-9_]*(/[a-z0-9_]+)?")


class ChoiceTooLongError(ValueError):
    """The key would be longer than a channel can carry."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An intent (`faq/<topic>` for a topic) with its entities."""

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)

    @property
    def topic(self) -> str | None:
        """The topic's name; None for an intent that is no topic."""
        group, _, topic = self.intent.partition("/")
        return topic if group == _FAQ and topic else None


class Choices:
    """Issues and reads choices with the installation's key (setting SESSION_KEY)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(
        self, conversation: str, intent: str, entities: Mapping[str, str] | None = None
    ) -> str:
        """The key of a button for one conversation.

        Raises:
            ChoiceTooLongError: intent and entities do not fit into 64 bytes.
        """
        body = quote(intent, safe="/_")
        if entities:
            body += "?" + urlencode(entities)
        key = f"{_PREFIX}{body}.{self._mac(conversation, body)}"
        if len(key.encode()) > LIMIT:
            raise ChoiceTooLongError(body)
        return key

    def read(self, conversation: str, key: str) -> Choice | None:
        """The choice; None when the key was not issued for this conversation."""
        if not key.isascii() or not key.startswith(_PREFIX) or len(key) > LIMIT:
            return None
        body, _, mac = key[len(_PREFIX) :].rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(conversation, body).encode()):
            return None
        intent, _, query = body.partition("?")
        intent = unquote(intent)
        if not _INTENT.fullmatch(intent):
            return None
        return Choice(intent=intent, entities=dict(parse_qsl(query)))

    def _mac(self, conversation: str, body: str) -> str:
        message = f"choice\0{conversation}\0{body}".encode()
        digest = hmac.new(self._key, message, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).decode()


def looks_like(text: str) -> bool:
    """Whether a message has the form of a key; whether we issued it, `Choices.read` tells."""
    return len(text) <= LIMIT and _KEY.fullmatch(text) is not None


def title(choice: Choice, chain: tuple[str, ...], texts: Texts, topics: Topics) -> str:
    """What stands on the button: the topic's title, or the text `choice_<intent>`.

    A text `choice_<intent>_<value>` for the choice's one entity is preferred.
    """
    if choice.topic is not None:
        topic = topics.get(choice.topic)
        return topic.title(chain) if topic else choice.topic
    for name in title_keys(choice):
        if name in texts:
            return texts.get(name, chain[0])
    return choice.intent


def title_keys(choice: Choice) -> tuple[str, ...]:
    """The keys of the texts that may be a choice's title, the one that says most first."""
    own = [f"choice_{choice.intent}_{value}" for value in choice.entities.values()]
    # A wish is called as on a course's card: level_A1, schedule_evening.
    wish = [f"{name}_{value}" for name, value in choice.entities.items()]
    return (*reversed(own), *wish, f"choice_{choice.intent}")


def parse_data(choice: Choice, *, text: str = "") -> dict[str, Any]:
    """What Rasa takes for the result of its NLU: nothing is guessed, confidence is 1.

    A topic has the intent `faq` with the topic in `response_selector`, where Rasa's
    `utter_faq` reads it (rasa/core/actions/action.py, ActionRetrieveResponse).
    """
    entities = [_entity(name, value) for name, value in choice.entities.items()]
    if choice.topic is not None and "topic" not in choice.entities:
        entities.append(_entity("topic", choice.topic))
    intent: dict[str, Any] = {"name": choice.intent, "confidence": 1.0}
    selector: dict[str, Any] = {}
    if choice.topic is not None:
        intent = {"name": _FAQ, "confidence": 1.0, "full_retrieval_intent_name": choice.intent}
        response = {
            "responses": [],
            "confidence": 1.0,
            "intent_response_key": choice.intent,
            "utter_action": f"utter_{choice.intent}",
        }
        ranking = [{"confidence": 1.0, "intent_response_key": choice.intent}]
        selector = {
            "all_retrieval_intents": [_FAQ],
            _FAQ: {"response": response, "ranking": ranking},
        }
    return {
        "text": text,
        "intent": intent,
        "intent_ranking": [{"name": choice.intent, "confidence": 1.0}],
        "entities": entities,
        "response_selector": selector,
    }


def _entity(name: str, value: str) -> dict[str, Any]:
    return {
        "entity": name,
        "value": value,
        "start": 0,
        "end": 0,
        "confidence_entity": 1.0,
        "extractor": "choice",
    }
