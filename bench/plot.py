"""Draws docs/images/performance.svg from bench/results/scale.json: load against time of a turn."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import RESULTS  # noqa: E402

WIDTH, HEIGHT, LEFT, BELOW = 640, 320, 60, 40
COLOURS = {1: "#0b5cab", 2: "#c2410c", 4: "#15803d"}


def draw(offered: list[list[float]]) -> str:
    """An SVG of rows (workers, turns offered a second, p50 ms, p95 ms); time on a log scale."""
    import math

    most = max(row[1] for row in offered) * 1.05
    low, high = 1.0, math.log10(max(row[3] for row in offered) * 1.2)

    def x(rate: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * rate / most

    def y(ms: float) -> float:
        share = (math.log10(max(ms, 10)) - low) / (high - low)
        return HEIGHT - BELOW - (HEIGHT - BELOW - 20) * share

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
    ]
    for ms in (10, 100, 1000, 10000):
        if math.log10(ms) <= high:
            parts.append(
                f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y(ms):.0f}" y2="{y(ms):.0f}" '
                f'stroke="#ddd"/><text x="8" y="{y(ms) + 4:.0f}">{ms} ms</text>'
            )
    for step in range(0, 5):
        rate = most * step / 5
        parts.append(f'<text x="{x(rate):.0f}" y="{HEIGHT - 18}">{rate:.0f}</text>')
    parts.append(f'<text x="{WIDTH // 2 - 60}" y="{HEIGHT - 4}">turns offered a second</text>')
    for place, workers in enumerate(sorted({int(row[0]) for row in offered})):
        rows = [row for row in offered if int(row[0]) == workers]
        colour = COLOURS.get(workers, "#555")
        for column, dash in ((2, ""), (3, ' stroke-dasharray="5 4"')):
            points = " ".join(f"{x(row[1]):.0f},{y(row[column]):.0f}" for row in rows)
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="{colour}"'
                f' stroke-width="2"{dash}/>'
            )
        parts.append(
            f'<text x="{LEFT + 10}" y="{34 + 16 * place}" fill="{colour}">'
            f"{workers} bots: p50, dashed p95</text>"
        )
    return "".join([*parts, "</svg>\n"])


def main() -> int:
    """Returns the exit code."""
    offered = json.loads((RESULTS / "scale.json").read_text())["offered"]
    (ROOT / "docs" / "images" / "performance.svg").write_text(draw(offered))
    return 0


if __name__ == "__main__":
    sys.exit(main())
