PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
VALIDATE := $(VENV)/.validate
PEERS := $(VENV)/.peers
SITE := $(VENV)/.site
WEB := $(VENV)/.web
# an interpreter that has Panopticon BLADE, for `make peers`
BLADE ?=
APP := src/skydome/serve/static/index.html
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo app test test-web lint unit validate mutants docs-check bench peers catalogue-pages site wheel wheel-check clean

help:
	@echo "make demo      set up, run the two-front raid, write its report"
	@echo "make app       build the browser app that skydome serve shows"
	@echo "make test      set up, check formatting, lint, types, imports, and run the tests"
	@echo "make test-web  build the app and test its pages in Chromium"
	@echo "make validate  published values beside the models, as a table"
	@echo "make mutants   small changes to the rules that no test notices, as a list and a table"
	@echo "make docs-check  links, paths and names in the documentation, and every command, in a clone"
	@echo "make bench     race the kernels against NumPy and against each other"
	@echo "make catalogue-pages  the catalogue as pages, one a parameter, in docs/catalogue"
	@echo "make peers     other people's software beside ours, on the same inputs"
	@echo "make site      the documentation as a site in build/site, with every link checked"
	@echo "make wheel     wheel and source distribution in dist"
	@echo "make wheel-check  that wheel in an empty environment, away from the repository"
	@echo "make clean     remove the virtual environment and everything built"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[serve]"
	@touch $@

# pip translates some 120 MB of Python on one core; compileall does it on all of them.
$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --editable ".[dev]"
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true # templates are no Python
	@touch $@ $(RUNTIME)

$(VALIDATE): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[dev,validate]"
	@touch $@ $(DEV) $(RUNTIME)

$(PEERS): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[dev,peers]"
	@touch $@ $(DEV) $(RUNTIME)

$(SITE): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[site]"
	@touch $@ $(RUNTIME)

demo: $(RUNTIME)
	$(BIN)/skydome run examples/two_front.yaml --replications 10000000 --for-seconds 30 --output results/two_front --force
	$(BIN)/skydome report results/two_front
	@echo "Look at it in a browser: make app && $(BIN)/skydome serve"

# A Node of the machine is used if it is recent enough, otherwise that of a package on PyPI.
$(WEB): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[serve,web]"
	@touch $@ $(RUNTIME)

app: $(APP)

$(APP): $(WEB) packaging/build_app.py app/index.html $(wildcard app/*.json app/*.ts app/public/*) $(shell find app/src -type f 2>/dev/null)
	$(BIN)/python packaging/build_app.py
	@touch $@

test-web: $(DEV) $(APP)
	$(BIN)/python tests/web/support/need_chromium.py
	SKYDOME_TEST_WEB=1 SKYDOME_WEB=1 $(BIN)/python -m pytest -n 2 tests/web

# Type checking keeps one core busy while the tests compile their kernels.
test: $(DEV)
	$(MAKE) -j2 lint unit

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile

validate: $(VALIDATE)
	$(BIN)/skydome reproduce --page docs/validation.md
	SKYDOME_THOROUGH=1 $(BIN)/python -m pytest -n auto --dist loadfile tests/unit/engagement tests/unit/study/test_optimum.py tests/unit/cli/test_terminal.py tests/unit/sensitivity/test_chaos.py tests/unit/experiment tests/unit/test_views.py validation
	PYTHONPATH=validation $(BIN)/python -m identity --scenarios 1000 --markdown docs/identity.md

mutants: $(DEV)
	PYTHONPATH=validation $(BIN)/python -m mutants $(ROOMS)

docs-check: $(DEV)
	PYTHONPATH=validation $(BIN)/python -m docs_check

bench: $(DEV)
	$(BIN)/python benchmarks/race.py --markdown docs/benchmarks.md
	$(BIN)/python benchmarks/networked.py
	$(BIN)/python benchmarks/waiting.py --page docs/waiting.md

catalogue-pages: $(RUNTIME)
	$(BIN)/skydome catalogue pages --output docs/catalogue

peers: $(PEERS)
	PYTHONPATH=validation $(BIN)/python -m peers.run --markdown docs/peers.md
	$(BIN)/python benchmarks/blade_race.py --blade "$(BLADE)" --markdown docs/benchmarks-blade.md

site: $(SITE)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python packaging/site.py build/site

wheel: $(DEV) $(APP)
	$(BIN)/python -m build --no-isolation

wheel-check: wheel
	packaging/try-wheel dist/*.whl

clean:
	rm -rf $(VENV) build dist app/node_modules src/skydome/serve/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
