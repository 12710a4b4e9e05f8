"""Telegram, the channel that newcomers already have."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
