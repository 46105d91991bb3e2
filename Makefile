# The front of the house. Every target makes .venv itself when it is needed, with Python 3.11 and pip alone.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV := $(BIN)/uv

# The same modules, compiled: about twice as fast. PYTHONPATH=.venv/compiled puts them before the sources.
CC_FOUND := $(shell command -v cc)
COMPILED := .venv/compiled
HOT := $(addprefix warrantor/core/,values/dates.py \
  $(addprefix decision/,history.py question.py runtime.py program.py \
  $(addprefix single/,additions.py compiled.py engine.py extras.py facts.py frame.py group.py outcome.py papers.py parts.py plan.py receipt.py trace.py)))

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench bench-quick compiled mutate agree requirements clean

help: ## show these targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.dev ## make .venv with all that tests and checks need

demo: .venv/.base ## show the product with 2,000 made-up units; ARGS="--port 0" and the like
	@exec $(BIN)/warrantor demo $(ARGS)

test: .venv/.dev ## run the tests; ARGS for pytest; ends by saying what this machine left out
	@tests/run $(ARGS)

check: .venv/.dev ## lint, format, types, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings

format: .venv/.dev ## put the source into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.bench $(if $(CC_FOUND),.venv/compiled/.made) ## measure against the peers, as a table of ratios
	PYTHONPATH=$(COMPILED) $(BIN)/python -m bench

bench-quick: .venv/.bench $(if $(CC_FOUND),.venv/compiled/.made) ## the same in under a minute, less steady
	PYTHONPATH=$(COMPILED) $(BIN)/python -m bench --quick

compiled: .venv/compiled/.made ## the hot part of the core as C extensions, in .venv/compiled; needs a C compiler

mutate: .venv/.dev ## delete one clause after another and see its test fail
	$(BIN)/python -m tests.mutate

agree: .venv/.dev ## ask all readers the same for SECONDS (60), on made-up documents and those shipped; ARGS for more
	$(BIN)/python -m tests.agreement --seconds $(or $(SECONDS),60) $(ARGS)

requirements: $(UV) ## compile requirements/*.in into pinned and hashed lists
	for set in uv base dev bench; do \
	  $(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 --universal \
	    --no-header --no-annotate requirements/$$set.in -o requirements/$$set.txt || exit 1; done

clean: ## remove what was made here
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/compiled/.made: .venv/.dev $(shell find src/warrantor programs -name '*.py' -o -name '*.md' -o -name '*.yaml')
	rm -rf $(COMPILED) && mkdir -p $(COMPILED)
	cp -r src/warrantor $(COMPILED)/ && cp -r programs $(COMPILED)/warrantor/programs
	cd $(COMPILED) && ../bin/mypyc --config-file /dev/null $(HOT) >build.log 2>&1 || { tail -20 build.log; exit 1; }
	touch $@

# A larger set is never cut back to a smaller one: each stamp installs the largest set asked for so far.
bench_or = $(if $(wildcard .venv/.bench),bench,$(1))
define install
	$(UV) pip sync --quiet --require-hashes requirements/$(1).txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
endef

$(UV): requirements/uv.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $@

.venv/.base: $(UV) requirements/base.txt pyproject.toml
	$(call install,$(call bench_or,$(if $(wildcard .venv/.dev),dev,base)))

.venv/.dev: $(UV) requirements/dev.txt pyproject.toml
	$(call install,$(call bench_or,dev))
	touch .venv/.base

.venv/.bench: $(UV) requirements/bench.txt pyproject.toml
	$(call install,bench)
	touch .venv/.base .venv/.dev
