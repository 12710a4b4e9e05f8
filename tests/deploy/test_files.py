"""What cannot be executed on every machine is checked as far as it can be read."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.docker.subset import subset
from run import read_env

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
OURS = ("bot-1", "bot-2", "actions", "prepare", "desk", "feed", "proxy")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_little(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert service["build"]["target"] == name.split("-")[0].replace("prepare", "desk").replace(
        "feed", "desk"
    )


def test_only_the_proxy_has_ports(compose: dict[str, Any]) -> None:
    assert [name for name, s in compose["services"].items() if "ports" in s] == ["proxy"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_every_setting_of_the_samples_exists(compose: dict[str, Any]) -> None:
    known = read_env(ROOT / "default.env").keys() | {
        "BOT_API_SECRET",
        "SESSION_KEY",
        "DESK_SECRET_KEY",
        "SEAL_KEYS",
    }
    for name in set(OURS) - {"proxy"}:
        assert compose["services"][name]["environment"].keys() <= known, name
    assert read_env(DEPLOY / "systemd" / "newcomer.env").keys() <= known


def test_one_bot_receives_from_telegram_and_all_of_them_send(compose: dict[str, Any]) -> None:
    one, other = (compose["services"][name]["environment"] for name in ("bot-1", "bot-2"))
    assert one["TELEGRAM_RECEIVE"] == "${TELEGRAM_RECEIVE:-poll}"
    assert other["TELEGRAM_RECEIVE"] == "no"
    differ = {name for name in one | other if one.get(name) != other.get(name)}
    assert differ == {"TELEGRAM_RECEIVE"}
    upstreams = (DEPLOY / "docker" / "upstreams.conf").read_text()
    assert re.search(r"upstream telegram \{\s*server bot-1:5005;", upstreams)


def test_every_secret_is_asked_for_and_made(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", (DEPLOY / "compose.yaml").read_text()))
    made = subprocess.run(["sh", DEPLOY / "secrets.sh"], capture_output=True, text=True, check=True)
    values = dict(line.split("=", 1) for line in made.stdout.splitlines())
    assert asked <= values.keys()
    assert min(len(value) for name, value in values.items() if name.endswith(("KEY", "RD"))) >= 40


def test_what_the_files_name_exists(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (DEPLOY / source).exists(), source
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name


def test_the_proxy_in_containers_differs_only_in_addresses() -> None:
    def bare(path: Path) -> str:
        return re.sub(r"server [\w.:-]+", "server X", path.read_text())

    assert bare(DEPLOY / "nginx" / "upstreams.conf") == bare(DEPLOY / "docker" / "upstreams.conf")


@pytest.mark.parametrize(
    ("extra", "holds", "lacks"),
    [
        ("bot", {"rasa", "onnxruntime", "psycopg2-binary", "redis", "pika"}, {"django"}),
        ("actions", {"rasa-sdk", "requests", "prometheus-client"}, {"rasa", "tensorflow"}),
        ("desk", {"django", "psycopg", "pika", "uvicorn"}, {"rasa", "tensorflow", "rasa-sdk"}),
    ],
)
def test_an_image_installs_its_own_part_of_the_lock(
    extra: str, holds: set[str], lacks: set[str]
) -> None:
    part = subset(extra, LOCK, PROJECT)
    names = set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", part, re.M))
    assert holds <= names
    assert not lacks & names
    assert set(re.findall(r"^[a-z0-9-]+==\S+", part, re.M)) <= set(
        re.findall(r"^[a-z0-9-]+==\S+", LOCK, re.M)
    )


def test_alerts_speak_of_metrics_that_exist_and_each_has_a_runbook() -> None:
    sources = [
        p.read_text() for room in ("bot", "desk", "actions") for p in ROOT.glob(f"{room}/*.py")
    ]
    known = {name for source in sources for name in re.findall(r'"(newcomer_\w+)"', source)}
    operate = (ROOT / "docs" / "operate.md").read_text()
    rules = yaml.safe_load((DEPLOY / "watch" / "alerts.yml").read_text())["groups"][0]["rules"]
    assert len(rules) >= 8
    for rule in rules:
        _all_known(rule["expr"], known)
        assert f"**{rule['annotations']['runbook']}.**" in operate
    dashboard = json.loads((DEPLOY / "watch" / "dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            _all_known(target["expr"], known)


def _all_known(expression: str, known: set[str]) -> None:
    for name in re.findall(r"newcomer_\w+", expression):
        assert re.sub(r"_(total|bucket|sum|count)$", "", name) in known | {name} & known, name


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_reads_the_units_and_finds_them_closed(tmp_path: Path) -> None:
    units = sorted((DEPLOY / "systemd").glob("*.service"))
    assert len(units) == 5
    for unit in units:
        place = tmp_path / unit.name.replace("@.", "@1.")
        place.write_text(unit.read_text().replace("/opt/newcomer/.venv/bin/python", "/bin/true"))
        read = subprocess.run(["systemd-analyze", "verify", place], capture_output=True, text=True)
        assert read.stderr == ""
        command = ["systemd-analyze", "security", "--offline=true", "--threshold=40", str(place)]
        assert subprocess.run(command, capture_output=True).returncode == 0, unit.name


def test_the_dockerfile_keeps_hadolints_rules() -> None:
    hadolint = shutil.which("hadolint", path=f"{ROOT / '.venv' / 'bin'}:/usr/local/bin:/usr/bin")
    assert hadolint, "hadolint stands in the extra dev"
    done = subprocess.run([hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert done.stdout == ""
