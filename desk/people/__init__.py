"""Staff accounts, roles and the append-only log of deeds. Knows no case and no course."""
