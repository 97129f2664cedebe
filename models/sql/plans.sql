-- plans --
-- Plans by event of these bodies, newest first; one of them when an id is given. Of the one that $4 names also how
-- its solve went, what was corrected since, and how many mails of the event are held.
select l.id, l.event_id, l.version, l.status, l.requested_at, l.solved_at, l.value, l.bound, l.solver_status,
    l.failure, l.notes, l.revision, l.released_at, l.seconds, l.stop_at, l.former_id, l.move_price, l.solved_value,
    l.solved_seconds, l.programme,
    (select version from plan f where f.id = l.former_id) as former_version,
    (select count(*) from plan_edit x where x.plan_id = l.id and not x.undone)::int as n_edits,
    (select count(*) from plan_meeting m where m.plan_id = l.id
       and 'declined' in (m.founder_answer, m.provider_answer))::int as n_declined,
    (select coalesce(sum(m.value), 0) from plan_meeting m where m.plan_id = l.id
       and 'declined' not in (m.founder_answer, m.provider_answer)) as standing_value,
    exists (select from participant p where p.event_id = l.event_id
            and greatest(p.answered_at, p.availability_at) > l.solved_at) as answers_moved,
    case when l.id = $4::bigint then jsonb_build_object(
        'steps', (select coalesce(jsonb_agg(jsonb_build_array(x.seconds, x.value, x.bound, x.n_meetings) order by x.id),
                                  '[]') from plan_progress x where x.plan_id = l.id),
        'undo', (select x.act from plan_edit x where x.plan_id = l.id and not x.undone order by x.id desc limit 1),
        'redo', (select x.act from plan_edit x where x.plan_id = l.id and x.undone
                   and x.id > coalesce((select max(y.id) from plan_edit y where y.plan_id = l.id and not y.undone), 0)
                 order by x.id limit 1),
        'last_by', (select w.name from plan_edit x join person w on w.id = x.person_id where x.plan_id = l.id
                    order by x.id desc limit 1),
        'last_at', (select x.made_at from plan_edit x where x.plan_id = l.id order by x.id desc limit 1),
        'n_held', (select count(*) from outbox_mail m join plan o on o.id = m.plan_id
                   where o.event_id = l.event_id and m.status = 'held')) end as detail
from plan l join event e on e.id = l.event_id
where l.event_id = $1 and e.organiser_id = any($2::bigint[]) and ($3::bigint is null or l.id = $3)
order by l.version desc

-- plan --
-- One plan, for the planner and inside a transaction that has checked the viewer.
select l.id, l.event_id, l.version, l.status, l.requested_at, l.solved_at, l.value, l.bound, l.solver_status,
    l.failure, l.notes, l.revision, l.released_at, l.seconds, l.stop_at, l.former_id, l.move_price, l.solved_value,
    l.solved_seconds, l.programme,
    (select version from plan f where f.id = l.former_id) as former_version,
    (select count(*) from plan_edit x where x.plan_id = l.id and not x.undone)::int as n_edits,
    (select count(*) from plan_meeting m where m.plan_id = l.id
       and 'declined' in (m.founder_answer, m.provider_answer))::int as n_declined,
    (select coalesce(sum(m.value), 0) from plan_meeting m where m.plan_id = l.id
       and 'declined' not in (m.founder_answer, m.provider_answer)) as standing_value,
    exists (select from participant p where p.event_id = l.event_id
            and greatest(p.answered_at, p.availability_at) > l.solved_at) as answers_moved,
    null::jsonb as detail
from plan l where l.id = $1

-- open_plan --
-- The plan that is being made for an event, if any.
select id from plan where event_id = $1 and status in ('queued', 'solving') order by version desc limit 1

-- queue_plan --
-- Ask for the next version.
insert into plan (event_id, version, status, requested_by, requested_at, seconds, former_id, move_price)
select $1, coalesce(max(version), 0) + 1, 'queued', $2, $3, $4, $5::bigint, $6 from plan where event_id = $1
returning id

-- copy_plan --
-- An older version as the newest draft, with the certificate that it was given.
insert into plan (event_id, version, status, requested_by, requested_at, solved_at, value, solved_value, bound,
    solver_status, notes, seconds, former_id, solved_seconds, programme)
select l.event_id, (select max(v.version) + 1 from plan v where v.event_id = l.event_id), 'draft', $2, $3, l.solved_at,
    l.value, l.solved_value, l.bound, l.solver_status, l.notes, l.seconds, l.id, l.solved_seconds, l.programme
