-- events --
-- Events by id, by organising body and by status, each condition left out when null; in their order of time.
select e.id, e.organiser_id, o.name as organiser_name, o.lang as organiser_lang, e.kind, e.status,
    e.title_zh, e.title_en, e.about_zh, e.about_en, lower(e.during) as starts_at, upper(e.during) as ends_at,
    e.timezone, e.attendance, e.place, e.link, e.district, e.languages, e.n_tables,
    e.published_at, e.cancelled_at, e.changed_at, e.sequence, e.open_registration, e.seats, e.registration_until,
    e.pitch_minutes, e.question_minutes, e.offer_hours, e.date_open, e.reason_zh, e.reason_en,
    coalesce(t.most_must, 3) as most_must, coalesce(t.most_like, 10) as most_like, t.closes_at as wishes_close_at,
    t.n_interpreters, coalesce(t.good_meetings, 0) as good_meetings
from event e join organisation o on o.id = e.organiser_id
left join wish_terms t on t.event_id = e.id
where ($1::bigint[] is null or e.id = any($1))
  and ($2::bigint[] is null or e.organiser_id = any($2))
  and ($3::text[] is null or e.status = any($3))
order by lower(e.during), e.id

-- events_to_remind --
-- Published events that begin in this time and of whose day nobody was reminded yet.
select e.id from event e
where e.status = 'published' and not e.date_open and lower(e.during) > $1 and lower(e.during) <= $2
  and not exists (select from audit a where a.subject = 'event' and a.subject_id = e.id and a.action = 'remind'
                  and a.happened_at > lower(e.during) - interval '25 hours')
order by e.id

-- lock_event --
-- Let changes to one event happen one after the other; nothing when it is not one of these bodies'.
select id, status, sequence from event where id = $1 and organiser_id = any($2::bigint[]) for update

-- counts --
-- How far each of the bodies' events is.
select e.id as event_id,
    (select count(*) from event_slot s where s.event_id = e.id and s.kind = 'pitch') as n_pitch_slots,
    (select count(*) from event_slot s where s.event_id = e.id and s.kind = 'meeting') as n_meeting_slots,
    coalesce(p.n_founders, 0) as n_founders, coalesce(p.n_founders_accepted, 0) as n_founders_accepted,
    coalesce(p.n_providers, 0) as n_providers, coalesce(p.n_providers_accepted, 0) as n_providers_accepted,
    coalesce(p.n_pending, 0) as n_pending, coalesce(p.n_without, 0) as n_without_availability,
    (select count(*) from event_juror j where j.event_id = e.id) as n_jurors,
    (select l.id from plan l where l.event_id = e.id order by l.version desc limit 1) as latest_plan_id,
    (select l.id from plan l where l.event_id = e.id and l.status = 'released') as released_plan_id,
    (select count(*) from plan l where l.event_id = e.id and l.status = 'draft') as n_drafts,
    (select count(*) from registration r where r.event_id = e.id and r.status = 'registered') as n_registered,
    (select count(*) from registration r where r.event_id = e.id and r.status = 'waiting') as n_waiting,
    (select count(*) from reserve_pitch r where r.event_id = e.id and r.status = 'waiting') as n_reserves,
    (select count(*) from reserve_pitch r where r.event_id = e.id and r.status = 'offered') as n_offered
from event e
left join (
    select event_id,
        count(*) filter (where side = 'founder') as n_founders,
        count(*) filter (where side = 'founder' and answer = 'accepted') as n_founders_accepted,
        count(*) filter (where side = 'provider') as n_providers,
        count(*) filter (where side = 'provider' and answer = 'accepted') as n_providers_accepted,
        count(*) filter (where answer = 'pending') as n_pending,
        count(*) filter (where answer = 'accepted' and availability_at is null) as n_without
    from participant group by event_id) p on p.event_id = e.id
where e.organiser_id = any($2::bigint[]) and ($1::bigint is null or e.id = $1)

-- add_event --
-- A new event, as a draft.
insert into event (organiser_id, kind, title_zh, title_en, about_zh, about_en, during, timezone, attendance,
    place, link, district, languages, n_tables, open_registration, seats, registration_until,
    pitch_minutes, question_minutes, offer_hours, created_by, created_at, changed_at)
values ($1, $2, $3, $4, $5, $6, tstzrange($7, $8), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
    $22, $23, $23)
returning id

-- change_event --
-- New facts for an event that is not cancelled, if nobody changed it since it was read.
update event set kind = $3, title_zh = $4, title_en = $5, about_zh = $6, about_en = $7, during = tstzrange($8, $9),
    timezone = $10, attendance = $11, place = $12, link = $13, district = $14, languages = $15, n_tables = $16,
    open_registration = $17, seats = $18, registration_until = $19, pitch_minutes = $20,
    question_minutes = $21, offer_hours = $22, changed_at = $23, sequence = sequence + 1
where id = $1 and sequence = $2 and status <> 'cancelled'
returning id

-- set_status --
-- From one state to the next.
update event set status = $3, changed_at = $4, sequence = sequence + 1,
    published_at = case when $3 = 'published' then $4 else published_at end,
    cancelled_at = case when $3 = 'cancelled' then $4 else cancelled_at end
where id = $1 and status = any($2::text[])
returning id

-- raise_sequence --
-- What calendars hold of this event has changed.
update event set sequence = sequence + 1 where id = $1 returning sequence

