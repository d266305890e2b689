# Two commands are the whole set-up: `make demo` and `make test`.

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
TESTS ?= tests
# One more than there are cores: tests wait for browsers, disks and processes.
WORKERS ?= $(shell expr $$(nproc) + 1)
APPS := src/fugong/*/locale

.PHONY: help demo test check lock messages packs dump clean

help:             ## Show what can be made
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 20

demo: .venv/installed      ## Install into .venv, prepare the demo authorities and serve http://127.0.0.1:8000
	@exec $(BIN)/fugong demo --port $(PORT)

test: .venv/installed-dev  ## Run every test (TESTS=tests/registry for some), installing what is missing
	@sh tools/system-packages.sh
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: .venv/installed-dev ## Run every check that is no test: style, floors, types, migrations, messages
	@sh tools/check.sh $(BIN)

lock: .venv/installed-dev  ## Pin all dependencies again, with hashes
	@sh tools/lock.sh $(BIN)

messages: .venv/installed-dev ## Collect the texts for translation and compile the catalogues
	@$(BIN)/python tools/messages.py

packs: .venv/installed-dev ## Write schemas and docs/packs.md from the packs of rules
	@$(BIN)/python tools/packs.py

dump: .venv/installed-dev      ## Write the dump that new authorities replay (after every new migration)
	@$(BIN)/python tools/dump.py

clean:            ## Remove the environment and what tests leave; the data folder var/ stays
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis artefacts

.venv/installed: requirements.lock pyproject.toml tools/install.sh
	@PYTHON=$(PYTHON) sh tools/install.sh requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock pyproject.toml tools/install.sh
	@PYTHON=$(PYTHON) sh tools/install.sh requirements-dev.lock
	@touch .venv/installed $@
