# `make run` and `make test` are all that a newcomer needs: both set everything up first.

VENV := .venv
BIN := $(VENV)/bin
# Any Python from 3.11 on; `make PYTHON=python3.12 run` picks another.
PYTHON ?= python3
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup run test check format benchmark shelf browser widget clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.run ## what the guide needs, in .venv

run: setup ## stock the library and serve on http://127.0.0.1:8000
	OPINNO_EXAMPLES=$${OPINNO_EXAMPLES:-on} $(BIN)/opinno serve

test: $(VENV)/.test browser ## every test
	$(BIN)/python -m pytest --numprocesses $${OPINNO_TEST_PROCESSES:-2} --dist worksteal

check: $(VENV)/.check ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.check ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

benchmark: $(VENV)/.benchmark ## this library beside the forty lines that one would otherwise write
	$(BIN)/python -m benchmarks

shelf: setup ## the shelf's ready vectors anew, after its texts have changed
	$(BIN)/opinno library shelf

browser: ## Chromium, for the tests of the page; installed once where it is missing
	@command -v chromium >/dev/null || scripts/install-chromium

widget: ## the one file of the widget anew, after its sources have changed; needs Node 20
	cd widget && npm ci && npm run build

clean: ## everything that was installed
	rm -rf $(VENV) *.egg-info widget/node_modules

$(VENV)/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The guide needs Python 3.11 or newer; try: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP) --editable '.[test]'
	@touch $@

$(VENV)/.check: $(VENV)/.test
	$(PIP) --editable '.[test,check]'
	@touch $@

$(VENV)/.benchmark: $(VENV)/.run
	$(PIP) --editable '.[benchmark]'
	@touch $@
