"""One YAML file as data with line numbers.

Refuses a key that stands twice (YAML itself would silently keep the last one) and
names file, line and remedy in every error. Knows nothing of what the files mean.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something a maintainer has to mend: where it stands, what is wrong, what to do.

    `topic` names the topic that is blocked by it, `warning` says that nothing is blocked.
    """

    file: Path
    line: int
    what: str
    remedy: str
    topic: str | None = None
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} -> {self.remedy}"


class DataError(Exception):
    """A data file cannot be used; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Loader(yaml.CSafeLoader):
    """PyYAML's fast loader; dates stay text, so that a year or a date reads as it was written."""


# A copy without the timestamp resolver: `2026-11-21` stays a string and each reader parses it.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A parsed file: `data` as plain Python values, `line(...)` where a value stands."""

    path: Path
    data: Any
    root: yaml.Node | None

    def line(self, *keys: Hashable) -> int:
        """The line (from 1) of the value under `keys`; of the nearest known part otherwise."""
        node, line = self.root, 1
        for key in keys:
            found = _child(node, key)
            if found is None:
                break
            line, node = found
        return line

    def error(self, *keys: Hashable, what: str, remedy: str) -> DataError:
        """An error to raise about the value under `keys`."""
        problem = Problem(file=self.path, line=self.line(*keys), what=what, remedy=remedy)
        return DataError(problem)


def read(path: Path) -> Document:
    """Read one YAML file.

    Raises:
        DataError: the file cannot be read, is no valid YAML, or holds a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            Problem(
                file=path,
                line=1,
                what=f"the file cannot be read ({error.__class__.__name__})",
                remedy="check that it exists and is saved as UTF-8",
            )
        ) from error
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is not None:
            _refuse_duplicates(path, root)
        data = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise DataError(
            Problem(
                file=path,
                line=1 if mark is None else mark.line + 1,
                what=f"broken YAML: {getattr(error, 'problem', None) or error}",
                remedy="look for a missing quote, a colon inside a text, or wrong indentation",
            )
        ) from error
    finally:
        loader.dispose()
    return Document(path=path, data=data, root=root)


def _child(node: yaml.Node | None, key: Hashable) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        value = node.value[key]
        return value.start_mark.line + 1, value
    return None


def _refuse_duplicates(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for name, value in node.value:
            line = name.start_mark.line + 1
            if isinstance(name, yaml.ScalarNode):
                if name.value in first:
                    raise DataError(
                        Problem(
                            file=path,
                            line=line,
                            what=f"'{name.value}' stands twice (first in line {first[name.value]})",
                            remedy="keep one of the two and delete the other",
                        )
                    )
                first[name.value] = line
            _refuse_duplicates(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_duplicates(path, item)
