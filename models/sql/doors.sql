-- add_link --
-- A new address for a page of an event of these bodies; nothing when the event is not theirs.
insert into event_link (event_id, kind, name, created_by, created_at, expires_at)
select e.id, $3, $4, $5, $6, greatest(upper(e.during), $6) + $7::interval
from event e where e.id = $1 and e.organiser_id = any($2::bigint[]) and e.status <> 'cancelled'
returning id

-- links --
-- The addresses handed out for an event of these bodies, the newest first.
select l.id, l.event_id, l.kind, l.name, l.created_at, l.expires_at, l.revoked_at
from event_link l join event e on e.id = l.event_id
where l.event_id = $1 and e.organiser_id = any($2::bigint[]) order by l.id desc

-- link --
-- An address that still opens its page.
select l.id, l.event_id, l.kind, l.name, l.created_at, l.expires_at, l.revoked_at
from event_link l join event e on e.id = l.event_id and e.status = 'published'
where l.id = $1 and l.kind = $2 and l.revoked_at is null and l.expires_at > $3

-- revoke_link --
-- An address of an event of these bodies opens nothing any more.
update event_link l set revoked_at = $4 from event e
where l.id = $1 and l.event_id = $2 and e.id = l.event_id and e.organiser_id = any($3::bigint[])
  and l.revoked_at is null
returning l.id

-- expected --
-- Who comes to an event, once a person, and when each was seen; read after the door or the viewer was checked.
with role as (
    select p.person_id, p.side, p.organisation_id from participant p
    where p.event_id = $1 and p.answer = 'accepted' and p.person_id is not null
    union all
    select j.person_id, 'juror', null from event_juror j where j.event_id = $1
    union all
    select n.person_id, 'visitor', null from registration n where n.event_id = $1 and n.status = 'registered')
select who.id as person_id, who.name,
    array_agg(distinct r.side) as sides,
    coalesce(array_agg(distinct o.name) filter (where o.name is not null), '{}') as organisations,
    coalesce((select array_agg(c.id order by c.seen_at, c.id) from check_in c
              where c.event_id = $1 and c.person_id = who.id and c.undone_at is null), '{}') as seen_ids,
    coalesce((select array_agg(c.seen_at order by c.seen_at, c.id) from check_in c
              where c.event_id = $1 and c.person_id = who.id and c.undone_at is null), '{}') as seen_at,
    coalesce((select array_agg(coalesce(l.name, '') order by c.seen_at, c.id)
              from check_in c left join event_link l on l.id = c.link_id
              where c.event_id = $1 and c.person_id = who.id and c.undone_at is null), '{}') as seen_by
from role r join person who on who.id = r.person_id left join organisation o on o.id = r.organisation_id
where who.closed_at is null
group by who.id, who.name
order by who.name, who.id

-- check_in --
-- A person was seen; the same id a second time changes nothing.
insert into check_in (id, event_id, person_id, seen_at, received_at, link_id, staff_id)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do nothing

-- undo_check_in --
-- These sightings of a person were a mistake; a volunteer's door takes back its own alone.
update check_in set undone_at = $4
where event_id = $1 and person_id = $2 and id = any($3::uuid[]) and undone_at is null
  and ($5::bigint is null or link_id = $5)

-- note_attendance --
-- Who registered has come when the earliest door saw them, or not yet.
update registration n set absent = false, came_at = (
    select min(c.seen_at) from check_in c
    where c.event_id = n.event_id and c.person_id = n.person_id and c.undone_at is null)
where n.event_id = $1 and n.person_id = $2 and n.status = 'registered'

-- seen --
-- The people of an event who are there.
select distinct person_id from check_in where event_id = $1 and undone_at is null
