-- has_revision_table --
-- Whether alembic has ever been here.
select to_regclass('public.alembic_version')

-- current_revision --
-- The last revision applied.
select version_num from alembic_version

-- vector_available --
-- Whether the server has pgvector, installed in this database or not.
select exists (select from pg_available_extensions where name = 'vector')

-- create_vector --
-- Install pgvector in this database.
create extension if not exists vector
