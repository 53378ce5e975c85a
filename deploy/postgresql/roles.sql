-- The two roles of the portal and its database. As the superuser, safe to run again:
--
--     sudo -u postgres psql -f deploy/postgresql/roles.sql
--
-- portal_owner  owns the tables and migrates: portal-migrate.service and deploy/as-owner.
-- portal        is what the pages and the worker are. It reads and writes rows; what it may do to
--               which table `flask --app wsgi db grant portal` says after each migration.
--
-- On the socket the user of the machine is asked. Passwords are for TCP and PgBouncer, each where it
-- is needed: -v portal_password=… -v owner_password=…; another name: -v database=…
\set ON_ERROR_STOP on
\if :{?database}
\else
\set database portal
\endif

SELECT format('CREATE ROLE %I LOGIN', name)
FROM (VALUES ('portal_owner'), ('portal')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

\if :{?owner_password}
ALTER ROLE portal_owner PASSWORD :'owner_password';
\endif
\if :{?portal_password}
ALTER ROLE portal PASSWORD :'portal_password';
\endif

SELECT format('CREATE DATABASE %I OWNER portal_owner ENCODING ''UTF8'' TEMPLATE template0', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

-- The limits a page lives by. The portal says them itself on a direct connection; PgBouncer does
-- not pass them on, so the role has them.
ALTER ROLE portal IN DATABASE :"database" SET statement_timeout = '5s';
ALTER ROLE portal IN DATABASE :"database" SET lock_timeout = '2s';
ALTER ROLE portal IN DATABASE :"database" SET idle_in_transaction_session_timeout = '30s';
-- A migration waits little for a lock: pages queue behind it.
ALTER ROLE portal_owner IN DATABASE :"database" SET lock_timeout = '2s';
-- PostgreSQL's own log: what failed, without the values of the row and without the statement.
ALTER ROLE portal SET log_error_verbosity = 'terse';
ALTER ROLE portal SET log_min_error_statement = 'panic';
ALTER ROLE portal_owner SET log_error_verbosity = 'terse';
ALTER ROLE portal_owner SET log_min_error_statement = 'panic';

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO portal;   -- TEMPORARY: /readyz tries a write

\connect :"database"
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal;
