#!/bin/sh
# A throw-away PgBouncer in transaction mode before a PostgreSQL, for tests and
# measurements.
#
#   pgbouncer.sh start DIR URL   starts one in the empty folder DIR before the
#                                server of URL, prints its URL
#   pgbouncer.sh stop DIR        stops it and removes DIR
#
# It has fewer connections to each database than its clients open (POOL_SIZE), and
# its other settings are those of the package: parameters that it does not know are
# refused.
#
# PgBouncer 1.18 to 1.20 ends, with "FATAL ... server in bad state: 11", where the
# server speaks while a request to cancel a query is on its way. pgx sends one for
# each query whose context ends, and DROP DATABASE ... WITH (FORCE) makes the server
# speak: so tests let their queries come to an end before their database goes.
set -eu

# listens LOG: it does within five seconds.
listens() {
	for _ in $(seq 50); do
		! grep -qs "process up" "$1" || return 0
		sleep 0.1
	done
	return 1
}

start() {
	dir=$1
	address=${2#*://}
	path=/${address#*/} # "/database?parameters"
	address=${address%%/*}
	user=${address%@*}
	server=${address##*@}
	owner=
	if [ "$(id -u)" -eq 0 ]; then # it refuses to run as root
		owner="user = nobody"
		chown nobody "$dir"
		chmod 755 "$dir"
	fi
	for _ in 1 2 3 4 5; do
		port=$((30000 + $(od -An -N2 -tu2 /dev/urandom) % 2000))
		cat >"$dir/pgbouncer.ini" <<-INI
			[databases]
			* = host=${server%:*} port=${server##*:}
			[pgbouncer]
			listen_addr = 127.0.0.1
			listen_port = $port
			unix_socket_dir =
			auth_type = any
			$owner
			pool_mode = transaction
			default_pool_size = ${POOL_SIZE:-4}
			max_client_conn = 1000
			server_idle_timeout = 5
			logfile = $dir/log
			pidfile = $dir/pid
		INI
		# auth_type any ignores the client's user.
		sed -i "s/^\* = .*/& user=${user%%:*}/" "$dir/pgbouncer.ini"
		chmod 644 "$dir/pgbouncer.ini"
		if "$program" -q -d "$dir/pgbouncer.ini" >>"$dir/out" 2>&1 && listens "$dir/log"; then
			echo "postgres://$user@127.0.0.1:$port$path"
			return
		fi
	done
	cat "$dir/out" "$dir/log" >&2
	exit 1
}

stop() {
	kill "$(cat "$1/pid")" 2>/dev/null || true
	rm -rf "$1"
}

PATH=$PATH:/usr/sbin
program=$(command -v pgbouncer) || { echo "no pgbouncer here" >&2 && exit 1; }

case ${1:-} in
start) start "$2" "$3" ;;
stop) stop "$2" ;;
*)
	echo "usage: pgbouncer.sh start DIR URL | stop DIR" >&2
	exit 2
	;;
esac
