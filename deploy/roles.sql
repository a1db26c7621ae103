-- The accounts of the database: the site's owns "liaison", that of drills owns "liaison_drill", and
-- neither may do anything else. Run by the service "roles" at every start, as the superuser; what
-- stands already stays. An installation of an earlier version worked as the superuser: its tables
-- are handed to the site's account here.
\set ON_ERROR_STOP on
\getenv site_password SITE_DATABASE_PASSWORD
\getenv drill_password DRILL_DATABASE_PASSWORD

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['liaison_site', 'liaison_drill']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE liaison_site LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'site_password';
ALTER ROLE liaison_drill LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'drill_password';

ALTER DATABASE liaison OWNER TO liaison_site;
SELECT 'CREATE DATABASE liaison_drill OWNER liaison_drill TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'liaison_drill') \gexec
-- Without this every account may connect to every database.
REVOKE ALL ON DATABASE liaison, liaison_drill, postgres, template1 FROM PUBLIC;

-- Sequences go with their tables, and what belongs to an extension stays with it.
SELECT format('ALTER %s public.%I OWNER TO liaison_site',
  CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO liaison_site', oid::regprocedure)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
UNION ALL SELECT format('ALTER TEXT SEARCH CONFIGURATION public.%I OWNER TO liaison_site', cfgname)
FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace \gexec
