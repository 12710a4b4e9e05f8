"""What the bot remembers: one transaction a turn holds events, state and what staff must see."""

from bot.store.journal import Journal
from bot.store.opening import open_journal
from bot.store.rows import Committed, Numbered
from bot.store.turn import Turn, current_turn

__all__ = ["Committed", "Journal", "Numbered", "Turn", "current_turn", "open_journal"]
