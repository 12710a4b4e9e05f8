"""Starts the Rasa server: `python -m bot`.

Our own start instead of `rasa run`: it keeps secrets out of the process list, silences
telemetry before anything imports Rasa, sets up logs without people's words, serves `/`, and
warms up, so that the first person does not wait.
"""

import asyncio
import logging
import os
import sys
import threading
from typing import Any

from watch import logs

QUIET = (
    "bot.channels.fan_out",
    "rasa.shared.utils.io",
    "httpx",
    "httpcore",
    "telegram",
    "engineio",
    "socketio",
    "matplotlib",
    "apscheduler",
    "tensorflow",
    "sanic.access",
    "sanic.error",
    "sanic.root",
)

logger = logging.getLogger(__name__)


def main() -> int:
    """Runs the server until it is stopped. Returns the exit code."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from bot.no_tensorflow import ABSENT, UNOPENED, leave_out
    from bot.settings import SettingsError

    leave_out(ABSENT | UNOPENED)
    try:
        return _serve()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1


def _serve() -> int:
    from rasa.core.run import (
        close_resources,
        configure_app,
        create_http_input_channels,
        load_agent_on_start,
    )
    from rasa.core.utils import AvailableEndpoints

    from bot.channels.my_data import serve_my_data
    from bot.channels.pages import serve_pages
    from bot.channels.static_pages import serve_static_pages
    from bot.channels.uploads import serve_uploads
    from bot.health import serve_health
    from bot.metrics import watch_stages
    from bot.relay import Relay
    from bot.runtime import open_runtime
    from bot.upkeep import keep_tidy
    from knowledge.exposure import refusals

    settings = open_runtime().settings
    refused = refusals(os.environ, settings.data_dir / "cities" / settings.city)
    if refused:
        print(*refused, sep="\n", file=sys.stderr)
        return 1
    if not settings.model.is_file():
        print(f"There is no trained model at {settings.model}: run `make train`.", file=sys.stderr)
        return 1
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    app = configure_app(
        create_http_input_channels(None, "credentials.yml"),
        enable_api=True,
        jwt_secret=settings.api_secret,
        jwt_method="HS256",
        endpoints=endpoints,
        port=settings.port,
    )
    serve_pages(app, open_runtime())
    serve_static_pages(app, open_runtime())
    serve_my_data(app, open_runtime())
    serve_health(app, open_runtime(), actions_url=endpoints.action.url)
    watch_stages()
    serve_uploads(app, open_runtime())

    async def load(server: Any, loop: asyncio.AbstractEventLoop) -> None:
        await load_agent_on_start(str(settings.model), endpoints, None, server, loop)
        await server.ctx.agent.parse_message("Bonjour, bonjour")  # the first parse loads the rest

    stopping = threading.Event()

    async def stop_upkeep(server: Any, loop: asyncio.AbstractEventLoop) -> None:
        stopping.set()

    app.register_listener(load, "before_server_start")
    app.add_task(keep_tidy(open_runtime(), stopping))
    app.register_listener(stop_upkeep, "before_server_stop")
    app.register_listener(close_resources, "after_server_stop")
    if settings.amqp_url:
        relay = Relay(
            open_runtime().journal, settings.amqp_url, settings.feed_queue, keys=settings.seal_keys
        )
        app.register_listener(lambda *_: relay.start(), "after_server_start")
        app.register_listener(lambda *_: relay.stop(), "before_server_stop")
    set_up_logs(settings.log_level, settings.log_format)  # after Rasa and Sanic have set up theirs
    state = settings.published.current()
    if state:
        waiting = "edits in %s wait for `make publish`"
        logger.info(f"published state %s is served; {waiting}", state.path.name, settings.files)
    app.run(host=settings.host, port=settings.port, access_log=False, motd=False)
    return 0


def set_up_logs(level: str, form: str = "") -> None:
    """All lines to stderr; libraries that print messages or addresses only from WARNING on."""
    import structlog

    logs.set_up("bot", level=level, form=form)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[lambda _logger, _level, said: said["event"]],  # its fields may quote people
    )


if __name__ == "__main__":
    sys.exit(main())
