# make demo: a virtual environment, the package, and a sample through it.   make test: the whole suite.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test samples bench prove clean

demo: $(VENV)/.installed
	PI_SCRUB_KEY=$$($(BIN)/python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())') \
	    $(BIN)/pi-scrub --region US --region GB --region DE samples/contact-center.log

test: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy
	env -u PYTHONUNBUFFERED $(BIN)/python -m pytest

samples: $(VENV)/.tested
	$(BIN)/python -m tests.regenerate_samples

bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks.speed --size 50M --repeat 3

prove: $(VENV)/.tested
	$(BIN)/python -m tests.prove_numbering --numbers 1000000
	$(BIN)/python -m tests.fuzz_lexers --seconds 600

$(VENV)/.installed: pyproject.toml setup.py pi_scrub/_scan.pyx
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks
