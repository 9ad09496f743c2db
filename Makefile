# `make help` tells what there is. Every target installs what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.PHONY: servers-install
servers-install: ## bring the servers that tests run against (MongoDB)
	@tools/install/mongod.sh

.PHONY: servers
servers: servers-install ## keep a MongoDB for tests running until Ctrl+C; several test runs then share it
	@go run ./internal/testmongo/run
