# `make help` tells what there is. Every target installs what it needs; only Go, Node and Python must be there.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CACHE := .cache
KANVARO := $(CACHE)/bin/kanvaro
# One MongoDB for all test processes of a run; it ends with the run, however that ends.
WITH_MONGODB := go run ./internal/testmongo/run

# What may be set from outside: make test PKG=./internal/store/... , make fuzz FUZZTIME=5m , make run ADDR=:8080
PKG ?= ./...
FUZZTIME ?= 10s
BENCHTIME ?= 1s
CONFORM_SECONDS ?= 1200
CONFORM_SEED ?= 1
ADDR ?= 127.0.0.1:3000
DATA ?= ./data

.PHONY: help
help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ daily work

.PHONY: run
run: $(KANVARO) ## build all and serve on http://127.0.0.1:3000, data in ./data
	$(KANVARO) serve --addr $(ADDR) --data $(DATA)

.PHONY: test
test: test-go test-web test-e2e ## all tests: Go with the race detector, the web's, the journeys in a browser

.PHONY: check
check: fmt-check vet lint type-check generated-check ## what CI checks beside the tests

.PHONY: fmt
fmt: ## format the Go code
	gofmt -w $(GO_DIRS)

##@ tests

.PHONY: test-go
test-go: servers-install $(KANVARO)
	KANVARO_BINARY=$(abspath $(KANVARO)) $(WITH_MONGODB) go test -race -timeout 15m $(PKG)

.PHONY: test-web
test-web: web-install
	go -C web/build run . -test

.PHONY: test-e2e
test-e2e: e2e-install $(KANVARO)
	KANVARO_BINARY=$(abspath $(KANVARO)) tools/journeys.sh $(filter-out $(EVERYWHERE),$(wildcard e2e/journeys/*.test.mjs))

# Every screen in every way takes minutes: CI does it, and who has changed what all screens share.
EVERYWHERE := e2e/journeys/everywhere.test.mjs
.PHONY: test-everywhere
test-everywhere: e2e-install $(KANVARO) ## every screen with a screen reader, dark, large text, on a phone, in German
	KANVARO_BINARY=$(abspath $(KANVARO)) tools/journeys.sh $(EVERYWHERE)

.PHONY: long
long: servers-install $(KANVARO) ## the store's suites and the kills with more data, the domain's stories on SQLite
	KANVARO_LONG=1 KANVARO_BINARY=$(abspath $(KANVARO)) $(WITH_MONGODB) go test -race -count=1 -timeout 30m ./internal/store/... ./e2e
	KANVARO_TEST_ENGINE=sqlite go test -race -count=1 -timeout 30m ./internal/work/...

.PHONY: conformance
conformance: $(KANVARO) ## hold the API against its description with schemathesis (CONFORM_SECONDS=1200 CONFORM_SEED=1)
	@tools/install/schemathesis.sh
	$(CACHE)/schemathesis/bin/python tools/conformance/run.py $(KANVARO) --seconds $(CONFORM_SECONDS) --seed $(CONFORM_SEED)

.PHONY: fuzz
fuzz: ## run every fuzz target for a while (FUZZTIME=10s)
	tools/fuzz.sh $(FUZZTIME)

.PHONY: bench
bench: servers-install ## run every benchmark
	$(WITH_MONGODB) go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) $(PKG)

##@ parts of check

# Folders with Go code of ours: gofmt would walk into node_modules and the cache.
GO_DIRS := $(wildcard cmd internal e2e web/*.go web/build)

.PHONY: fmt-check
fmt-check:
	@unformatted=$$(gofmt -l $(GO_DIRS)); \
	if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi

.PHONY: vet
vet:
	go vet ./...
	go -C web/build vet ./...

.PHONY: lint
lint: lint-install ## golangci-lint on Go, oxlint on TypeScript and the journeys
	$(CACHE)/bin/golangci-lint run
	tools/lint/node_modules/.bin/oxlint --config tools/lint/oxlintrc.json --deny-warnings web/src e2e

.PHONY: type-check
type-check: web-install
	web/node_modules/.bin/tsc --noEmit --project web

.PHONY: generated-check
generated-check: web-install
	go mod tidy -diff
	go -C web/build mod tidy -diff
	go -C web/build run . -check

##@ what is built

.PHONY: web
web: web-install ## bundle the web application into web/dist, which is committed
	go -C web/build run .

.PHONY: pictures
pictures: e2e-install $(KANVARO) ## take the pictures of the handbook anew (they are committed)
	KANVARO_BINARY=$(abspath $(KANVARO)) node e2e/pictures.mjs

.PHONY: build
build: $(KANVARO) ## build the program, with the web application in it

# go build finds out itself what has changed; make only knows whether the bundle is older than what it is made of.
.PHONY: $(KANVARO)
$(KANVARO): web/dist/index.html
	go build -trimpath -o $@ ./cmd/kanvaro

web/dist/index.html: $(shell find web/src web/build web/package-lock.json -type f 2>/dev/null)
	tools/install/npm.sh web
	go -C web/build run .
	@touch $@

##@ servers and tools

.PHONY: servers
servers: servers-install ## keep a MongoDB for tests running until Ctrl+C; several test runs then share it
	@$(WITH_MONGODB)

.PHONY: servers-install
servers-install: ## bring the servers that tests run against (MongoDB), and what else they call
	@tools/install/mongod.sh
	@tools/install/debian.sh curl jq

.PHONY: web-install e2e-install lint-install
web-install:
	@tools/install/npm.sh web
e2e-install:
	@tools/install/debian.sh chromium
	@tools/install/npm.sh e2e
lint-install:
	@tools/install/golangci.sh
	@tools/install/npm.sh tools/lint

.PHONY: clean
clean: ## remove what was built and installed here; data stay
	rm -rf $(CACHE) web/node_modules e2e/node_modules tools/lint/node_modules
