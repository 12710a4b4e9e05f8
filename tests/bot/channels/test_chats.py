"""Chats as conversations: the same each time, readable only with the key, new in each life."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.identity import Chats
from bot.store.volatile import is_volatile

CHATS = Chats(b"k" * 32)
IDS = st.integers(min_value=-(2**63), max_value=2**63 - 1)


@given(IDS, st.integers(min_value=0, max_value=2**16 - 1))
def test_a_chat_comes_back_out_of_its_conversation(chat: int, life: int) -> None:
    conversation = CHATS.conversation(chat, life)
    assert CHATS.chat(conversation) == chat
    assert CHATS.conversation(chat, life) == conversation
    assert len(conversation) <= 64
    assert re.fullmatch(r"[\w-]+", conversation, re.ASCII)


@given(IDS)
def test_no_conversation_shows_its_chat_and_no_life_shows_the_life_before(chat: int) -> None:
    first, second = CHATS.conversation(chat), CHATS.conversation(chat, 1)
    assert first[:12] != second[:12]
    assert Chats(b"x" * 32).chat(first) is None


@given(IDS, st.integers(min_value=0, max_value=2**16 - 1))
def test_each_life_has_a_conversation_that_is_not_stored(chat: int, life: int) -> None:
    stored = CHATS.conversation(chat, life)
    unstored = CHATS.unstored(stored)
    assert is_volatile(unstored)
    assert not is_volatile(stored)
    assert (CHATS.chat(unstored), CHATS.stored(unstored)) == (chat, stored)
    assert CHATS.unstored(unstored) == unstored
    assert len(unstored) <= 64


@given(st.text(max_size=70))
def test_what_was_not_made_here_is_no_chat(text: str) -> None:
    assert CHATS.chat("t" + text) is None
    assert CHATS.chat("vt" + text) is None
    assert CHATS.chat(text) is None
