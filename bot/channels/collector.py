"""Knows how to hold a turn's replies back until the turn is stored. Sends nothing."""

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.channels.reply import Reply, from_response


class Collector(OutputChannel):
    """Rasa's output channel for one turn. Rasa's own collector drops metadata, splits texts."""

    def __init__(self, channel: str) -> None:
        self.replies: list[Reply] = []
        self._channel = channel

    def name(self) -> str:
        """The channel the turn came through."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps the reply."""
        self.replies.append(from_response(message))
