#!/bin/sh
# First start of the database container: a plain role for the application, which owns its database and nothing else.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --set=password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE wushan LOGIN PASSWORD :'password';
CREATE DATABASE wushan OWNER wushan;
SQL
