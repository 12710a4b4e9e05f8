"""`python -m desk serve | feed | first_account | migrate | ...`: starts the desk's processes.

`serve` is the web server; every other word goes to Django's commands.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType

from desk.catalogs import compile_catalogs
from knowledge.exposure import refusals


def main(arguments: list[str]) -> None:
    """Prepares translations and folders, then serves or hands over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    compile_catalogs()
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    if arguments == ["serve"]:
        refused = refusals(os.environ, settings.DATA_DIR / "cities" / settings.CITY)
        if refused:
            sys.exit("\n".join(refused))
        serve(settings.DESK_HOST, settings.DESK_PORT, settings.LOG_LEVEL)
        return
    from django.core.management import execute_from_command_line

    execute_from_command_line(["desk", *arguments])


def serve(host: str, port: int, log_level: str) -> None:
    """Runs the web server until it is told to stop; open live streams do not hold it up."""
    import uvicorn

    config = uvicorn.Config(
        "desk.asgi:application",
        host=host,
        port=port,
        log_level=log_level.lower(),
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=3,
    )

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            from desk.cases.live import end_streams

            end_streams()
            super().handle_exit(sig, frame)

    Server(config).run()


if __name__ == "__main__":
    main(sys.argv[1:])
