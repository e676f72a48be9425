# Two commands do all the set-up: `make report` and `make test`. `make lab` opens JupyterLab.
PYTHON ?= python3
LOCK := .ci/lock.txt
BIN := .venv/bin
LAB := .venv-lab/bin

.PHONY: report test soak lab lint clean

report: .venv/ready
	@test -n "$$(ls -A data 2>/dev/null)" || $(BIN)/prodops sample --out data
	@$(BIN)/prodops run --month last_month-1 --month last_month

# Compiled first: where Python may write no bytecode, each of a thousand processes would compile the kit again.
test: .venv/ready-test .venv-lab/ready lint
	$(BIN)/python -m compileall -q prodops_kit
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Long simulations: how often the methods are wrong, printed.
soak: .venv/ready-test
	PRODOPS_SOAK=200000 $(BIN)/python -m pytest -q -s tests/experiment/test_error_rates.py
	PRODOPS_SOAK=1 $(BIN)/python -m pytest -q -n 2 tests/feedback/test_trend.py tests/feedback/test_parts.py tests/feedback/test_gates.py tests/salary

lint: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: .venv-lab/ready
	$(LAB)/jupyter lab --ServerApp.root_dir=. --ServerApp.preferred_dir=notebooks

.venv/ready: pyproject.toml $(LOCK)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint $(LOCK) --editable .
	@touch $@

.venv/ready-test: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint $(LOCK) --editable '.[test]'
	@touch $@

.venv-lab/ready: pyproject.toml $(LOCK)
	$(PYTHON) -m venv .venv-lab
	$(LAB)/pip install --quiet --disable-pip-version-check --constraint $(LOCK) --editable '.[lab]'
	$(LAB)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements
	@touch $@

clean:
	rm -rf .venv .venv-lab .mypy_cache .ruff_cache .hypothesis .import_linter_cache
