"""How the four processes are watched: log, health, metrics. Knows nobody's words."""
