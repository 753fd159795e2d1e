#!/usr/bin/env bash
# Runs every test that can run on this machine and ends with one line for each
# that could not. SEEDS, CUTS, FUZZTIME and ONLY
# change what runs ("build race full seeds cuts fuzz web browser"); every stage runs even when an earlier one failed.
set -uo pipefail
cd "$(dirname "$0")/.."
source scripts/need.sh

seeds=${SEEDS:-200}
fuzztime=${FUZZTIME:-5s}
cuts=${CUTS:-2000}
only=${ONLY:-build race full seeds cuts fuzz web browser}
failed=()
begin=$SECONDS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# stage NAME COMMAND…: runs a stage that was asked for, and remembers its failure.
stage() {
	local name=$1 start=$SECONDS
	shift
	[[ " $only " == *" $name "* ]] || { not_run+=("$name: not in ONLY=\"$only\""); return; }
	echo "=== $name"
	"$@" || failed+=("$name")
	echo "=== $name: $((SECONDS - start)) s"
}

# First, because some Go tests look at the web app as it is embedded.
build() { make -s build; }

# The race detector makes everything several times slower, so it gets the short
# form of tests, and none of the packages whose code and tests start no goroutine;
# the next stage runs all of them whole, without it.
race() {
	local alone='darasa/(content|internal/(curriculum|curriculum/solver|curriculum/foreign|lab/items|speech))$'
	echo "not under the race detector, since nothing in them runs side by side: $(go list ./... | grep -cE "$alone") packages that match $alone"
	go list ./... | grep -vE "$alone" | xargs go test -race -short -timeout 25m
}

full() {
	go build -C internal/tools -o "$PWD/bin/testreport" ./testreport && go test -C internal/tools ./testreport ./measured || return 1
	go test -json -timeout 30m ./... | bin/testreport -skips "$work/skips"
}

# What the seeds are worth, the bugs planted for them tell.
simulation() {
	go test ./internal/simtest -run TestSeeds -seeds "$seeds" -timeout 40m &&
		go test -tags planted ./internal/simtest -run TestPlanted -v -timeout 20m
}

# A module of its own: it needs a SQLite that takes a file system written in Go.
cuts() { go test -C internal/tools/cuttest . -cuts "$cuts" -timeout 12m; }

# The go command takes one fuzzer at a time; two such commands with a worker each
# keep two cores busy while the other links.
fuzz() {
	grep -rlE '^func Fuzz' --include='*_test.go' internal cmd content |
		while read -r file; do grep -oE '^func Fuzz[A-Za-z0-9_]*' "$file" | sed "s|^func |./$(dirname "$file") |"; done |
		xargs -P 2 -L 1 scripts/fuzz.sh "$fuzztime" "$work"
}

web() { make -s webapp/node_modules/.package-lock.json && npm --prefix webapp test; }

browser() { build && npm --prefix webapp run e2e; }

need gcc gcc "race detector" || only=${only/race/}
need qemu-aarch64 qemu-user "same bits on arm and arm64" || true
need mkfs.vfat dosfstools "sticks with vfat" || true
grep -qw vfat /proc/filesystems || need fusefat fusefat "sticks with vfat, for which this kernel has no driver" || true
need ip iproute2 "mDNS between network namespaces" || true
need chromium chromium "browser tests" || only=${only/browser/}
node_version=$(node --version 2>/dev/null || true)
if ! printf '%s\n' v20.19 "$node_version" | sort -VC; then
	not_run+=("build, web, browser: Node ${node_version:-is missing}, at least v20.19 is needed")
	only=${only/build/} only=${only/web/} only=${only/browser/}
fi

stage build build
stage race race
stage full full
stage seeds simulation
stage cuts cuts
stage fuzz fuzz
stage web web
stage browser browser

[[ ! -s $work/skips ]] || mapfile -t -O "${#not_run[@]}" not_run <"$work/skips"
echo
echo "Not run here: ${#not_run[@]}"
((${#not_run[@]} == 0)) || printf '  %s\n' "${not_run[@]}"
echo "Took $((SECONDS - begin)) s."
if ((${#failed[@]} > 0)); then
	echo "FAILED: ${failed[*]}"
	exit 1
fi
echo "All that ran passed."
