#!/bin/sh
# Measures the lists of admins over two million users and as many audit entries, on a
# throw-away PostgreSQL and on SQLite: scripts/admin-lists.sh [ROWS]
# Each page deep in a list is asked for by its number, and the next one by its token.
# Needs curl and sqlite3, and some 5 GB in TMPDIR. KEEP=1 keeps the databases.
set -eu
cd "$(dirname "$0")/.."

rows=${1:-2000000}
scripts/need.sh postgres
work=$(mktemp -d)
server=$(mktemp -d)
serving=
stop() {
	[ -z "$serving" ] || kill "$serving" || true
	[ -n "${KEEP:-}" ] || scripts/postgres.sh stop "$server"
	[ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

CGO_ENABLED=0 go build -o "$work/web" ./cmd/web
mkdir "$work/data"
export PHONELOGIN_SERVER_DATA_DIR="$work/data" PHONELOGIN_SERVER_LISTEN=127.0.0.1:18099 PHONELOGIN_LOG_LEVEL=error
export PHONELOGIN_SERVER_PUBLIC_URL=http://localhost:18099 PHONELOGIN_AUTH_SECRET_KEY=sb_secret_of_the_measurement

# Users were made a second apart. Every tenth has an e-mail address, every fifth a
# name. Of the entries, most are refreshes, one in a thousand is an admin's.
fill_postgres() {
	"$(scripts/postgres.sh bin)/psql" -q "$1" -v n="$rows" <<-'SQL'
		INSERT INTO auth.users (id, aud, role, phone, email, phone_confirmed_at, last_sign_in_at, raw_app_meta_data,
			raw_user_meta_data, identity_id, identity_data, created_at, updated_at)
		SELECT md5('user' || i)::uuid, 'authenticated', 'authenticated', '49151' || lpad((i * 7919 % 100000007)::text, 8, '0'),
			CASE WHEN i % 10 = 0 THEN 'person' || i || '@example.com' END, now(), now(),
			'{"provider": "phone", "providers": ["phone"]}',
			CASE WHEN i % 5 = 0 THEN jsonb_build_object('full_name', 'Ada Number ' || i) ELSE '{}' END,
			md5('identity' || i)::uuid, jsonb_build_object('sub', md5('user' || i)::uuid, 'phone_verified', true),
			'2025-01-01'::timestamptz + i * interval '1 second', now()
		FROM generate_series(1::bigint, :n) i;
		INSERT INTO auth.audit_log_entries (id, payload, ip_address, created_at)
		SELECT md5('entry' || i)::uuid, jsonb_build_object('action', a, 'log_type', CASE a WHEN 'token_refreshed' THEN 'token'
				WHEN 'user_signedup' THEN 'team' WHEN 'user_modified' THEN 'user' ELSE 'account' END, 'actor_via_sso', false)
			|| CASE WHEN i % 1000 = 0 THEN '{"actor_id": "00000000-0000-0000-0000-000000000000", "actor_username": "service_role"}'::jsonb
				ELSE jsonb_build_object('actor_id', md5('user' || (i * 31 % :n + 1))::uuid) END,
			'203.0.113.7', '2025-01-01'::timestamptz + i * interval '1 second'
		FROM (SELECT i, CASE WHEN i % 1000 = 0 THEN 'user_modified' WHEN i % 5000 = 1 THEN 'logout'
			WHEN i % 20 = 2 THEN 'user_signedup' WHEN i % 4 = 3 THEN 'login' ELSE 'token_refreshed' END AS a
			FROM generate_series(1::bigint, :n) i) AS e;
		VACUUM ANALYZE auth.users;
		VACUUM ANALYZE auth.audit_log_entries;
	SQL
}

fill_sqlite() {
	sqlite3 "$1" <<-SQL
		PRAGMA synchronous = off;
		CREATE TEMP TABLE n AS WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < $rows) SELECT i FROM s;
		INSERT INTO users (id, aud, role, phone, email, phone_confirmed_at, last_sign_in_at, raw_app_meta_data,
			raw_user_meta_data, identity_id, identity_data, created_at, updated_at)
		SELECT printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i), 'authenticated', 'authenticated',
			'49151' || printf('%08d', i * 7919 % 100000007), CASE WHEN i % 10 = 0 THEN 'person' || i || '@example.com' END,
			1767225600000000, 1767225600000000, '{"provider":"phone","providers":["phone"]}',
			CASE WHEN i % 5 = 0 THEN json_object('full_name', 'Ada Number ' || i) ELSE '{}' END,
			printf('%08x-0000-4000-9000-%012x', i, i), json_object('phone_verified', json('true')),
			1735689600000000 + i * 1000000, 1767225600000000
		FROM n;
		INSERT INTO audit_log_entries (id, payload, ip_address, created_at)
		SELECT printf('%08x-0000-4000-8000-%012x', i, i), json_patch(json_object('action', a, 'log_type', CASE a WHEN 'token_refreshed' THEN 'token'
				WHEN 'user_signedup' THEN 'team' WHEN 'user_modified' THEN 'user' ELSE 'account' END, 'actor_via_sso', json('false')),
			CASE WHEN i % 1000 = 0 THEN '{"actor_id":"00000000-0000-0000-0000-000000000000","actor_username":"service_role"}'
				ELSE json_object('actor_id', (SELECT id FROM users WHERE rowid = i * 31 % $rows + 1)) END),
			'203.0.113.7', 1735689600000000 + i * 1000000
		FROM (SELECT i, CASE WHEN i % 1000 = 0 THEN 'user_modified' WHEN i % 5000 = 1 THEN 'logout'
			WHEN i % 20 = 2 THEN 'user_signedup' WHEN i % 4 = 3 THEN 'login' ELSE 'token_refreshed' END AS a FROM n);
	SQL
}