from plan l where l.id = $1
returning id

-- copy_pitches --
-- The pitches of one version for another.
insert into plan_pitch (plan_id, slot_id, participant_id, locked)
select $2, slot_id, participant_id, locked from plan_pitch where plan_id = $1

-- copy_meetings --
-- The meetings of one version for another, but those that somebody declined.
insert into plan_meeting (plan_id, founder_id, provider_id, slot_id, table_no, value, locked)
select $2, founder_id, provider_id, slot_id, table_no, value, locked from plan_meeting
where plan_id = $1 and 'declined' not in (founder_answer, provider_answer)

-- waiting_plans --
-- Plans that are to be solved, or whose solver may have been killed.
select id from plan where status in ('queued', 'solving') order by id

-- try_lock_plan --
-- Hold a plan for as long as this transaction lives, so that a killed solver lets go of it.
select pg_try_advisory_xact_lock(727274, $1::int)

-- start_plan --
-- The solver has it.
update plan set status = 'solving' where id = $1 and status in ('queued', 'solving') returning id

-- stop_asked --
-- Whether somebody wants the solve to end with what it has.
select stop_at is not null from plan where id = $1

-- stop_plan --
-- End the solve with the best plan so far.
update plan set stop_at = coalesce(stop_at, $3)
where id = $1 and event_id = $2 and status in ('queued', 'solving') returning id

-- keep_better --
-- The best plan so far, while the solver looks on.
update plan set value = $2, bound = $3, solver_status = $4 where id = $1 and status = 'solving' returning id

-- finish_plan --
-- The solver is done: a draft with its certificate and what could not be had.
update plan set status = 'draft', solved_at = $2, value = $3, solved_value = $3, bound = $4, solver_status = $5,
    notes = $6, solved_seconds = $7, programme = $8
where id = $1 and status = 'solving' returning id

-- clear_pitches --
-- All pitches of a plan that is being solved.
delete from plan_pitch where plan_id = $1

-- clear_meetings --
-- All meetings of a plan that is being solved.
delete from plan_meeting where plan_id = $1

-- fill_pitches --
-- All pitches of a plan at once.
insert into plan_pitch (plan_id, slot_id, participant_id, locked)
select $1, x.slot_id, x.participant_id, x.locked
from unnest($2::bigint[], $3::bigint[], $4::boolean[]) as x (slot_id, participant_id, locked)

-- fill_meetings --
-- All meetings of a plan at once.
insert into plan_meeting (plan_id, founder_id, provider_id, slot_id, table_no, value, locked)
select $1, x.founder_id, x.provider_id, x.slot_id, x.table_no, x.value, x.locked
from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::double precision[], $7::boolean[])
    as x (founder_id, provider_id, slot_id, table_no, value, locked)

-- declined_pairs --
-- Who said no to whom in the released version, and has not answered the invitation anew since.
select m.founder_id, m.provider_id
from plan_meeting m
join plan l on l.id = m.plan_id and l.status = 'released'
join participant f on f.id = m.founder_id join participant r on r.id = m.provider_id
where l.event_id = $1
  and ((m.founder_answer = 'declined' and m.founder_answered_at > coalesce(f.answered_at, '-infinity'))
       or (m.provider_answer = 'declined' and m.provider_answered_at > coalesce(r.answered_at, '-infinity')))
order by m.founder_id, m.provider_id

-- fail_plan --
-- The solver could not; why.
update plan set status = 'failed', solved_at = $2, failure = $3, notes = $4
where id = $1 and status = 'solving' returning id

-- contents --
-- The pitches and meetings of plans, by slot, room and table.
select plan_id, 'pitch' as kind, id, slot_id, participant_id, locked, answer,
    null::bigint as founder_id, null::bigint as provider_id, null::integer as table_no,
    null::double precision as value, null as founder_answer, null as provider_answer
from plan_pitch where plan_id = any($1::bigint[])
union all
select plan_id, 'meeting', id, slot_id, null, locked, null,
    founder_id, provider_id, table_no, value, founder_answer, provider_answer
from plan_meeting where plan_id = any($1::bigint[])
order by plan_id, kind, slot_id, table_no, id

-- add_pitch --
-- Put a pitch into a slot.
insert into plan_pitch (plan_id, slot_id, participant_id, locked) values ($1, $2, $3, $4) returning id

-- remove_pitches --
-- Take pitches out of a plan.
delete from plan_pitch where plan_id = $1 and participant_id = any($2::bigint[])

