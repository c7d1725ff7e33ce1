#!/usr/bin/env bash
# Runs everything that can be tested and ends with one line: "N passed, N failed",
# also where it is interrupted or something dies. It says what it does at least
# once a minute.
#
# Two lanes run side by side: the Go tests, and (behind a build of the program)
# the browser and client suites of e2e/. Both use a PostgreSQL of their own.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d)
counts=$work/counts
: >"$counts"
echo "looking for what is needed" >"$work/now"
lanes=()
unfinished="something failed that is no test"

finish() {
	trap - EXIT
	trap '' INT TERM HUP
	for lane in "${lanes[@]}"; do end "$lane"; done
	[ -z "${pooler:-}" ] || scripts/pgbouncer.sh stop "$pooler"
	[ -z "${database:-}" ] || scripts/postgres.sh stop "$database"
	if [ -n "$unfinished" ]; then
		echo "FAIL not everything was tested: $unfinished"
		echo "0 1" >>"$counts"
	fi
	summary=$(awk '{p+=$1; f+=$2} END {printf "%d passed, %d failed\n", p, f; exit f > 0}' "$counts") && status=0 || status=1
	rm -rf "$work"
	echo "$summary"
	exit "$status"
}
trap finish EXIT
trap 'unfinished="it was interrupted"; exit 1' INT TERM HUP

# give_up WORDS: nothing more can be tested.
give_up() {
	unfinished=$1
	exit 1
}

# begin COMMAND...: a lane, which is a group of processes of its own, so that all
# of them can be ended. Its id is then in $lane.
begin() {
	set -m
	"$@" </dev/null &
	set +m
	lane=$!
	lanes+=("$lane")
}

# join LANE NAME: waits until it ends. One that dies is a failure: what it does not
# count any more would not be missed.
join() {
	wait "$1" 2>/dev/null && return
	echo "FAIL $2 ended before its time"
	echo "0 1" >>"$counts"
}

# end LANE: now, within ten seconds.
end() {
	kill -TERM -- "-$1" 2>/dev/null || return 0
	for _ in $(seq 100); do
		kill -0 -- "-$1" 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL -- "-$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# run COMMAND...: a lane to its end.
run() {
	echo "$*" >"$work/now"
	begin "$@"
	join "$lane" "$*"
}

# speak: a sign of life.
speak() {
	while sleep 45; do
		printf '     %d min: %s' $((SECONDS / 60)) "$(cat "$work/now")"
		[ ! -s "$work/e2e.log" ] || printf ' · e2e: %s' "$(tail -n 1 "$work/e2e.log")"
		echo
	done
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

# reached: nothing is there that neither a program nor a test can reach.
reached() {
	unreached=$("$work/deadcode" -test ./...) || return 1
	[ -z "$unreached" ] || { echo "$unreached" && false; }
}

# vulnerabilities: known ones of what is used. Where the list of them cannot be
# had this is no pass, and no failure of the code either.
vulnerabilities() {
	list=${GOVULNDB:-https://vuln.go.dev}
	if ! curl -fsS -m 20 -o /dev/null "$list/index/modules.json" 2>/dev/null; then
		echo "---- govulncheck was not run: $list cannot be reached"
		return
	fi
	check govulncheck go -C tools tool govulncheck -C .. ./...
}

# go_tests ARGUMENTS...: of `go test`, each test counted.
go_tests() {
	ours=$work/go.counts
	rm -f "$ours" "$work/go.failed"
	{ go test -json "$@" 2>"$work/go.err" || : >"$work/go.failed"; } | "$work/tally" "$ours" || true
	# Its failure may be one of no test: it died, or there is nothing to build.
	if [ ! -s "$ours" ] || { [ -e "$work/go.failed" ] && ! grep -q ' [1-9]' "$ours"; }; then
		echo "FAIL go test $*"
		cat "$work/go.err"
		echo "0 1" >>"$ours"
	fi
	cat "$ours" >>"$counts"
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
		--test-reporter=tap --test-reporter-destination="$tap" "$@" || true
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
} >"$work/e2e.log" 2>&1

begin speak
export CGO_ENABLED=0
go build -o "$work/tally" ./scripts/tally
begin go build -o "$work/web" ./cmd/web
build=$lane
scripts/need.sh gcc curl node chromium postgres pgbouncer || give_up "something is missing"
# Databases of tests are hundreds of files: in memory, where there are 2 GiB to
# spare.
free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $4}')
if [ "${free:-0}" -gt 2097152 ] && [ -w /dev/shm ]; then
	database=$(mktemp -d -p /dev/shm)
else
	database=$(mktemp -d)
fi
TEST_POSTGRES=$(scripts/postgres.sh start "$database") || give_up "PostgreSQL does not start"
export TEST_POSTGRES
export E2E_PROGRAM="$work/web"
echo "building the program" >"$work/now"
wait "$build" || give_up "the program does not build"

begin e2e
e2e=$lane
run check gofmt formatted
run check vet go vet ./...
run check tools go -C tools build -o "$work/" honnef.co/go/tools/cmd/staticcheck golang.org/x/tools/cmd/deadcode
run check staticcheck "$work/staticcheck" ./...
run check deadcode reached
run vulnerabilities
run go_tests ./...
# The race detector watches the memory of the program, which is the same over
# both databases; more goes on at once over Postgres. What speaks to the database
# goes through a pooler in transaction mode in this second run.
export CGO_ENABLED=1 TEST_DATABASE=postgres
pooler=$(mktemp -d)
TEST_POOLER=$(scripts/pgbouncer.sh start "$pooler" "$TEST_POSTGRES") || give_up "no pooler"
export TEST_POOLER
run go_tests -race -timeout 30m ./auth/... ./handlers/... ./models/...
run check pooler pooler_lives
echo "the suites of e2e" >"$work/now"
join "$e2e" "the lane of e2e"
cat "$work/e2e.log"
unfinished=
