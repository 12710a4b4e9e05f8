"""Several of our processes over the real PostgreSQL, Redis and RabbitMQ of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kit import services
from tests.kit.house import House


@contextmanager
def town(folder: Path, *names: str) -> Iterator[House]:
    """Starts processes (`bot2` is a second bot) on databases and a queue of their own."""
    with (
        services.database() as store,
        services.database() as cases,
        services.queue() as (broker, queue),
    ):
        settings = {
            "BOT_DATABASE_URL": store,
            "DESK_DATABASE_URL": cases,
            "REDIS_URL": services.redis_url(),
            "AMQP_URL": broker,
            "FEED_QUEUE": queue,
        }
        house = House(var=folder, settings=settings).prepare()
        bots = [name for name in names if name.startswith("bot")]
        house.settings["BOT_URL"] = " ".join(f"http://{house.address(bot)}" for bot in bots)
        try:
            yield house.start(*names)
        finally:
            house.stop()
