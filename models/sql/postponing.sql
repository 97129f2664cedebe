-- set_date --
-- Another time for an event whose time is still the one that was read; deadlines move with it.
update event set during = tstzrange($4, $5), date_open = false, reason_zh = $6, reason_en = $7,
    registration_until = registration_until + ($4 - lower(during)), changed_at = $8, sequence = sequence + 1
where id = $1 and lower(during) = $2 and date_open = $3 and status <> 'cancelled'
returning id

-- open_date --
-- The date of an event is not known any more.
update event set date_open = true, reason_zh = $3, reason_en = $4, changed_at = $5, sequence = sequence + 1
where id = $1 and lower(during) = $2 and not date_open and status <> 'cancelled'
returning id

-- call_off --
-- An event does not take place.
update event set status = 'cancelled', cancelled_at = $4, reason_zh = $2, reason_en = $3, changed_at = $4,
    sequence = sequence + 1
where id = $1 and status <> 'cancelled'
returning id

-- shift_slots --
-- All slots of an event by one span; far enough that none meets one that has not moved yet.
update event_slot set during = tstzrange(lower(during) + $2::interval, upper(during) + $2::interval)
where event_id = $1

-- forget_delays --
-- What ran late did so on the former day.
delete from delay where event_id = $1

-- forget_check_ins --
-- Who had come, came on the former day.
update check_in set undone_at = seen_at where event_id = $1 and undone_at is null

-- forget_attendance --
-- The same for those who registered.
update registration set came_at = null where event_id = $1 and came_at is not null

-- shift_wishes --
-- The day until which wishes are taken, by the same span.
update wish_terms set closes_at = closes_at + $2::interval where event_id = $1

-- forget_answers --
-- Whoever confirmed an entry of the released plan confirmed its former time.
with released as (select id from plan where event_id = $1 and status = 'released'),
pitches as (
    update plan_pitch set answer = 'pending', answered_at = null
    where plan_id in (select id from released) and answer = 'accepted'),
founders as (
    update plan_meeting set
        founder_answer = case when founder_answer = 'accepted' then 'pending' else founder_answer end,
        founder_answered_at = case when founder_answer = 'accepted' then null else founder_answered_at end,
        provider_answer = case when provider_answer = 'accepted' then 'pending' else provider_answer end,
        provider_answered_at = case when provider_answer = 'accepted' then null else provider_answered_at end
    where plan_id in (select id from released))
select count(*) from released

-- forget_busy --
-- When people are free was said of the former day.
delete from participant_busy b using participant p where p.id = b.participant_id and p.event_id = $1

-- forget_availability --
-- They are asked again.
update participant set availability_at = null where event_id = $1

-- clashes --
-- Who of the released plan would be booked by another event if the slots moved by this span.
with place as (
    select pp.participant_id, pp.slot_id from plan_pitch pp join plan l on l.id = pp.plan_id
    where l.event_id = $1 and l.status = 'released' and pp.answer <> 'declined'
    union
    select unnest(array[m.founder_id, m.provider_id]), m.slot_id from plan_meeting m join plan l on l.id = m.plan_id
    where l.event_id = $1 and l.status = 'released' and m.founder_answer <> 'declined'
      and m.provider_answer <> 'declined')
select p.id as participant_id, coalesce(v.name, o.name) as name, coalesce(v.lang, o.lang) as lang, s.id as slot_id,
    lower(s.during) + $2::interval as starts_at
from place x
join participant p on p.id = x.participant_id
join event_slot s on s.id = x.slot_id
join organisation o on o.id = p.organisation_id
left join pitch on pitch.id = p.pitch_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
where exists (
    select from booking b
    where b.person_id = p.person_id and b.event_id <> $1 and not b.cancelled
      and b.during && tstzrange(lower(s.during) + $2, upper(s.during) + $2))
order by starts_at, p.id

-- give_up_pitch --
-- A pitch of the released plan that cannot be held at its new time.
update plan_pitch pp set answer = 'declined', answered_at = $4 from plan l
where l.id = pp.plan_id and l.event_id = $1 and l.status = 'released' and pp.participant_id = $2 and pp.slot_id = $3

-- give_up_meeting --
-- A meeting of the released plan that cannot be held at its new time.
update plan_meeting m set
    founder_answer = case when m.founder_id = $2 then 'declined' else m.founder_answer end,
    founder_answered_at = case when m.founder_id = $2 then $4 else m.founder_answered_at end,
    provider_answer = case when m.provider_id = $2 then 'declined' else m.provider_answer end,
    provider_answered_at = case when m.provider_id = $2 then $4 else m.provider_answered_at end
from plan l
where l.id = m.plan_id and l.event_id = $1 and l.status = 'released' and $2 in (m.founder_id, m.provider_id)
  and m.slot_id = $3

-- released_plan --
-- The version that stands, if there is one.
select id, version from plan where event_id = $1 and status = 'released'

-- concerned --
-- Whom an event concerns: participants that have not declined, jurors, people registered and waiting.
select
    (select count(*) from participant p where p.event_id = $1 and p.answer <> 'declined') as n_participants,
    (select count(*) from event_juror j where j.event_id = $1) as n_jurors,
    (select count(*) from registration r where r.event_id = $1 and r.status = 'registered') as n_registered,
    (select count(*) from registration r where r.event_id = $1 and r.status = 'waiting') as n_waiting,
    (select count(*) from booking b where b.event_id = $1 and not b.cancelled) as n_bookings
