# Everything a person or CI does here. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
XQUAD ?= build/xquad
ATTRIBUTION ?=
UV := $(shell command -v uv || echo .uv/bin/uv)
GALAXY := .venv/bin/galaxy
STAMP := .venv/.set-up
# Hundreds of processes are started below: what one has compiled the next ones read.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := .venv/bin/pytest -n 2 --dist loadfile

.PHONY: help setup run ingest test check fix e2e eval bench docs

help: ## List the commands
	@grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## Make the virtual environment, with its own uv where there is none

$(STAMP): pyproject.toml uv.lock
	@command -v uv >/dev/null || test -x .uv/bin/uv || \
		(python3 -m venv .uv && .uv/bin/pip install --quiet uv)
	$(UV) sync --frozen
	@touch $(STAMP)

run: setup ## Index the starter library and open the chat at http://127.0.0.1:8000
	$(GALAXY) ingest --starter
	$(GALAXY) serve --port $(PORT)

ingest: setup ## Take in your own files: make ingest PATHS="folder file.pdf"
	$(GALAXY) ingest $(PATHS)

test: setup ## Unit, integration and architecture tests
	$(PYTEST) --no-loadscope-reorder tests/unit tests/integration tests/architecture

check: setup ## Lint, format, types and layers
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/pyright
	.venv/bin/lint-imports
	.venv/bin/python -m ingestion.starter.build --check

fix: setup ## Mend what ruff can mend
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

e2e: setup ## Browser tests (needs Chromium: apt-get install chromium fonts-noto)
	$(PYTEST) tests/e2e

eval: setup ## Measure quality over the starter library and GALAXY_CORPUS, and write the card
	rm -rf build/eval
	.venv/bin/galaxy-eval answers --home build/eval --keep
	.venv/bin/galaxy-eval parallel --home build/eval --keep
	.venv/bin/galaxy-eval xquad --data "$(XQUAD)" --keep
	.venv/bin/galaxy-eval support --home build/eval --keep $(if $(ATTRIBUTION),--data "$(ATTRIBUTION)")
	.venv/bin/galaxy-eval safety --keep
	.venv/bin/galaxy-eval partners --keep
	.venv/bin/galaxy-eval organizations --keep
	.venv/bin/galaxy-eval card

bench: setup ## Measure speed, against what people would use instead
	.venv/bin/galaxy-eval bench --keep
	.venv/bin/galaxy-eval card

docs: setup ## Write docs/cli.md and docs/contract anew from the code
	.venv/bin/python -m assistant.documents
