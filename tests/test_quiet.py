"""Four processes run, talk and stop without trying to reach anything beyond this machine.

An audit hook in every Python process writes each address that is looked up or connected to.
"""

import asyncio
import ipaddress
from pathlib import Path

import pytest

from tests.kit.chat import Chat
from tests.kit.house import House

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

# Python imports `sitecustomize` by itself before anything else.
_HOOK = """
import os, sys
_OUT = os.open(os.environ["SEEN_ADDRESSES"], os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
def _hook(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        os.write(_OUT, f"connect {arguments[1][0]}\\n".encode())
    elif event == "socket.getaddrinfo":
        os.write(_OUT, f"lookup {arguments[0]}\\n".encode())
sys.addaudithook(_hook)
"""


def test_nothing_reaches_beyond_this_machine(tmp_path: Path) -> None:
    hook, seen = tmp_path / "hook", tmp_path / "seen"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_HOOK)
    # The hook itself is proved to see: the House's own start connects to loopback.
    house = House(
        var=tmp_path / "var", settings={"PYTHONPATH": str(hook), "SEEN_ADDRESSES": str(seen)}
    ).prepare()
    try:
        house.start(wait=300)
        asyncio.run(_talk(house.bot))
    finally:
        house.stop()
    lines = set(seen.read_text().split("\n")) - {""}
    assert any(line.startswith("connect 127.0.0.1") for line in lines)
    assert {line for line in lines if not _is_here(line.split(" ", 1)[1])} == set()


async def _talk(url: str) -> None:
    chat = await Chat(url).open()
    for text in ("Bonjour", "I am looking for a French course", "I want to talk to a person"):
        await chat.say(text, wait=60)
        await chat.answers(quiet=2)
    await chat.close()


def _is_here(host: str) -> bool:
    if host in ("localhost", "None", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
