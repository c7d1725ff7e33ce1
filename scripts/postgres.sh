#!/bin/sh
# A throw-away PostgreSQL for tests and measurements.
#
#   postgres.sh bin         prints the folder of its programs
#   postgres.sh start DIR   starts one in DIR, an empty folder or a new one, prints its URL
#   postgres.sh stop DIR    stops it and removes DIR
#
# It listens on loopback only, trusts everybody there, and gives up safety in a
# crash for speed (FSYNC=on keeps it, for measurements).
set -eu

bin() {
	newest=
	for dir in /usr/lib/postgresql/*/bin; do
		[ ! -x "$dir/initdb" ] || newest=$dir
	done
	if [ -z "$newest" ]; then
		initdb=$(command -v initdb) || { echo "no initdb here" >&2 && exit 1; }
		newest=$(dirname "$initdb")
	fi
	echo "$newest"
}

# as_owner COMMAND...: PostgreSQL refuses to run as root.
as_owner() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		runuser -u "$owner" -- "$@"
	fi
}

start() {
	dir=$1
	mkdir -p "$dir"
	[ "$(id -u)" -ne 0 ] || chown "$owner" "$dir"
	cd "$dir"
	as_owner "$programs/initdb" -D "$dir/db" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
	fsync=${FSYNC:-off}
	wal=1GB
	[ "$fsync" = on ] || wal=256MB # it may be in memory
	for _ in 1 2 3 4 5; do
		port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 10000))
		if as_owner "$programs/pg_ctl" -D "$dir/db" -l "$dir/log" -w -t 60 start >/dev/null 2>&1 -o \
			"-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=200 -c max_wal_size=$wal -c fsync=$fsync -c full_page_writes=$fsync -c synchronous_commit=$fsync"; then
			echo "postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
			return
		fi
	done
	cat "$dir/log" >&2
	exit 1
}

stop() {
	as_owner "$programs/pg_ctl" -D "$1/db" -w -m immediate stop >/dev/null || true
	rm -rf "$1"
}

owner=postgres
id postgres >/dev/null 2>&1 || owner=nobody
programs=$(bin)

case ${1:-} in
bin) echo "$programs" ;;
start) start "$2" ;;
stop) stop "$2" ;;
*)
	echo "usage: postgres.sh bin | start DIR | stop DIR" >&2
	exit 2
	;;
esac
