# The two commands: `make run` and `make test`. Each sets up all it needs.
CITY ?= $(shell sed -n 's/^CITY=//p' default.env)
VAR_DIR ?= $(shell sed -n 's/^VAR_DIR=//p' default.env)
export CITY VAR_DIR Q
# uv trusts the certificates that the machine trusts (the second name is older uv's).
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true
VAR := $(VAR_DIR)/$(CITY)
PYTHON := .venv/bin/python
DO := $(PYTHON) run.py exec $(PYTHON)
RASA := $(DO) -m rasa
# What the model is made of. Answers and texts are not: editing them trains nothing.
MODEL_INPUTS := config.yml domain.yml data/languages.yml data/cities/$(CITY)/places.yml \
  $(shell find data/nlu data/rules data/patterns bot/nlu bot/policies bot/city.py -name '*.yml' -o -name '*.py') \
  bot/nlu/tuned.npz
DESK_INPUTS := data/cities/$(CITY)/courses.csv data/cities/$(CITY)/places.yml \
  $(shell find desk -path '*/migrations/*.py')

help: ## this list
	@sed -n 's/^\([a-z -]*\):.*## \(.*\)/make \1: \2/p' $(MAKEFILE_LIST)

run: .venv/ready $(VAR)/model.tar.gz $(VAR)/desk.ready ## set up and start everything
	@exec $(PYTHON) run.py

test: .venv/ready $(VAR)/model.tar.gz ## all tests, browser tests included
	$(DO) -m pytest $(ARGS)

check: .venv/ready .tools/ready ## format, lint, types, quick tests, data
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(DO) -m mypy
	$(DO) -m knowledge check
	$(DO) -m pytest -m "not slow"
	$(DO) bench/audit.py

train: .venv/ready $(VAR)/model.tar.gz ## train if anything the model is made of has changed

talk: .venv/ready $(VAR)/model.tar.gz ## talk to the assistant in the terminal
	$(RASA) shell --model $(VAR)/model.tar.gz --endpoints endpoints.yml

bench: .venv/ready $(VAR)/model.tar.gz ## measure
	$(DO) bench/turns.py

tune: .venv/ready .tune/ready ## teach the sentence model anew what the examples are about (an hour)
	PYTHONPATH=$$(echo .tune/lib/*/site-packages) $(DO) -m bot.maintain.tune

eval: .venv/ready $(VAR)/model.tar.gz ## what the model makes of held-out rows, against the last figures
	@$(DO) bench/understanding.py

# Operating it: docs/operate.md.
ready: .venv/ready $(VAR)/model.tar.gz $(VAR)/desk.ready ## set up and train, start nothing

backup restore upgrade: .venv/ready ## save all data, put it back (FROM=...), take the newest code
	@$(DO) deploy/$@.py $(FROM)

# The maintainer's day: docs/edit-a-topic.en.md (fr, nl).
topics topic city preview review review-import audio poster: .venv/ready ## look at the answers, add one (or a city), have them reviewed
	@$(DO) -m knowledge $@ $(ARGS)
topic city preview: ARGS = $(NAME)
review: ARGS = --language $(LANGUAGE) $(ONLY:%=--only %)
review-import: ARGS = $(FILE)
poster: ARGS = $(OFFICE) $(LANGUAGE:%=--language %) $(URL:%=--url %)

check-data: .venv/ready ## what has to be mended in the data, with file, line and remedy
	@$(DO) -m bot.maintain.check_data

ask: .venv/ready $(VAR)/model.tar.gz ## Q="...": what the assistant understands and says
	@$(DO) -m bot.maintain.ask "$$Q"

publish rollback withdraw follow: .venv/ready ## bring edits to the running assistant, or back (withdraw TOPIC=...)
	@$(DO) -m bot.maintain.publish $@ $(TOPIC)

$(VAR)/model.tar.gz: .venv/ready $(MODEL_INPUTS)
	@$(DO) -m knowledge check || true
	@OMP_NUM_THREADS=2 $(DO) -m bot.maintain.train --out $(VAR)
	@touch $@

$(VAR)/desk.ready: .venv/ready $(DESK_INPUTS)
	@$(DO) -m desk migrate --verbosity 0
	@$(DO) -m desk load_courses
	@$(DO) -m desk first_account
	@touch $@

test-privacy: .venv/ready $(VAR)/model.tar.gz ## plant 200 strings, delete, search everywhere
	$(DO) -m pytest tests/privacy tests/test_quiet.py $(ARGS)

audit: .venv/ready .tools/ready ## known advisories of the dependencies
	$(DO) bench/audit.py

sbom: .venv/ready .tools/ready ## bill of materials (CycloneDX) and licences, into VAR_DIR
	.tools/bin/cyclonedx-py environment --output-reproducible -o $(VAR_DIR)/sbom.json $(PYTHON)
	.tools/bin/pip-licenses --python $(PYTHON) --order license --format markdown --output-file $(VAR_DIR)/licences.md

.tools/ready: tools.lock .venv/ready
	@$(PYTHON) -m venv .tools && .tools/bin/pip install -q --require-hashes -r tools.lock
	@touch $@

# PyTorch lies beside the environment: only this one command needs it.
.tune/ready: tune.lock .venv/ready
	@$(PYTHON) -m venv .tune && .tune/bin/pip install -q --require-hashes -r tune.lock
	@touch $@

# uv finds or fetches Python 3.10 (.python-version) and installs by hash.
.venv/ready: requirements.lock setup.lock
	@uv=$$(command -v uv) || { uv=.setup/bin/uv; \
	  for python in python3 /usr/bin/python3 python; do $$python -m venv .setup && break; done && \
	  .setup/bin/pip install -q --require-hashes -r setup.lock; } || \
	  { echo "Python 3 with venv and pip is needed (Debian: apt install python3-venv)."; exit 1; }; \
	$$uv venv -q --allow-existing .venv && VIRTUAL_ENV=.venv $$uv pip sync -q --require-hashes $<
	@touch $@

lock: ## resolve the dependencies anew
	.setup/bin/uv pip compile --all-extras --generate-hashes --no-header -q pyproject.toml -o requirements.lock

.PHONY: help run test check train talk bench tune eval lock ready backup restore upgrade topics topic city \
  preview review review-import audio test-privacy audit sbom \
  poster check-data ask publish rollback withdraw follow
