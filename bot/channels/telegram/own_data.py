"""Knows what a person's wishes about their own data lead to in a chat: files, deletion, nothing
stored.

What is kept and how it goes, the store knows; the words are the website's. Refuses to know updates.
"""

import secrets
from collections.abc import Callable

from bot.channels.intake import Incoming, Intake, Receipt
from bot.channels.my_data import in_files
from bot.channels.reply import Reply
from bot.channels.telegram.deliver import CHANNEL, Deliveries
from bot.channels.telegram.lives import Lives
from bot.channels.telegram.words import Words
from bot.store import Journal
from knowledge import Library


class OwnData:
    """One bot's answers to such wishes."""

    def __init__(
        self,
        *,
        journal: Journal,
        intake: Intake,
        library: Callable[[], Library],
        lives: Lives,
        words: Words,
        deliveries: Deliveries,
    ) -> None:
        self._journal = journal
        self._intake = intake
        self._library = library
        self._lives = lives
        self._words = words
        self._deliveries = deliveries

    async def hand_over(self, conversation: str, name: str) -> None:
        """Gives what is kept as a page and as data, once under `name`. Raises `SQLAlchemyError`.

        Where danger was told nothing goes into the chat: the page of the link asks for the PIN.
        """
        if not self._journal.stores(conversation):
            return
        state = self._journal.state(conversation) or {}
        if state.get("guarded"):
            key = "widget_later_pin_ask" if state.get("pin") else "widget_later_pin_closed"
            await self._say(conversation, key, state.get("language"))
            return
        files = in_files(self._library(), state, self._journal.messages(conversation))
        await self._deliveries.attach(conversation, name, files)

    async def store_nothing(
        self, chat: int, conversation: str, name: str, language: str | None
    ) -> str | None:
        """The conversation of which nothing is stored; what is stored so far goes.

        None, and a word why: while a colleague helps, or when the store fails.
        Raises `SQLAlchemyError`.
        """
        state = self._journal.state(conversation) or {}
        if state.get("followed"):
            await self._say(conversation, "telegram_unstored_later", language)
            return None
        messages: tuple[int, ...] = ()
        if state and self._journal.stores(conversation):
            key = self._words.choice(conversation, "erase", receipt=secrets.token_hex(4).upper())
            wish = Incoming(conversation=conversation, id=f"{name}e", text=key, channel=CHANNEL)
            receipt = await self._intake.receive(wish)
            if not receipt.erased:
                await self._say(conversation, "utter_not_saved", language)
                return None
            messages = receipt.deletable
        begun = self._lives.unstored(chat, messages)
        await self._say(begun, "utter_my_data_volatile", language)
        return begun

    async def erased(self, conversation: str, receipt: Receipt, language: str | None) -> None:
        """Deletes the chat's messages too; gives the receipt and tells how to clear the rest."""
        self._lives.is_over(conversation)
        await self._deliveries.forget(conversation, receipt.deletable)
        for reply in receipt.replies:
            await self._deliveries.say(conversation, _bare(reply), keep=False)
        spoken = receipt.replies[-1].metadata.get("language") if receipt.replies else None
        rest = self._words.text("telegram_clear", spoken or language)
        await self._deliveries.say(conversation, rest, keep=False)

    async def _say(self, conversation: str, key: str, language: str | None) -> None:
        await self._deliveries.say(conversation, self._words.text(key, language))


def _bare(reply: Reply) -> Reply:
    """The reply under no number: its conversation is no more."""
    return Reply(id=reply.id, seq=None, time=reply.time, text=reply.text, metadata=reply.metadata)
