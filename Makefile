# make run, test, check, coverage, bench, schemas, pictures: each sets up what it needs in .venv first.
PYTHON ?= python3
BIN := .venv/bin
WORKERS = $$($(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')

.PHONY: run test check types coverage bench schemas pictures clean

run: .venv/run.ready
	$(BIN)/monitor run

# Tests of the whole program mostly wait for it, so there are two workers a processor.
test: .venv/dev.ready
	$(BIN)/python -m pytest -n $(WORKERS)

# The same with what it did not run; measuring takes a third more time, so it is no part of the check.
coverage: .venv/dev.ready
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term:skip-covered

# The types are checked beside the tests, which wait more than they work.
check: .venv/dev.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(MAKE) --jobs=2 --output-sync=target types test

types: .venv/dev.ready
	$(BIN)/mypy

bench: .venv/bench.ready
	$(BIN)/python -m bench

# What editors complete and check the YAML files by; a test fails when they are behind the code.
schemas: .venv/run.ready
	$(BIN)/python -m monitor.config.schemas .

# docs/pictures anew, after a change of messages; needs Debian's fonts-wqy-microhei and fonts-noto-color-emoji.
pictures: .venv/bench.ready
	$(BIN)/python -m bench.pictures

clean:
	rm -rf .venv data

# pip 23.2, which comes with Python 3.11, cannot resolve readability-lxml beside trafilatura: upgrade it first.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "monitor needs Python 3.11 or newer; '$(PYTHON)' is older. Name another: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# A file of its own: a .venv made by hand, or by a run that was broken off, has the old pip.
.venv/pip.ready: .venv/bin/python
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

.venv/run.ready: .venv/pip.ready pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/dev.ready: .venv/pip.ready pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ .venv/run.ready

.venv/bench.ready: .venv/dev.ready
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@