-- rooms --
-- The rooms of an event by name.
select id, name from event_room where event_id = $1 order by name, id

-- add_room --
-- A room, or the one that is already called so.
insert into event_room (event_id, name) values ($1, $2) on conflict (event_id, name) do nothing

-- remove_rooms --
-- Rooms that are no longer named and in which nothing is set.
delete from event_room r where r.event_id = $1 and r.name <> all($2::text[])
  and not exists (select from event_slot s where s.room_id = r.id)

-- slots --
-- The slots of an event in their order of time.
select s.id, s.kind, s.room_id, r.name as room_name, lower(s.during) as starts_at, upper(s.during) as ends_at
from event_slot s left join event_room r on r.id = s.room_id
where s.event_id = $1
order by lower(s.during), r.name, s.id

-- slots_as_held --
-- The slots of an event when they are held, delays of the day included.
select s.id, s.kind, s.room_id, r.name as room_name, lower(s.during) as starts_at, upper(s.during) as ends_at
from slot_as_held s left join event_room r on r.id = s.room_id
where s.event_id = $1
order by lower(s.during), r.name, s.id

-- add_slot --
-- A slot; the room's or the event's exclusion refuses what overlaps.
insert into event_slot (event_id, kind, room_id, during)
select $1, $2, $3, tstzrange($4, $5)
where $3::bigint is null or exists (select from event_room r where r.id = $3 and r.event_id = $1)
returning id

-- forget_busy --
-- What people said of these slots.
delete from participant_busy b using event_slot s
where s.id = b.slot_id and s.event_id = $1 and s.id = any($2::bigint[])
  and not exists (select from plan_pitch p where p.slot_id = s.id)
  and not exists (select from plan_meeting m where m.slot_id = s.id)

-- remove_slots --
-- Slots that no plan uses and in which nobody was offered a meeting.
with free as (
    select s.id from event_slot s where s.event_id = $1 and s.id = any($2::bigint[])
      and not exists (select from plan_pitch p where p.slot_id = s.id)
      and not exists (select from plan_meeting m where m.slot_id = s.id)
      and not exists (select from standby_offer o where o.slot_id = s.id)
), forgotten as (
    -- Who is busy in a slot that is gone need not be.
    delete from participant_busy b using free f where b.slot_id = f.id
)
delete from event_slot s using free f where s.id = f.id
returning s.id

-- add_juror --
-- A person who is asked to comment; nothing when they were asked before.
insert into event_juror (event_id, person_id, invited_by, invited_at) values ($1, $2, $3, $4)
on conflict do nothing returning person_id

-- person_for_address --
-- The person with this address, made without a password where there is none: a reset proves the address.
insert into person (email, name, locale, created_at) values ($1, $2, $3, $4)
on conflict (email) do update set email = excluded.email
returning id as person_id, email, name, locale

-- jurors --
-- The jurors of an event.
select j.person_id, p.name, p.email, j.invited_at from event_juror j join person p on p.id = j.person_id
where j.event_id = $1 order by j.invited_at, j.person_id

-- remove_juror --
-- A juror who is no longer asked.
delete from event_juror where event_id = $1 and person_id = $2 returning person_id

-- today --
-- What waits for these organising bodies.
select
    (select count(*) from pitch where status = 'submitted') as n_to_review,
    (select count(distinct o.id) from organisation o
        join organisation_kind k on k.organisation_id = o.id
            and k.kind in ('angel', 'fund', 'bank', 'guarantor', 'public_buyer')
        where o.closed_at is null and not exists (select from vetting v where v.organisation_id = o.id)) as n_to_vet,
    (select count(*) from participant p join event e on e.id = p.event_id
        where e.organiser_id = any($1::bigint[]) and p.answer = 'pending' and e.status <> 'cancelled'
          and upper(e.during) > $2) as n_unanswered,
    (select count(*) from plan l join event e on e.id = l.event_id
        where e.organiser_id = any($1) and l.status = 'draft' and e.status <> 'cancelled'
          and upper(e.during) > $2) as n_plan_drafts,
    (select count(*) from funding_record r join funding_state st on st.record_id = r.id
        left join event e on e.id = r.event_id
        where st.status in ('proposed', 'disputed')
          and (r.proposed_body_id = any($1) or e.organiser_id = any($1))) as n_records_waiting

-- public_programme --
-- The pitches of a published event's released plan; names only of those whose founder agreed to a showcase.
select lower(s.during) as starts_at, upper(s.during) as ends_at, r.name as room_name,
    case when shown.showcased then shown.pitch_id end as pitch_id,
    case when shown.showcased then v.name end as pitch_name,
    case when shown.showcased then v.lang end as pitch_lang,
    case when shown.showcased then o.name end as company_name,
    case when shown.showcased then o.lang end as company_lang
from plan l
join event e on e.id = l.event_id and e.status = 'published' and not e.date_open
join plan_pitch pp on pp.plan_id = l.id and pp.answer <> 'declined'
join slot_as_held s on s.id = pp.slot_id
join event_room r on r.id = s.room_id
join participant p on p.id = pp.participant_id
left join pitch_on_show shown on shown.pitch_id = p.pitch_id
left join pitch_version v on v.pitch_id = shown.pitch_id and v.version = shown.version
left join organisation o on o.id = p.organisation_id
where l.event_id = $1 and l.status = 'released'
order by lower(s.during), r.name, s.id
