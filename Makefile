# Everything anybody needs to type. Plain `make` lists it.
.DEFAULT_GOAL := help
.PHONY: help demo test search gate check fix bench docs install install-tests lock
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PORT ?= 8000
COUNCILS := southend wiltshire guildford wantage
# Compiled once, and not again in each of the many processes that the tests start.
export PYTHONDONTWRITEBYTECODE =
# Tests that make an SQLite database of their own whatever the settings say: once is enough.
OWN_DATABASE := test_contract test_serving test_adopting test_erasing_on_disk test_bench

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: install ## install, load four demonstration councils and serve them on http://localhost:8000 (or PORT=…)
	@$(BIN)/moothall demo --port $(PORT)

# The worker is killed a hundred times: sixty upon one database, forty upon the other.
test: install-tests ## run everything, on SQLite and PostgreSQL, with real mail servers and a browser
	MOOTHALL_CRASH_KILLS=60 $(BIN)/python -m pytest -n 3 --dist worksteal tests
	MOOTHALL_CRASH_KILLS=40 $(BIN)/python tools/postgres.py -- $(BIN)/python -m pytest -n 3 --dist worksteal tests/unit/people tests/unit/cases tests/unit/post tests/integration $(OWN_DATABASE:%=--ignore=tests/integration/%.py)

search: install-tests ## look for faults by chance: other examples, walks and gardens than a build takes (long)
	MOOTHALL_BY_CHANCE=1 MOOTHALL_WALKS=200 MOOTHALL_LEAK_SEED=any MOOTHALL_LEAK_ROUNDS=20 \
		$(BIN)/python -m pytest -n 2 --dist worksteal tests/unit/protocol tests/unit/worktime tests/unit/cases tests/integration/leaks

gate: install-tests ## plant every mistake in every procedure, see that somebody notices, and write that down (long)
	MOOTHALL_GATE=all $(BIN)/python -m pytest -n 2 --dist worksteal tests/gate
	$(BIN)/python tests/gate/proved.py

check: install-tests ## style, types, protocols, migrations and generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m django makemigrations --check --dry-run --settings moothall.config.settings
	@for council in $(COUNCILS); do \
		$(BIN)/moothall protocol check $$council && $(BIN)/moothall protocol test $$council || exit 1; \
	done
	$(BIN)/python tools/reference.py --check
	$(BIN)/python tools/acting.py --check

fix: install-tests ## put right what a machine can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install-tests ## measure speed, as ratios within one run
	$(BIN)/python -m bench

docs: install-tests ## write the generated pages and the pictures under docs/ again
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/acting.py
	$(BIN)/python tools/screenshots.py

install: .venv/.installed ## put the moothall command into .venv/bin

install-tests: .venv/.tests-installed ## the same with what the tests need
	@tools/system_packages.sh

lock: install-tests ## resolve the pinned requirements again (needs uv: pip install uv)
	for set in build assets test; do \
		uv pip compile requirements/$$set.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/$$set.txt || exit 1; \
	done
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements/run.txt

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here: apt-get install python3, or set PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Moothall needs Python 3.11 or newer, and $(PYTHON) is older; set PYTHON=…"; exit 1; }
	@echo "Making .venv (some seconds)"
	@$(PYTHON) -m venv .venv 2>/dev/null || { tools/python_venv.sh && $(PYTHON) -m venv --clear .venv; }

.venv/.installed: .venv/bin/python requirements/run.txt requirements/build.txt pyproject.toml tools/govuk_frontend.py
	@echo "Installing what Moothall stands on (under a minute)"
	@$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@command -v npm >/dev/null || $(PIP) --require-hashes -r requirements/assets.txt
	@$(BIN)/python tools/govuk_frontend.py
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tests-installed: .venv/.installed requirements/test.txt
	@echo "Installing what the tests need"
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@
