"""The inventory of language courses: what providers offer, searched by wishes, public as JSON."""
