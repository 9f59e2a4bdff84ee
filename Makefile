# make test    set up .venv and run the tests
# make check   the static checks
# make demo    read the shipped examples, keep them in a ledger, ask what turned
# make lock    renew uv.lock and requirements-dev.lock from pyproject.toml

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: test check demo lock bench clean

$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: needs Python 3.11 or newer" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

demo: $(READY)
	@files=$$(ls examples/*.txt examples/*.jsonl 2>/dev/null); \
	test -n "$$files" || { echo "make demo: no examples/*.txt or *.jsonl" >&2; exit 1; }; \
	$(BIN)/risalah read $$files && \
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(BIN)/risalah keep $$files --ledger "$$folder/talks.db" && \
	$(BIN)/risalah changes "$$folder/talks.db"

bench: $(READY)
	$(BIN)/python bench/throughput.py $(ARGS)

# Needs uv (pip install uv). The second file is for pip, which is all that `make test` assumes.
lock:
	uv lock
	uv export --quiet --frozen --no-emit-project --no-header --output-file requirements-dev.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build
