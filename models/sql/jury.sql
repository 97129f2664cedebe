-- jury --
-- The rules of an event's jury and its criteria in their order.
select y.event_id, y.mode, y.jurors_per_pitch, y.least_pitches, y.most_pitches, y.points, y.drop_extremes,
    y.pitch_minutes, y.question_minutes, y.look_back_years, y.state, y.revision, y.wanted_at, y.assigned_at, y.value,
    y.bound, y.optimal, y.notes, y.closed_at, y.closed_without, y.released_at, y.shows_places, y.is_public,
    coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name_zh', c.name_zh, 'name_en', c.name_en,
                  'about_zh', c.about_zh, 'about_en', c.about_en, 'weight', c.weight) order by c.position)
              from jury_criterion c where c.event_id = y.event_id), '[]') as criteria
from jury y where y.event_id = $1

-- lock_jury --
-- Let changes to one jury happen one after the other.
select state from jury where event_id = $1 for update

-- hold_jury --
-- Keep the state of scoring as it is while a sheet or a pick is saved; those who save do not wait for each other.
select state from jury where event_id = $1 for share

-- add_jury --
-- A jury for an event that has none.
insert into jury (event_id, mode, jurors_per_pitch, least_pitches, most_pitches, points, drop_extremes,
    pitch_minutes, question_minutes, look_back_years, set_up_by, set_up_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing returning event_id

-- change_jury --
-- Other rules, if nobody changed them since they were read; scoring has not begun.
update jury set mode = $3, jurors_per_pitch = $4, least_pitches = $5, most_pitches = $6, points = $7,
    drop_extremes = $8, pitch_minutes = $9, question_minutes = $10, look_back_years = $11, revision = revision + 1
where event_id = $1 and revision = $2 and state = 'setup'
returning event_id

-- remove_criteria --
-- All criteria of a jury that has no sheet yet.
delete from jury_criterion c where c.event_id = $1

-- add_criteria --
-- Criteria in their order.
insert into jury_criterion (event_id, position, name_zh, name_en, about_zh, about_en, weight)
select $1, n, c.name_zh, c.name_en, c.about_zh, c.about_en, c.weight
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
    with ordinality as c(name_zh, name_en, about_zh, about_en, weight, n)

-- n_sheets --
-- How many sheets and picks there are.
select (select count(*) from jury_sheet s where s.event_id = $1)
     + (select count(*) from jury_pick k where k.event_id = $1 and k.undone_at is null) as n

-- pitches --
-- The pitches that a jury judges: on show, and their founders have not declined.
select a.id as participant_id, a.pitch_id, a.organisation_id as company_id, o.name as company_name,
    o.lang as company_lang, v.name, v.lang, v.sector, v.sector2
from participant a
join pitch_on_show s on s.pitch_id = a.pitch_id
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = a.organisation_id
where a.event_id = $1 and a.side = 'founder' and a.answer <> 'declined'
order by a.id

-- members --
-- The jurors of an event with their topics: their own, else those of the provider they belong to.
select j.person_id, p.name, p.email, p.locale, m.most_pitches, m.away_at,
    case when cardinality(coalesce(m.sectors, '{}')) > 0 then m.sectors
         else coalesce((select array_agg(distinct x) from membership b
                        join provider_profile f on f.organisation_id = b.organisation_id, unnest(f.sectors) x
                        where b.person_id = j.person_id and b.status = 'active'), '{}') end as sectors
from event_juror j
join person p on p.id = j.person_id
left join jury_member m on m.event_id = j.event_id and m.person_id = j.person_id
where j.event_id = $1
order by p.name, j.person_id

-- set_member --
-- A juror's own topics and how many pitches they can read.
insert into jury_member (event_id, person_id, sectors, most_pitches) values ($1, $2, $3, $4)
on conflict (event_id, person_id) do update set sectors = excluded.sectors, most_pitches = excluded.most_pitches

-- set_away --
-- A juror who falls out, or is back (null).
insert into jury_member (event_id, person_id, away_at)
select $1, $2, $3::timestamptz where exists (select from event_juror where event_id = $1 and person_id = $2)
on conflict (event_id, person_id) do update set away_at = excluded.away_at
returning person_id

-- conflicts --
-- All conflicts of interest of an event's jurors and organisers, those of one person where named.
select c.person_id, p.name as person_name, c.company_id, o.name as company_name, o.lang as company_lang, c.kind,
    c.evidence, c.since, c.until, c.pinned, c.note, c.declared_id, c.lifted_because, c.lifted_at, c.in_force,
    exists (select from event_juror j where j.event_id = c.event_id and j.person_id = c.person_id) as is_juror
from jury_conflict c
join person p on p.id = c.person_id
join organisation o on o.id = c.company_id
where c.event_id = $1 and ($2::bigint is null or c.person_id = $2)
order by o.name, c.company_id, p.name, c.person_id, c.kind, c.evidence

-- declare --
-- A conflict that somebody states of a juror or of themselves.
insert into jury_declared (event_id, person_id, company_id, kind, since, until, side, pinned, note, declared_by,
    declared_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (event_id, person_id, company_id, kind, side) where withdrawn_at is null do nothing
returning id

-- withdraw --
-- A declaration is taken back by the side that made it.
update jury_declared set withdrawn_by = $4, withdrawn_at = $5
where event_id = $1 and person_id = $2 and company_id = $3 and side = 'juror' and withdrawn_at is null
returning id

-- lift --
-- A conflict that can be set aside is, with its reason.
insert into jury_lift (event_id, person_id, company_id, kind, reason, lifted_by, lifted_at)
select $1, $2, $3, $4, $5, $6, $7
where exists (select from jury_conflict c where c.event_id = $1 and c.person_id = $2 and c.company_id = $3
              and c.kind = $4)
  and not exists (select from jury_conflict c where c.event_id = $1 and c.person_id = $2 and c.company_id = $3
                  and c.kind = $4 and c.pinned)
on conflict do nothing returning person_id

-- restore --
-- A conflict that was set aside counts again.
delete from jury_lift where event_id = $1 and person_id = $2 and company_id = $3 and kind = $4 returning person_id

-- say --
-- A juror has said of these pitches whom they know.
insert into jury_said (event_id, person_id, participant_id, said_at)
select $1, $2, a.id, $4 from participant a
where a.event_id = $1 and a.side = 'founder' and a.id = any($3::bigint[])
on conflict (participant_id, person_id) do update set said_at = excluded.said_at
returning participant_id

-- seats --
-- Who judges what, who stands in, what is set by hand and how far each sheet is; without the pitches of
-- companies with which the reader ($2) has a conflict of their own.
select coalesce(a.participant_id, r.participant_id) as participant_id, coalesce(a.person_id, r.person_id) as person_id,
    a.participant_id is not null and a.reserve is null as judges, a.reserve, r.rule, s.state as sheet
from (select * from jury_assignment where event_id = $1) a
full join (select * from jury_rule where event_id = $1) r
    on r.participant_id = a.participant_id and r.person_id = a.person_id
left join jury_sheet s on s.participant_id = a.participant_id and s.person_id = a.person_id and a.reserve is null
join participant p on p.id = coalesce(a.participant_id, r.participant_id)
where p.organisation_id not in (select c.company_id from jury_conflict c
                                where c.event_id = $1 and c.person_id = $2 and c.in_force)
order by participant_id, a.reserve nulls first, person_id

-- all_seats --
-- The same for the solver, which no person reads.
select coalesce(a.participant_id, r.participant_id) as participant_id, coalesce(a.person_id, r.person_id) as person_id,
    a.participant_id is not null and a.reserve is null as judges, a.reserve, r.rule, s.state as sheet
from (select * from jury_assignment where event_id = $1) a
full join (select * from jury_rule where event_id = $1) r
    on r.participant_id = a.participant_id and r.person_id = a.person_id
left join jury_sheet s on s.participant_id = a.participant_id and s.person_id = a.person_id and a.reserve is null
order by participant_id, a.reserve nulls first, person_id

-- set_rule --
-- A decision by hand about a pitch and a juror.
insert into jury_rule (participant_id, event_id, person_id, rule, set_by, set_at)
select a.id, a.event_id, $3, $4, $5, $6 from participant a
join event_juror j on j.event_id = a.event_id and j.person_id = $3
where a.id = $2 and a.event_id = $1 and a.side = 'founder'
on conflict (participant_id, person_id) do update
set rule = excluded.rule, set_by = excluded.set_by, set_at = excluded.set_at
returning participant_id

-- clear_rule --
-- A decision by hand is dropped.
delete from jury_rule where event_id = $1 and participant_id = $2 and person_id = $3 returning participant_id

-- want_assignment --
-- An assignment is asked for; the worker makes it.
update jury set wanted_at = $2 where event_id = $1 and state in ('setup', 'open') returning event_id

-- next_wanted --
-- One jury whose assignment nobody is making.
select event_id from jury where wanted_at is not null and state in ('setup', 'open')
order by wanted_at, event_id limit 1 for update skip locked

-- forget_seats --
-- Make room for the new assignment.
delete from jury_assignment where event_id = $1

-- add_seats --
-- The new assignment with its alternates.
insert into jury_assignment (event_id, participant_id, person_id, reserve, assigned_at)
select $1, p, j, r, $5 from unnest($2::bigint[], $3::bigint[], $4::int[]) as x(p, j, r)

-- assigned --
-- What the assignment came to.
update jury set wanted_at = null, assigned_at = $2, value = $3, bound = $4, optimal = $5, notes = $6 where event_id = $1

-- set_state --
-- From one state of scoring to the next.
update jury set state = $3, revision = revision + 1 where event_id = $1 and state = any($2::text[]) returning event_id

-- closed --
-- Scoring is closed; without a reason in both languages for everybody only for a stated reason.
update jury set state = 'closed', closed_by = $2, closed_at = $3, closed_without = $4, revision = revision + 1
where event_id = $1 and state = 'open' returning event_id

-- released --
-- What founders read, and whether anybody does.
update jury set state = 'released', released_by = $2, released_at = $3, shows_places = $4, is_public = $5,
    revision = revision + 1
where event_id = $1 and state = 'closed' returning event_id

-- add_result --
-- What one pitch came to, as it is told from now on.
insert into jury_result (event_id, participant_id, n_sheets, n_picks, score, low, high, place, place_best, place_worst)
select $1, * from unnest($2::bigint[], $3::int[], $4::int[], $5::float8[], $6::float8[], $7::float8[], $8::int[],
    $9::int[], $10::int[])

-- results --
-- What was released, best first.
select r.participant_id, r.n_sheets, r.n_picks, r.score, r.low, r.high, r.place, r.place_best, r.place_worst
from jury_result r where r.event_id = $1 order by r.place nulls last, r.participant_id

-- public_results --
-- The places that anybody may read: names only of those whose founder agreed to a showcase.
select r.place, r.place_best, r.place_worst, case when s.showcased then s.pitch_id end as pitch_id,
    case when s.showcased then v.name end as name, case when s.showcased then v.lang end as lang,
    case when s.showcased then o.name end as company_name, case when s.showcased then o.lang end as company_lang
from jury_result r
join jury y on y.event_id = r.event_id and y.state = 'released' and y.is_public
join event e on e.id = r.event_id and e.status = 'published'
join participant a on a.id = r.participant_id
left join pitch_on_show s on s.pitch_id = a.pitch_id
left join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
left join organisation o on o.id = a.organisation_id
where r.event_id = $1 and r.place_best <= $2
order by r.place, r.participant_id
