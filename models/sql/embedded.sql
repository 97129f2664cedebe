-- role_exists --
-- Whether the application's role was made.
select 1 from pg_roles where rolname = 'shoutou_app'

-- create_role --
-- The application's role: it may sign in and owns nothing.
create role shoutou_app login nosuperuser nocreatedb nocreaterole

-- database_exists --
-- Whether the platform's database was made.
select 1 from pg_database where datname = 'shoutou'

-- create_database --
-- The platform's database; it stands whole or not at all.
create database shoutou

-- drop_database --
-- Throw the platform's database away, with whoever is connected.
drop database if exists shoutou with (force)
