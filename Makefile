# Everything a developer or an administrator runs. Needs Python 3.11+, git and make; nothing else.
PYTHON ?= python3
PORT ?= 8000
MATEN ?= T S M L
OPTIES ?=
BIN := .venv/bin
PY := $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help start test check bench lighthouse uitval lock vendor

help:
	@echo "make start   serve on http://127.0.0.1:$(PORT) with the plan and the demo (PORT=... for another port)"
	@echo "make test    every test, on SQLite and on PostgreSQL, and in a browser"
	@echo "make check   lint, format, migrations, settings, known vulnerabilities (where these can be asked)"
	@echo "make bench   measure every page against its floor on PostgreSQL (MATEN=\"T S M L\", see bench/README.md)"
	@echo "make lighthouse  Lighthouse on the pages that count, behind nginx (needs npm, nginx and chromium; bench/lighthouse/README.md)"
	@echo "make uitval  kill the primary of three databases while eight write (needs Debian packages, see bench/uitval/README.md)"
	@echo "make lock    pin the requirements again, with hashes"
	@echo "make vendor  fetch the third-party files of static/vendor again (needs npm)"

.venv/run.stamp: requirements.txt
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

start: .venv/run.stamp
	@$(PY) tools/start.py $(PORT)

test: .venv/dev.stamp
	@$(PY) tools/test.py

check: .venv/dev.stamp
	@$(PY) tools/check.py

bench: .venv/dev.stamp
	@$(PY) -m bench $(MATEN) $(OPTIES)

lighthouse: .venv/dev.stamp
	@$(PY) -m bench.lighthouse $(OPTIES)

uitval: .venv/dev.stamp
	@$(PY) -m bench.uitval $(OPTIES)

lock: .venv/dev.stamp
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements-audit.in -o requirements-audit.txt

vendor:
	$(PYTHON) tools/vendor.py
