# The verbs of this project. `make` alone lists them. Everything is installed into .venv and node_modules.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := $(BIN)/minzheng
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := list
.PHONY: list setup up reset walk quick test bench house domain docs lock

list: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## install everything that is needed (instant when nothing changed)

$(VENV)/.packages: requirements/dev.lock
	@test -n "$(PYTHON)" || { echo "需要带 venv 的 Python 3.11 或更新的版本。Python 3.11 or later with venv is needed."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.packages pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.ready: $(VENV)/.installed package-lock.json
	$(RUN) setup-assets
	@touch $@

up: setup ## start the platform: database, web, worker; ctrl-C stops it
	@exec $(RUN) up

reset: setup ## empty the data folder and start over
	@$(RUN) reset

walk: setup ## play the journey of one application through the doors
	@$(RUN) walk

quick: setup ## checks of at most two minutes, before each commit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2 --dist loadgroup -m "not live and not browser"

test: setup ## everything: checks, unit, property, journeys, real browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.browser_setup
	$(BIN)/pytest -q -n 2 --dist loadgroup

bench: setup ## measure the hot roads against bare psycopg
	@$(RUN) bench

house: setup ## print the rooms that were found
	@$(RUN) house

domain: setup ## lay a new business domain: make domain NAME=… TITLE=…
	@$(RUN) domain "$(NAME)" "$(TITLE)"

docs: setup ## write the reference pages
	@$(RUN) docs

lock: setup ## resolve the requirement lists and front-end packages anew
	$(BIN)/python -m pip install --quiet uv
	cd requirements && for list in run dev; do \
	  ../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --custom-compile-command "make lock" \
	    $$(test $$list = dev && echo run.in dev.in -c run.lock || echo run.in) -o $$list.lock || exit 1; done
	$(RUN) setup-assets --upgrade
