"""The website's chat on the real bot: bytes, time until one can type, cut lines, idle sockets.

Bytes: bodies as they travel gzipped, of everything that is asked for before somebody can ask and
be answered (page, style, words, code, socket client, icon); what comes afterwards beside it.
Time: Chromium with a line of 400 kbit/s and 400 ms and a CPU four times slower; a script taps
language and "keep" the moment they are there; until the field is typed in.
Cuts: one hundred line cuts, reloads and kills of the bot at random while somebody writes.
Idle: 1,000 people connected and still, 20 who write every two seconds, one bot process.
Bars: first load <= 30 kB; <= 3 s (median of five); nothing lost, nothing twice, order kept; p95 of
a turn <= 500 ms and memory growth <= 150 MB. `--bytes --time --cuts --idle` run a part alone.
"""

import argparse
import asyncio
import json
import random
import re
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import requests
from playwright.sync_api import Error, Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import finish, table  # noqa: E402
from tests.kit.browser import chromium  # noqa: E402
from tests.kit.chat import Chat  # noqa: E402
from tests.kit.house import House  # noqa: E402
from tests.kit.line import Line  # noqa: E402

RUNS = 5
CUTS = 100
KILLS = 8
IDLE, TALKING, TURNS = 1000, 20, 15
THINK_SECONDS = 2.0
QUESTIONS = (
    "Combien coûte le parcours d'accueil ?",
    "Où est le bureau d'accueil ?",
    "Comment trouver un médecin ?",
    "Comment inscrire mon enfant à l'école ?",
    "Je cherche un logement",
)
PARTS = ("detail.js", "letter.js", "menu.js", "voice.js", "later.css")
# Taps what a person taps, the moment it is there; the last line is typing.
TAPPER = """(() => {
  const find = (what) => {
    const chat = document.querySelector("newcomer-chat");
    const node = chat && chat.shadowRoot && chat.shadowRoot.querySelector(what);
    return node && node.getBoundingClientRect().width ? node : null;
  };
  const steps = [".languages .item", ".view .item.main", "textarea"];
  const tick = () => {
    const node = find(steps[0]);
    if (node && steps.length === 1) {
      node.focus();
      node.value = "?";
      window.typed = performance.now();
      return;
    }
    if (node) { steps.shift(); node.click(); }
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})()"""


def weigh(url: str) -> tuple[dict[str, int], int]:
    """Bytes of the first load by language, and the most that comes afterwards."""
    first, later = {}, 0
    for code in languages(url):
        page = _packed(f"{url}/?lang={code}")
        text = requests.get(f"{url}/?lang={code}", timeout=20).text
        names = sorted(set(re.findall(r'"(/widget/[^"]+)"', text)))
        first[code] = page + sum(_packed(url + name) for name in names)
        base = next(name for name in names if name.endswith("chat.css")).removesuffix("chat.css")
        parts = (*PARTS, f"later.{code}.json")
        later = max(later, sum(_packed(url + base + name) for name in parts))
    return first, later


def languages(url: str) -> list[str]:
    """The codes of the languages that the chat offers."""
    words = requests.get(f"{url}/widget/city.en.json", timeout=20).json()
    return list(words["languages"])


def _packed(address: str) -> int:
    with requests.get(address, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=20) as got:
        got.raise_for_status()
        return len(got.raw.read(decode_content=False))


def interactive(url: str, code: str) -> list[float]:
    """Seconds from opening the page to a typed field, each time with an empty cache."""
    seconds = []
    with chromium() as browser:
        for _ in range(RUNS):
            page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
            devtools = page.context.new_cdp_session(page)
            devtools.send("Network.enable")
            devtools.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": 400,
                    "downloadThroughput": 400_000 / 8,
                    "uploadThroughput": 400_000 / 8,
                },
            )
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            page.add_init_script(TAPPER)
            page.goto(f"{url}/?lang={code}", wait_until="commit", timeout=60_000)
            until(page, "window.typed")
            seconds.append(page.evaluate("window.typed") / 1000)
            page.context.close()
    return seconds


def until(page: Page, expression: str, *, seconds: float = 120.0) -> None:
    """Waits until it is true. (Playwright's own way needs eval, which the page forbids.)"""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > end:
            raise TimeoutError(expression)
        time.sleep(0.05)


def come_back(page: Page, address: str) -> None:
    """Opens the page again, and again where the line is still down, as a person would."""
    for _ in range(20):
        try:
            page.goto(address)
            page.wait_for_selector("newcomer-chat[data-ready]", timeout=10_000)
            return
        except Error:
            time.sleep(0.5)
    raise TimeoutError(address)


