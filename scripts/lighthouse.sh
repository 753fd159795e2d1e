#!/usr/bin/env bash
# Lighthouse (mobile, 4 x CPU) on the learner's page and the teacher's sign-in, and the
# longest wait after a tap, on a hub of its own. RUNS=N loads per page; the figures are
# medians, printed as one JSON object on the last line. Says by name what cannot run.
set -euo pipefail
cd "$(dirname "$0")/.."

browser=${CHROMIUM:-/usr/bin/chromium}
package=webapp/e2e/lighthouse
[[ -x $browser ]] || { echo "not run: lighthouse: no browser at $browser"; exit 1; }
if [[ ! -f $package/node_modules/lighthouse/cli/index.js ]]; then
	npm ci --prefix "$package" --ignore-scripts --no-audit --no-fund >&2 ||
		{ echo "not run: lighthouse: its npm package could not be installed"; exit 1; }
fi
out=$(mktemp)
trap 'rm -f "$out"' EXIT
OUT=$out npx --prefix webapp vitest run --config "$PWD/$package/vitest.config.ts" >&2
cat "$out"
