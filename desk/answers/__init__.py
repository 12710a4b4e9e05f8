"""What readers think of the answers: counts by topic and language, and what was marked wrong."""
