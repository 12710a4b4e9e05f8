"""`python -m actions`: the action server, on loopback only (rasa-sdk checks no token).

Knows the port (ACTIONS_PORT) and the log level (LOG_LEVEL).
"""

from __future__ import annotations

import logging
import os


def main() -> None:
    """Serves the actions of this package until it is stopped."""
    from rasa_sdk.endpoint import create_app

    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL") or "INFO",
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    # urllib3 would repeat the wishes of each call at DEBUG.
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    app = create_app("actions", cors_origins=None)
    app.run(
        host="127.0.0.1",
        port=int(os.environ.get("ACTIONS_PORT") or "5055"),
        workers=1,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
