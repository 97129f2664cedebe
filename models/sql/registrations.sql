-- lock_event --
-- Let registrations, offers and postponing of one event happen one after the other.
select id from event where id = $1 for update

-- seats --
-- How full these events are.
select e.id as event_id, e.seats,
    count(*) filter (where r.status = 'registered') as n_registered,
    count(*) filter (where r.status = 'waiting') as n_waiting
from event e left join registration r on r.event_id = e.id
where e.id = any($1::bigint[])
group by e.id

-- own --
-- A person's registrations that are not cancelled, all or of one event.
select r.id, r.event_id, r.person_id, r.status, r.asked_at,
    (select count(*) from registration b where b.event_id = r.event_id and b.status = 'waiting' and b.place < r.place)
        as n_before
from registration r
where r.person_id = $1 and r.status <> 'cancelled' and ($2::bigint is null or r.event_id = $2)
order by r.event_id

-- takes_part --
-- Whether a person comes to an event for a participant, or as a juror.
select exists (select from participant p where p.event_id = $1 and p.person_id = $2 and p.answer = 'accepted')
    or exists (select from event_juror j where j.event_id = $1 and j.person_id = $2)

-- register --
-- A registration behind all others; nothing when the person has one that stands.
insert into registration as r (event_id, person_id, status, place, asked_at, registered_at)
select $1, $2, $3, coalesce(max(place), 0) + 1, $4::timestamptz, case when $3 = 'registered' then $4 end
from registration where event_id = $1
on conflict (event_id, person_id) do update set status = excluded.status, place = excluded.place,
    asked_at = excluded.asked_at, registered_at = excluded.registered_at, cancelled_at = null, came_at = null,
    absent = false, promoted_by = null, promoted_because = ''
where r.status = 'cancelled'
returning id

-- cancel --
-- Give up a seat or a turn; nothing when there is none.
update registration set status = 'cancelled', cancelled_at = $3, registered_at = null
where event_id = $1 and person_id = $2 and status <> 'cancelled'
returning id

-- next_waiting --
-- Whose turn it is.
select id, person_id from registration where event_id = $1 and status = 'waiting' order by place limit 1

-- waiting --
-- One who waits, by id.
select id, person_id from registration where event_id = $1 and id = $2 and status = 'waiting'

-- promote --
-- From waiting to a seat; by whom and why when it is out of turn.
update registration set status = 'registered', registered_at = $2, promoted_by = $3, promoted_because = $4
where id = $1 and status = 'waiting'
returning id

-- add_seat --
-- One more seat, where they are counted.
update event set seats = seats + 1 where id = $1 and seats is not null

-- of_event --
-- Who registered for an event, by status and by a part of name, address or organisation; for its organising body.
with line as (
    select r.id, r.person_id, p.name, p.email, r.status, r.place, r.asked_at, r.registered_at, r.promoted_because,
        r.came_at, r.absent,
        case when r.status = 'waiting' then row_number() over (partition by r.status order by r.place) end as turn,
        coalesce((select string_agg(o.name, ' · ' order by o.name, o.id) from membership m
                  join organisation o on o.id = m.organisation_id
                  where m.person_id = r.person_id and m.status = 'active'), '') as organisations
    from registration r join person p on p.id = r.person_id
    where r.event_id = $1)
select id, person_id, name, email, organisations, status, turn, asked_at, registered_at, promoted_because, came_at,
    absent
from line
where ($2::text is null or status = $2)
  and ($3 = '' or position(lower($3) in lower(name || ' ' || email || ' ' || organisations)) > 0)
order by status = 'cancelled', status = 'waiting', place

-- note_came --
-- Whether people with a seat came; a time that is known already stays.
update registration r set came_at = case when n.came = 'present' then coalesce(r.came_at, $4) end,
    absent = n.came = 'absent'
from unnest($2::bigint[], $3::text[]) as n(id, came)
where r.id = n.id and r.event_id = $1 and r.status = 'registered'
returning r.id

-- forward --
-- Put a pitch on show of one of these companies forward; nothing when it is not.
insert into pitch_application (event_id, pitch_id, applied_by, applied_at)
select $1, s.pitch_id, $4, $5 from pitch_on_show s where s.pitch_id = $2 and s.company_id = any($3::bigint[])
on conflict (event_id, pitch_id) do update set applied_by = excluded.applied_by, applied_at = excluded.applied_at,
    withdrawn_at = null
returning pitch_id

-- take_back --
-- A pitch is put forward no longer.
update pitch_application a set withdrawn_at = $4 from pitch
where pitch.id = a.pitch_id and a.event_id = $1 and a.pitch_id = $2 and pitch.company_id = any($3::bigint[])
  and a.withdrawn_at is null
returning a.pitch_id

-- forwardable --
-- The pitches on show of these companies, and which are put forward or selected for an event.
select s.pitch_id, v.name, v.lang, a.applied_at,
    exists (select from participant p where p.event_id = $1 and p.pitch_id = s.pitch_id) as selected
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
left join pitch_application a on a.event_id = $1 and a.pitch_id = s.pitch_id and a.withdrawn_at is null
where s.company_id = any($2::bigint[])
order by v.name, s.pitch_id
