# Everything a newcomer types. Needs python3, python3-venv and make, nothing else.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from
LOCKS := requirements/run.txt requirements/test.txt requirements/build.txt pyproject.toml

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

env: $(STAMP)  ## the Python environment, in .venv

$(STAMP): $(LOCKS)
	@echo "Making the environment in $(VENV) (once; under three minutes) ..."
	@$(PYTHON) -m venv $(VENV)
	@echo "  installing pinned packages, each checked against its hash ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		-r requirements/build.txt -r requirements/run.txt -r requirements/test.txt
	@echo "  installing gawah ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "Environment ready."

demo: env  ## the demonstration observatory on http://127.0.0.1:8000/ (ONCE=1: stop after publishing)
	@$(BIN)/gawah demo $(if $(ONCE),--once)

PYTEST := $(BIN)/python -m pytest
ONLY := -o addopts='--strict-markers --strict-config -q -rs'
GAWAH_REAL_DATA ?= ../shared/data

test: env  ## the everyday tests, in under a minute
	@$(PYTEST) -n 2

test-crash: env  ## kill real processes at every step, and look at what is left
	@$(PYTEST) $(ONLY) -m crash

test-browser: env  ## pages in a real Chromium (needs the system's chromium, and node for the HTML validator)
	@$(PYTEST) $(ONLY) -m browser

test-real: env  ## the real data sets of GAWAH_REAL_DATA
	@GAWAH_REAL_DATA=$(GAWAH_REAL_DATA) $(PYTEST) $(ONLY) --disable-socket --allow-unix-socket -m real

test-all: test test-crash test-browser test-real  ## everything

check: env  ## types, style, and which package may look at which
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache | tail -8

bench: env  ## speed, as ratios to something measured in the same run (SCALE=0.01: only that it works)
	@$(BIN)/python -m benchmarks --scale $(or $(SCALE),1)

frontend: ## build the scripts again (needs node)
	@cd frontend && npm ci --silent && npm run --silent build

schema: env  ## write the published JSON Schema of the public record anew
	@$(BIN)/python -c 'import json; from gawah.record.canonical import schema; \
		print(json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True))' > docs/reference/record.schema.json

lock:  ## pin the requirements anew, with the hashes of every platform (needs uv)
	@for each in build run test; do \
		PIP_CONFIG_FILE=/dev/null uv pip compile --no-config --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url requirements/$$each.in --output-file requirements/$$each.txt; \
	done

.PHONY: help env demo test test-crash test-browser test-real test-all check bench frontend schema lock
