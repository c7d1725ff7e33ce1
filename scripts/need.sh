#!/bin/sh
# Makes sure that programs are here: scripts/need.sh node chromium postgres pgbouncer gcc curl
#
# As root on Debian what is missing is installed. Elsewhere everything that is
# missing is named at once, and the exit status is 1. CHROMIUM names a browser
# other than /usr/bin/chromium.
set -eu

# present NAME: it is here, in a version that will do.
present() {
	case $1 in
	node)
		command -v npm >/dev/null && command -v node >/dev/null &&
			[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
		;;
	chromium) [ -x "${CHROMIUM:-/usr/bin/chromium}" ] ;;
	pgbouncer) [ -x /usr/sbin/pgbouncer ] || command -v pgbouncer >/dev/null ;;
	postgres) "$(dirname "$0")/postgres.sh" bin >/dev/null 2>&1 ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# packages NAME: the Debian packages that bring it.
packages() {
	case $1 in
	node) echo nodejs npm ;;
	postgres) echo postgresql ;;
	gcc) echo gcc libc6-dev ;;
	*) echo "$1" ;;
	esac
}

# wanted NAME: how a person is told.
wanted() {
	case $1 in
	node) echo "Node.js 18 or newer, with npm" ;;
	chromium) echo "Chromium or Chrome at ${CHROMIUM:-/usr/bin/chromium} (set CHROMIUM to its path)" ;;
	postgres) echo "PostgreSQL 13 or newer: initdb, pg_ctl, psql" ;;
	pgbouncer) echo "PgBouncer" ;;
	gcc) echo "gcc and the C library's headers, which the race detector needs" ;;
	*) echo "$1" ;;
	esac
}

# install NAME...: Debian's packages, without starting a database server of
# the system's own.
install() {
	if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	fi
	list=
	for name; do list="$list $(packages "$name")"; done
	echo "installing:$list"
	export DEBIAN_FRONTEND=noninteractive
	log=$(mktemp)
	# Word splitting is wanted: one argument for each package.
	# shellcheck disable=SC2086
	{ apt-get update -qq && apt-get install -qq -y --no-install-recommends \
		-o Dpkg::Options::=--force-confold $list; } >"$log" 2>&1 || cat "$log" >&2
	rm "$log"
}

# missing NAME...: those that are not present.
missing() {
	for name; do
		present "$name" || printf '%s ' "$name"
	done
}

left=$(missing "$@")
if [ -n "$left" ] && [ "$(id -u)" -eq 0 ] && [ -e /etc/debian_version ]; then
	# shellcheck disable=SC2086
	install $left
	left=$(missing "$@")
fi
[ -z "$left" ] && exit 0
{
	echo "missing, please install:"
	for name in $left; do echo "  $(wanted "$name")"; done
} >&2
exit 1
