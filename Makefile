# Two commands for a newcomer: `make run` and `make test`. Longer recipes live in
# scripts/. What a target needs and does not find on the machine it names.

SHELL := /bin/bash
.DEFAULT_GOAL := help

tool := go tool -modfile=internal/tools/go.mod

go_sources  := $(shell find cmd content internal webapp/embed.go -type f -not -name '*_test.go' -not -path '*/testdata/*' -not -path 'internal/lab/*' -not -path 'internal/tools/*')
tutor       := $(shell find internal/engine internal/tutor -name '*.go' -not -name '*_test.go')
web_sources := $(shell find webapp -type f -not -path '*/node_modules/*' -not -path 'webapp/dist/*' -not -path 'webapp/.*' -not -path 'webapp/e2e/*' -not -name '*.test.*')
web         := webapp/dist/index.html
modules     := webapp/node_modules/.package-lock.json
sound       := content/sound/.made

.PHONY: help run build test check format measure bench-peers soak clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: bin/hub bin/cloudsync ## start hub and cloud with an invented class (LISTEN=HOST:PORT, CLOUD=HOST:PORT, DEMO=40; LIVE=1: ten simulated tablets work)
	@scripts/run.sh

build: bin/hub bin/cloudsync ## build the web app and both programs into bin/

test: ## everything that can run here, in at most 15 minutes; says what could not
	@scripts/test.sh

check: $(modules) ## format, vet, lint, types, import rule
	$(tool) golangci-lint fmt --diff
	go vet ./...
	$(tool) golangci-lint run
	npm --prefix webapp run check
	go test ./internal

format: $(modules) ## put every file in the one format
	$(tool) golangci-lint fmt
	npm --prefix webapp run format

measure: build ## run the instruments and write docs/MEASURED.md
	@scripts/measure.sh

bench-peers: ## the same day as our segments, NDJSON, Parquet and Automerge (DATA=FOLDER: of w.ndjson.zst there)
	@scripts/bench-peers.sh

soak: build ## the long versions, by hand (DURATION=1h)
	@scripts/soak.sh

clean: ## remove what was built; run/ keeps its data
	rm -rf bin webapp/dist/* webapp/.build

bin/hub: $(go_sources) go.mod go.sum $(web) $(sound)
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o $@ ./cmd/hub

bin/cloudsync: $(go_sources) go.mod go.sum $(web)
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o $@ ./cmd/cloudsync

$(web): $(modules) $(web_sources) $(tutor)
	npm --prefix webapp run build
	@touch $@

# Clips are made once and again only where the words of a pack change.
$(sound): $(wildcard content/*/locale/*.json) $(wildcard content/*/generators/*.json) $(wildcard content/*/media/clip.*) $(wildcard internal/speech/* internal/lab/clips/*) scripts/sound.sh
	@scripts/sound.sh
	@touch $@

$(modules): webapp/package.json webapp/package-lock.json
	npm --prefix webapp ci --no-audit --no-fund
	@touch $@
