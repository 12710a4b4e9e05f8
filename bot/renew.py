"""A running bot takes the published state: texts at once, a new model beside the old one.

Loading happens in a thread while people talk; the change itself is a few assignments on the event
loop, between two turns. What cannot be loaded changes nothing. Stores, locks and NLG stay the same
objects, so that nothing in flight is lost (Rasa's own `PUT /model` builds them anew).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from bot.runtime import Runtime
from bot.settings import Settings
from knowledge import DataError, Library, load

logger = logging.getLogger(__name__)


class RenewalError(Exception):
    """The published state cannot be used; the old one goes on."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a renewal did: the state's name, and whether the model was changed too."""

    state: str
    model: bool


class Renewal:
    """Renews one process, one renewal at a time."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._model = _digest(runtime.settings.model)
        self._lock = asyncio.Lock()

    async def renew(self, agent: Agent) -> Taken:
        """Takes the state that is current now.

        Raises:
            RenewalError: nothing was changed.
        """
        async with self._lock:
            settings = self._runtime.settings
            model = _digest(settings.model)
            changed = model != self._model
            loop = asyncio.get_running_loop()
            try:
                library = await loop.run_in_executor(None, _library, settings)
                processor = (
                    await loop.run_in_executor(None, _processor, agent, settings.model)
                    if changed
                    else None
                )
            except DataError as error:
                raise RenewalError(str(error.problem)) from error
            except Exception as error:
                logger.error("a new model was refused: %s", type(error).__name__)
                raise RenewalError(f"the model cannot be loaded: {error}") from error
            if processor is not None:
                _change(agent, processor)
                self._model = model
            self._runtime.shelf.put(library)
            state = settings.published.current()
            name = state.path.name if state else "files"
            logger.info("state %s is served%s", name, ", with a new model" if changed else "")
            return Taken(state=name, model=changed)


def _library(settings: Settings) -> Library:
    return load(settings.data_dir, settings.city)


def _processor(agent: Agent, model: Path) -> MessageProcessor:
    """A processor around the agent's own stores, warmed up, so that nobody waits for the rest."""
    processor = MessageProcessor(
        model_path=model,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
        http_interpreter=agent.http_interpreter,
    )
    asyncio.run(processor.parse_message(UserMessage("Bonjour, bonjour")))
    return processor


def _change(agent: Agent, processor: MessageProcessor) -> None:
    """As `Agent.load_model` does it (rasa/core/agent.py)."""
    agent.processor = processor
    agent.domain = processor.domain
    agent.tracker_store.domain = processor.domain


def _digest(model: Path) -> str:
    """Tells one model from another, also where two states hold the same one."""
    return hashlib.sha256(model.read_bytes()).hexdigest()