def cuts(house: House) -> dict[str, int]:
    """A conversation under one hundred troubles, compared with what the bot has stored."""
    dice = random.Random(20)
    line = Line(int(house.settings["BOT_PORT"]))
    troubles = ["kill"] * KILLS + ["reload"] * 30 + ["cut"] * (CUTS - KILLS - 30)
    dice.shuffle(troubles)
    with chromium() as browser:
        page = browser.new_context(locale="fr").new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{line.address}/?lang=fr")
        page.locator(".languages .item").first.click()
        page.locator(".view .item.main").click()
        for number, trouble in enumerate(troubles):
            page.locator("textarea").fill(QUESTIONS[number % len(QUESTIONS)])
            page.locator("textarea").press("Enter")
            time.sleep(dice.random() * 0.3)
            if trouble == "kill":
                house.stop("bot", hard=True)
                house.start("bot")
            elif trouble == "reload":
                come_back(page, f"{line.address}/?lang=fr")
            else:
                line.cut(dice.choice((0.0, 0.0, 1.0)))
        shown = "Array.from(document.querySelector('newcomer-chat').shadowRoot"
        shown += ".querySelectorAll('.message[data-id]')).map(node => node.dataset.id)"
        until(page, f"!{shown.replace('.message', '.mine.waiting')}.length")
        page.wait_for_timeout(3000)
        ids = [id_ for id_ in page.evaluate(shown) if id_ != "hello"]
        kept = page.evaluate("JSON.parse(Object.values(localStorage)[0]).token")
    line.stop()
    stored = asyncio.run(replay(house.bot, kept))
    asked = [id_ for id_ in stored if "." not in id_]
    return {
        "written": len(troubles),
        "lost": len(troubles) - len(set(asked)) + sum(f"{id_}.1" not in stored for id_ in asked),
        "missing on the screen": len(set(stored) - set(ids)),
        "twice": len(ids) - len(set(ids)) + len(stored) - len(set(stored)),
        "out of order": sum(one != other for one, other in zip(ids, stored, strict=False)),
    }


async def replay(url: str, token: str) -> list[str]:
    """The ids of all that is stored, in the order in which it is told again."""
    chat = await Chat(url).open(token=token, after=0)
    await asyncio.sleep(2)
    events = [chat.events.get_nowait() for _ in range(chat.events.qsize())]
    await chat.close()
    return [data["id"] for name, data in events if name in ("user_echo", "bot_uttered")]


async def idle(house: House) -> tuple[list[float], float]:
    """Seconds of each turn with a thousand silent sockets; growth of the bot's memory in MB."""
    times: list[float] = []

    async def talk(chat: Chat, turns: int, kept: list[float]) -> None:
        for turn in range(turns):
            await asyncio.sleep(THINK_SECONDS * (0.5 + random.random()))
            begin = time.perf_counter()
            await chat.say(QUESTIONS[turn % len(QUESTIONS)], wait=60)
            kept.append(time.perf_counter() - begin)

    talkers = [await Chat(house.bot).open() for _ in range(TALKING)]
    await asyncio.gather(*(talk(chat, 5, []) for chat in talkers))
    before = memory(house)
    silent: list[Chat] = []
    for _ in range(IDLE // 20):
        silent += await asyncio.gather(*(Chat(house.bot).open() for _ in range(20)))
    await asyncio.gather(*(talk(chat, TURNS, times) for chat in talkers))
    grown = memory(house) - before
    await asyncio.gather(*(chat.close() for chat in (*silent, *talkers)))
    return times, grown


def memory(house: House) -> float:
    """The bot process's resident memory in MB."""
    status = Path(f"/proc/{house.processes['bot'].pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1000


def main() -> int:
    """Measures what was asked for, else everything."""
    parser = argparse.ArgumentParser()
    names = ("bytes", "time", "cuts", "idle")
    for name in names:
        parser.add_argument(f"--{name}", action="store_true")
    asked = vars(parser.parse_args())
    chosen = [name for name in names if asked[name]] or list(names)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    figures: dict[str, Any] = {}
    bars: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder:
        house = House(var=Path(folder)).prepare(desk=False).start("bot")
        try:
            if "bytes" in chosen:
                first, later = weigh(house.bot)
                table(("language", "first load, bytes"), sorted(first.items()))
                print(f"loaded after the first paint: {later} bytes")
                figures |= {"first_load": max(first.values()), "later": later}
                bars["first load <= 30 kB in every language"] = max(first.values()) <= 30_000
            if "time" in chosen:
                seconds = interactive(house.bot, "ps")
                table(("run", "seconds"), [(n, round(s, 2)) for n, s in enumerate(seconds, 1)])
                figures["interactive"] = round(median(seconds), 2)
                bars["one can type <= 3 s after opening (median)"] = median(seconds) <= 3.0
            if "cuts" in chosen:
                found = cuts(house)
                table(("cuts", "count"), list(found.items()))
                figures["cuts"] = found
                bars["cuts: nothing lost, twice or out of order"] = not any(
                    count for name, count in found.items() if name != "written"
                )
            if "idle" in chosen:
                times, grown = asyncio.run(idle(house))
                p95 = quantiles(times, n=20)[-1]
                table(
                    ("turns", "median ms", "p95 ms", "memory MB"),
                    [(len(times), median(times) * 1000, p95 * 1000, grown)],
                )
                figures |= {"p95_ms": round(p95 * 1000), "memory_mb": round(grown, 1)}
                bars["p95 of a turn <= 500 ms with 1,000 idle"] = p95 <= 0.5
                bars["memory growth <= 150 MB"] = grown <= 150
        finally:
            house.stop()
    return finish("widget", json.loads(json.dumps(figures)), bars)


if __name__ == "__main__":
    sys.exit(main())
