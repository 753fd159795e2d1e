#!/usr/bin/env bash
# Puts a class of LEARNERS for DURATION on a hub of its own, on a fresh folder and
# loopback, and prints what classload measured. Further words go to classload.
set -euo pipefail
cd "$(dirname "$0")/.."

learners=$1 duration=$2
shift 2
work=$(mktemp -d)
: >"$work/out" # it is looked at before the hub has begun
bin/hub serve --data "$work/hub" --listen 127.0.0.1:0 --demo "$learners" --no-history >"$work/out" 2>"$work/log" </dev/null &
hub=$!
trap 'kill -TERM $hub 2>/dev/null; wait $hub || true; rm -rf "$work"' EXIT
for ((i = 0; i < 500; i++)); do
	url=$(sed -n 's/^ready //p' "$work/out")
	[[ -n $url ]] && break
	kill -0 $hub || { cat "$work/log" >&2; exit 1; }
	sleep 0.02
done
go run ./internal/lab/classload -hub "$url" -roster "$work/hub/demo.json" -learners "$learners" -duration "$duration" -pid $hub "$@"
