#!/bin/sh
# Judges the phone page and the code page with Lighthouse, as on a phone, and
# fails below 99 in performance, accessibility or best practices. It is not part
# of the tests: it loads a large package and wants a quiet machine.
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh node chromium
[ -d e2e/node_modules ] || npm ci --prefix e2e --no-audit --no-fund
exec node e2e/lighthouse.mjs
