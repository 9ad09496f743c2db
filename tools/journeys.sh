#!/usr/bin/env bash
# Runs journeys: journeys.sh FILE... A file in which one failed is run once more, alone: two browsers on two cores are
# sometimes slower than a journey is patient. What fails then has failed; what passes then is told as well.
set -euo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if node --test --test-reporter=spec --test-concurrency=2 "$@" 2>&1 | tee "$log"; then exit 0; fi

mapfile -t failed < <(grep -oE '^test at e2e/journeys/[a-z-]+\.test\.mjs' "$log" | cut -d' ' -f3 | sort -u)
[ ${#failed[@]} -gt 0 ] || exit 1
echo "journeys: once more, alone: ${failed[*]}"
node --test --test-reporter=spec --test-concurrency=1 "${failed[@]}"
