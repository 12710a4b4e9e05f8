"""The doors through which people and the desk speak with the bot."""
