"""One run of bench/handover.py: its house, staff and newcomers, and what went wrong, counted.

What must hold is judged from both ends: what the newcomer's page has, what the desk's database has.
"""

import asyncio
import random
import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from bench.desk_people import Colleague, Newcomer
from bot.channels.identity import Sessions
from run import read_env
from tests.kit.house import House

STAFF, CASES = 10, 50
AT_ONCE = 8
UNDO = 1
ASK = "I want to talk to a person"


class Bench:
    """One house, its staff, its newcomers and what is counted."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.pool = ThreadPoolExecutor(STAFF * 4)
        secrets = read_env(house.var / "secrets" / f"{house.city}.env")
        self.sessions = Sessions(secrets["SESSION_KEY"].encode())
        self.staff = [Colleague(house.desk, f"staff{n}") for n in range(STAFF)]
        self.found: Counter[str] = Counter(
            dict.fromkeys(("lost", "doubled", "misordered", "stuck", "spoken over", "silent"), 0)
        )
        self.examples: list[str] = []
        self.messages = 0

    def blame(self, kind: str, what: str) -> None:
        self.found[kind] += 1
        self.examples.append(f"{kind}: {what}")

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Reads the desk's database, whatever the desk is doing."""
        path = self.house.var / self.house.city / "desk.sqlite"
        for _ in range(50):
            try:
                with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as connection:
                    return connection.execute(query, values).fetchall()
            except sqlite3.OperationalError:
                time.sleep(0.2)
        return []

    def conversation(self, newcomer: Newcomer) -> str:
        session = self.sessions.read(newcomer.token)
        assert session
        return session.conversation

    async def code(self, newcomer: Newcomer, *, wait: float = 90) -> str | None:
        """The code of the person's case once the desk has opened it."""
        query = "SELECT code FROM cases_case WHERE conversation = ? ORDER BY id DESC"
        until = time.monotonic() + wait
        while time.monotonic() < until:
            rows = await self.run(self.ask, query, self.conversation(newcomer))
            if rows:
                return str(rows[0][0])
            await asyncio.sleep(0.1)
        return None

    async def run(self, work, *arguments):  # type: ignore[no-untyped-def]
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *arguments)

    async def speed(self) -> tuple[list[float], list[float]]:
        """Times to the open desk page and back, with all cases open and all pages listening."""
        people = [await Newcomer(url=self.house.bot).open() for _ in range(CASES)]
        codes: list[str] = []
        for person in people:
            await person.say(ASK)
            code = await self.code(person)
            assert code, "no case was opened"
            codes.append(code)
        for number, code in enumerate(codes):
            await self.run(lambda c=code, n=number: self.staff[n % STAFF].do(c, "claim"))
        seen: dict[str, float] = {}
        stop = threading.Event()
        pages = [
            threading.Thread(target=self.staff[n].watch, args=(codes[n], seen, stop), daemon=True)
            for n in range(STAFF)
        ]
        for page in pages:
            page.start()
        await asyncio.sleep(3)
        sent: dict[str, float] = {}
        back: list[float] = []
        for turn in range(8):
            for number in range(STAFF):
                text = f"bench-{number}-{turn}"
                sent[text] = time.monotonic()
                await people[number].say(text)
                answer = f"reply {number} {turn}"
                begin = time.monotonic() + UNDO
                await self.run(self.staff[number].reply, codes[number], answer)
                # Two of the other 40 cases have something to say meanwhile.
                for other in random.sample(range(STAFF, CASES), 2):
                    await people[other].say(f"noise {other} {turn}")
                if await people[number].hears(answer, wait=20):
                    key = next(k for k, r in people[number].heard.items() if r["text"] == answer)
                    back.append(people[number].at[key] - begin)
                else:
                    self.blame("lost", answer)
        await asyncio.sleep(2)
        stop.set()
        there = [seen[text] - begin for text, begin in sent.items() if text in seen]
        for text in sent.keys() - seen.keys():
            self.blame("lost", f"{text} on the desk page")
        for number, code in enumerate(codes):
            colleague = self.staff[number % STAFF]
            await self.run(lambda c=code, s=colleague: s.do(c, "close", outcome="answered"))
        for person in people:
            await person.close()
        return there, back

    async def hand_over(self, number: int, messages: int) -> None:
        """One whole conversation: ask, wait, be taken, talk, be given back; then what is true."""
        colleague = self.staff[number % STAFF]
        person = await Newcomer(url=self.house.bot).open()
        waiting = [await person.say(ASK), await person.say("How much does it cost?")]
        code = await self.code(person)
        if code is None:
            return self.blame("lost", f"hand-over {number}")
        await self.run(lambda: colleague.do(code, "claim"))
        if not await self._told(person):
            return self.blame("stuck", f"{code} is not led")
        mine, theirs = [], []
        for turn in range((messages - 2) // 2):
            mine.append((await person.say(f"bench-{number}-{turn}"), f"bench-{number}-{turn}"))
            theirs.append(await self.run(colleague.reply, code, f"reply {number} {turn}"))
        self.messages += len(waiting) + len(mine) + len(theirs)
        await self.run(lambda: colleague.do(code, "close", outcome="answered"))
        if not await self._told(person):
            self.blame("stuck", f"{code} is still led")
        after = await person.say("How much does it cost?")
        await self._settled(person, theirs, [*waiting, after])
        await self.run(self._judge, person, code, mine, theirs, [*waiting, after])
        await person.close()

    async def _told(self, person: Newcomer) -> bool:
        """Until nothing is on its way to the bot for this conversation any more."""
        left = "SELECT count(*) FROM cases_botcall WHERE conversation = ?"
        until = time.monotonic() + 120
        while time.monotonic() < until:
            rows = await self.run(self.ask, left, self.conversation(person))
            if rows and rows[0][0] == 0:
                return True
            await asyncio.sleep(0.2)
        return False

    async def _settled(self, person: Newcomer, theirs: list[str], answered: list[str]) -> None:
        """Until all that must come has come, or a minute has passed; then the page opens anew."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            heard = set(person.heard)
            if heard.issuperset(theirs) and all(person.replies_to(one) for one in answered):
                break
            await asyncio.sleep(0.5)
            if not person._alive():
                await person.open()
        await person.open()
        await asyncio.sleep(1)

    def _judge(
        self,
        person: Newcomer,
        code: str,
        mine: list[tuple[str, str]],
        theirs: list[str],
        answered: list[str],
    ) -> None:
        name = self.conversation(person)
        query = (
            "SELECT message_id FROM cases_message WHERE conversation = ?"
            " AND author = 'newcomer' ORDER BY number"
        )
        wanted = [id_ for id_, _text in mine]
        until = time.monotonic() + 60
        while True:
            desk = [str(row[0]) for row in self.ask(query, name)]
            if set(desk) >= set(wanted) or time.monotonic() > until:
                break
            time.sleep(0.3)
        got = [reply["id"] for reply in person.from_staff()]
        for who, expected, found in (("desk", wanted, desk), ("newcomer", theirs, got)):
            for one in expected:
                if one not in found:
                    self.blame("lost", f"{code} {who}: {one}")
            if len(found) != len(set(found)):
                self.blame("doubled", f"{code} {who}")
            if [one for one in found if one in expected] != [o for o in expected if o in found]:
                self.blame("misordered", f"{code} {who}")
        if person.twice:
            self.blame("doubled", f"{code} page: {person.twice[:3]}")
        for id_, text in mine:
            if person.replies_to(id_):
                self.blame("spoken over", f"{code} {text}")
        for id_ in answered:
            if not person.replies_to(id_):
                self.blame("silent", f"{code} {id_}")

    async def kills(self, hand_overs: int, messages: int) -> Counter[str]:
        """All hand-overs, some at once, while processes die."""
        stop, killed = threading.Event(), Counter[str]()
        killer = threading.Thread(target=self._kill, args=(stop, killed), daemon=True)
        killer.start()
        room = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with room:
                await self.hand_over(number, messages)
                if number % 20 == 19:
                    print(f"{number + 1} hand-overs, {dict(killed)} killed", flush=True)

        await asyncio.gather(*(one(number) for number in range(hand_overs)))
        stop.set()
        killer.join()
        await asyncio.sleep(3)
        for state, count in self.ask("SELECT state, count(*) FROM cases_case GROUP BY state"):
            if state != "closed":
                self.found["stuck"] += int(str(count))
        for fate, cause in self.ask(
            "SELECT fate, cause FROM cases_feedrecord WHERE fate <> 'applied'"
        ):
            self.blame("lost", f"record {fate}: {cause}")
        return killed

    def _kill(self, stop: threading.Event, killed: "Counter[str]") -> None:
        chance = random.Random(11)
        names = ["bot", "desk", "feed", "actions"]
        while not stop.wait(chance.uniform(4, 12)):
            # Each of the four is hit as often as the others.
            least = min(killed[name] for name in names)
            name = chance.choice([name for name in names if killed[name] <= least + 1])
            killed[name] += 1
            self.house.stop(name, hard=True)
            stop.wait(chance.uniform(0, 2))
            self.house.start(name, wait=300)