-- add_meeting --
-- Let two meet.
insert into plan_meeting (plan_id, founder_id, provider_id, slot_id, table_no, value, locked)
values ($1, $2, $3, $4, $5, $6, $7) returning id

-- remove_meeting --
-- Take a meeting out of a plan.
delete from plan_meeting where plan_id = $1 and founder_id = $2 and provider_id = $3 returning id

-- revise --
-- Count a correction by hand; nothing when somebody else was quicker or the plan is no draft.
update plan set revision = revision + 1 where id = $1 and revision = $2 and status = 'draft' returning revision

-- set_value --
-- What the meetings are worth after a correction by hand.
update plan set value = (select coalesce(sum(value), 0) from plan_meeting where plan_id = $1) where id = $1

-- supersede --
-- The released version, if there is one, gives way.
update plan set status = 'superseded' where event_id = $1 and status = 'released' returning id

-- release --
-- A draft becomes the version that everybody sees.
update plan set status = 'released', released_at = $3, released_by = $4
where id = $1 and revision = $2 and status = 'draft' returning id

-- carry_pitch_answers --
-- Whoever keeps a slot keeps the answer to it.
update plan_pitch n set answer = o.answer, answered_at = o.answered_at
from plan_pitch o
where n.plan_id = $1 and o.plan_id = $2 and o.participant_id = n.participant_id and o.slot_id = n.slot_id

-- carry_meeting_answers --
-- Whoever keeps a meeting keeps the answer to it; one that the day took away stays away.
update plan_meeting n set founder_answer = o.founder_answer, provider_answer = o.provider_answer,
    founder_answered_at = o.founder_answered_at, provider_answered_at = o.provider_answered_at,
    called_off_at = o.called_off_at, called_off_by = o.called_off_by
from plan_meeting o
where n.plan_id = $1 and o.plan_id = $2 and o.founder_id = n.founder_id and o.provider_id = n.provider_id
  and o.slot_id = n.slot_id

-- carry_standby --
-- Stand-by meetings go over into the next version, where their people and their table are still free.
insert into plan_meeting (plan_id, founder_id, provider_id, slot_id, table_no, value, origin, founder_answer,
    provider_answer, founder_answered_at, provider_answered_at, called_off_at, called_off_by)
select $1, o.founder_id, o.provider_id, o.slot_id, o.table_no, o.value, o.origin, o.founder_answer,
    o.provider_answer, o.founder_answered_at, o.provider_answered_at, o.called_off_at, o.called_off_by
from plan_meeting o where o.plan_id = $2 and o.origin = 'standby'
on conflict do nothing

-- latest_with_locks --
-- The version whose fixed places the next solve keeps: the newest draft or released one before it.
select id from plan where event_id = $1 and id < $2 and status in ('draft', 'released')
order by version desc limit 1

-- wishes --
-- What is on record between the accepted pitches and providers of an event, and what they and the organiser said.
select f.id as founder_id, r.id as provider_id,
    fw.wish as founder_said, rw.wish as provider_said,
    -- From whom founders keep their pitch, with that one they do not meet over it, whatever was promised.
    case when exists (select from pitch_kept_from k
                      where k.pitch_id = f.pitch_id and k.organisation_id = r.organisation_id)
         then 'shut_out' else m.kind end as promise,
    (select i.score from impression i where i.organisation_id = r.organisation_id and i.pitch_id = f.pitch_id and i.score is not null
     order by i.shown_at desc, i.id desc limit 1) as score,
    n.choice, d.status as introduction,
    case when cardinality(g.instruments) = 0 or jsonb_array_length(v.seeks) = 0 then null
         else exists (select from jsonb_array_elements(v.seeks) s where s->>'instrument' = any(g.instruments))
    end as instruments_meet
from participant f
join participant r on r.event_id = f.event_id and r.side = 'provider' and r.answer = 'accepted'
join pitch p on p.id = f.pitch_id
left join pitch_version v on v.pitch_id = p.id and v.version = p.approved_version
left join provider_profile g on g.organisation_id = r.organisation_id
left join interest n on n.organisation_id = r.organisation_id and n.pitch_id = f.pitch_id
left join introduction d on d.organisation_id = r.organisation_id and d.pitch_id = f.pitch_id
left join wish fw on fw.participant_id = f.id and fw.partner_id = r.id
left join wish rw on rw.participant_id = r.id and rw.partner_id = f.id
left join promise m on m.founder_id = f.id and m.provider_id = r.id
where f.event_id = $1 and f.side = 'founder' and f.answer = 'accepted'
  and f.organisation_id <> r.organisation_id
