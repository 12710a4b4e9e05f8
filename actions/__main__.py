"""`python -m actions`: the action server; rasa-sdk checks no token, so only bots may reach it.

Knows where it listens (ACTIONS_HOST, ACTIONS_PORT) and how it logs (LOG_LEVEL, LOG_FORMAT).
"""

from __future__ import annotations

import logging
import os

from watch import logs


def main() -> None:
    """Serves the actions of this package until it is stopped."""
    from rasa_sdk.endpoint import create_app

    from actions.watched import watch

    logs.set_up(
        "actions",
        level=os.environ.get("LOG_LEVEL") or "INFO",
        form=os.environ.get("LOG_FORMAT", ""),
    )
    # urllib3 would repeat the wishes of each call at DEBUG.
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    app = create_app("actions", cors_origins=None)
    watch(app, desk_url=os.environ.get("DESK_URL") or "http://127.0.0.1:8000")
    app.run(
        host=os.environ.get("ACTIONS_HOST") or "127.0.0.1",
        port=int(os.environ.get("ACTIONS_PORT") or "5055"),
        workers=1,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
