"""Knows how to import Rasa without TensorFlow, which our pipeline never runs.

Rasa imports it whatever the pipeline, and the libraries of channels and stores that nobody has
asked for: more than half of the start-up time and of the memory (docs/performance.md). Empty
classes and decorators take their place. Refuses to be of use to a component that computes with
TensorFlow: such a one gets nonsense at once (DIET fails at load), so only our server and our
training call this.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

ABSENT = frozenset({"tensorflow", "keras", "tensorflow_text", "tensorflow_hub"})
# Rasa imports every channel, store and tool that it has; the server opens none of these.
UNOPENED = frozenset(
    {
        *("aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API", "slack", "slack_sdk"),
        *("twilio", "webexteamssdk", "boto3", "botocore", "pymongo", "confluent_kafka"),
        *("matplotlib", "prompt_toolkit", "questionary", "sentry_sdk"),
    }
)


class _Absent(ModuleType):
    """A module whose capitalised names are empty classes and whose other names are modules."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made: Any
        if name[0].isupper():
            made = type(name, (), {"__module__": self.__name__})
        else:
            made = _Absent(f"{self.__name__}.{name}")
        setattr(self, name, made)
        return made

    def __call__(self, *arguments: Any, **_options: Any) -> Any:
        """As a decorator, with or without options, it changes nothing."""
        if len(arguments) == 1 and callable(arguments[0]):
            return arguments[0]
        return lambda decorated: decorated


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


def leave_out(names: frozenset[str] = ABSENT) -> None:
    """From here on, importing `names` gives empty stand-ins. Call before importing Rasa."""
    if "tensorflow" in sys.modules:
        raise RuntimeError("TensorFlow is imported already: leave it out first")
    sys.meta_path.insert(0, _Finder(names))
