# Everything a developer types; `make` alone lists it.

PORT   ?= 8000
PYTHON ?= python3
PROVINCE_DB ?= postgresql+psycopg://postgres@127.0.0.1:5432/postgres
BIN    := .venv/bin
FLASK  := $(BIN)/flask --app wsgi
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

export PORT
export PORTAL_ENV ?= development

.DELETE_ON_ERROR:
.PHONY: help setup production run test browser check format translate migrate screens bench province \
        lighthouse rehearse lock clean

help: ## List these targets
	@sed -n 's/^\([a-z]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

setup: .venv/tested-with ## Prepare .venv with everything to run, test and check
	@$(MAKE) --no-print-directory $(CATALOGUES)

production: .venv/runs-with $(CATALOGUES) ## Prepare .venv with what a production host runs, and no more
	$(BIN)/python -m compileall -q portal

run: .venv/runs-with $(CATALOGUES) ## Serve the demonstration commune on http://127.0.0.1:8000 (PORT=9000 elsewhere)
	@exec $(BIN)/python tools/$(if $(PORTAL_DEMO_PAYMENTS),serve_with_payments,serve).py

test: .venv/tested-with $(CATALOGUES) ## Run every test, on SQLite and on PostgreSQL
	$(BIN)/pytest -n 2 --dist worksteal

browser: .venv/tested-with $(CATALOGUES) ## Run the journeys in a real browser only
	$(BIN)/pytest tests/browser

check: .venv/tested-with $(CATALOGUES) ## Check style, types, import rules, templates, catalogues, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python tools/catalogue.py check
	$(FLASK) db check

format: .venv/tested-with ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translate: .venv/tested-with ## Bring the catalogues up to date with the code
	$(BIN)/python tools/catalogue.py update
	@$(MAKE) --no-print-directory $(CATALOGUES)

migrate: .venv/runs-with ## Bring the database of instance/ up to date
	$(FLASK) db upgrade

screens: .venv/tested-with $(CATALOGUES) ## Photograph every page into build/screens, the chosen ones into docs/screens
	$(BIN)/python -m tests.browser.screens_everywhere
	$(BIN)/python -m tests.browser.screens

BENCHES = "pages" "pages --postgres" "web_server" "audit" "slips" "fees" "known_numbers" \
          "province --residents 185000 --shares 10,1 --rounds 2 --no-http" \
          "imports" "imports --postgres" "pages --short" "pages --short --postgres" \
          "coming_back"

bench: .venv/tested-with $(CATALOGUES) ## Measure everything beside a bare side in the same run (three quarters of an hour)
	@$(PYTHON) tools/system_packages.py rehearse
	@missed=; for one in $(BENCHES); do echo "== bench.$$one"; \
	    $(BIN)/python -m bench.$$one || missed="$$missed bench.$${one%% *}"; done; \
	    if [ "$$missed" ]; then echo "a bar was missed by:$$missed"; exit 1; fi

province: .venv/tested-with $(CATALOGUES) ## Measure pages of 3.7 million residents beside 37,000 (30 GB, half an hour)
	$(BIN)/python -m bench.province --residents 3700000 --url $(PROVINCE_DB)

rehearse: .venv/tested-with $(CATALOGUES) ## Play production and its faults with real servers (NAME=stack: only one)
	@$(PYTHON) tools/system_packages.py rehearse
	deploy/rehearse/run $(NAME)

lighthouse: .venv/tested-with $(CATALOGUES) tools/lighthouse/node_modules ## Audit five pages as a cheap phone on slow 3G loads them (needs node and npm)
	$(BIN)/python -m bench.lighthouse

lock: ## Choose the newest versions pyproject.toml allows, and lock them
	tools/lock.sh

clean: ## Forget .venv, caches and compiled files; instance/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build $(CATALOGUES)
	find . -name __pycache__ -not -path './instance/*' -prune -exec rm -rf {} +

# --- what the targets stand on -------------------------------------------------------------------

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.venv/runs-with: requirements.lock tools/system_packages.py
	@$(PYTHON) tools/system_packages.py run
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.lock
	@touch $@

.venv/tested-with: requirements-test.lock .venv/runs-with
	@$(PYTHON) tools/system_packages.py test
	$(PIP) -r requirements-test.lock
	@touch $@

tools/lighthouse/node_modules: tools/lighthouse/package-lock.json
	npm --prefix tools/lighthouse ci --ignore-scripts
	@touch $@

%.mo: %.po | .venv/runs-with
	$(BIN)/pybabel --quiet compile -i $< -o $@
