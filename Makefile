# Only doors: everything is in dev.py, which also works where there is no make.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=

.PHONY: run test lint check bench clean setup

run:
	@$(PYTHON) dev.py run $(PORT) $(ARGS)

test:
	@$(PYTHON) dev.py test $(ARGS)

lint:
	@$(PYTHON) dev.py lint

check:
	@$(PYTHON) dev.py check

bench:
	@$(PYTHON) dev.py bench $(ARGS)

clean:
	@$(PYTHON) dev.py clean $(ARGS)

setup:
	@$(PYTHON) dev.py setup
