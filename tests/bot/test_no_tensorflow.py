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


def test_the_whole_server_is_made_without_what_it_never_opens() -> None:
    code = (
        "from bot.no_tensorflow import ABSENT, UNOPENED, leave_out\n"
        "leave_out(ABSENT | UNOPENED)\n"
        "import sys, rasa.server, rasa.core.run, rasa.core.channels, rasa.core.tracker_store\n"
        "from rasa.core.brokers.broker import EventBroker\n"
        "real = [n for n in UNOPENED if n in sys.modules and hasattr(sys.modules[n], '__file__')]\n"
        "app = rasa.server.create_app(agent=None, jwt_secret='x' * 32, jwt_method='HS256')\n"
        "print(real, len(app.router.routes_all) > 15)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] True"
