# The verbs of a working day. `make` alone lists them.
# All of them set up what they need by themselves: python3 (3.11 or newer), git and make are enough.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run test check coverage lint format bench seed pins shots clean

help:  ## list these verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  make run PORT=8080 DATABASE_URL=postgres://user:password@host/name"

run: $(VENV)/ready  ## serve on http://127.0.0.1:8000 with a demo organization; Ctrl-C stops it, data stay in var/
	@exec $(PY) manage.py serve --prepare

test: $(VENV)/ready-dev  ## run the whole suite on SQLite, and on PostgreSQL where a server answers
	@$(PY) -m tests $(ONLY)

check: $(VENV)/ready-dev lint  ## all that CI asks: lint, floors, migrations, settings for production, tests
	@$(PY) manage.py makemigrations --check --dry-run
	@APP_ENVIRONMENT=production SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))') \
		ALLOWED_HOSTS=crm.example LOG_LEVEL=ERROR $(PY) manage.py check --deploy --fail-level WARNING
	@$(PY) -m tests

coverage: $(VENV)/ready-dev  ## measure what the suite runs, with branches, against the floor in pyproject.toml (slow)
	@$(PY) -m tests --coverage

lint: $(VENV)/ready-dev  ## style of code and templates, and the floors of the architecture
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djlint --lint --quiet templates
	@PYTHONPATH=. $(VENV)/bin/lint-imports --no-logo

format: $(VENV)/ready-dev  ## put code into the house style
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

bench: $(VENV)/ready-dev  ## measure speed with 100,000 and 1,000,000 contacts (needs PostgreSQL; takes a while)
	@$(PY) -m benchmarks $(ONLY)

seed: $(VENV)/ready  ## add the demo story; CONTACTS=100000 fills it up
	@$(PY) manage.py migrate -v 0
	@$(PY) manage.py seed_demo --contacts $(or $(CONTACTS),0)

shots: $(VENV)/ready-dev  ## take pictures of every page, both widths and both themes, into shots/
	@$(PY) -m tests.browser.shots

pins: $(VENV)/ready-dev  ## compile requirements*.in into requirements*.txt
	@$(PIP) uv
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
		requirements.in -o requirements.txt
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
		requirements-dev.in -o requirements-dev.txt

clean:  ## remove what can be made again; var/ with the data stays
	rm -rf $(VENV) shots htmlcov .coverage .coverage.* .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Rapport needs Python 3.11 or newer, and $(PYTHON) is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) >/dev/null || { rm -rf $(VENV); \
		command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv && \
		$(PYTHON) -m venv $(VENV); } || { rm -rf $(VENV); \
		echo "Python could not make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }

$(VENV)/ready: requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@
