#!/usr/bin/env bash
# scripts/fuzz.sh TIME FOLDER PACKAGE NAME: one fuzzer for so long; what it printed
# is shown when it found something. FOLDER takes the output meanwhile.
set -uo pipefail
fuzztime=$1 out=$2/fuzz-$4
go test -run '^$' -fuzz "^$4\$" -fuzztime "$fuzztime" -parallel 1 "$3" >"$out" 2>&1 && exit 0
echo "--- FAIL: $4 in $3"
cat "$out"
exit 1
