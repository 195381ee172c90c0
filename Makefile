# Everything that people and CI do here. `make help` lists it. Needs Python 3.11 or newer and make, nothing else.

# The first interpreter that is new enough; `make PYTHON=/path/to/python …` chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := openai parallel pareta frameworks
PEERS_READY := $(PEERS:%=.venvs/peer-%/.ready)
BENCH := httpx httpx2 ours ours-fast earlier earlier-fast pareta-0.1.0 pareta-3.0.4 parallel openai anthropic
BENCH_READY := $(BENCH:%=.venvs/bench-%/.ready)
TYPESCRIPT := ports/typescript
TYPESCRIPT_PEERS := tests/peers/typescript
# A comma within an argument of a function.
, := ,
LOCKS := dev versions-oldest spark $(PEERS:%=peers-%) $(BENCH:%=bench-%) mutants lock
UV_COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--annotation-style line --custom-compile-command "make lock"
PIP := -m pip --quiet --disable-pip-version-check install

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Bytecode is kept, also where the environment says otherwise: without it each process that a test starts compiles the
# SDK, and each worker of pytest rewrites every test (a third of all time).
export PYTHONDONTWRITEBYTECODE :=

# One configuration for all folders, wherever a tool's own (codegen/) may lie.
RUFF := $(BIN)/ruff --config pyproject.toml

# Recipes print one line for each step; a tool's own output follows only when it has something to say.
say = @printf '%-12s %s\n' '$(1)' '$(2)'
# Runs a command, and shows its output only if it fails.
quietly = @out=$$($(1) 2>&1) || { printf '%s\n' "$$out"; exit 1; }