order by f.id, r.id

-- booked_elsewhere --
-- When the people of an event are taken by other events.
select b.person_id, lower(b.during) as starts_at, upper(b.during) as ends_at
from booking b
where not b.cancelled and b.event_id <> $1
  and b.person_id in (select p.person_id from participant p where p.event_id = $1)
order by b.person_id, lower(b.during)

-- book_plan --
-- Take the time of everybody whom a plan names; nobody can be in two places at once.
insert into booking (person_id, event_id, plan_id, during)
select distinct p.person_id, p.event_id, $1::bigint, s.during
from (
    select participant_id, slot_id from plan_pitch where plan_id = $1 and answer <> 'declined'
    union all
    select unnest(array[founder_id, provider_id]), slot_id from plan_meeting
    where plan_id = $1 and founder_answer <> 'declined' and provider_answer <> 'declined' and called_off_at is null) x
join participant p on p.id = x.participant_id join event_slot s on s.id = x.slot_id
where p.person_id is not null
order by p.person_id, s.during

-- unbook_event --
-- Give back all time that an event took.
update booking set cancelled = true where event_id = $1 and not cancelled

-- unbook --
-- Give back the time of people in a slot.
update booking b set cancelled = true from event_slot s
where s.id = $3 and b.during = s.during and b.plan_id = $1 and b.person_id = any($2::bigint[]) and not b.cancelled

-- book --
-- Take the time of people in a slot again.
insert into booking (person_id, event_id, plan_id, during)
select who, s.event_id, $1, s.during from unnest($2::bigint[]) who, event_slot s where s.id = $3

-- entries --
-- The plans of participants in everything that was ever released: what stands, and what was taken away.
with item as (
    select 'pitch' as kind, pp.id as item_id, pp.plan_id, pp.slot_id, pp.participant_id, null::bigint as partner_id,
        null::integer as table_no, pp.answer as own_answer, null as partner_answer, pp.participant_id as founder_id,
        pp.answered_at, false as called_off
    from plan_pitch pp where pp.participant_id = any($1::bigint[])
    union all
    select 'meeting', m.id, m.plan_id, m.slot_id, m.founder_id, m.provider_id, m.table_no, m.founder_answer,
        m.provider_answer, m.founder_id, greatest(m.founder_answered_at, m.provider_answered_at, m.called_off_at),
        m.called_off_at is not null
    from plan_meeting m where m.founder_id = any($1)
    union all
    select 'meeting', m.id, m.plan_id, m.slot_id, m.provider_id, m.founder_id, m.table_no, m.provider_answer,
        m.founder_answer, m.founder_id, greatest(m.founder_answered_at, m.provider_answered_at, m.called_off_at),
        m.called_off_at is not null
    from plan_meeting m where m.provider_id = any($1))
select distinct on (i.participant_id, i.kind, i.partner_id)
    i.kind, i.item_id, l.event_id, l.version as plan_version, l.status = 'released' as released,
    l.status = 'released' and e.status <> 'cancelled' and not e.date_open and i.own_answer <> 'declined'
        and coalesce(i.partner_answer, 'pending') <> 'declined' and not i.called_off as stands,
    i.participant_id, p.side, lower(s.during) as starts_at, upper(s.during) as ends_at, r.name as room_name,
    -- A number beyond the tables stands for a meeting online.
    case when e.attendance = 'on_site' or i.table_no <= e.n_tables then i.table_no end as table_no,
    i.partner_id, po.name as partner_name, po.lang as partner_lang,
    case when p.side = 'founder' or shown.pitch_id is not null then v.name end as pitch_name,
    case when p.side = 'founder' or shown.pitch_id is not null then v.lang end as pitch_lang,
    i.own_answer, i.partner_answer, p.person_id,
    greatest(e.changed_at, e.cancelled_at, i.answered_at,
             (select max(x.released_at) from plan x where x.event_id = e.id),
             (select max(greatest(d.made_at, d.undone_at)) from delay d where d.event_id = e.id)) as changed_at
