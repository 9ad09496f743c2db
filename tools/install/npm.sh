#!/usr/bin/env bash
# Installs the npm packages of a folder when they differ from what its files ask for: npm.sh FOLDER
# A lock file is followed to the letter; a folder without one is installed as its package.json says.
set -euo pipefail
cd "$(dirname "$0")/../.."
cd "$1"

files=(package.json)
how=install
if [ -f package-lock.json ]; then
	files+=(package-lock.json)
	how=ci
fi
want=$(cat "${files[@]}" | sha256sum)
stamp=node_modules/.installed-by-kanvaro
[ "$(cat "$stamp" 2>/dev/null)" != "$want" ] || exit 0

echo "install: npm packages of $1"
npm "$how" --no-audit --no-fund --loglevel=error
echo "$want" >"$stamp"
