# Everything is set up in .venv from requirements.lock; nothing else on the machine is touched.
PYTHON ?= python3
HOME_FOLDER ?= data
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test slow fast check mutation ui bench docs demonstration lock clean

run: $(READY)  ## build the packaged demonstration deliveries and publish a release
	$(BIN)/hr-pipeline run --home $(HOME_FOLDER)
	@echo "Pages to look at: $(BIN)/hr-pipeline report --home $(HOME_FOLDER)"

test: $(READY)  ## the tests that need no long suite
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

slow: $(READY)  ## fault, property, mutation and hostile-file suites; CI runs those that fit its time
	HR_PIPELINE_TRIALS=all $(BIN)/python -m pytest -n auto --dist loadfile -m "slow or trials" $(SUITES)

fast: $(READY)  ## tests of single modules: no browser, no whole build
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow and not browser and not build"

check: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

mutation: $(READY)  ## inject errors into formulas, filters and joins and see whether a test catches each
	$(BIN)/python -m hr_pipeline_tests.mutation $(MODULES)
	$(BIN)/python -m hr_pipeline_tests.mutation --filters $(MODULES)

ui: $(READY)  ## open Dagster on the same home
	$(BIN)/hr-pipeline ui --home $(HOME_FOLDER)

bench: $(READY)  ## time a whole run and hand-written scripts, and each source by itself
	$(BIN)/python -m hr_pipeline_tests.benchmark $(FILE)
	$(BIN)/python -m hr_pipeline_tests.benchmark.global_fund
	$(BIN)/python -m hr_pipeline_tests.benchmark.national_budgets
	$(BIN)/python -m hr_pipeline_tests.benchmark.indicators

docs: $(READY)  ## build the documentation into docs/build
	$(BIN)/python -m sphinx -q -W -b html docs docs/build

demonstration: $(READY)  ## make the packaged demonstration deliveries again
	$(BIN)/python -m hr_pipeline.demonstration

lock:  ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --extra postgres --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-emit-index-url --no-header --no-annotate --upgrade -o requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "hr_pipeline needs Python 3.11 or newer: make run PYTHON=python3.12"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
