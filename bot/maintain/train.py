"""`make train`: the city's model, by Rasa's own training.

Instead of `rasa train`: TensorFlow, which no component computes with, is left out (ten seconds and
350 MB less), and a broken file is one sentence. Knows nothing of what is trained.
"""

import argparse
import logging
import os
import sys
import warnings
from pathlib import Path

from bot.no_tensorflow import leave_out

FILES = ("config.yml", "domain.yml")


def main() -> int:
    """Writes OUT/model.tar.gz. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="train", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--data", default="data", help="folder of the rules and examples")
    given = parser.parse_args()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    _be_quiet()
    leave_out()
    if unreadable := _unreadable():
        print(unreadable, file=sys.stderr)
        return 1
    from rasa.model_training import train
    from rasa.shared.exceptions import RasaException

    config, domain = FILES
    try:
        result = train(
            domain=domain,
            config=config,
            training_files=[given.data],
            output=str(given.out),
            fixed_model_name="model",
        )
    except RasaException as error:
        print(f"No model was made. {error}", file=sys.stderr)
        return 1
    return result.code


def _be_quiet() -> None:
    """Rasa's debug lines and bars of progress fill screens and tell a maintainer nothing."""
    import structlog

    os.environ["TQDM_DISABLE"] = "1"
    warnings.simplefilter("ignore")
    logging.basicConfig(level="WARNING", stream=sys.stderr)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def _unreadable() -> str | None:
    """One sentence for a file that is no YAML; the data's own files are `make check-data`'s."""
    import yaml

    for name in FILES:
        try:
            yaml.safe_load(Path(name).read_text(encoding="utf-8"))
        except OSError:
            return f"{name} cannot be read."
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            return f"{name}{line}: this is no YAML: {getattr(error, 'problem', error)}."
    return None


if __name__ == "__main__":
    sys.exit(main())
