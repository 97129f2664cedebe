# Everything that one does with the project; `make help` lists it.
# The folder needs no preparation: each target makes .venv first when it is missing or out of date.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
# pip's own options, passed through: PIP_FLAGS="--index-url https://…"
PIP_FLAGS ?=
# A part of the tests: make test T=tests/models
T ?=
# A part of the benchmarks: make bench PART=meetings
PART ?=
# How many test processes; two cores are the yardstick.
N ?= 2
PYTEST := $(BIN)/python -m pytest
LOADED := OMP_NUM_THREADS=1
# Files are dealt out in the order that tests/conftest.py gives them: the long ones first.
SHARED := --dist loadfile --no-loadscope-reorder

REQUIREMENTS := requirements/torch.txt requirements/run.txt requirements/dev.txt requirements/constraints.txt

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# ------------------------------------------------------------------ two commands

.PHONY: run
run: setup ## start everything: database, demo world, web and worker (Ctrl-C stops)
	@exec $(BIN)/shoutou run

.PHONY: test
test: setup ## everything that must pass; a part of it with T=path
ifeq ($(strip $(T)),)
	@$(MAKE) lint types imports translations chromium
	@echo "== tests"
	@$(LOADED) $(PYTEST) -n $(N) $(SHARED)
else
	@$(LOADED) $(PYTEST) $(T)
endif

# ------------------------------------------------------------------ set-up

.PHONY: setup
setup: $(STAMP) ## make .venv with the pinned packages

PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install $(PIP_FLAGS) --quiet --progress-bar off

# A dot every two seconds while a command runs: pip is silent for a minute, and silence looks like a fault.
define with_dots
@printf '== %s ' $(1); ($(2)) & job=$$!; trap 'kill $$job 2>/dev/null' INT TERM; \
	while kill -0 $$job 2>/dev/null; do printf .; sleep 2; done; echo; wait $$job
endef

$(STAMP): $(REQUIREMENTS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with PYTHON=…" >&2; exit 1; }
	@echo "== making $(VENV) (about two minutes, once)"
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(call with_dots,"PyTorch (first and alone: anything looser resolves to a CUDA build)",\
		$(INSTALL) -r requirements/torch.txt -c requirements/constraints.txt)
	$(call with_dots,"all other packages",\
		$(INSTALL) -r requirements/run.txt -r requirements/dev.txt -c requirements/constraints.txt)
	@$(PIP) install --quiet --no-build-isolation --no-deps --no-index --editable .
	@$(PIP) check
	@touch $@

# ------------------------------------------------------------------ checks

.PHONY: check
check: lint types imports translations test-fast ## lint, types, contracts and the fast tests

.PHONY: test-fast
test-fast: setup ## the tests without browser and true text model
	@$(LOADED) $(PYTEST) -n $(N) $(SHARED) -m "not browser and not slow" $(T)

.PHONY: browser
browser: setup chromium ## the browser tests alone
	@$(LOADED) $(PYTEST) -m browser $(or $(T),tests/browser)

.PHONY: soak
soak: setup chromium ## the same laws, races and kills with large budgets
	@SOAK=1 $(LOADED) $(PYTEST) -n $(N) $(SHARED) $(T)

.PHONY: lint
lint: setup ## ruff and djlint
	@echo "== ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "== djlint"
	@$(BIN)/djlint web/templates --lint --quiet

.PHONY: types
types: setup ## mypy, strictly
	@echo "== mypy"
	@$(BIN)/mypy

.PHONY: imports
imports: setup ## the rooms and who may import whom
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo

.PHONY: translations
translations: setup ## every text has its Chinese
	@echo "== translations"
	@$(PYTEST) -q tests/web/test_translations.py

.PHONY: fmt
fmt: setup ## format the code
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: golden
golden: setup ## rewrite the golden lists; review the difference as a product change
	@GOLDEN=rewrite $(LOADED) $(PYTEST) -q tests/matcher -k golden
	@git --no-pager diff --stat -- tests/golden

.PHONY: schema
schema: setup ## rewrite models/schema.sql from the migrations
	@GOLDEN=rewrite $(LOADED) $(PYTEST) -q tests/models/test_schema.py

.PHONY: bench
bench: setup ## measure and write docs/benchmarks.md; one part of it with PART=meetings
	@$(INSTALL) -r requirements/bench.txt -c requirements/constraints.txt
	@$(BIN)/python -m tests.bench $(if $(strip $(PART)),--only $(PART))

.PHONY: lighthouse
lighthouse: setup chromium ## how five pages of a running demo fare on a phone (needs node; SITE=http://localhost:8000)
	@$(BIN)/python -m tests.bench.lighthouse $(SITE)

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
		echo "The browser tests need Chromium: apt-get install chromium fonts-noto-cjk (Debian), or put it into PATH." >&2; \
		exit 1; }

# ------------------------------------------------------------------ parts of a running installation

.PHONY: worker
worker: setup ## the worker alone
	@exec $(BIN)/shoutou worker

.PHONY: migrate
migrate: setup ## bring the database up to date
	@$(BIN)/shoutou migrate

.PHONY: seed
seed: setup ## load the demo world into an empty database
	@$(BIN)/shoutou seed

.PHONY: db
db: setup ## psql in the embedded database of a running installation
	@exec $(BIN)/python -m models.embedded

.PHONY: doctor
doctor: setup ## say what is wrong with this installation, if anything
	@$(BIN)/shoutou doctor
