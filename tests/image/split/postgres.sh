#!/bin/sh
# What the public image of Postgres does with the same settings, over Debian's Postgres 17.
set -eu
PATH="$PATH:/usr/lib/postgresql/17/bin"
data=/var/lib/postgresql/data
install -d -o postgres -g postgres -m 700 "$data"
install -d -o postgres -g postgres -m 755 /run/postgresql
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
if [ ! -s "$data/PG_VERSION" ]; then
    # shellcheck disable=SC2086 # several options
    as_postgres initdb -D "$data" -U "$POSTGRES_USER" --auth=scram-sha-256 \
        --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS
    echo "host all all all scram-sha-256" >> "$data/pg_hba.conf"
    echo "CREATE DATABASE $POSTGRES_USER" | as_postgres postgres --single -D "$data" postgres
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups postgres -D "$data" -c listen_addresses='*'
