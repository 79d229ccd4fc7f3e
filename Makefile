# Every target is one line; what it does stands in the script it calls.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install run test test-image image check format bench contract screenshots dashboard lock migration clean

install: ; $(PYTHON) packaging/environment.py && $(BIN)/python packaging/dashboard.py
run: install ; exec $(BIN)/medianest serve
test: ; $(PYTHON) packaging/prerequisites.py && $(PYTHON) packaging/environment.py --dev && $(BIN)/python packaging/dashboard.py && $(MAKE) check && $(BIN)/pytest -n 2 --dist loadgroup -q
image: ; $(PYTHON) packaging/image.py
test-image: ; $(PYTHON) packaging/environment.py --dev && $(BIN)/pytest tests/image -q -s
check: ; $(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/python packaging/dashboard.py --check
format: ; $(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .
bench: ; $(BIN)/python -m tests.benchmarks
contract: ; $(BIN)/python -m tests.contract
screenshots: ; $(BIN)/python -m tests.browser.screenshots
dashboard: ; $(BIN)/python packaging/dashboard.py --force
lock: ; $(BIN)/python packaging/lock.py
migration: ; $(BIN)/piccolo migrations new $(app) --auto
clean: ; rm -rf .venv build dist var server/medianest/web/static server/medianest/web/dashboard/node_modules
