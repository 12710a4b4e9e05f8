"""Knows how Rasa's tracker and the journal speak to each other. Refuses to know SQL and channels.

`save` is one transaction and never raises (FailSafeTrackerStore would hide it and answer from
memory): success is written into the turn, which intake reads before it acknowledges or sends.
"""

import logging
from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.metrics import STAGE_SECONDS, count
from bot.store.journal import Journal
from bot.store.opening import open_journal
from bot.store.rows import Body, Committed
from bot.store.turn import current_turn

logger = logging.getLogger(__name__)

_KEPT_RANKS = 5


class OneCommitTrackerStore(TrackerStore):
    """Rasa's tracker store over the journal: state snapshot, last turns, one commit a turn."""

    def __init__(
        self,
        domain: Domain | None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        journal: Journal | None = None,
        **kwargs: Any,
    ) -> None:
        """Opens the journal at the URL `host` (endpoints.yml: `url`)."""
        super().__init__(domain, event_broker, **kwargs)
        if journal is None and not host:
            raise ValueError("endpoints.yml: tracker_store needs a url")
        self.journal = journal or open_journal(str(host))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the tracker's new events; the turn in progress learns whether it worked."""
        stored = _stored(self.journal, tracker)
        events = list(tracker.events)[stored:]
        turn = current_turn()
        if not events:
            if turn:
                turn.saved = not turn.failed
            return
        bodies = [_body(event) for event in events]
        if turn is None:  # the desk's events: nobody has said anything
            bodies = self.journal.dressed(tracker.sender_id, bodies)
        try:
            with STAGE_SECONDS.labels("store_write").time():
                committed = self.journal.append(
                    tracker.sender_id,
                    bodies,
                    slots=tracker.current_slot_values(),
                )
        except sa.exc.SQLAlchemyError as error:
            logger.error("turn not stored: %s", type(error).__name__)
            if turn:
                turn.failed, turn.saved = True, False
            return
        tracker.stored_events = len(tracker.events)
        count(event.body for event in committed.events)
        if turn is None:
            self.journal.announce(committed)
        else:
            _report(turn, committed)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's state and last turns as a tracker; None when there is none."""
        try:
            with STAGE_SECONDS.labels("store_read").time():
                window = self.journal.window(sender_id)
        except sa.exc.SQLAlchemyError:
            if turn := current_turn():
                turn.failed = True
            raise
        if window is None:
            return None
        past = window.head.events() if window.head else []
        return self._tracker(sender_id, past, [event.body for event in window.events])

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with all its events; None when there is none."""
        if self.journal.window(conversation_id) is None:
            return None
        events = self.journal.events(conversation_id)
        return self._tracker(conversation_id, [], [event.body for event in events])

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return self.journal.conversations()

    def _tracker(self, sender_id: str, past: list[Any], bodies: list[Body]) -> DialogueStateTracker:
        types = _event_types()
        events = [*past, *(types[body["event"]]._from_parameters(dict(body)) for body in bodies)]
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        tracker.stored_events = len(tracker.events)
        return tracker


@cache
def _event_types() -> dict[str, type[Event]]:
    """Rasa's event classes by name; its own look-up walks all of them again for each event."""
    return {kind.type_name: kind for kind in all_subclasses(Event)}


def _stored(journal: Journal, tracker: DialogueStateTracker) -> int:
    """How many of the tracker's events are stored already."""
    known = getattr(tracker, "stored_events", None)
    if known is not None:
        return int(known)
    try:
        window = journal.window(tracker.sender_id)
    except sa.exc.SQLAlchemyError:
        return 0
    return len(window.events) if window else 0


def _report(turn: Any, committed: Committed) -> None:
    turn.saved = not turn.failed and not committed.refused
    turn.erased = turn.erased or committed.erased
    turn.deletable += committed.deletable
    turn.numbers.update(
        (event.message_id, event.number) for event in committed.events if event.message_id
    )


def _body(event: Any) -> Body:
    """Rasa's dict of an event without what nobody reads again (long rankings, model ids)."""
    body: Body = event.as_dict()
    metadata = body.get("metadata")
    if metadata:
        body["metadata"] = {
            key: value for key, value in metadata.items() if key not in ("model_id", "assistant_id")
        }
    parse = body.get("parse_data")
    if parse:
        parse = {key: value for key, value in parse.items() if key != "text_tokens"}
        parse["intent_ranking"] = (parse.get("intent_ranking") or [])[:_KEPT_RANKS]
        selector = dict(parse.get("response_selector") or {})
        for name, value in selector.items():
            if isinstance(value, dict) and "ranking" in value:
                selector[name] = {**value, "ranking": value["ranking"][:_KEPT_RANKS]}
        parse["response_selector"] = selector
        body["parse_data"] = parse
    return body
