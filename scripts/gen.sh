#!/bin/sh
# Makes the generated files that are committed: the Go code of the pages, the
# style sheet and the vendored scripts. Run it after every change in views/,
# static/src/ or tailwind.config.js; .ci/run proves that nobody forgot.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh node
cd tools
[ -d node_modules ] || npm ci --no-audit --no-fund
go tool templ generate -path ../views
npx tailwindcss --input ../static/src/app.css --output ../static/app.css --minify
cp node_modules/htmx.org/dist/htmx.min.js ../static/htmx.min.js
