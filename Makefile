# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: install demo test lint types check-imports docs lock clean
install: $(VENV)/.runtime
demo: install
	$(BIN)/onrecord demo
test: $(VENV)/.dev lint types check-imports
	$(BIN)/pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
types: $(VENV)/.dev
	$(BIN)/mypy
check-imports: $(VENV)/.dev
	$(BIN)/lint-imports

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV): some 250 MB are fetched, which takes a minute or more"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
	@echo "installed: $(BIN)/onrecord --help lists the commands"
$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

docs: $(VENV)/.dev  # into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock:  # needs uv; writes exact pins with hashes
	cd requirements && for name in runtime dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    $$name.in --output-file $$name.txt; done
clean:
	rm -rf $(VENV) build dist src/*.egg-info
