-- programme --
-- The slots of an event at their times of today: the pitch in each, or how many meetings; read after the viewer
-- or the link was checked. Names only where the pitch's consent holds.
select s.id, s.kind, s.room_id, r.name as room_name, lower(s.during) as starts_at, upper(s.during) as ends_at,
    lower(s.planned) as planned_at, pp.id as placed_id, pp.participant_id, p.person_id,
    v.name as pitch_name, v.lang as pitch_lang,
    case when v.name is not null then o.name end as company_name,
    case when v.name is not null then o.lang end as company_lang,
    (select count(*) from plan_meeting m where m.plan_id = l.id and m.slot_id = s.id and m.called_off_at is null
        and m.founder_answer <> 'declined' and m.provider_answer <> 'declined')::int as n_meetings
from slot_as_held s
left join event_room r on r.id = s.room_id
left join plan l on l.event_id = s.event_id and l.status = 'released'
left join plan_pitch pp on pp.plan_id = l.id and pp.slot_id = s.id and pp.answer <> 'declined'
left join participant p on p.id = pp.participant_id
left join pitch_on_show shown on shown.pitch_id = p.pitch_id
left join pitch_version v on v.pitch_id = shown.pitch_id and v.version = shown.version
left join organisation o on o.id = p.organisation_id
where s.event_id = $1
order by lower(s.during), r.name, s.id

-- meetings --
-- The meetings of an event's released plan with what was said of them; for the organiser, after the viewer was checked.
select m.id, m.plan_id, m.slot_id, lower(s.during) as starts_at, upper(s.during) as ends_at, m.table_no, m.origin,
    m.founder_id, coalesce(v.name, fo.name) as founder_name, coalesce(v.lang, fo.lang) as founder_lang,
    f.person_id as founder_person_id,
    m.provider_id, ro.name as provider_name, ro.lang as provider_lang, r.person_id as provider_person_id,
    m.founder_answer = 'declined' or m.provider_answer = 'declined' as declined,
    m.called_off_at is not null as called_off,
    o.founder_said, o.provider_said, o.staff_said, o.outcome
from plan l
join plan_meeting m on m.plan_id = l.id
join slot_as_held s on s.id = m.slot_id
join participant f on f.id = m.founder_id join organisation fo on fo.id = f.organisation_id
join participant r on r.id = m.provider_id join organisation ro on ro.id = r.organisation_id
left join pitch on pitch.id = f.pitch_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
left join meeting_outcome o on o.founder_id = m.founder_id and o.provider_id = m.provider_id
where l.event_id = $1 and l.status = 'released' and ($2::bigint is null or m.id = $2)
order by lower(s.during), m.table_no, m.id

-- arrival --
-- Whether this person is expected at a published event, and since when they are there.
select exists (select from participant p where p.event_id = e.id and p.person_id = $2 and p.answer = 'accepted')
        or exists (select from event_juror j where j.event_id = e.id and j.person_id = $2)
        or exists (select from registration n where n.event_id = e.id and n.person_id = $2
                   and n.status = 'registered') as expected,
    (select min(c.seen_at) from check_in c
     where c.event_id = e.id and c.person_id = $2 and c.undone_at is null) as seen_at
from event e where e.id = $1 and e.status = 'published'

-- released_plan --
-- The released plan of an event, if there is one.
select id from plan where event_id = $1 and status = 'released'

-- lock_day --
-- Let what changes an event's day happen one after the other.
select id from event where id = $1 for update

-- ------------------------------------------------------------ delays

-- add_delay --
-- A room, or the tables, runs late.
insert into delay (event_id, room_id, from_at, minutes, made_by, made_at) values ($1, $2, $3, $4, $5, $6) returning id

-- add_shift --
-- What a delay does to a slot of its event.
insert into slot_shift (delay_id, slot_id, starts_late, ends_late)
select l.id, s.id, $3, $4 from delay l join event_slot s on s.event_id = l.event_id
where l.id = $1 and s.id = $2

-- delays --
-- The delays of an event, the latest first.
select l.id, l.event_id, l.room_id, r.name as room_name, l.from_at, l.minutes, l.made_at, l.undone_at
from delay l left join event_room r on r.id = l.room_id
where l.event_id = $1 order by l.id desc

-- shifts --
-- What a delay did.
select slot_id, starts_late, ends_late from slot_shift where delay_id = $1 order by slot_id

-- undo_delay --
-- Take back the latest delay of its room; nothing when another came after it, or it is taken back already.
update delay l set undone_at = $3, undone_by = $4
where l.id = $1 and l.event_id = $2 and l.undone_at is null
  and not exists (select from delay n where n.event_id = l.event_id and n.room_id is not distinct from l.room_id
                  and n.id > l.id and n.undone_at is null)
returning l.id

-- ------------------------------------------------------------ changes of the day

-- move_meeting --
-- A meeting takes place in another slot of its event; the keys refuse a taken table or person.
update plan_meeting m set slot_id = $2, table_no = $3
from plan l where m.id = $1 and l.id = m.plan_id and l.status = 'released' and m.called_off_at is null
  and exists (select from event_slot s where s.id = $2 and s.event_id = l.event_id and s.kind = 'meeting')
returning m.id

