"""What Jelgava's trained model makes of Latvian rows that it was not trained on."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.kit.house import model

pytestmark = [pytest.mark.slow, pytest.mark.city("jelgava"), pytest.mark.timeout(600)]

ROWS = Path(__file__).parents[1] / "nlu" / "latvian.yml"
# Per cent of the rows whose likeliest label is right.
BARS = {"plain": 95, "messy": 85, "indirect": 70}


def test_latvian_is_understood_as_well_as_the_other_trained_languages() -> None:
    from rasa.core.agent import load_agent

    rows = yaml.safe_load(ROWS.read_text(encoding="utf-8"))
    hits: Counter[str] = Counter()
    of: Counter[str] = Counter()
    latvian = 0
    missed = []

    async def parse() -> None:
        nonlocal latvian
        agent = await load_agent(str(model()))
        for row in rows:
            found = await agent.parse_message(row["text"])
            label = found["intent_ranking"][0]["name"]
            latvian += found["language"] == "lv"
            of[row["kind"]] += 1
            if label == row["label"]:
                hits[row["kind"]] += 1
            else:
                missed.append((row["kind"], row["label"], label, row["text"]))

    asyncio.run(parse())
    shares = {kind: round(100 * hits[kind] / of[kind], 1) for kind in BARS}
    assert all(shares[kind] >= bar for kind, bar in BARS.items()), (shares, missed)
    assert latvian / len(rows) >= 0.9
