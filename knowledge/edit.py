"""Edits one value of a topic's file in place: comments, order and all other lines stay as they are.

Writes texts as block scalars, as the files do. Knows where a value stands; not what it means.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path

import yaml

from knowledge import documents
from knowledge.documents import DataError, Problem


def set_text(path: Path, keys: tuple[Hashable, ...], text: str) -> None:
    """Replaces the text under `keys`.

    Raises:
        DataError: there is no text under these keys.
    """
    document = documents.read(path)
    node = _node(document, keys)
    if not isinstance(node, yaml.ScalarNode):
        raise document.error(*keys, what="no text stands here", remedy="add it by hand")
    source = path.read_text(encoding="utf-8")
    begin, end = node.start_mark.index, node.end_mark.index
    line = source.rfind("\n", 0, begin) + 1
    if node.style in ("|", ">"):
        indent = len(source[line:]) - len(source[line:].lstrip(" ")) + 2
        block = "|-\n" + "".join(f"{' ' * indent}{one}".rstrip() + "\n" for one in text.split("\n"))
        _write(path, source[:begin] + block + source[end:], keys)
        return
    _write(path, source[:begin] + json.dumps(text, ensure_ascii=False) + source[end:], keys)


def set_field(path: Path, keys: tuple[Hashable, ...], field: str, value: str) -> None:
    """Sets a field of the mapping under `keys` to a one-line YAML value, adding it if missing.

    Raises:
        DataError: there is no mapping under these keys.
    """
    document = documents.read(path)
    node = _node(document, keys)
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise document.error(*keys, what="no fields stand here", remedy="add them by hand")
    source = path.read_text(encoding="utf-8")
    for name, old in node.value:
        if name.value == field:
            begin, end = old.start_mark.index, old.end_mark.index
            _write(path, source[:begin] + value + source[end:], keys)
            return
    first = node.value[0][0].start_mark
    behind = ", " if node.flow_style else f"\n{' ' * first.column}"
    _write(path, f"{source[: first.index]}{field}: {value}{behind}" + source[first.index :], keys)


def _node(document: documents.Document, keys: tuple[Hashable, ...]) -> yaml.Node | None:
    node = document.root
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == key), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
        else:
            return None
    return node


def _write(path: Path, text: str, keys: tuple[Hashable, ...]) -> None:
    """Writes only what is still YAML."""
    old = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        documents.read(path)
    except DataError as error:
        path.write_text(old, encoding="utf-8")
        problem = Problem(
            file=path,
            line=error.problem.line,
            what=f"the value of {keys[-1]} cannot be written",
            remedy="write it by hand",
        )
        raise DataError(problem) from error
