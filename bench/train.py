"""Training with nothing cached, and again after one edited example. Bar: 90 seconds.

Writes the model into a folder of its own; the one in use stays.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.report import finish, table  # noqa: E402
from tests.kit.house import House  # noqa: E402

BAR = 90.0


def train(var: Path, out: Path) -> float:
    """Seconds of one training with the caches under `var`."""
    command = [sys.executable, "run.py", "exec", sys.executable, "-m", "bot.maintain.train"]
    command += ["--out", str(out)]
    own = {"VAR_DIR": str(var), "OMP_NUM_THREADS": "2", "RASA_CACHE_DIRECTORY": str(var / "rasa")}
    environment = {**House(var=var).environment(), **own}
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main() -> int:
    """Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        cold = train(var, Path(folder) / "cold")
        processor = resource.getrusage(resource.RUSAGE_CHILDREN)
        warm = train(var, Path(folder) / "warm")
        size = os.path.getsize(Path(folder) / "warm" / "model.tar.gz") / 1e6
    table(("training", "seconds"), [("nothing cached", cold), ("vectors cached", warm)])
    figures = {
        "cold_s": round(cold, 1),
        "warm_s": round(warm, 1),
        "cold_processor_s": round(processor.ru_utime + processor.ru_stime, 1),
        "peak_mb": round(processor.ru_maxrss / 1024),
        "model_mb": round(size, 1),
    }
    return finish("train", figures, {f"training within {BAR:.0f} s": cold <= BAR})


if __name__ == "__main__":
    sys.exit(main())
