#!/usr/bin/env bash
# Runs the instruments that scripts/instruments lists and writes docs/MEASURED.md.
set -euo pipefail
cd "$(dirname "$0")/.."
go build -C internal/tools -o "$PWD/bin/measured" ./measured
exec bin/measured -list scripts/instruments -out docs/MEASURED.md "$@"
