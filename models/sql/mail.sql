-- queue_mail --
-- Put one mail into the outbox; nothing comes back when its key says that it is there already.
insert into outbox_mail (person_id, to_address, locale, purpose, subject, body, dedupe_key,
    attachment_name, attachment_type, attachment, next_attempt_at, created_at, plan_id, status, topic, urgent, link,
    read_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16,
    case when $17::boolean then null else $11::timestamptz end)
on conflict (dedupe_key) do nothing
returning id

-- next_due --
-- The mail that has waited longest among those due, held against other workers until the block ends. But for
-- urgent ones, none of a group that its reader does not want at once, and none in their quiet hours.
select m.id, m.person_id, m.to_address, m.locale, m.purpose, m.topic, m.subject, m.body, m.link,
    m.attachment_name, m.attachment_type, m.attachment, m.attempts
from outbox_mail m left join mail_reader r on r.person_id = m.person_id
where m.status = 'queued' and m.next_attempt_at <= $1
  and (m.urgent
       or (not coalesce(mail_is_quiet(r.quiet_from, r.quiet_to, r.timezone, $1), false)
           and not exists (select from mail_delivery d
                           where d.person_id = m.person_id and d.topic = m.topic and d.delivery <> 'at_once')))
order by m.next_attempt_at, m.id
limit 1
for update of m skip locked

-- mark_sent --
-- The mail server has taken it.
update outbox_mail set status = 'sent', sent_at = $2, attempts = attempts + 1, last_error = null
where id = $1 and status = 'queued'

-- mark_delayed --
-- Not taken this time; again later.
update outbox_mail set attempts = attempts + 1, last_error = $2, next_attempt_at = $3
where id = $1 and status = 'queued'

-- mark_failed --
-- It will not be taken; a person has to look at it.
update outbox_mail set status = 'failed', attempts = attempts + 1, last_error = $2
where id = $1 and status = 'queued'

-- retry --
-- Give a failed mail all its tries again.
update outbox_mail set status = 'queued', attempts = 0, next_attempt_at = $2
where id = $1 and status = 'failed'
returning id

-- outbox --
-- The outbox for an administrator, or a person's own mails, not those that an organiser holds; the latest first.
select m.id, m.person_id, m.to_address, m.locale, m.purpose, m.topic, m.subject, m.body, m.link,
    m.attachment_name, m.status, m.attempts, m.next_attempt_at, m.last_error, m.created_at, m.sent_at
from outbox_mail m
where ($1::bigint is null or (m.person_id = $1 and m.status not in ('held', 'removed')))
  and ($2::text is null or m.status = $2)
order by m.id desc
limit $3 offset $4

-- outbox_mail --
-- One mail, for an administrator or for the person it goes to.
select m.id, m.person_id, m.to_address, m.locale, m.purpose, m.topic, m.subject, m.body, m.link,
    m.attachment_name, m.status, m.attempts, m.next_attempt_at, m.last_error, m.created_at, m.sent_at
from outbox_mail m
where m.id = $1 and ($2::bigint is null or (m.person_id = $2 and m.status not in ('held', 'removed')))

-- outbox_counts --
-- How many mails stand where.
select status, count(*)::int as n from outbox_mail where $1::bigint is null or person_id = $1 group by status

-- company_of_pitch --
-- Whose pitch it is.
select company_id from pitch where id = $1

-- members_to_tell --
-- The active members of an organisation, for a mail.
select p.id as person_id, p.email, p.locale from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.status = 'active' and p.closed_at is null order by p.id
