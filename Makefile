# Every target is one line; what it does stands in the script it calls.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install run desktop test test-desktop test-image image packages check check-types check-built check-sources desktop-gtk format bench contract screenshots dashboard lock migration clean

install: ; $(PYTHON) packaging/environment.py && $(BIN)/python packaging/dashboard.py
run: install ; exec $(BIN)/medianest serve
desktop: ; $(PYTHON) packaging/prerequisites.py desktop && exec $(PYTHON) packaging/desktop.py -- $(ARGS)
test: ; $(PYTHON) packaging/prerequisites.py && $(PYTHON) packaging/environment.py --dev && $(MAKE) --no-print-directory -j 2 check-built check-types desktop-gtk && $(BIN)/pytest -n 2 --dist loadgroup -q
desktop-gtk: ; $(PYTHON) packaging/desktop.py --prepare --engine gtk
image: ; $(PYTHON) packaging/image.py
test-image: ; $(PYTHON) packaging/environment.py --dev && $(BIN)/pytest tests/image -q -s
test-desktop: ; $(PYTHON) packaging/prerequisites.py test-desktop && $(PYTHON) packaging/environment.py --dev && $(PYTHON) packaging/desktop.py --prepare --engine gtk && $(PYTHON) packaging/desktop.py --prepare --engine qt && $(BIN)/python packaging/dashboard.py && $(BIN)/pytest tests/desktop_gui tests/desktop_net tests/packaging -q
packages: ; $(PYTHON) packaging/prerequisites.py packages && $(PYTHON) packaging/environment.py --dev && $(BIN)/python packaging/build.py deb-desktop deb-server
check: ; $(MAKE) --no-print-directory -j 2 check-types check-sources
check-types: ; $(BIN)/mypy
check-built: ; $(BIN)/python packaging/dashboard.py && $(MAKE) --no-print-directory check-sources
check-sources: ; $(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/lint-imports && $(BIN)/python packaging/dashboard.py --check
format: ; $(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .
bench: ; $(BIN)/python -m tests.benchmarks
contract: ; $(BIN)/python -m tests.contract
screenshots: ; $(BIN)/python -m tests.browser.screenshots
dashboard: ; $(BIN)/python packaging/dashboard.py --force
lock: ; $(BIN)/python packaging/lock.py
migration: ; PICCOLO_CONF=medianest.piccolo_conf $(BIN)/piccolo migrations new $(app) --auto
clean: ; rm -rf .venv .venv-desktop .venv-desktop-qt build dist var server/medianest/web/static server/medianest/web/dashboard/node_modules
