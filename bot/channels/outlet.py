"""Knows where Rasa "sends" what the desk posted, whatever the channel.

Does nothing: the reply goes out once stored, when the journal announces the commit.
"""

from typing import Any

from rasa.core.channels.channel import OutputChannel


class Outlet(OutputChannel):
    """The output channel of a channel that sends what is stored, by itself."""

    def __init__(self, channel: str) -> None:
        self._channel = channel

    def name(self) -> str:
        """The channel's name in Rasa."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Waits for the commit."""