##@ Use
.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^##@ /{printf "\n%s\n", substr($$0, 5)} \
		/^[a-z.-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: .venv
.venv: $(READY) ## set up .venv from the locks (every other target does it by itself)

.PHONY: demo
demo: $(READY) ## start the sandbox and run the tour of both APIs, sync and async
	@$(BIN)/python examples/tour.py

##@ Change
.PHONY: generate
generate: $(READY) ## write generated/pareta_wire from openapi.yaml
	@$(BIN)/python -m codegen.generate
	@$(BIN)/python -m conformance.examples

.PHONY: mirror
mirror: $(READY) ## write every _sync folder from its _async source
	@$(BIN)/python -m codegen.mirror

.PHONY: format
format: $(READY) ## format, sort imports, apply ruff's safe fixes; renew the mirrors and the generated regions of docs/
	@$(RUFF) check --quiet --fix-only .
	@$(RUFF) format --quiet .
	@$(BIN)/python -m codegen.mirror
	@$(BIN)/python docs/include.py

##@ Prove
CHECKS := check-format check-lint check-generate check-mirror check-docs check-gate check-mypy check-pyright check-public \
	check-imports check-size check-spec check-redocly
.PHONY: check $(CHECKS)
check: $(CHECKS) ## every check that runs nothing: style, drift, types, imports, sizes, spec

check-format: $(READY)
	$(call say,format,ruff format --check)
	@$(RUFF) format --quiet --check . || { echo "not formatted: make format"; $(RUFF) format --check . ; exit 1; }

check-lint: $(READY)
	$(call say,lint,ruff check)
	@$(RUFF) check --quiet .

check-generate: $(READY)
	$(call say,generate,generated/ is what openapi.yaml gives)
	@$(BIN)/python -m codegen.generate --check
	@$(BIN)/python -m conformance.examples --check

check-mirror: $(READY)
	$(call say,mirror,every _sync is the mirror of its _async)
	@$(BIN)/python -m codegen.mirror --check

check-docs: $(READY)
	$(call say,docs,the generated regions are what their sources say)
	@$(BIN)/python docs/include.py --check

check-gate: $(READY)
	$(call say,gate,what breaks since the last release is announced)
	@$(BIN)/python -m codegen.gate

check-mypy: $(READY)
	$(call say,mypy,--strict)
	@$(BIN)/mypy --no-error-summary

check-pyright: $(READY)
	$(call say,pyright,strict)
	$(call quietly,$(BIN)/pyright --project pyproject.toml --warnings)

# (--verifytypes looks for the package from the `python` that it finds on PATH.)
check-public: $(READY)
	$(call say,public,every public name of both facades has a complete type)
	$(call quietly,PATH="$(CURDIR)/$(BIN):$$PATH" pyright --verifytypes pareta --ignoreexternal)
	$(call quietly,PATH="$(CURDIR)/$(BIN):$$PATH" pyright --verifytypes parallel --ignoreexternal)

check-imports: $(READY)
	$(call say,imports,who may import whom)
	$(call quietly,PYTHONPATH=. $(BIN)/lint-imports --no-cache)

check-size: $(READY)
	$(call say,size,lines of modules and functions)
	@$(BIN)/python -m codegen.size

check-spec: $(READY)
	$(call say,spec,openapi-spec-validator)
	$(call quietly,$(BIN)/openapi-spec-validator openapi.yaml)

# redocly's exit status knows errors only; a warning fails here as well. Without Node it is left out, and said so;
# where the variable CI is set, a redocly that cannot be installed is an error.
check-redocly:
	@if ! command -v npm >/dev/null 2>&1; then \
		printf '%-12s %s\n' redocly 'LEFT OUT: Node (npm) is not installed here'; \
	elif ! $(MAKE) --no-print-directory -s .venvs/redocly/.ready 2>/dev/null; then \
		printf '%-12s %s\n' redocly 'LEFT OUT: npm could not install it'; test -z "$$CI"; \
	else \
		printf '%-12s %s\n' redocly 'redocly lint, without warnings'; \
		out=$$(REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
			.venvs/redocly/node_modules/.bin/redocly lint openapi.yaml 2>&1) \
			&& ! printf '%s' "$$out" | grep -Eiq '[0-9]+ warnings?' || { printf '%s\n' "$$out"; exit 1; }; \
	fi

.PHONY: quick
quick: check-format check-lint check-mirror check-generate check-docs ## in ten seconds what finds most mistakes: format, lint, drift, the tests of what changed
	$(call say,tests,those named after what changed)
	@tests=$$($(BIN)/python -m tests.changed); \
		if test -n "$$tests"; then $(BIN)/python -m pytest -q -x -p no:schemathesis $$tests; else echo "nothing that has tests"; fi

.PHONY: test
test: $(READY) ## every test but those of the peers and of Spark
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 $(ARGS)

.PHONY: conformance
conformance: $(READY) ## the cases that clients in any language must pass, played with the Python SDK in its four ways
	@for way in "wire sync" "wire async" "facade sync" "facade async"; do \
		$(BIN)/python -m conformance.run --quiet --slow $(ARGS) -- $(BIN)/python conformance/adapters/python.py $$way \
			|| exit 1; done

# (The lock of .venv has the newest versions.)
.PHONY: test-versions test-oldest
test-versions: test test-oldest ## `make test`, and the same on the oldest httpx, httpcore, h11, anyio and attrs that pyproject.toml allows

test-oldest: .venvs/versions-oldest/.ready
	$(call say,versions,the oldest that pyproject.toml allows)
	@.venvs/versions-oldest/bin/python -m pytest -q -n auto --maxprocesses 4 $(ARGS)

.PHONY: test-peers $(PEERS:%=test-peer-%) test-peer-typescript
test-peers: $(PEERS:%=test-peer-%) test-peer-typescript ## the official clients in Python and TypeScript, and frameworks on openai, against the sandbox

$(PEERS:%=test-peer-%): test-peer-%: $(READY) .venvs/peer-%/.ready
	$(call say,peer,$*)
	@$(BIN)/python tests/peers/run.py $* .venvs/peer-$*/bin/python

# Without npm these are left out, and said so; where the variable CI is set, that is an error.
test-peer-typescript: $(READY)
	@if ! command -v npm >/dev/null 2>&1; then \
		printf '%-12s %s\n' peer 'typescript LEFT OUT: Node.js (npm) is not installed here'; test -z "$$CI"; \
	else \
		$(MAKE) $(TYPESCRIPT_PEERS)/node_modules/.ready && printf '%-12s %s\n' peer typescript \
			&& $(BIN)/python tests/peers/run.py typescript node --test-reporter=dot; \
	fi

# Without Java this is left out, and said so; where the variable CI is set, that is an error.
.PHONY: test-spark
test-spark: ## bulk jobs over tables of Spark in local mode, Ray and Dask: every row is paid for once. Needs Java
	@if ! command -v java >/dev/null 2>&1; then \
		printf '%-12s %s\n' spark 'LEFT OUT: Java is not installed here'; test -z "$$CI"; \
	else $(MAKE) .venvs/spark/.ready && printf '%-12s %s\n' spark 'in local mode' \
		&& .venvs/spark/bin/python -m pytest -q --confcutdir=tests/spark tests/spark $(ARGS); fi

.PHONY: soak
soak: $(READY) ## 100,000 calls and 1,000 streams left early: memory stays flat, no socket stays open (two minutes)
	@$(BIN)/python -m tests.soak $(ARGS)

.PHONY: mutants-python
mutants-python: .venvs/mutants/.ready ## spoil 200 places of this SDK, one by one, and count how many a test notices (hours)
	@.venvs/mutants/bin/python -m tests.mutants $(ARGS)

.PHONY: docs
docs: $(READY) ## the site with guides, how-tos and references, into build/docs
	@$(BIN)/python docs/site/build.py

.PHONY: build
build: $(READY) ## the sdist and the wheel, into dist/
	$(call quietly,$(BIN)/python -m hatchling build -t sdist -t wheel)
	@ls dist

##@ Ports
.PHONY: ports
ports: ports-typescript ports-go ## both ports; what is left out where Node or Go is missing is said, and an error in CI

# Without npm the port is left out, and said so; where the variable CI is set, that is an error.
.PHONY: ports-typescript
ports-typescript: $(READY) ## the TypeScript port: types, lint, tests on the sandbox and in Chromium, conformance cases
	@if ! command -v npm >/dev/null 2>&1; then \
		printf '%-12s %s\n' typescript 'LEFT OUT: Node.js (npm) is not installed here'; test -z "$$CI"; \
	else $(MAKE) check-typescript test-typescript; fi

.PHONY: check-typescript test-typescript
check-typescript: $(TYPESCRIPT)/node_modules/.ready
	$(call say,typescript,tsc --strict$(,) eslint$(,) prettier)
	@npm --prefix $(TYPESCRIPT) run --silent check
	@$(TYPESCRIPT)/node_modules/.bin/prettier --check --log-level warn --config $(TYPESCRIPT)/.prettierrc.json \
		"$(TYPESCRIPT_PEERS)/*.mjs"

test-typescript: $(READY) $(TYPESCRIPT)/node_modules/.ready
	$(call say,typescript,tests)
	@REPORTER=dot PYTHON=$(CURDIR)/$(BIN)/python npm --prefix $(TYPESCRIPT) run --silent test
	@for level in wire facade; do \
		$(BIN)/python -m conformance.run --quiet --allow-skips $(TYPESCRIPT)/conformance-skips.txt \
			-- node $(TYPESCRIPT)/build/adapter.js $$level || exit 1; done

$(TYPESCRIPT)/node_modules/.ready $(TYPESCRIPT_PEERS)/node_modules/.ready: %/node_modules/.ready: %/package-lock.json
	$(call say,set up,$*/node_modules from package-lock.json)
	@npm --prefix $* ci --silent
	@touch $@

GO := cd ports/go && GOFLAGS="-p=1 $$GOFLAGS" go
.PHONY: ports-go
ports-go: $(READY) ## the Go port: format, vet, tests with the race detector, conformance, the tour beside Python's
	@if command -v go >/dev/null 2>&1; then $(MAKE) check-go; else \
		printf '%-12s %s\n' go 'LEFT OUT: Go is not installed here'; test -z "$$CI"; fi

.PHONY: check-go
check-go: $(READY)
	$(call say,go format,gofmt -l)
	@found=$$(gofmt -l ports/go); test -z "$$found" || { echo "not formatted: $$found"; exit 1; }
	$(call say,go vet,and a program of another module)
	@$(GO) vet ./...
	@cd ports/go/testdata/consumer && GOFLAGS=-p=1 go vet ./...
	$(call say,go test,$(if $(shell go env CGO_ENABLED 2>/dev/null | grep 1),-race,without -race: cgo is off here))
	$(call quietly,$(GO) test $(if $(shell go env CGO_ENABLED 2>/dev/null | grep 1),-race) ./...)
	@$(GO) build -o ../../build/ports-go/ ./cmd/...
	$(call say,go tour,prints what examples/plain_tour.py prints)
	@$(BIN)/python -m tests.port_tour build/ports-go/tour
	$(call say,go cases,conformance at both levels)
	@for level in wire facade; do $(BIN)/python -m conformance.run --quiet --slow --jobs 2 \
		--allow-skips ports/go/conformance-skips.txt -- build/ports-go/adapter $$level || exit 1; done

# Without npm or Go the runner leaves the language out, and says so; where the variable CI is set, that is an error.
.PHONY: mutants
mutants: $(READY) ## spoil the lines of conformance/mutants.yaml, in all three clients: a case must fail for each
	@if command -v npm >/dev/null 2>&1; then $(MAKE) $(TYPESCRIPT)/node_modules/.ready; fi
	@$(BIN)/python -m conformance.mutants $(ARGS)

##@ Measure
.PHONY: bench bench-quick
bench: $(READY) $(BENCH_READY) ## measure this SDK beside its peers; write the tables and plots of bench/ (20 minutes)
	@$(BIN)/python -m bench.run $(ARGS)

bench-quick: $(READY) $(BENCH_READY) ## ours beside bare httpx in a minute: ratios only, nothing written
	@$(BIN)/python -m bench.run --quick $(ARGS)

##@ Maintain
# uv resolves for every platform and Python at once; no index address, find-links line or path gets into a lock.
.PHONY: lock
lock: .venvs/lock/.ready ## write requirements/*.txt from *.in, with the newest versions that fit
	@for name in $(LOCKS); do \
		env -u PIP_FIND_LINKS -u UV_FIND_LINKS .venvs/lock/bin/uv $(UV_COMPILE) --upgrade \
			-o requirements/$$name.txt requirements/$$name.in >/dev/null || exit 1; done
	@ls requirements/*.txt

.PHONY: release
release: $(READY) ## make the present spec and Python API those of the last release (before you tag one)
	@$(BIN)/python -m codegen.gate --release

.PHONY: clean
clean: ## remove environments, caches and builds
	@rm -rf $(TYPESCRIPT)/node_modules $(TYPESCRIPT)/dist $(TYPESCRIPT)/build $(TYPESCRIPT_PEERS)/node_modules
	@rm -rf .venv .venvs build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venvs/mutants/.ready: requirements/mutants.txt pyproject.toml
	$(call environment,.venvs/mutants,requirements/mutants.txt)
	@.venvs/mutants/bin/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venvs/redocly/.ready: requirements/redocly/package.json requirements/redocly/package-lock.json
	@rm -rf .venvs/redocly && mkdir -p .venvs/redocly
	@cp $^ .venvs/redocly/
	@cd .venvs/redocly && npm ci --silent --no-audit --no-fund
	@touch $@

# A fresh environment at $(1), with what the lock $(2) names and nothing else.
define environment
@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; say where it is: make PYTHON=/path/to/python …" >&2; exit 1; }
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "$(PYTHON) is too old: Python 3.11 or newer is needed; say where it is: make PYTHON=/path/to/python …" >&2; exit 1; }
$(call say,set up,$(1) from $(2))
@test -x $(1)/bin/python || $(PYTHON) -m venv $(1) \
	|| { rm -rf $(1); echo "python -m venv failed; on Debian and Ubuntu it is in the package python3-venv" >&2; exit 1; }
@$(1)/bin/python $(PIP) --require-hashes -r $(2)
endef

$(READY): requirements/dev.txt pyproject.toml
	$(call environment,$(VENV),requirements/dev.txt)
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venvs/lock/.ready: requirements/lock.txt
	$(call environment,.venvs/lock,requirements/lock.txt)
	@touch $@

.venvs/versions-oldest/.ready: requirements/versions-oldest.txt pyproject.toml
	$(call environment,.venvs/versions-oldest,requirements/versions-oldest.txt)
	@.venvs/versions-oldest/bin/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venvs/spark/.ready: requirements/spark.txt pyproject.toml
	$(call environment,.venvs/spark,requirements/spark.txt)
	@.venvs/spark/bin/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(PEERS_READY): .venvs/peer-%/.ready: requirements/peers-%.txt
	$(call environment,.venvs/peer-$*,requirements/peers-$*.txt)
	@touch $@

# (The SDK itself is installed into bench-ours and bench-earlier by bench/run.py.)
$(BENCH_READY): .venvs/bench-%/.ready: requirements/bench-%.txt
	$(call environment,.venvs/bench-$*,requirements/bench-$*.txt)
	@touch $@
