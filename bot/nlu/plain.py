"""First component: what a person types is text, also when it begins with a slash.

Rasa would take `/restart` or `/intent{...}` as a command from anybody, in any channel.
Refuses to know intents: choices that we issued never pass through here.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

# Slashes, also the full-width and division ones that look alike, behind any blank or mark that
# is not seen; Rasa strips blanks before it looks for its own.
_COMMAND = re.compile(
    r"^[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[/\uff0f\u2044\u2215\s]+"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlainText(GraphComponent, EntityExtractorMixin):
    """Takes leading slashes off, so that no later component sees a command."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlainText:
        """Nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Replaces the text of each message by the plain one."""
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str):
                message.set(TEXT, plain(text))
        return messages


def plain(text: str) -> str:
    """The text without leading slashes and without blanks around it."""
    return _COMMAND.sub("", text).strip()
