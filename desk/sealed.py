"""A text column whose words are sealed in the database: `SealedText` in place of `TextField`.

Opening and sealing need no query and no migration: to the database it is a TextField. Such a
column cannot be searched; an empty text stays empty. The sealing itself is knowledge/seal.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Cast

from knowledge.seal import Seal, read_keys

BATCH = 200


@lru_cache(maxsize=4)
def seal(keys: str, purpose: str = "desk") -> Seal:
    """The desk's seal under the keys of the setting SEAL_KEYS; `feed` is shared with the bot."""
    return Seal(read_keys(keys), purpose=purpose)


class SealedText(models.TextField):  # type: ignore[type-arg]
    """Words of a newcomer or about one."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As a TextField: a column can become sealed without a migration."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(settings.SEAL_KEYS).close(text) if text else text

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return seal(settings.SEAL_KEYS).open(value) if value else value


def reseal() -> int:
    """Brings every sealed column under the first key; returns how many rows were not.

    Small transactions: it can be stopped anywhere and begun again.
    """
    mark = seal(settings.SEAL_KEYS).mark
    if not mark:
        return 0
    return sum(_reseal(model, name, mark) for model, name in sealed_columns())


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every sealed column of every room."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedText):
                yield model, field.name


def _reseal(model: type[models.Model], name: str, mark: str) -> int:
    changed, last = 0, 0
    raw = Cast(name, models.TextField())
    while True:
        rows = model._default_manager.filter(pk__gt=last).exclude(**{name: ""})
        batch = list(rows.order_by("pk").annotate(_raw=raw).values_list("pk", name, "_raw")[:BATCH])
        if not batch:
            return changed
        last = batch[-1][0]
        with transaction.atomic():
            for pk, text, as_stored in batch:
                if text is not None and not as_stored.startswith(mark):
                    changed += model._default_manager.filter(pk=pk).update(**{name: text})
