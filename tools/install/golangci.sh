#!/usr/bin/env bash
# Builds golangci-lint, as tools/go.mod pins it, into .cache/bin. It has a module of its own, for it is a tool under the
# GPL and brings hundreds of modules that the product must not know. Two minutes of processor time, once.
set -euo pipefail
cd "$(dirname "$0")/../.."

stamp=.cache/bin/golangci-lint.stamp
want=$(cat tools/go.mod tools/go.sum | sha256sum; go env GOVERSION)
[ ! -x .cache/bin/golangci-lint ] || [ "$(cat "$stamp" 2>/dev/null)" != "$want" ] || exit 0

echo "install: golangci-lint (built from source, this takes minutes)"
mkdir -p .cache/bin
GOBIN="$PWD/.cache/bin" go -C tools install tool
echo "$want" >"$stamp"
