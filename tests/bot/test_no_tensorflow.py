"""Rasa's server imports without TensorFlow, in a process of its own."""

import subprocess
import sys


def test_rasa_imports_and_tensorflow_stays_out() -> None:
    code = (
        "from bot.no_tensorflow import leave_out; leave_out()\n"
        "import rasa.core.agent, rasa.core.run, rasa.engine.recipes.default_components\n"
        "import tensorflow; print(type(tensorflow).__name__, hasattr(tensorflow, '__version__'))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "_Absent False"
