# make demo: a virtual environment, the package, and a sample through it.   make test: the whole suite.
# The demo's native lexer is built once, in a third of the time; all else gets one that was laid out as it counted on the samples.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NATIVE := $(filter-out %/_patterns.h,$(wildcard pi_scrub/*.pyx pi_scrub/*.pxi pi_scrub/*.h))  # that one is made
RIVALS := .venv-rivals
SIZE ?= 50M
SLICE ?= 2000
REPEAT ?= 3
PROFILES ?= contact-center sip json access worst
SET ?=

.PHONY: demo test samples bench bench-rivals bench-full prove clean

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
	$(BIN)/python tests/prove_judge.py --numbers 1000000
	$(BIN)/python tests/prove_names.py --runs 1000000
	$(BIN)/python -m tests.prove_tokens --numbers 1000000
	$(BIN)/python -m tests.fuzz_lexers --seconds 600
	$(BIN)/python tests/fuzz_layouts.py --seconds 300

# The rivals have a virtual environment of their own: what they want is no part of ours.
bench-rivals: $(RIVALS)/.installed

# All figures anew: results, picture, README. SIZE=1G for a long run; SET=labelled.jsonl.gz for detection as well.
bench-full: $(RIVALS)/.installed
	for profile in $(PROFILES); do \
	    $(RIVALS)/bin/python -m benchmarks.speed --size $(SIZE) --slice $(SLICE) --repeat $(REPEAT) --profile $$profile || exit 1; done
	$(if $(SET),$(RIVALS)/bin/python -m benchmarks.score $(SET))
	$(RIVALS)/bin/python -m benchmarks.report

$(RIVALS)/.installed: pyproject.toml setup.py $(NATIVE)
	$(PYTHON) -m venv $(RIVALS)
	$(RIVALS)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[rivals]'
	touch $@

$(VENV)/.installed: pyproject.toml setup.py $(NATIVE)
	$(PYTHON) -m venv $(VENV)
	PI_SCRUB_PROFILE=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) $(RIVALS) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks
