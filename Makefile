# make demo   posters in out/ and the campaign page on http://127.0.0.1:8000
# make test   every test        make check  linters and types        make bench  the benchmark table

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: demo test check bench gallery fonts clean

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "postergen needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@mkdir -p out data
	POSTERGEN_PUBLIC_URL=$${POSTERGEN_PUBLIC_URL:-http://$(HOST):$(PORT)} $(BIN)/postergen demo -o out --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_import_order.py

bench: $(VENV)/.installed-dev
	@for b in benchmarks/bench_*.py; do $(BIN)/python $$b || exit 1; done

gallery: $(VENV)/.installed
	$(BIN)/python docs/gallery/make.py

fonts: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet uharfbuzz zopfli
	$(BIN)/python assets/fonts/build_fonts.py

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
