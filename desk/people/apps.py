"""The app of staff accounts."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "desk.people"
    label = "people"

    def ready(self) -> None:
        from desk.people import log

        log.listen()
