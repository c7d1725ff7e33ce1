#!/bin/sh
# Runs everything that can be tested and ends with one line: "N passed, N failed".
#
# Two lanes run side by side: the Go tests, and (behind a build of the program)
# the browser and client suites of e2e/. Both use a PostgreSQL of their own.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d)
counts=$work/counts
: >"$counts"

finish() {
	trap - EXIT INT TERM
	[ -z "${e2e_lane:-}" ] || kill "$e2e_lane" 2>/dev/null || true
	[ -z "${pooler:-}" ] || scripts/pgbouncer.sh stop "$pooler"
	[ -z "${database:-}" ] || scripts/postgres.sh stop "$database"
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# give_up WORDS: nothing can be tested at all.
give_up() {
	echo "$1"
	echo "0 passed, 1 failed"
	exit 1
}

# check NAME COMMAND...: one pass or one failure, quiet when it passes.
check() {
	name=$1
	shift
	if "$@" >"$work/$name.log" 2>&1; then
		echo "ok   $name"
		echo "1 0" >>"$counts"
	else
		echo "FAIL $name"
		cat "$work/$name.log"
		echo "0 1" >>"$counts"
	fi
}

formatted() {
	unformatted=$(gofmt -l .)
	[ -z "$unformatted" ] || { echo "not as gofmt writes it: $unformatted" && false; }
}

# go_tests ARGUMENTS...: of `go test`, each test counted.
go_tests() {
	go test -json "$@" >"$work/go.json" 2>"$work/go.err" || true
	"$work/tally" "$counts" <"$work/go.json" || { cat "$work/go.err" && echo "0 1" >>"$counts"; }
}

# pooler_lives, or says what it ended with: all tests after that found no database.
pooler_lives() {
	kill -0 "$(cat "$pooler/pid")" || { tail -n 1 "$pooler/log" && false; }
}

# suites DATABASE FILES...: suites of e2e/, each test counted.
suites() {
	echo "e2e on $1"
	tap=$work/$1.tap
	kind=$1
	shift
	E2E_DATABASE=$kind node --test --test-concurrency=1 \
		--test-reporter=spec --test-reporter-destination=stdout \
		--test-reporter=tap --test-reporter-destination="$tap" "$@" &
	node=$!
	trap 'kill "$node"; exit 143' TERM # a shell that waits would not pass it on
	wait "$node" || true
	# What was skipped or cancelled did not pass. No totals: it never ended.
	awk '/^# pass /{p=$3; seen=1} /^# (fail|cancelled|skipped|todo) /{f+=$3}
		END {print p+0, seen ? f+0 : 1}' "$tap" >>"$counts"
}

e2e() {
	check npm-ci npm ci --prefix e2e --no-audit --no-fund
	suites sqlite $(ls e2e/*.test.mjs | grep -v -e outage)
	# How pages look, and what they say, is the same over both databases; what two
	# tabs, five posts at once and an outage do is not.
	suites postgres e2e/pages-flow.test.mjs e2e/pages-lost.test.mjs $(ls e2e/*.test.mjs | grep -v -e golden -e storybook -e inbox -e embedding -e pages-)
}

export CGO_ENABLED=0
go build -o "$work/tally" ./scripts/tally
go build -o "$work/web" ./cmd/web &
build=$!
scripts/need.sh gcc curl node chromium postgres pgbouncer || give_up "something is missing"
# Nearly every test makes a database, which is hundreds of files: in memory, where
# there are 2 GiB to spare.
free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $4}')
if [ "${free:-0}" -gt 2097152 ] && [ -w /dev/shm ]; then
	database=$(mktemp -d -p /dev/shm)
else
	database=$(mktemp -d)
fi
TEST_POSTGRES=$(scripts/postgres.sh start "$database")
export TEST_POSTGRES
export E2E_PROGRAM="$work/web"
wait "$build" || give_up "the program does not build"

e2e >"$work/e2e.log" 2>&1 &
e2e_lane=$!
check gofmt formatted
check vet go vet ./...
go_tests ./...
# The race detector watches the memory of the program, which is the same over
# both databases; more goes on at once over Postgres. What speaks to the database
# goes through a pooler in transaction mode in this second run.
export CGO_ENABLED=1 TEST_DATABASE=postgres
pooler=$(mktemp -d)
TEST_POOLER=$(scripts/pgbouncer.sh start "$pooler" "$TEST_POSTGRES") || give_up "no pooler"
export TEST_POOLER
go_tests -race -timeout 30m ./auth/... ./handlers/... ./models/...
check pooler pooler_lives
wait "$e2e_lane" || true
e2e_lane=
cat "$work/e2e.log"

awk '{p+=$1; f+=$2} END {printf "%d passed, %d failed\n", p, f; exit f > 0}' "$counts"
