"""Knows how the widget's modules travel as one file, and how later ones find them again.

A slow line then waits one round trip and not one for each module.

No tool and no step of its own: the modules in bot/widget stay what one edits and reads; they are
joined in memory when the server starts. Each becomes a function that returns what it exports.
Only the plain forms are known (tests/bot/channels/test_joined.py): an import on one line, `export`
before function, class or const. Refuses to know HTTP.
"""

import re
from collections.abc import Iterable, Mapping

_IMPORT = re.compile(r'^import (\{[^}]*\}|\* as \w+) from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import\s*[{*\w\"]|export\b).*", re.MULTILINE)
_OURS = 'customElements.get("newcomer-chat").modules'


class UnknownFormError(ValueError):
    """A module imports or exports in a way that is not known here; the message shows it."""


def joined(modules: Mapping[str, str], entry: str) -> str:
    """The module `entry` with all that it imports, as one module. Names have no `.js`."""
    order: list[str] = []
    _walk(entry, modules, order, ())
    functions = (
        f'modules["{name}"] = (() => {{\n{_function(modules[name], "modules")}}})();\n'
        for name in order
    )
    return "const modules = {};\n" + "".join(functions) + f'modules["{entry}"].define(modules);\n'


def loaded_later(code: str) -> str:
    """A module that finds those it imports in the joined file, under whatever address that came."""
    return _checked(_IMPORT.sub(lambda found: _taken(found, _OURS), code), exports=True)


def _walk(name: str, modules: Mapping[str, str], order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise UnknownFormError(f"{name} imports itself by way of {above}")
    if name not in order:
        for found in _IMPORT.finditer(modules[name]):
            _walk(found.group(2), modules, order, (*above, name))
        order.append(name)


def _function(code: str, ours: str) -> str:
    names = [found.group(1) for found in _EXPORT.finditer(code)]
    body = _IMPORT.sub(lambda found: _taken(found, ours), _EXPORT.sub("", code))
    return _checked(body) + f"return {{ {', '.join(names)} }};\n"


def _taken(found: "re.Match[str]", ours: str) -> str:
    what = found.group(1).removeprefix("* as ")
    return f'const {what} = {ours}["{found.group(2)}"];\n'


def _checked(code: str, *, exports: bool = False) -> str:
    left: Iterable[str] = (line.strip() for line in _LEFT.findall(code))
    strange = [line for line in left if not (exports and _EXPORT.match(line))]
    if strange:
        raise UnknownFormError("; ".join(strange))
    return code
