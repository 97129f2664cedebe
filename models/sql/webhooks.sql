-- add --
-- A new subscription.
insert into webhook (person_id, url, events, salt, created_at) values ($1, $2, $3, $4, $5) returning id

-- of_person --
-- A person's webhooks, newest first.
select id, person_id, url, events, created_at, salt, n_failed, disabled_at
from webhook where person_id = $1 and removed_at is null
order by id desc

-- own --
-- One of a person's webhooks.
select id, person_id, url, events, created_at, salt, n_failed, disabled_at
from webhook where id = $2 and person_id = $1 and removed_at is null

-- count --
-- How many webhooks a person has.
select count(*)::int from webhook where person_id = $1 and removed_at is null

-- remove --
-- End a subscription; its log stays.
update webhook set removed_at = $3 where id = $2 and person_id = $1 and removed_at is null returning id

-- enable --
-- Let a disabled webhook try again.
update webhook set disabled_at = null, n_failed = 0
where id = $2 and person_id = $1 and removed_at is null
returning id

-- log --
-- The latest deliveries of a person's webhook, before a delivery where one is named.
select d.id, d.webhook_id, d.event_id, e.type, e.subject_id, e.happened_at, d.status, d.attempts, d.last_status,
    d.last_error, d.payload, d.next_attempt_at, d.tried_at
from webhook_delivery d join webhook w on w.id = d.webhook_id join webhook_event e on e.id = d.event_id
where w.person_id = $1 and w.id = $2 and ($3::bigint is null or d.id < $3) and d.status <> 'hidden'
order by d.id desc
limit $4

-- send_again --
-- Queue a delivery once more, for its owner; one that was hidden stays so.
update webhook_delivery d set status = 'queued', attempts = 0, next_attempt_at = $3, last_error = null
from webhook w
where d.id = $2 and w.id = d.webhook_id and w.person_id = $1 and w.removed_at is null and d.status <> 'hidden'
returning d.id

-- hand_out --
-- Give each event that waits to the webhooks that listen for it; answers how many deliveries that made.
with waiting as (
    select e.id, e.type from webhook_event e where e.handed_at is null order by e.id limit 500 for update skip locked
), handed as (
    update webhook_event e set handed_at = $1 from waiting w where e.id = w.id
), made as (
    insert into webhook_delivery (webhook_id, event_id, next_attempt_at, created_at)
    select h.id, w.id, $1, $1
    from waiting w join webhook h on w.type = any (h.events) and h.removed_at is null and h.disabled_at is null
    on conflict do nothing
    returning id
)
select count(*)::int from made

-- take_due --
-- Take the first due delivery of each webhook to which nothing is being sent, the oldest `$3` of them, until `$2`.
with first as (
    select distinct on (d.webhook_id) d.id, d.next_attempt_at
    from webhook_delivery d join webhook w on w.id = d.webhook_id
    where d.status = 'queued' and d.next_attempt_at <= $1 and w.removed_at is null and w.disabled_at is null
      and not exists (select from webhook_delivery o
                      where o.webhook_id = d.webhook_id and o.status = 'queued' and o.held_until > $1)
    order by d.webhook_id, d.next_attempt_at, d.id
)
update webhook_delivery d set held_until = $2
from webhook w, webhook_event e
where d.id in (select f.id from first f order by f.next_attempt_at, f.id limit $3)
  -- Another worker was quicker.
  and (d.held_until is null or d.held_until <= $1)
  and w.id = d.webhook_id and e.id = d.event_id
returning d.id, d.event_id, e.type, e.subject_id, e.happened_at, d.attempts, w.id as webhook_id, w.person_id, w.url,
    w.salt, w.n_failed

-- mark_sent --
-- It arrived.
update webhook_delivery set status = 'sent', attempts = attempts + 1, last_status = $2, last_error = null,
    payload = $3, tried_at = $4, held_until = null
where id = $1

-- mark_failed --
-- It did not arrive: to be tried again at `$5`, or given up.
update webhook_delivery set status = case when $5::timestamptz is null then 'failed' else 'queued' end,
    attempts = attempts + 1, last_status = $2, last_error = $3, payload = $4, tried_at = $6, held_until = null,
    next_attempt_at = coalesce($5, next_attempt_at)
where id = $1

-- mark_hidden --
-- Its reader may not see what it is about: nothing is sent.
update webhook_delivery set status = 'hidden', tried_at = $2, held_until = null where id = $1

-- note_success --
-- The webhook works.
update webhook set n_failed = 0 where id = $1 and n_failed > 0

-- note_failure --
-- One more failure in a row; answers how many.
update webhook set n_failed = n_failed + 1 where id = $1 returning n_failed

-- disable --
-- Send nothing more; nothing comes back when it was disabled before.
update webhook set disabled_at = $2 where id = $1 and disabled_at is null returning id

-- forget_deliveries --
-- Lines of the log from before `$1`.
delete from webhook_delivery where created_at < $1 and status <> 'queued'

-- forget_events --
-- Events from before `$1` of which no line is left.
delete from webhook_event e
where e.happened_at < $1 and e.handed_at is not null
  and not exists (select from webhook_delivery d where d.event_id = e.id)