# ask PATH prints the fastest of five answers in milliseconds, and what is counted.
ask() {
	best=
	for _ in 1 2 3 4 5; do
		took=$(curl -s -o "$work/answer" -D "$work/head" -w '%{time_total} %{http_code}' -H "apikey: $PHONELOGIN_AUTH_SECRET_KEY" \
			"http://127.0.0.1:18099/auth/v1$1")
		best=$(printf '%s\n%s\n' "$best" "$took" | grep . | sort -n | head -1)
	done
	total=$(tr -d '\r' <"$work/head" | awk 'tolower($1) ~ /^x-total-count/ {printf "%s ", $2 ($1 ~ /stimated/ ? " estimated" : "")}')
	echo "$best $total$1" | awk '{printf "%6.0f ms  %s", $1 * 1000, $2; for (i = 3; i <= NF; i++) printf "  %s", $i; print ""}'
}

# follow asks for the page behind the last answer, which its Link header names.
follow() {
	ask "$(tr -d '\r' <"$work/head" | sed -n 's/^[Ll]ink:.*<\/auth\/v1\([^>]*\)>; rel="next".*/\1/p')"
}

# measure NAME DATABASE PERSON
measure() {
	echo "== $1"
	PHONELOGIN_DATABASE_URL=$2 "$work/web" >"$work/log" 2>&1 &
	serving=$!
	until curl -s -o /dev/null http://127.0.0.1:18099/readyz; do sleep 0.2; done
	last=$((rows / 50))
	for path in '/admin/users' '/admin/users?page=2&per_page=50' "/admin/users?page=$((last / 2))&per_page=50" \
		"/admin/users?page=$last&per_page=50" '/admin/users?sort=created_at+asc' '/admin/users?limit=50' \
		'/admin/users?filter=%2B4915100007919' '/admin/users?filter=491510000' '/admin/users?filter=49151' \
		'/admin/users?filter=7919' '/admin/users?filter=00007919' '/admin/users?filter=person1000' '/admin/users?filter=person77770%40example.com' \
		'/admin/users?filter=ada' '/admin/users?filter=ada+number+77770' '/admin/users?filter=nobody' '/admin/users?filter=nobody&page=3' \
		'/admin/audit' '/admin/audit?page=100' "/admin/audit?page=$last&per_page=50" '/admin/audit?query=action:login' \
		'/admin/audit?query=action:logout' '/admin/audit?query=action:user' '/admin/audit?query=action:nothing' \
		'/admin/audit?query=type:token' '/admin/audit?query=type:account' '/admin/audit?query=author:service' \
		"/admin/audit?query=author:$3" '/admin/audit?query=author:4915100007919' '/admin/audit?query=author:49151' \
		'/admin/audit?query=author:person77770' '/admin/audit?query=author:nobody'; do
		ask "$path"
	done
	for list in users audit; do
		for number in $((last / 40)) $((last / 2)) $((last - 2)); do
			ask "/admin/$list?page=$number&per_page=50"
			follow
		done
	done
	kill "$serving"
	wait "$serving" || true
	serving=
}

url=$(scripts/postgres.sh start "$server")
PHONELOGIN_DATABASE_URL=$url "$work/web" migrate
fill_postgres "$url"
measure PostgreSQL "$url" "$("$(scripts/postgres.sh bin)/psql" -qAt "$url" -c "SELECT md5('user5')::uuid")"

PHONELOGIN_DATABASE_URL=sqlite:$work/lists.db "$work/web" migrate
fill_sqlite "$work/lists.db"
measure SQLite "sqlite:$work/lists.db" "$(sqlite3 "$work/lists.db" 'SELECT id FROM users WHERE rowid = 5')"
