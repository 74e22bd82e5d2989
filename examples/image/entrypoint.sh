#!/bin/sh
set -eu
echo "migrate-watch: database=orders environment=$ENVIRONMENT $(cat /migrations/announcement)" >&2
exec migrate -verbose -path /migrations -database "$DATABASE_URL" "$@"
