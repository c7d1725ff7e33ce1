#!/bin/sh
# Measures `web import` from a throw-away PostgreSQL with generated users, to
# another database there and to SQLite: scripts/import-bench.sh [USERS]
# Needs Linux, for the peak of memory.
set -eu
cd "$(dirname "$0")/.."

users=${1:-100000}
scripts/need.sh postgres
work=$(mktemp -d)
server=$(mktemp -d)
trap 'scripts/postgres.sh stop "$server"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
url=$(FSYNC=on scripts/postgres.sh start "$server")
psql="$(scripts/postgres.sh bin)/psql -q"
source=${url%/postgres*}/source?sslmode=disable
target=${url%/postgres*}/target?sslmode=disable

CGO_ENABLED=0 go build -o "$work/web" ./cmd/web
$psql "$url" -c 'CREATE DATABASE source' -c 'CREATE DATABASE target'
$psql "$source" -f models/modelstest/gotrue/schema.sql
$psql "$source" -v n="$users" -f models/modelstest/gotrue/users.sql

# measure NAME DATABASE
measure() {
	echo "== to $1"
	began=$(date +%s%N)
	PHONELOGIN_DATABASE_URL=$2 PHONELOGIN_SERVER_DATA_DIR=$work "$work/web" import --from "$source" 2>/dev/null &
	peak=0
	while now=$(awk '/VmHWM/ {print $2}' "/proc/$!/status" 2>/dev/null) && [ -n "$now" ]; do
		peak=$now
		sleep 0.1
	done
	wait $!
	took=$((($(date +%s%N) - began) / 1000000))
	echo "$took ms, $((users * 1000 / took)) users a second, at most $((peak / 1024)) MB"
}

measure PostgreSQL "$target"
measure SQLite "sqlite:$work/import.db"
