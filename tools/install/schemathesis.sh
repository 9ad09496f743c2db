#!/usr/bin/env bash
# Installs schemathesis, which holds the API against its own description, into .cache/schemathesis.
set -euo pipefail
cd "$(dirname "$0")/../.."

into=.cache/schemathesis
want=$(cat tools/conformance/requirements.txt)
if [ "$(cat "$into/installed" 2>/dev/null || true)" = "$want" ]; then exit 0; fi

rm -rf "$into"
if ! python3 -m venv "$into" 2>/dev/null; then
	tools/install/debian.sh python3-venv
	python3 -m venv "$into"
fi
"$into/bin/pip" install --quiet --disable-pip-version-check -r tools/conformance/requirements.txt
printf '%s' "$want" >"$into/installed"