-- call_off --
-- A meeting does not take place: its people and its table are free.
update plan_meeting m set called_off_at = $2, called_off_by = $3
from plan l where m.id = $1 and l.id = m.plan_id and l.status = 'released' and m.called_off_at is null
returning m.id

-- add_standby_meeting --
-- Two who have accepted meet, at a table that is free.
insert into plan_meeting (plan_id, founder_id, provider_id, slot_id, table_no, value, origin, founder_answer,
    provider_answer, founder_answered_at, provider_answered_at)
values ($1, $2, $3, $4, $5, $6, 'standby', 'accepted', 'accepted', $7, $7)
returning id

-- ------------------------------------------------------------ stand-by offers

-- add_offer --
-- Offer a table to two; nothing when it was offered to them before, or is offered to others now.
insert into standby_offer (event_id, missing_id, slot_id, table_no, founder_id, provider_id, value, offered_by, offered_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict do nothing returning id

-- offers --
-- Stand-by offers of an event: all of them for the organiser (null companies and providers, after the viewer was
-- checked), else those to the viewer's companies and vetted providers; one of them when an id is given.
select o.id, o.event_id, o.missing_id, o.slot_id, lower(s.during) as starts_at, upper(s.during) as ends_at, o.table_no,
    o.founder_id, coalesce(v.name, fo.name) as founder_name, coalesce(v.lang, fo.lang) as founder_lang,
    o.provider_id, ro.name as provider_name, ro.lang as provider_lang, o.value,
    o.founder_accepted_at, o.provider_accepted_at, o.closed_at, o.closed_because,
    coalesce(f.organisation_id = any($2::bigint[]), false) as is_founder,
    coalesce(r.organisation_id = any($3::bigint[]), false) as is_provider
from standby_offer o
join slot_as_held s on s.id = o.slot_id
join participant f on f.id = o.founder_id join organisation fo on fo.id = f.organisation_id
join participant r on r.id = o.provider_id join organisation ro on ro.id = r.organisation_id
left join pitch on pitch.id = f.pitch_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
where ($1::bigint is null or o.event_id = $1) and ($4::bigint is null or o.id = $4)
  and (($2 is null and $3 is null) or f.organisation_id = any($2) or r.organisation_id = any($3))
order by o.id desc

-- accept_offer_as_founder --
-- One side steps in, if the offer is open.
update standby_offer set founder_accepted_at = coalesce(founder_accepted_at, $2)
where id = $1 and closed_at is null returning id

-- accept_offer_as_provider --
-- One side steps in, if the offer is open.
update standby_offer set provider_accepted_at = coalesce(provider_accepted_at, $2)
where id = $1 and closed_at is null returning id

-- close_offer --
-- An offer has ended, and how.
update standby_offer set closed_at = $2, closed_because = $3, meeting_id = $4
where id = $1 and closed_at is null returning id

-- close_offers_of --
-- Who is taken is offered nothing else in this slot, and a table once.
update standby_offer o set closed_at = $3, closed_because = 'taken'
from standby_offer w
join participant taken on taken.id in (w.founder_id, w.provider_id)
join participant same on same.event_id = w.event_id and (same.id = taken.id or same.person_id = taken.person_id)
where w.id = $2 and o.slot_id = $1 and o.closed_at is null and o.id <> w.id
  and (same.id in (o.founder_id, o.provider_id) or o.table_no = w.table_no)

-- ------------------------------------------------------------ meetings kept and missed

-- own_meeting --
-- A meeting of a released plan that the viewer's organisations have on this side, at its time of today.
select m.id, l.event_id, m.founder_id, m.provider_id, p.organisation_id, lower(s.during) as starts_at, o.outcome
from plan_meeting m
join plan l on l.id = m.plan_id and l.status = 'released'
join event e on e.id = l.event_id and e.status = 'published'
join participant p on p.id = case $2 when 'founder' then m.founder_id else m.provider_id end
join slot_as_held s on s.id = m.slot_id
left join meeting_outcome o on o.founder_id = m.founder_id and o.provider_id = m.provider_id
where m.id = $1 and p.organisation_id = any($3::bigint[])
  and m.founder_answer <> 'declined' and m.provider_answer <> 'declined'

-- say --
-- What a side, or the staff, say came of a meeting; the last word of each counts.
insert into meeting_said (founder_id, provider_id, side, said, person_id, said_at) values ($1, $2, $3, $4, $5, $6)
on conflict (founder_id, provider_id, side) do update
set said = excluded.said, person_id = excluded.person_id, said_at = excluded.said_at

-- say_first --
-- The same, unless the staff have spoken.
insert into meeting_said (founder_id, provider_id, side, said, person_id, said_at) values ($1, $2, 'staff', $3, $4, $5)
on conflict (founder_id, provider_id, side) do nothing

-- unsay --
-- The staff take their word back; that they had said it stays known.
with gone as (
    delete from meeting_said where founder_id = $1 and provider_id = $2 and side = 'staff'
    returning founder_id, provider_id, side
)
insert into meeting_word (founder_id, provider_id, side, said, said_at)
select founder_id, provider_id, side, null, $3 from gone

-- own_said --
-- What was said of the meetings of some participants, by the pair.
select founder_id, provider_id, founder_said, provider_said, staff_said, outcome
from meeting_outcome where founder_id = any($1::bigint[]) or provider_id = any($1)
