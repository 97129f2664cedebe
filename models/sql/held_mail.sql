-- release_mails --
-- The mails of an event's releases for its organiser: those held first, then by release and name.
select m.id, m.plan_id, l.version, m.person_id, coalesce(p.name, '') as name, m.locale, m.subject, m.body,
    m.status, m.by_hand, m.sent_at
from outbox_mail m
join plan l on l.id = m.plan_id
join event e on e.id = l.event_id
left join person p on p.id = m.person_id
where l.event_id = $1 and e.organiser_id = any($2::bigint[])
order by m.status <> 'held', l.version desc, p.name, m.id

-- held_of_event --
-- The held mails of an event, kept from others until the act is done.
select m.id, m.plan_id, m.person_id, m.locale
from outbox_mail m join plan l on l.id = m.plan_id
where l.event_id = $1 and m.status = 'held'
order by m.id
for update of m

-- n_held --
-- How many mails of an event are held.
select count(*)::int from outbox_mail m join plan l on l.id = m.plan_id where l.event_id = $1 and m.status = 'held'

-- told_persons --
-- Who was told of any release of an event already.
select distinct m.person_id from outbox_mail m join plan l on l.id = m.plan_id
where l.event_id = $1 and m.status not in ('held', 'removed') and m.person_id is not null

-- let_go --
-- Held mails go into the queue, each once; for their readers they are written at this moment.
update outbox_mail set status = 'queued', next_attempt_at = $2, created_at = $2
where id = any($1::bigint[]) and status = 'held' returning id

-- remove_held --
-- Held mails that will not go.
update outbox_mail set status = 'removed' where id = any($1::bigint[]) and status = 'held' returning id

-- rewrite_held --
-- A held mail with another text and file; the text of one that was worded by hand stays.
update outbox_mail set subject = case when by_hand then subject else $2 end,
    body = case when by_hand then body else $3 end, attachment_type = $4, attachment = $5
where id = $1 and status = 'held'

-- word_held --
-- One held mail in the organiser's own words.
update outbox_mail set subject = $2, body = $3, by_hand = true where id = $1 and status = 'held' returning id

-- unword_held --
-- One held mail is written with the others again.
update outbox_mail set by_hand = false where id = $1 and status = 'held' returning id

-- mail_texts --
-- What the organiser wrote around the plan, by language.
select locale, subject, opening, closing from plan_mail_text where plan_id = $1 order by locale

-- set_mail_text --
-- Write it anew.
insert into plan_mail_text (plan_id, locale, subject, opening, closing) values ($1, $2, $3, $4, $5)
on conflict (plan_id, locale) do update
set subject = excluded.subject, opening = excluded.opening, closing = excluded.closing

-- carry_mail_texts --
-- A new release begins with the texts of the held one that it replaces.
insert into plan_mail_text (plan_id, locale, subject, opening, closing)
select $2, locale, subject, opening, closing from plan_mail_text where plan_id = $1
on conflict do nothing
