# make run, test, check, coverage, bench, schemas, pictures, lock, audit, sbom, alerts: each sets up what it needs in .venv first.
PYTHON ?= python3
# The tests start the program hundreds of times: what was compiled is kept, whatever the shell around says.
export PYTHONDONTWRITEBYTECODE :=
BIN := .venv/bin
WORKERS = $$($(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')

.PHONY: run test check types coverage bench soak ninety-days schemas pictures lock audit sbom alerts clean

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

# The whole program, killed hundreds of times while the world around it fails, and every misbehaviour of servers; half an hour on two quiet cores.
# make soak ARGS='--kills 100 --seed 7 --only kill,disk-full'
soak: .venv/dev.ready
	$(BIN)/python -m tests.acceptance.soak $(ARGS)
	MONITOR_WHOLE_FARM=1 $(BIN)/python -m pytest tests/acceptance/test_hostile_farm.py

# Ninety days of 300 sources by a clock that runs ahead: memory, the store's size, intervals, digests where clocks are changed.
# make ninety-days ARGS='--days 30 --sources 40 --seed 7'
ninety-days: .venv/dev.ready
	$(BIN)/python -m tests.acceptance.ninety_days $(ARGS)

bench: .venv/bench.ready
	$(BIN)/python -m bench

# What editors complete and check the YAML files by; a test fails when they are behind the code.
schemas: .venv/run.ready
	$(BIN)/python -m monitor.config.schemas .

# docs/pictures anew, after a change of messages; needs Debian's fonts-wqy-microhei and fonts-noto-color-emoji.
pictures: .venv/bench.ready
	$(BIN)/python -m bench.pictures

# requirements.lock anew from pyproject.toml: what is pinned there stays as long as it fits; `make lock UPGRADE=1` takes the newest.
lock: .venv/tools.ready
	.venv/tools/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	.venv/tools/bin/uv pip compile deploy/build.in --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) --output-file deploy/build.lock

# What is known against the locked versions; asks the index's vulnerability service.
audit: .venv/tools.ready
	.venv/tools/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

# sbom.json: what the lock installs on this machine, with licences and what needs what, as CycloneDX.
sbom: .venv/locked.ready
	.venv/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --validate \
	  --output-file sbom.json .venv/locked

# The alert rules as Prometheus itself reads them; needs promtool, of Debian's prometheus.
alerts:
	promtool check config deploy/prometheus/prometheus.yaml
	promtool test rules deploy/prometheus/alerts_test.yaml

clean:
	rm -rf .venv data sbom.json

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

# Tools of a release, in an environment of their own: nothing of the program's is bent to suit them.
.venv/tools.ready: .venv/bin/python
	$(BIN)/python -m venv .venv/tools
	.venv/tools/bin/pip install --quiet 'uv>=0.11,<1' 'pip-audit>=2.10,<3' 'cyclonedx-bom>=7,<8'
	@touch $@

# What the image holds of others, and nothing else.
.venv/locked.ready: .venv/tools.ready requirements.lock
	$(BIN)/python -m venv --clear --without-pip .venv/locked
	.venv/tools/bin/pip --python .venv/locked/bin/python install --quiet \
	  --no-deps --require-hashes --only-binary :all: --requirement requirements.lock
	.venv/tools/bin/pip --python .venv/locked/bin/python check
	@touch $@

.venv/bench.ready: .venv/dev.ready
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@
