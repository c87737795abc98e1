# Entrepot: `make help` is the manual.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install -q -p $(BIN)/python
COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url pyproject.toml

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(UV):
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

.venv/.run: $(UV) requirements/run.lock pyproject.toml
	$(INSTALL) --compile-bytecode --require-hashes -r requirements/run.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	$(INSTALL) --compile-bytecode --require-hashes -r requirements/dev.lock
	touch $@

lock: $(UV) ## resolve the dependencies anew
	$(COMPILE) --group build -o requirements/run.lock
	$(COMPILE) --group build --group dev -o requirements/dev.lock
