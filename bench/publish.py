"""`make publish` while twenty people talk: a text edit, then an edit of the examples.

Twenty chats go on asking over the website's socket while the edit is published; every message must
be answered exactly once, and no turn may wait long. Last line: the figures. Exit 1: a bar failed.
Bars: publish <= 60 s; no message lost, none answered twice; no turn over 1.5 s; a text edit trains
nothing. The people pause between messages as people do (0.5 to 1.5 s).
"""

import asyncio
import itertools
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.turns import our_messages  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402

PEOPLE = 20
LONGEST_PUBLISH = 60.0
LONGEST_TURN = 1.5
WARM_UP = 5.0
QUESTION, OLD, NEW = "Comment s'inscrire à la commune ?", "02 244 75 11", "02 244 00 00"
EXAMPLE = "    - zwembadabonnement aanvragen voor het gezin\n"


class Crowd:
    """Twenty people who talk until they are told to stop."""

    def __init__(self, url: str, messages: list[str]) -> None:
        self._url = url
        self._messages = itertools.cycle(messages)
        self._ids = itertools.count(1)
        self._going = True
        self.times: list[float] = []
        self.sent: list[str] = []
        self.answers: Counter[str] = Counter()

    async def talk(self) -> None:
        """All of them at once."""
        await asyncio.gather(*(self._one(number) for number in range(PEOPLE)))

    def stop(self) -> None:
        """Each finishes the sentence."""
        self._going = False

    async def _one(self, number: int) -> None:
        pause = random.Random(number)
        chat = await Chat(self._url).open()
        while self._going:
            await asyncio.sleep(pause.uniform(0.5, 1.5))
            name = f"m{next(self._ids)}"
            begin = time.perf_counter()
            said = await chat.say(next(self._messages), id=name, wait=60)
            self.times.append(time.perf_counter() - begin)
            self.sent.append(name)
            assert said["status"] == "stored", said
        replies = await chat.answers(quiet=1.0)
        # The id of a reply is that of the message and a number: m7.1, m7.2.
        self.answers.update({reply["id"] for reply in replies})
        counted = Counter(reply["id"] for reply in replies)
        assert max(counted.values()) == 1, counted.most_common(1)
        await chat.close()

    def lost(self) -> int:
        """Messages without an answer."""
        answered = {name.rsplit(".", 1)[0] for name in self.answers}
        return len(set(self.sent) - answered)


def edit(path: Path, old: str, new: str) -> None:
    """Changes a saved file."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{path} no longer holds {old!r}")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


async def ask(url: str) -> str:
    """What the bot says now."""
    chat = await Chat(url).open()
    await chat.say(QUESTION, wait=60)
    replies = await chat.answers()
    await chat.close()
    return " ".join(reply["text"] for reply in replies)


async def publish(house: House, crowd: Crowd) -> tuple[str, float]:
    """Publishes while the crowd talks; what the command said, and its seconds."""
    talking = asyncio.create_task(crowd.talk())
    await asyncio.sleep(WARM_UP)
    begin = time.perf_counter()
    command = ("-m", "bot.maintain.publish", "publish")
    said = await asyncio.to_thread(house.do, *command)
    seconds = time.perf_counter() - begin
    await asyncio.sleep(2)
    crowd.stop()
    await talking
    return said, seconds


def measure(house: House, files: Path) -> list[dict[str, object]]:
    """The two publications, each with its figures."""
    messages = our_messages()
    house.do("-m", "bot.maintain.publish", "publish")
    nlu = files / "nlu" / "faq" / "leisure_activities.yml"
    rows = []
    edits = (
        ("text", files / "cities" / house.city / "city.yml", OLD, NEW),
        ("examples", nlu, "  examples: |\n", f"  examples: |\n{EXAMPLE}"),
    )
    for name, path, old, new in edits:
        edit(path, old, new)
        crowd = Crowd(house.bot, messages)
        said, seconds = asyncio.run(publish(house, crowd))
        rows.append(
            {
                "edit": name,
                "publish_s": round(seconds, 1),
                "trained": "training" in said,
                "answers_with_it": NEW in asyncio.run(ask(house.bot)),
                "messages": len(crowd.sent),
                "lost": crowd.lost(),
                "p50_ms": round(sorted(crowd.times)[len(crowd.times) // 2] * 1e3),
                "p95_ms": round(quantiles(crowd.times, n=20)[-1] * 1e3),
                "longest_s": round(max(crowd.times), 2),
            }
        )
        print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
    return rows


def main() -> int:
    """Serves a copy of the data, publishes twice. Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "data"
        shutil.copytree(ROOT / "data", files)
        house = House(var=Path(folder) / "var", settings={"DATA_DIR": str(files)}).prepare()
        cache = ROOT / "var" / "cache"
        if cache.is_dir():
            shutil.copytree(cache, Path(folder) / "var" / "cache")
        try:
            house.start("bot", "actions", "desk")
            rows = measure(house, files)
        finally:
            house.stop()
    met = all(
        float(str(row["publish_s"])) <= LONGEST_PUBLISH
        and row["lost"] == 0
        and float(str(row["longest_s"])) <= LONGEST_TURN
        and row["answers_with_it"]
        for row in rows
    )
    met = met and not rows[0]["trained"]
    print(json.dumps({"rows": rows, "met": met}))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
