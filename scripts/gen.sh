#!/bin/sh
# Makes the generated files that are committed: the Go code of the pages, the
# style sheet and the vendored scripts. Run it after every change in views/,
# static/src/ or tailwind.config.js; .ci/run proves that nobody forgot.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh node
cd tools
# Not `npm ci`: it insists on a lock of every platform's binary, which not every
# registry has. Versions are exact in package.json.
[ -d node_modules ] || npm install --no-save --no-audit --no-fund
# Tailwind runs on the Node 18 of Debian 12 but does not promise it, so npm
# leaves its binary out there and says nothing.
if ! node -e "require('@tailwindcss/oxide')" 2>/dev/null; then
	npm install --no-save --no-audit --no-fund \
		"@tailwindcss/oxide-linux-$(node -p process.arch)-gnu@$(node -p "require('tailwindcss/package.json').version")"
fi
go tool templ generate -path ../views
npx tailwindcss --input ../static/src/app.css --output ../static/app.css --minify
cp node_modules/htmx.org/dist/htmx.min.js ../static/htmx.min.js
