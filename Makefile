# Sarap. `make demo` to see it, `make test` and `make check` to trust it, `make help` for the rest.
SHELL := /bin/sh
PORT ?= 8000
PYTHON_BIN := .venv/bin/python
# Child processes end with make, even when it is killed.
BOUND := setpriv --pdeathsig TERM
WORKERS ?= 2
PYTEST := $(PYTHON_BIN) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder
# What was compiled is kept, also where the environment says otherwise: every one of many processes would compile it anew.
export PYTHONDONTWRITEBYTECODE :=
# A key for the checks that need one; used for nothing else.
THROW_AWAY_KEY = $$($(PYTHON_BIN) -c 'import secrets; print(secrets.token_urlsafe(64))')

.PHONY: help demo demo-reset test test-fast check format messages spell lock bench fuzz env-demo env-dev

help: ## what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

env-demo:
	@scripts/prepare.sh demo

env-dev:
	@scripts/prepare.sh dev

demo: env-demo ## the whole portal on this machine, with past years and demo accounts (PORT=8000)
	@scripts/system.sh pango || echo "The demo starts without it; everything but PDFs works."
	@exec $(BOUND) $(PYTHON_BIN) -m config.demo --port "$(PORT)"

demo-reset: env-demo ## delete the demo's data, so that the next `make demo` starts over
	@$(PYTHON_BIN) -m config.demo reset

test: env-dev ## all tests, browser tests included
	@scripts/system.sh pango poppler chromium caddy
	$(PYTEST) --clauses --clauses-json=var/clauses.json $(ARGS)

test-fast: env-dev ## the tests of a minute: without the browser, and without what takes whole servers or walked years
	@scripts/system.sh pango poppler
	$(PYTEST) -m "not browser and not slow" $(ARGS)

check: env-dev ## style, types, layers, deployment settings, migrations, templates, translations
	$(PYTHON_BIN) -m ruff check .
	$(PYTHON_BIN) -m ruff format --check .
	$(PYTHON_BIN) -m mypy
	.venv/bin/lint-imports
	@echo "manage.py check --deploy, with production settings"
	@SARAP_MODE=production SECRET_KEY="$(THROW_AWAY_KEY)" DATABASE_URL=postgresql://sarap@db/sarap \
	    SARAP_SECOND_STEP_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
	    SARAP_SCANNER=clamd://clamav:3310 \
	    REDIS_URL=redis://redis:6379/0 ALLOWED_HOSTS=sarap.example SARAP_BASE_URL=https://sarap.example \
	    $(PYTHON_BIN) manage.py check --deploy --fail-level WARNING
	$(PYTHON_BIN) manage.py makemigrations --check --dry-run
	$(PYTHON_BIN) scripts/format_templates.py --check
	$(PYTHON_BIN) -m djlint templates --lint --quiet
	$(PYTHON_BIN) manage.py check_translations

format: env-dev ## let ruff and the templates' formatter mend what they can
	$(PYTHON_BIN) -m ruff check --fix .
	$(PYTHON_BIN) -m ruff format .
	$(PYTHON_BIN) scripts/format_templates.py

spell: env-dev ## the words of our Kazakh and Russian, by hunspell (where it is installed) and our lists
	$(PYTHON_BIN) manage.py check_spelling

messages: env-dev ## bring locale/*.po to what code and templates say
	$(PYTHON_BIN) manage.py update_translations

lock: env-dev ## write the lock files anew from pyproject.toml (needs the package index)
	.venv/bin/uv pip compile -q requirements/build.in --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements/build.txt
	.venv/bin/uv pip compile -q pyproject.toml --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements/base.txt
	.venv/bin/uv pip compile -q pyproject.toml --extra embedded --extra dev -c requirements/base.txt --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements/dev.txt
	.venv/bin/uv pip compile -q pyproject.toml --extra embedded -c requirements/dev.txt --generate-hashes --no-emit-index-url --universal --python-version 3.11 -o requirements/demo.txt

fuzz: env-dev ## break 10,000 files by chance and give them to every reader (ARGS="--seed 2")
	$(PYTHON_BIN) bench/fuzz_files.py $(ARGS)

bench: env-dev ## measure, as ratios in one run
	$(PYTHON_BIN) bench/run.py
