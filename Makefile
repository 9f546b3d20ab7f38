# Everything one does with Axis from a terminal. `make help` lists the targets.

PYTHON := .venv/bin/python
# The interpreter that prepares the machine: the environment's own, else 3.11 (the locks are made for it), else newer.
PY := $(or $(PY),$(shell for python in $(PYTHON) python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done))
PREPARE = $(if $(PY),$(PY) requirements/install.py,$(error Axis needs Python 3.11 or newer. Type: sudo apt-get install python3.11))

# Options of `manage.py up`, for example: make run UP="--port 9000 --no-demo"
UP ?=
# Options of pytest, for example: make test TESTS="tests/engine -x"
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help run setup setup-test test test-faults lint format lock bench backup clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: setup ## Set everything up, then start Axis and print its address
	@$(PYTHON) manage.py up $(UP)

setup: ## Install what running needs: system libraries, environment, locked dependencies
	@$(PREPARE) run

setup-test:
	@$(PREPARE) test

test: setup-test ## Install what testing needs, then run every test but the long fault tests
	@$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not faults" $(TESTS)

test-faults: setup-test ## Kill, hang and flood workers for minutes; run before a release
	@$(PYTHON) -m pytest -m faults $(TESTS)

lint: setup-test ## Check style, types, templates and who may import whom
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m djlint --quiet --lint templates
	$(PYTHON) .venv/bin/lint-imports --no-logo

format: setup-test ## Put the code into the agreed form
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

lock: setup-test ## Write the lock files anew; LOCK=--upgrade takes newer versions
	@for set in base prod dev; do \
		$(PYTHON) -m uv pip compile requirements/$$set.in -o requirements/$$set.txt --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-header --quiet $(LOCK) || exit 1; done

bench: setup-test ## Measure the engine and one handout, and print medians
	@$(PYTHON) -m benchmarks

backup: setup ## Copy the database and the handouts to a new folder under var/backups
	@$(PYTHON) manage.py backup

clean: ## Remove the environment and every cache; data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
