"""What the bot remembers: one transaction a turn holds events, state and what staff must see."""

from bot.store.journal import Committed, Journal, Numbered, open_journal
from bot.store.turn import Turn, current_turn

__all__ = ["Committed", "Journal", "Numbered", "Turn", "current_turn", "open_journal"]
