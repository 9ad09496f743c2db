#!/usr/bin/env bash
# Runs every fuzz target of the module for a while, one after another: fuzz.sh TIME
# (go test takes one target of one package at a time.)
set -euo pipefail
cd "$(dirname "$0")/.."

time=$1
count=0
while read -r package; do
	while read -r target; do
		echo "fuzz: $target ($package)"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package" </dev/null
		count=$((count + 1))
	done < <(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true)
done < <(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./... | grep .)
echo "fuzz: $count targets"
