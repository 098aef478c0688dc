# The course's commands. `make help` lists them; each sets up what it needs first.
PYTHON ?= python3
REPO ?=

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run lab test test-all mutants bench lint notebooks samples badges lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: $(READY)  ## put the course and all it needs into .venv

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v < (3, 14) or sys.exit("$(PYTHON) is Python %d.%d, but the course needs Python 3.11, 3.12 or 3.13: install one and name it, for example `make setup PYTHON=python3.12`." % v)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

run: setup  ## run all notebooks on the sample data, pages in build/
	$(BIN)/course run

lab: setup  ## open JupyterLab at the first notebook
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb

test: setup  ## all tests but the slow ones, every notebook compared among them; two files at a time
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-all: setup  ## every test
	$(BIN)/python -m pytest

mutants: setup  ## break metrics, losses and augmentation in turn; a test has to notice each (takes long)
	$(BIN)/python tests/mutants/run.py

bench: setup  ## measure the toolbox side by side with what it replaces, into benchmarks/RESULTS.md
	$(BIN)/python benchmarks/toolbox.py

lint: setup  ## check the style of the code
	$(BIN)/ruff check .

notebooks: setup  ## run all notebooks and store their outputs, times and memory in them
	$(BIN)/course run --write

samples: setup  ## draw the sample data again
	$(BIN)/python -m helpers.datasets.samples

badges: setup  ## make badges REPO=owner/name: put the public address everywhere it is used
	$(BIN)/course badges "$(REPO)"

lock:  ## resolve the dependencies again (needs uv)
	uv pip compile --universal --python-version 3.11 --extra test --extra tensorboard --generate-hashes \
		--no-emit-index-url --no-config --custom-compile-command "make lock" --upgrade --quiet \
		--output-file requirements.lock pyproject.toml

clean:  ## remove what the commands above made, .venv included
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find helpers tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
