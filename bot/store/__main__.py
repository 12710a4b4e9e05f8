"""`python -m bot.store expire | replay SINCE | reseal`: the store's upkeep, by hand or by timer.

Each can be stopped half-way and started again. Prints what it did, in numbers.
"""

import argparse
import os
import signal
import sys
from datetime import datetime

from bot.settings import SettingsError, read
from bot.store.forget import Forgetter
from bot.store.opening import open_journal


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code (1: something that should be gone is still there)."""
    parser = argparse.ArgumentParser(prog="bot.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("expire", help="delete what is older than the settings allow")
    replay = commands.add_parser("replay", help="after a restore: repeat the deletions since then")
    replay.add_argument("since", type=datetime.fromisoformat, help="when the backup was made")
    commands.add_parser("reseal", help="bring all words under the first of SEAL_KEYS")
    options = parser.parse_args(arguments)
    try:
        settings = read(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    stop = [False]
    signal.signal(signal.SIGTERM, lambda *_: stop.__setitem__(0, True))
    forgetter = Forgetter(open_journal(settings.database_url), stopped=lambda: stop[0])
    if options.command == "replay":
        print(f"{forgetter.replay(since=options.since.timestamp())} conversations deleted again")
        return 0
    if options.command == "reseal":
        print(f"{forgetter.reseal()} texts under the first key")
        return 0
    kept = settings.retention
    done = forgetter.expire(days=kept.conversation_days, case_days=kept.case_days)
    print(f"{done.conversations} conversations, {done.events} events deleted; {done.left} left")
    return 1 if done.left else 0


if __name__ == "__main__":
    sys.exit(main())
