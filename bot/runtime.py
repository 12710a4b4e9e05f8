"""Knows what the channels of one bot process share: settings, journal, knowledge, choices.

Refuses to know messages. Built once, at the first channel; Rasa builds channels by class name
and hands them nothing else.
"""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.answers.choices import Choices
from bot.channels.guard import Guard
from bot.channels.intake import Intake
from bot.channels.limits import Limits
from bot.channels.staff_lines import StaffLines
from bot.settings import Settings, read
from bot.shelf import Shelf
from bot.store import Journal, open_journal
from bot.store.lock import Locks, open_locks
from knowledge import Library, load


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What one process's channels share."""

    settings: Settings
    journal: Journal
    shelf: Shelf
    choices: Choices
    locks: Locks
    limits: Limits

    @property
    def library(self) -> Library:
        """The city's data as it stands now."""
        return self.shelf.library

    def guard(self) -> Guard:
        """What hides a conversation in which danger was told."""
        return Guard(
            self.journal,
            self.choices,
            lambda: self.library,
            key=self.settings.session_key,
            public_url=self.settings.public_url,
        )

    def intake(self, handle: Callable[[UserMessage], Awaitable[Any]]) -> Intake:
        """The door for a channel; `handle` is Rasa's message handler."""
        return Intake(
            self.journal, self.choices, lambda: self.library.texts, handle, self.locks, self.limits
        )


@cache
def open_runtime() -> Runtime:
    """The process's runtime, from the environment.

    Raises `bot.settings.SettingsError`, `knowledge.DataError` or `sqlalchemy.exc.SQLAlchemyError`.
    """
    settings = read(os.environ)
    person, address, everybody = settings.limits
    runtime = Runtime(
        settings=settings,
        journal=open_journal(settings.database_url),
        shelf=Shelf(load(settings.data_dir, settings.city)),
        choices=Choices(settings.session_key),
        locks=open_locks(settings.redis_url),
        limits=Limits(person=person, address=address, everybody=everybody),
    )

    def dress(library: Library) -> None:
        runtime.journal.dress_with(StaffLines(runtime.choices, library).dress)

    dress(runtime.library)
    runtime.shelf.subscribe("staff", dress)
    return runtime
