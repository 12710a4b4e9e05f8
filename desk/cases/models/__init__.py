"""Tables of the cases."""

from desk.cases.models.case import (
    CHOSEN_OUTCOMES,
    OPEN_STATES,
    Blocked,
    Case,
    Look,
    Outcome,
    Priority,
    Reason,
    Satisfaction,
    State,
)
from desk.cases.models.message import Appointment, Author, Delivery, Message, Note, Origin
from desk.cases.models.traffic import BotCall, Erased, FeedRecord

__all__ = [
    "CHOSEN_OUTCOMES",
    "OPEN_STATES",
    "Appointment",
    "Author",
    "Blocked",
    "BotCall",
    "Case",
    "Delivery",
    "Erased",
    "FeedRecord",
    "Look",
    "Message",
    "Note",
    "Origin",
    "Outcome",
    "Priority",
    "Reason",
    "Satisfaction",
    "State",
]
