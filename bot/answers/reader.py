"""Who reads the reply: conversation, language, reading; and what the turn was about.

Taken from Rasa's tracker in one place, so that the rest of the room knows no tracker.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.feed import WISHES
from knowledge import Languages

_MIXED_IN = "Latin"  # names and borrowed words are written in it everywhere
_COUNTER = "_replies_of_this_turn"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One reader in one turn. `chain` begins with `language`; `entities` are the message's.

    `simple`: simple words come first; `wished_once`: they were asked for once before;
    `helped`: a colleague reads along, or will; `channel`: by which the message came.
    """

    conversation: str
    language: str
    chain: tuple[str, ...]
    answered: bool
    simple: bool
    wished_once: bool
    intent: str | None
    text: str
    topic: str | None
    entities: dict[str, Any]
    alternatives: tuple[str, ...]
    receipt: str | None
    helped: bool = False
    wishes: tuple[str, ...] = ()
    channel: str | None = None

    @classmethod
    def of(cls, language: str, languages: Languages, *, simple: bool = False) -> Reader:
        """Somebody who reads a language and has said nothing yet, for proofs."""
        return cls(
            conversation="proof",
            language=language,
            chain=languages.chain(language),
            answered=languages[language].answered,
            simple=simple,
            wished_once=False,
            intent=None,
            text="",
            topic=None,
            entities={},
            alternatives=(),
            receipt=None,
        )


def reader(tracker: DialogueStateTracker, languages: Languages) -> Reader:
    """The reader of the turn that the tracker stands in."""
    message = tracker.latest_message
    prior = (message.metadata or {}).get("prior") if message else None
    parsed: dict[str, Any] = dict(message.parse_data) if message and message.parse_data else {}
    language = _language(tracker.get_slot("language") or prior, parsed.get("language"), languages)
    entities = {
        entity.get("entity"): entity.get("value")
        for entity in (message.entities if message else None) or ()
    }
    alternatives = (
        item.get("name") if isinstance(item, dict) else item
        for item in parsed.get("alternatives") or ()
    )
    return Reader(
        conversation=tracker.sender_id,
        language=language,
        chain=languages.chain(language),
        answered=languages[language].answered,
        simple=tracker.get_slot("reading") == "simple",
        wished_once=tracker.get_slot("reading") == "once",
        intent=message.intent_name if message else None,
        text=(message.text if message else None) or "",
        topic=tracker.get_slot("topic"),
        entities={str(name): value for name, value in entities.items()},
        alternatives=tuple(str(name) for name in alternatives if name),
        receipt=tracker.get_slot("erase"),
        helped=bool(tracker.get_slot("hand_over")),
        wishes=_wishes(tracker),
        channel=message.input_channel if message else None,
    )


def _language(agreed: str | None, guess: str | None, languages: Languages) -> str:
    """The conversation's language; a guess only where there is none, or in another script.

    Two words are no firm evidence of a language, but who writes Arabic letters does not wait for
    an answer in French.
    """
    if guess is None or guess not in languages:
        return languages.known(agreed)
    if agreed is None:
        return guess
    known = languages.known(agreed)
    script = languages[guess].script
    return guess if script not in (_MIXED_IN, languages[known].script) else known


def _wishes(tracker: DialogueStateTracker) -> tuple[str, ...]:
    slots = tracker.current_slot_values()
    values = (slots.get(name) for name in WISHES)
    flat = (
        one for value in values if value for one in (value if isinstance(value, list) else [value])
    )
    return tuple(str(one) for one in flat if one is not True)


def next_id(tracker: DialogueStateTracker) -> str:
    """The id of the next reply: `<id of the person's message>.<n>`, n counting in the turn.

    An action that says several things is asked for all of them before Rasa puts the first on
    the tracker (rasa/core/actions/action.py, RemoteAction._utter_responses): the number given
    last is therefore kept on the tracker object, which lives as long as the turn.
    """
    message = tracker.latest_message
    turn = (message.message_id if message else None) or None
    said = 0
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        said += isinstance(event, BotUttered)
    last_turn, last = getattr(tracker, _COUNTER, (None, 0))
    number = max(said, last if last_turn == turn else 0) + 1
    setattr(tracker, _COUNTER, (turn, number))
    return f"{turn or uuid.uuid4().hex}.{number}"
