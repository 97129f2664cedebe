-- enqueue --
-- Add one job and its line in the log, as pgqueuer's own enqueue does.
with job as (
    insert into pgqueuer (priority, entrypoint, payload, status)
    values (0, $1, $2, 'queued')
    returning id, priority, entrypoint
), logged as (
    insert into pgqueuer_log (job_id, status, priority, entrypoint)
    select id, 'queued', priority, entrypoint from job
)
select id from job

-- count_by_state --
-- Jobs in the queue by name and state.
select entrypoint, status::text as status, count(*)::int as n_jobs
from pgqueuer
group by entrypoint, status
order by entrypoint, status

-- requeue_failed --
-- Put every held job back into the queue.
update pgqueuer
set status = 'queued', queue_manager_id = null, attempts = 0, slot = null, execute_after = now(), updated = now()
where status = 'failed'
returning id
