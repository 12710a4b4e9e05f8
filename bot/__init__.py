"""The bot: what extends Rasa so that a newcomer can talk to it. It talks; it keeps no records."""
