#!/bin/sh
# Restarts two replicas by turns under load, behind a balancer that heeds /readyz,
# over a throw-away PostgreSQL, and counts the requests that failed: none may.
# Arguments go to bench/rolling: scripts/rolling-restarts.sh -restarts 4
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh postgres
work=$(mktemp -d)
trap 'scripts/postgres.sh stop "$work/db"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/db"
chmod 755 "$work"
CGO_ENABLED=0 go build -o "$work/web" ./cmd/web
go run ./bench/rolling -program "$work/web" -database "$(scripts/postgres.sh start "$work/db")" "$@"
