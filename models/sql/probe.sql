-- anybody --
-- Whether anybody has an account.
select exists (select from person)

-- facts --
-- What an operator asks of a server first.
select
    current_setting('server_version') as "PostgreSQL",
    coalesce((select extversion from pg_extension where extname = 'vector'), 'not installed') as "pgvector",
    pg_size_pretty(pg_database_size(current_database())) as "size",
    current_user as "role",
    (select rolsuper from pg_roles where rolname = current_user) as "superuser"
