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

.PHONY: help env
