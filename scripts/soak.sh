#!/usr/bin/env bash
# Runs simulated worlds and fuzzers for DURATION (default 1h) with seeds nobody ran
# before, and appends what ran and what came out to docs/MEASURED.md.
set -uo pipefail
cd "$(dirname "$0")/.."

duration=${DURATION:-1h}
case $duration in
*h) limit=$((${duration%h} * 3600)) ;;
*m) limit=$((${duration%m} * 60)) ;;
*s) limit=${duration%s} ;;
*) echo "DURATION is a number with s, m or h, for example 2h" >&2; exit 2 ;;
esac

# Once: HISTORIES random learners on every kind of machine there is (half an hour of processor time for 100,000).
histories=${HISTORIES:-100000}
bits=$(go test ./internal/tutor/samebits -run TestSameBitsEverywhere -histories "$histories" -within 1h -timeout 8h -v 2>&1)
bits_failed=$?
echo "$bits"
while IFS= read -r said; do
	echo "- $(date -u +%F): $said" | tee -a docs/MEASURED.md
done < <(grep -oE '(same bits|not run): [0-9].*' <<<"$bits")

# The day gives the first seed, so that every soak sees new ones and can be repeated.
first=$(($(date +%s) / 60 * 1000))
seeds=0 failures=$((bits_failed > 0))
end=$((SECONDS + limit))
while ((SECONDS < end)); do
	if ! go test ./internal/simtest -run TestSeeds -first $((first + seeds)) -seeds 200 -timeout 1h; then
		failures=$((failures + 1))
	fi
	if ! go test ./internal/simtest -run TestSeeds -first $((first + seeds + 200)) -seeds 10 -whole -timeout 1h; then
		failures=$((failures + 1))
	fi
	seeds=$((seeds + 210))
	go test -C internal/tools/cuttest . -run 'TestCuts$' -seed $((first + seeds)) -cuts 20000 -timeout 1h || failures=$((failures + 1))
	cuts=$((cuts + 20000))
	FUZZTIME=30s SEEDS=0 ONLY=fuzz scripts/test.sh || failures=$((failures + 1))
done

line="- $(date -u +%F): soak of $duration: simulation seeds $first to $((first + seeds - 1)) ($seeds, each twice), $cuts power cuts, $failures failing rounds."
((failures > 0)) || line+=" For 0 in $seeds seeds and $cuts cuts the true rates are below 3/$seeds and 3/$cuts with 95 % confidence."
echo "$line" | tee -a docs/MEASURED.md
((failures == 0))
