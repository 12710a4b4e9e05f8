"""A conversation in which the NLG is asked for one reply, without Rasa's server or a model."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [faq]
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  reading: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  topic: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  erase: {type: text, influence_conversation: false, mappings: [{type: custom}]}
"""
)


def tracker(
    *,
    intent: str = "faq",
    entities: Mapping[str, str] | None = None,
    alternatives: Sequence[Any] = (),
    message_id: str = "m7",
    conversation: str = "conv",
    text: str = "words",
    guess: str | None = None,
    **slots: str,
) -> DialogueStateTracker:
    """The tracker after the person's message, before the bot's reply."""
    found = [{"entity": name, "value": value} for name, value in (entities or {}).items()]
    said = UserUttered(
        text,
        {"name": intent, "confidence": 1.0},
        found,
        parse_data={
            "intent": {"name": intent},
            "entities": found,
            "alternatives": list(alternatives),
            "language": guess,
        },
        message_id=message_id,
    )
    made = DialogueStateTracker.from_events(conversation, [], DOMAIN.slots, domain=DOMAIN)
    for name, value in slots.items():
        made.update(SlotSet(name, value))
    made.update(said)
    return made