from item i
join plan l on l.id = i.plan_id and (l.status = 'released' or (l.status = 'superseded' and l.released_at is not null))
join event e on e.id = l.event_id
join slot_as_held s on s.id = i.slot_id
left join event_room r on r.id = s.room_id
join participant p on p.id = i.participant_id
join participant f on f.id = i.founder_id
left join pitch on pitch.id = f.pitch_id
left join pitch_shown_to shown on shown.pitch_id = f.pitch_id and shown.organisation_id = p.organisation_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
left join participant pp on pp.id = i.partner_id
left join organisation po on po.id = pp.organisation_id
order by i.participant_id, i.kind, i.partner_id, l.version desc

-- meeting_of --
-- A meeting of a released plan that the viewer's organisations have, and on which side; locked for the answer.
select m.id, m.plan_id, m.slot_id, m.founder_id, m.provider_id, m.founder_answer, m.provider_answer,
    f.person_id as founder_person_id, r.person_id as provider_person_id, l.event_id, lower(s.during) as starts_at,
    (f.organisation_id = any($2::bigint[])) as is_founder, (r.organisation_id = any($3::bigint[])) as is_provider
from plan_meeting m
join plan l on l.id = m.plan_id and l.status = 'released'
join event e on e.id = l.event_id and e.status = 'published'
join participant f on f.id = m.founder_id join participant r on r.id = m.provider_id
join event_slot s on s.id = m.slot_id
where m.id = $1 and m.called_off_at is null and (f.organisation_id = any($2) or r.organisation_id = any($3))
for update of m

-- answer_meeting_as_founder --
-- Confirm or decline, if the answer is still the one that was read.
update plan_meeting set founder_answer = $3, founder_answered_at = $4 where id = $1 and founder_answer = $2
returning id

-- answer_meeting_as_provider --
-- Confirm or decline, if the answer is still the one that was read.
update plan_meeting set provider_answer = $3, provider_answered_at = $4 where id = $1 and provider_answer = $2
returning id

-- placed_pitch_of --
-- A pitch slot of a released plan that one of the viewer's companies has; locked for the answer.
select pp.id, pp.plan_id, pp.slot_id, pp.participant_id, pp.answer, p.person_id, l.event_id,
    lower(s.during) as starts_at
from plan_pitch pp
join plan l on l.id = pp.plan_id and l.status = 'released'
join event e on e.id = l.event_id and e.status = 'published'
join participant p on p.id = pp.participant_id
join event_slot s on s.id = pp.slot_id
where pp.id = $1 and p.organisation_id = any($2::bigint[])
for update of pp

-- answer_pitch --
-- Confirm or decline, if the answer is still the one that was read.
update plan_pitch set answer = $3, answered_at = $4 where id = $1 and answer = $2 returning id

-- hand_over --
-- Another person comes for a participant: the time that the released plan took moves to them.
update booking b set person_id = $3
from plan l
join participant p on p.id = $1 and p.event_id = l.event_id
where b.plan_id = l.id and l.status = 'released' and b.person_id = $2 and not b.cancelled
  and exists (
    select from event_slot s where s.during = b.during and (
        exists (select from plan_pitch x where x.plan_id = l.id and x.slot_id = s.id and x.participant_id = $1)
        or exists (select from plan_meeting x where x.plan_id = l.id and x.slot_id = s.id
                   and $1 in (x.founder_id, x.provider_id))))

-- decline_all --
-- Whoever does not come takes part in nothing of the released plan.
with gone as (
    select l.id as plan_id from plan l join participant p on p.event_id = l.event_id
    where p.id = $1 and l.status = 'released'),
pitches as (
    update plan_pitch set answer = 'declined', answered_at = $2
    where participant_id = $1 and plan_id in (select plan_id from gone) returning plan_id, slot_id),
founders as (
    update plan_meeting set founder_answer = 'declined', founder_answered_at = $2
    where founder_id = $1 and plan_id in (select plan_id from gone) returning plan_id, slot_id, founder_id, provider_id),
providers as (
    update plan_meeting set provider_answer = 'declined', provider_answered_at = $2
    where provider_id = $1 and plan_id in (select plan_id from gone) returning plan_id, slot_id, founder_id, provider_id),
freed as (
    select plan_id, slot_id, $1::bigint as participant_id from pitches
    union all select plan_id, slot_id, unnest(array[founder_id, provider_id]) from founders
    union all select plan_id, slot_id, unnest(array[founder_id, provider_id]) from providers)
update booking b set cancelled = true
from freed x join participant p on p.id = x.participant_id join event_slot s on s.id = x.slot_id
where b.plan_id = x.plan_id and b.person_id = p.person_id and b.during = s.during and not b.cancelled
