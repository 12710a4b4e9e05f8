"""Pages of accounts: the entrance, the second factor, colleagues, the log of deeds."""
