-- mail_reader --
-- When a person wants mail, if they ever said.
select timezone, quiet_from, quiet_to, digest_hour::int, digest_day::int from mail_reader where person_id = $1

-- deliveries --
-- How a person wants the groups about which they said anything.
select topic, delivery from mail_delivery where person_id = $1

-- set_mail_reader --
-- When the person wants mail from now on.
insert into mail_reader (person_id, timezone, quiet_from, quiet_to, digest_hour, digest_day)
values ($1, $2, $3, $4, $5, $6)
on conflict (person_id) do update set timezone = excluded.timezone, quiet_from = excluded.quiet_from,
    quiet_to = excluded.quiet_to, digest_hour = excluded.digest_hour, digest_day = excluded.digest_day

-- set_delivery --
-- How the person wants a group from now on.
insert into mail_delivery (person_id, topic, delivery, chosen_at) values ($1, $2, $3, $4)
on conflict (person_id, topic) do update set delivery = excluded.delivery, chosen_at = excluded.chosen_at
where mail_delivery.delivery <> excluded.delivery

-- sort_queued --
-- What waits to go at once although its reader wants it in a digest or in the inbox alone goes there;
-- a mail that is being sent at this moment is left alone.
update outbox_mail set status = case x.delivery when 'inbox' then 'kept' else 'gathered' end
from (
    select m.id, d.delivery
    from outbox_mail m join mail_delivery d on d.person_id = m.person_id and d.topic = m.topic
    where m.status = 'queued' and not m.urgent and d.delivery <> 'at_once'
    for update of m skip locked
) x
where outbox_mail.id = x.id
returning outbox_mail.id

-- digest_readers --
-- For whom mails are gathered, with their hours.
select p.id as person_id, p.email, p.locale, coalesce(r.timezone, 'Asia/Shanghai') as timezone,
    coalesce(r.digest_hour, 8)::int as digest_hour, coalesce(r.digest_day, 1)::int as digest_day
from person p left join mail_reader r on r.person_id = p.id
where p.closed_at is null
  and p.id in (select m.person_id from outbox_mail m where m.status = 'gathered' and m.digest_id is null)
order by p.id

-- gathered --
-- The mails gathered for a person, held against other workers until the transaction ends.
select m.id, m.topic, m.subject, m.link, m.created_at, coalesce(d.delivery, 'at_once') as delivery
from outbox_mail m left join mail_delivery d on d.person_id = m.person_id and d.topic = m.topic
where m.person_id = $1 and m.status = 'gathered' and m.digest_id is null
order by m.id
for update of m skip locked

-- told_in_digest --
-- A digest tells of these.
update outbox_mail set digest_id = (select d.id from outbox_mail d where d.dedupe_key = $2)
where id = any($1::bigint[]) and status = 'gathered' and digest_id is null

-- keep_gathered --
-- Their reader wants them in the inbox alone by now.
update outbox_mail set status = 'kept' where id = any($1::bigint[]) and status = 'gathered' and digest_id is null
