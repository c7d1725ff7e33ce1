.PHONY: help dev gen test bench build
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-7s %s\n", $$1, $$2}' Makefile

dev: gen ## generate, then run in development mode
	go run ./cmd/web

gen: ## generate the pages and the style sheet (needs Node)
	scripts/gen.sh

test: ## run everything that can be tested, installing what is missing
	@scripts/test.sh

bench: ## measure the JSON API on both databases
	@scripts/bench.sh

build: ## one static binary: bin/web
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/web ./cmd/web
