"""Knows how the environment's settings become the process's one journal.

The tracker store and the channels share it: both ask here by the database's address.
"""

import os
from functools import cache
from pathlib import Path

from bot.store.halves import Halves, open_halves
from knowledge.ledger import Ledger
from knowledge.seal import read_keys


@cache
def open_journal(url: str) -> Halves:
    """The journal of the database at `url`, made (and migrated) once per process.

    SEAL_KEYS, LEDGER and REDIS_URL are read here, since Rasa builds the tracker store before
    anything of ours could hand them over.
    """
    ledger = os.environ.get("LEDGER", "")
    return open_halves(
        url,
        keys=read_keys(os.environ.get("SEAL_KEYS", "")),
        ledger=Ledger(Path(ledger) if ledger else None),
        redis_url=os.environ.get("REDIS_URL", ""),
    )
