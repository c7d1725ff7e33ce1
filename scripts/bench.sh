#!/bin/sh
# Measures the JSON API on SQLite and on a throw-away PostgreSQL that keeps its
# promises (fsync on). Arguments go to bench: scripts/bench.sh -seconds 2
set -eu
cd "$(dirname "$0")/.."

scripts/need.sh postgres
work=$(mktemp -d)
trap 'scripts/postgres.sh stop "$work"' EXIT
trap 'exit 130' INT TERM
url=$(FSYNC=on scripts/postgres.sh start "$work")
go run ./bench -postgres "$url" -db-pid "$(head -n 1 "$work/db/postmaster.pid")" "$@"
