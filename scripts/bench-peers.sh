#!/usr/bin/env bash
# The same day of answers side by side, from rows in memory to bytes and back: the
# product's segments, NDJSON with zstd -19, Parquet and Automerge. Prints a table and,
# as the last line, one JSON object. The day is of an invented school; --workload FILE
# takes it from a file of lab/wire's form, DATA=FOLDER from w.ndjson.zst there or in
# its folder sync-workload.
# Peers are installed under bin/peers at the versions that scripts/peers names; what
# could not be is said by name, and the rest is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

source=(-invent 5)
for file in "${DATA:-none}"/{,sync-workload/}w.ndjson.zst; do
	[[ ! -f $file ]] || source=(-workload "$file")
done
while (($#)); do
	case $1 in
	--workload) source=(-workload "$2") && shift 2 ;;
	*) echo "usage: scripts/bench-peers.sh [--workload FILE]" >&2 && exit 2 ;;
	esac
done

# Peers have no business telling anybody that they were measured.
export DO_NOT_TRACK=1 npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false \
	PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 OMP_NUM_THREADS=1

kept=$PWD/bin/peers
mkdir -p "$kept"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# not_run PEER WHY: a line of the table instead of a figure.
not_run() { printf '{"peer":"%s","not_run":"%s"}\n' "$1" "$2" >>"$work/peers"; }

python_ready() {
	command -v python3 >/dev/null || { why="python3 is missing"; return 1; }
	cmp -s scripts/peers/requirements.txt "$kept/venv/installed" && return 0
	rm -rf "$kept/venv"
	why="no virtual environment could be made"
	python3 -m venv "$kept/venv" >"$work/log" 2>&1 || return 1
	why="the package pyarrow could not be installed by pip"
	timeout 300 "$kept/venv/bin/pip" install -q --only-binary :all: -r scripts/peers/requirements.txt >"$work/log" 2>&1 || return 1
	cp scripts/peers/requirements.txt "$kept/venv/installed"
}

node_ready() {
	cmp -s scripts/peers/package.json "$kept/npm/installed" && return 0
	rm -rf "$kept/npm"
	mkdir -p "$kept/npm"
	cp scripts/peers/package.json "$kept/npm/"
	why="the package @automerge/automerge could not be installed by npm"
	timeout 300 npm install --prefix "$kept/npm" --ignore-scripts --no-audit --no-fund >"$work/log" 2>&1 || return 1
	cp scripts/peers/package.json "$kept/npm/installed"
}

# measured PEER COMMAND…: adds what the command prints, or that it failed.
measured() {
	local peer=$1
	shift
	if timeout 300 "$@" >"$work/one" 2>"$work/log"; then
		cat "$work/one" >>"$work/peers"
	else
		local code=$?
		sed 's/^/  /' "$work/log" >&2
		if ((code == 124)); then not_run "$peer" "it took more than 300 s"; else not_run "$peer" "it failed, see above"; fi
	fi
}

go run ./internal/lab/wire "${source[@]}" -day "$work/day.ndjson" |
	sed -E 's/.*"day_attempts":([0-9]+),"day_bytes":([0-9]+),"day_encode_s":([^,]+),"day_decode_s":([^,}]+).*/{"peer":"segments, signed","attempts":\1,"bytes":\2,"encode_s":\3,"decode_s":\4}/' >"$work/peers"
if python_ready; then
	measured "NDJSON and Parquet" "$kept/venv/bin/python" scripts/peers/columns.py "$work/day.ndjson"
else
	not_run "NDJSON, zstd -19, and Parquet" "$why"
fi
if node_ready; then
	measured Automerge node scripts/peers/automerge.mjs "$kept/npm" "$work/day.ndjson"
else
	not_run Automerge "$why"
fi
node scripts/peers/table.mjs <"$work/peers"
