# make install | run | test | check | bench | format | lock. Needs python3.11 with venv, make, git; nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV := VIRTUAL_ENV=.venv $(BIN)/uv --quiet
MANAGE := $(BIN)/python manage.py
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
CODE := projects workflow notifications config

.PHONY: help install install-dev run test check check-static bench format lock

help:
	@echo "make install  环境    make run    演示系统（PORT、LUODI_HOME）    make test   全部测试"
	@echo "make check    检查    make bench  性能对比    make format 排版    make lock   更新依赖锁"

install: .venv/run.done node_modules/.done

install-dev: .venv/dev.done node_modules/.done

.venv/uv.done: requirements-install.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-install.txt
	touch $@

.venv/run.done: requirements.txt .venv/uv.done
	$(UV) pip install --require-hashes -r requirements.txt
	touch $@

.venv/dev.done: requirements-dev.txt .venv/uv.done
	$(UV) pip install --require-hashes -r requirements-dev.txt
	touch $@ .venv/run.done

node_modules/.done: package-lock.json .npmrc requirements-node.txt .venv/uv.done
	command -v npm > /dev/null || $(UV) pip install --require-hashes -r requirements-node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-progress --loglevel=error
	touch $@

run: export LUODI_DEMO := 1
run: install
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0 --ignore redoc
	@$(MANAGE) load_demo
	@exec $(MANAGE) serve

test: install-dev
	@$(BIN)/python -m tests.run

check: check-static test

check-static: export LUODI_DEMO := 1
check-static: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) stages --check
	$(MANAGE) spectacular --validate --fail-on-warn | diff -u docs/openapi.yaml -
	$(BIN)/python -m clients.generate --check
	$(MANAGE) personal_data --check
	$(BIN)/djlint --lint --quiet $(CODE)
	$(BIN)/python -m tests.house

bench: install-dev
	@$(BIN)/python -m benchmarks.run

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/uv.done
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group test --group dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) $(UPGRADE) --group pyproject.toml:install -o requirements-install.txt
	$(COMPILE) $(UPGRADE) --group pyproject.toml:node -o requirements-node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only --loglevel=error
