#!/usr/bin/env bash
# Renders the clips that early exercises are read aloud with, where a renderer is
# there or may be installed; otherwise says which one is missing, and the build goes
# on without sound. With a renderer, a stem of kindergarten to class 2 that cannot be
# said fails the build.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

if need espeak-ng espeak-ng "reading aloud" && need opusenc opus-tools "reading aloud"; then
	rm -f content/sound/*.json # a form of before, in a folder whose files are embedded
	go run ./internal/lab/clips -pack content/numeracy -out content/sound -list docs/clips.md
else
	printf 'Without sound: %s\n' "${not_run[@]}"
fi
