"""The action server starts with this package, and knows each action of the domain."""

from pathlib import Path

import yaml
from rasa_sdk.executor import ActionExecutor

DOMAIN = Path(__file__).parents[2] / "domain.yml"


def test_every_action_of_the_domain_is_registered() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    named = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["actions"]
    ours = {name for name in named if name.startswith("action_")}
    assert ours <= set(executor.actions)
