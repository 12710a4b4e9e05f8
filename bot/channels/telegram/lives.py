"""Knows which conversation a chat is in now, and whether what is said in it may be stored.

A chat goes through lives: a deleted conversation is followed by the next. Of somebody who wants
nothing stored, what says so is a row of how far the chat has been told, and no word. Refuses to
know messages and wording.
"""

import time
from collections.abc import Iterable
from contextlib import suppress

import sqlalchemy as sa

from bot.channels.identity import Chats
from bot.store import Journal
from bot.store.volatile import is_volatile

_LIVES = 1000


class Lives:
    """The lives of one bot's chats."""

    def __init__(self, journal: Journal, chats: Chats) -> None:
        self._journal = journal
        self._chats = chats

    def current(self, chat: int) -> str:
        """The conversation that a chat is in; the first one when the store does not answer."""
        try:
            return self._current(chat)
        except sa.exc.SQLAlchemyError:
            return self._chats.conversation(chat)

    def unstored(self, chat: int, messages: Iterable[int]) -> str:
        """The chat goes on as somebody of whom nothing is stored. Raises `SQLAlchemyError`.

        `messages` are the platform's messages so far that a deletion shall still take along.
        """
        conversation = self._current(chat)
        if not is_volatile(conversation):
            conversation = self._chats.unstored(conversation)
            told = self._journal.told
            told.update(conversation, noticed=True)
            for message in messages:
                told.sent(conversation, message, "")
        return conversation

    def is_over(self, conversation: str) -> None:
        """An unstored conversation was deleted: its life does not come back, stored or not.

        Raises `SQLAlchemyError`.
        """
        if is_volatile(conversation):
            body = {"event": "slot", "name": "erase", "value": "unstored", "timestamp": time.time()}
            self._journal.append(self._chats.stored(conversation), [body])

    def begins_anew(self, conversation: str) -> None:
        """Before a turn: what is in no memory any more is told from its first word on."""
        with suppress(sa.exc.SQLAlchemyError):
            if is_volatile(conversation) and self._journal.state(conversation) is None:
                self._journal.told.update(conversation, told=0)

    def _current(self, chat: int) -> str:
        for life in range(_LIVES):
            stored = self._chats.conversation(chat, life)
            unstored = self._chats.unstored(stored)
            if self._journal.told.knows(unstored):
                return unstored
            if not (self._erased(stored) or self._erased(unstored)):
                break
        return stored

    def _erased(self, conversation: str) -> bool:
        return bool((self._journal.state(conversation) or {}).get("erased"))
