# Koperasi POS. Every target first makes .venv from requirements.lock where it is missing or out of date.

SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN := .venv/bin
PYTHON := $(BIN)/python
READY := .venv/ready
PO := $(wildcard resources/locale/*/LC_MESSAGES/koperasi_pos.po)
MO := $(PO:.po=.mo)

# Processes of the tests, and the least share of the code (%) they must run through.
WORKERS ?= 2
COVERAGE_FLOOR ?= 0
# More options for pytest, for example PYTEST="tests/words -k parse".
PYTEST ?=

.PHONY: help setup run test checks bench build soak lock words

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(READY) $(MO) ## get everything ready: system libraries, .venv, catalogues

$(READY): requirements.lock .ci/setup
	@.ci/setup

%.mo: %.po $(READY)
	@$(PYTHON) -m babel.messages.frontend -q compile --input-file $< --output-file $@

run: setup ## open the till; without a screen, play a day in the shop
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		$(PYTHON) -m koperasi_pos day; \
	else \
		$(PYTHON) -m koperasi_pos; \
	fi

checks: setup ## the checks that read the code: ruff, mypy, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: checks ## everything that must pass before a change is kept
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal --benchmark-skip --cov --cov-report=term \
		--cov-fail-under=$(COVERAGE_FLOOR) $(PYTEST)

bench: setup ## measure what the budgets speak of
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest tests/bench --benchmark-only --timeout=3600 -n 0 $(PYTEST)

# Said again with the seed that it says first, and with KOPERASI_KEEP=FOLDER both times, it goes on with schedules of cards.
soak: setup ## hours of random work in the shop
	@export KOPERASI_SEED=$${KOPERASI_SEED:-$$((RANDOM * 32768 + RANDOM))}; echo "KOPERASI_SEED=$$KOPERASI_SEED"; \
	KOPERASI_SOAK=1 QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -m soak --timeout=36000 -n $(WORKERS) $(PYTEST)

build: setup ## a program for this operating system, in dist/, tried before it is handed on
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	KOPERASI_BUILD=1 $(PYTHON) -m pytest -m build -n 0 tests/packaging $(PYTEST)

words: $(READY) ## bring both catalogues up to date with the code
	@$(PYTHON) .ci/words.py
	@$(MAKE) --no-print-directory $(MO)

lock: $(READY) ## choose the newest versions of all libraries and write requirements.lock
	@.ci/lock
