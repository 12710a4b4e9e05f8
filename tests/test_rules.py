"""Every label, button intent and fallback has a rule: without one Rasa answers the last message."""

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


def test_every_intent_and_the_fallback_have_exactly_one_rule() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    ruled = [
        rule["steps"][0]["intent"]
        for path in sorted((ROOT / "data" / "rules").glob("*.yml"))
        for rule in yaml.safe_load(path.read_text())["rules"]
    ]
    assert sorted(ruled) == sorted([*domain["intents"], "nlu_fallback"])
