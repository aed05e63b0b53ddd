# Two rules do all a newcomer needs: `make up` and `make test`. A virtual environment holds everything.
PYTHON ?= python3
VENV = .venv
STAMP = $(VENV)/.installed

up: $(STAMP)
	$(VENV)/bin/kds up --demo

test: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest

# The whole of what is promised, at full size: about half an hour.
proof: $(STAMP)
	KDS_TEST_KILL_ORDERS=2000 $(VENV)/bin/pytest -s tests/acceptance/test_kills.py -k random
	KDS_TEST_SHIFT_SPEED=60 $(VENV)/bin/pytest -s tests/acceptance/test_shift.py
	KDS_TEST_DAY_ORDERS=5000 $(VENV)/bin/pytest -s tests/acceptance/test_endurance.py

# An order in each of the twelve statuses, with what is accepted and refused in each, as a table.
walk: $(STAMP)
	$(VENV)/bin/pytest -s tests/acceptance/test_twelve_statuses.py

bench: $(STAMP)
	$(VENV)/bin/python -m benchmarks

# The pages and the search over an archive of 1,000 and of 100,000 orders: some three minutes.
bench-history: $(STAMP)
	$(VENV)/bin/python -m benchmarks.history

# Five hundred tickets to three printers of which one is dead: some three minutes.
bench-paper: $(STAMP)
	$(VENV)/bin/python -m benchmarks.paper

# From an event's arrival in a screen to the frame that shows it, slowed 4 x: some ten minutes.
bench-screen: $(STAMP)
	$(VENV)/bin/python -m benchmarks.screen

pictures: $(STAMP)
	$(VENV)/bin/python -m docs.make_paper
	$(VENV)/bin/python -m docs.make_gallery
	$(VENV)/bin/python -m docs.take_pictures

$(STAMP): pyproject.toml package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --upgrade pip
	$(VENV)/bin/pip install --quiet --editable '.[test]'
	@touch $(STAMP)

.PHONY: up test proof walk bench bench-history bench-paper bench-screen pictures
