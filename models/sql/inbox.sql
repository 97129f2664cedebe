-- inbox --
-- A person's messages, the newest first; not those that an organiser still holds or took out.
select m.id, m.purpose, m.topic, m.locale, m.subject, m.body, m.link, m.attachment_name, m.status,
    m.digest_id is not null as in_digest, m.created_at, m.read_at
from outbox_mail m
where m.person_id = $1 and m.status not in ('held', 'removed') and m.purpose <> all($2::text[])
  and ($3::text is null or m.topic = $3) and (not $4::boolean or m.read_at is null)
order by m.created_at desc, m.id desc
limit $5 offset $6

-- inbox_counts --
-- How many messages a person has in each group, and how many are unread.
select m.topic, count(*)::int as n, count(*) filter (where m.read_at is null)::int as n_unread
from outbox_mail m
where m.person_id = $1 and m.status not in ('held', 'removed') and m.purpose <> all($2::text[])
group by m.topic

-- message --
-- The page that one of a person's messages is about; nothing when there is no such message for them.
select m.link from outbox_mail m
where m.id = $2 and m.person_id = $1 and m.status not in ('held', 'removed') and m.purpose <> all($3::text[])

-- mark_read --
-- A person has read this message.
update outbox_mail set read_at = $3
where id = $2 and person_id = $1 and read_at is null and status not in ('held', 'removed')

-- mark_all_read --
-- A person has read everything up to the newest message that they were shown, perhaps of one group.
update outbox_mail set read_at = $2
where person_id = $1 and read_at is null and status not in ('held', 'removed')
  and created_at <= (select n.created_at from outbox_mail n where n.id = $3 and n.person_id = $1)
  and ($4::text is null or topic = $4)
returning id
