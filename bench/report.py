"""What all benchmarks print and keep: a table, the machine, the figures as JSON, the bars."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"


def machine() -> dict[str, Any]:
    """Where and when it was measured."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return {
        "date": datetime.now(tz=timezone.utc).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": model,
        "load_before": round(os.getloadavg()[0], 1),
        "commit": commit.stdout.strip(),
    }


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Prints rows under their heads, numbers to the right."""
    shown = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *shown)]
    for line in [list(heads), *shown]:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths)))


def finish(name: str, figures: Mapping[str, Any], bars: Mapping[str, bool]) -> int:
    """Writes the figures to bench/results/NAME.json, prints them; the exit code."""
    short = [bar for bar, met in bars.items() if not met]
    kept = {**figures, "short": short, "machine": machine()}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n")
    for bar, met in bars.items():
        print(f"{'met  ' if met else 'SHORT'} {bar}")
    print(json.dumps(kept))
    return 1 if short else 0


def _cell(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
