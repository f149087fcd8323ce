#!/bin/sh
# Run once by the image of PostgreSQL, over an empty volume: the owner of the tables, who migrates, the role as which
# the portal works, and the database. Neither role is a superuser (docs/security.md).
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner="$OWNER_PASSWORD" --set portal="$PORTAL_PASSWORD" <<'SQL'
CREATE ROLE sarap LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner';
CREATE ROLE sarap_portal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'portal';
CREATE DATABASE sarap OWNER sarap;
REVOKE ALL ON DATABASE sarap FROM PUBLIC;
GRANT CONNECT ON DATABASE sarap TO sarap_portal;
SQL
