# make run   arrange every good sample of data/samples into reports/<sample>, with rehearsal draws
# make test  format, lint, types, layers and tests, as continuous integration runs them
# Both make .venv and install everything into it on a fresh machine.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: run test

$(STAMP): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(STAMP)

run: $(STAMP)
	@set -e; for folder in data/samples/*/; do \
	  name=$$(basename "$$folder"); \
	  case "$$name" in broken|infeasible) continue ;; esac; \
	  rm -rf "reports/$$name"; \
	  echo "== $$name"; \
	  $(BIN)/allocator run "$$folder" --seed "示例-$$name" -o "reports/$$name" --rehearse; \
	done

test: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto
