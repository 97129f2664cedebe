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

-- standing --
-- What an operator should know of the work and of the ledger: jobs that failed, how long a job waits that nobody
-- takes, mail that is due or was given up in the last week, and the last look over the ledger.
select
    (select count(*) from pgqueuer where status = 'failed')::int as n_failed,
    (select string_agg(distinct entrypoint, ', ' order by entrypoint) from pgqueuer where status = 'failed') as failed,
    coalesce((select extract(epoch from now() - min(execute_after)) from pgqueuer where status = 'queued'), 0)::int
        as job_waits_seconds,
    coalesce((select extract(epoch from now() - min(next_attempt_at)) from outbox_mail
              where status = 'queued' and next_attempt_at <= now()), 0)::int as mail_waits_seconds,
    (select count(*) from outbox_mail where status = 'failed' and created_at > now() - interval '7 days')::int
        as n_mails_given_up,
    c.began_at as looked_over_at, c.n_entries, c.n_findings
from (select 1) one left join (select * from ledger_check order by id desc limit 1) c on true
