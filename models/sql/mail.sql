-- queue --
-- Put a mail in the outbox, once per dedupe key.
insert into outbox_mail (person_id, to_address, locale, purpose, subject, body, dedupe_key,
    attachment_name, attachment_type, attachment, next_attempt_at, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
on conflict on constraint outbox_mail_dedupe_key do nothing
returning id

-- take_due --
-- The next mail that is due, held by this transaction.
select id, to_address, subject, body, locale, attachment_name, attachment_type, attachment, attempts
from outbox_mail where status = 'queued' and next_attempt_at <= $1
order by next_attempt_at, id limit 1 for update skip locked

-- mark_sent --
-- The server has taken it.
update outbox_mail set status = 'sent', sent_at = $2, attempts = attempts + 1, last_error = null where id = $1

-- mark_failed --
-- It will never be taken.
update outbox_mail set status = 'failed', attempts = attempts + 1, last_error = $2 where id = $1

-- put_off --
-- Try again later.
update outbox_mail set attempts = attempts + 1, last_error = $2, next_attempt_at = $3 where id = $1

-- retry --
-- An administrator asks for another try.
update outbox_mail set status = 'queued', next_attempt_at = $2, attempts = 0 where id = $1 and status = 'failed'
returning id

-- outbox --
-- What went, waits or failed, the newest first.
select id, person_id, to_address, locale, purpose, subject, body, status, attempts, last_error, created_at, sent_at,
    next_attempt_at, attachment_name
from outbox_mail where ($1::text is null or status = $1) and ($2::bigint is null or person_id = $2)
order by id desc limit $3

-- outbox_counts --
-- How many mails stand where.
select status, count(*)::int as n from outbox_mail group by status
