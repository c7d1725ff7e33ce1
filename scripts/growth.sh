#!/bin/sh
# Measures what sign-ins leave in the database, by table and index, on a throw-away
# PostgreSQL and on SQLite: scripts/growth.sh [SIGN-INS]
# Each is a /otp, a message through a simulated carrier, a /verify and one refresh.
# Once everybody is new, and once fifty are of one person. Needs curl and sqlite3.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:-20000}
scripts/need.sh postgres
work=$(mktemp -d)
serving=
stop() {
	[ -z "$serving" ] || kill "$serving" || true
	for server in "$work"/server-*; do
		[ ! -d "$server" ] || scripts/postgres.sh stop "$server"
	done
	rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

CGO_ENABLED=0 go build -o "$work/web" ./cmd/web
go build -o "$work/bench" ./bench
mkdir "$work/data"
chmod 755 "$work"
export PHONELOGIN_SERVER_DATA_DIR="$work/data" PHONELOGIN_SERVER_LISTEN=127.0.0.1:18098 PHONELOGIN_LOG_LEVEL=error
export PHONELOGIN_SERVER_PUBLIC_URL=http://localhost:18098 PHONELOGIN_SERVER_TRUSTED_PROXIES=127.0.0.1/32
export PHONELOGIN_AUTH_PUBLISHABLE_KEY=sb_publishable_of_the_measurement
export PHONELOGIN_AUTH_RATE_LIMIT_SMS_SENT=0 PHONELOGIN_AUTH_RATE_LIMITS_OTP_PERIOD=1s
export PHONELOGIN_AUTH_SMS_SEND_IN_DEVELOPMENT=true PHONELOGIN_AUTH_SMS_TWILIO_ENABLED=true
export PHONELOGIN_AUTH_SMS_TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000
export PHONELOGIN_AUTH_SMS_TWILIO_MESSAGE_SERVICE_SID=MG00000000000000000000000000000000
export PHONELOGIN_AUTH_SMS_TWILIO_AUTH_TOKEN=00000000000000000000000000000000
export PHONELOGIN_AUTH_SMS_TWILIO_BASE_URL=http://127.0.0.1:18097

# ask KIND DATABASE STATEMENT
ask() {
	case $1 in
	postgres) "$(scripts/postgres.sh bin)/psql" -qAt -F ' ' "$2" -c "$3" ;;
	sqlite) sqlite3 -separator ' ' "${2#sqlite:}" "$3" ;;
	esac
}

# sizes KIND DATABASE prints bytes of tables and their indexes: TABLE INDEX BYTES, with
# "-" for the table itself.
sizes() {
	case $1 in
	postgres)
		ask "$1" "$2" "VACUUM"
		ask "$1" "$2" "SELECT relname, '-', pg_table_size(oid) FROM pg_class WHERE relnamespace = 'auth'::regnamespace AND relkind = 'r'
			UNION ALL SELECT tables.relname, indexes.relname, pg_relation_size(indexes.oid)
			FROM pg_index JOIN pg_class indexes ON indexes.oid = indexrelid JOIN pg_class tables ON tables.oid = indrelid
			WHERE tables.relnamespace = 'auth'::regnamespace"
		;;
	sqlite)
		ask "$1" "$2" "SELECT m.tbl_name, CASE m.type WHEN 'table' THEN '-' ELSE m.name END, sum(s.pgsize)
			FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.name"
		;;
	esac
}

# sign_in KIND DATABASE PEOPLE
sign_in() {
	PHONELOGIN_DATABASE_URL=$2 "$work/web" migrate
	PHONELOGIN_DATABASE_URL=$2 "$work/web" >"$work/log" 2>&1 &
	serving=$!
	until curl -s -o /dev/null http://127.0.0.1:18098/readyz; do sleep 0.2; done
	schema=
	[ "$1" = sqlite ] || schema=auth.
	signins=0
	while [ "$signins" -lt "$wanted" ]; do
		"$work/bench" -url http://127.0.0.1:18098 -key "$PHONELOGIN_AUTH_PUBLISHABLE_KEY" -sink 127.0.0.1:18097 \
			-flow visit -clients 8 -seconds 20 -people "$3" >"$work/bench.log"
		before=$signins
		signins=$(ask "$1" "$2" "SELECT count(*) FROM ${schema}sessions")
		if [ "$signins" -eq "$before" ]; then
			cat "$work/bench.log" "$work/log" >&2
			exit 1
		fi
	done
	kill "$serving"
	wait "$serving" || true
	serving=
	echo "bytes a row: the table, and its indexes"
	sizes "$1" "$2" | sort -k 1,1 -k 3,3nr | while read -r table index bytes; do
		rows=$(ask "$1" "$2" "SELECT count(*) FROM ${schema}$table" 2>/dev/null || echo 0)
		echo "$table $index $bytes $rows"
	done | awk '$4 >= 200 {printf "%9d rows  %7.1f  %s %s\n", $4, $3 / $4, $1, $2; all[$1] += $3 / $4}
		END {for (t in all) printf "%26.1f  %s, all\n", all[t], t}'
}

for people in 0 $((wanted / 50)); do
	name="everybody is new"
	[ "$people" = 0 ] || name="$people people"
	mkdir "$work/server-$people"
	url=$(scripts/postgres.sh start "$work/server-$people")
	echo "== PostgreSQL, $name"
	sign_in postgres "$url" "$people"
	echo "== SQLite, $name"
	sign_in sqlite "sqlite:$work/$people.db" "$people"
done
