# Everything a contributor runs; `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install demo crawl test check lint format typecheck golden record bench serve clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

install: $(READY) ## make .venv with everything that crawling, testing and developing needs

# The pip of an old Python does not know dependency groups, so it comes first.
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	@touch $@

demo: $(READY) ## crawl the simulated council Musterstadt into data/ratsinfo.db and show what is in it
	@$(BIN)/python tests/demo.py

crawl: $(READY) ## crawl real sources: make crawl SOURCE=nw-huertgenwald
	@$(BIN)/ratsinfo crawl $(or $(SOURCE),$(error name a source: make crawl SOURCE=nw-huertgenwald (ratsinfo sources list)))

test: check ## everything: format, lint, types, import contracts, tests (no network beyond loopback)

check: lint typecheck ## the same; what CI runs
	@$(BIN)/pytest -q --numprocesses auto --dist worksteal

lint: $(READY) ## formatting, lint and import contracts, without changing files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

typecheck: $(READY) ## mypy --strict
	@$(BIN)/mypy

format: $(READY) ## format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

golden: $(READY) ## compare every fixture page with its expected record
	@$(BIN)/pytest -q tests/test_goldens.py

record: $(READY) ## write expected.json anew from today's parsers (review the diff): make record CASE=vo020
	@$(BIN)/python tests/record.py $(CASE)

bench: $(READY) ## speed and memory as ratios measured in one run
	@$(BIN)/python tests/bench.py
	@$(BIN)/python tests/bench_files.py

serve: $(READY) ## open data/ratsinfo.db in Datasette on this machine
	@$(BIN)/ratsinfo serve

clean: ## remove what was built, not what was crawled
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
