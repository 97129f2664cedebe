-- juror_juries --
-- The juries that a person sits on, with each pitch: whether they have said whom they know, whether a conflict
-- keeps them from it, whether it is theirs to judge and how far their sheet is. No text: that opens after.
with own as materialized (
    select distinct c.event_id, c.company_id from jury_conflict c where c.person_id = $1 and c.in_force)
select y.event_id, e.title_zh, e.title_en, lower(e.during) as starts_at, e.timezone, y.mode, y.state,
    a.id as participant_id, a.pitch_id, v.name, v.lang, v.sector, o.id as company_id, o.name as company_name,
    o.lang as company_lang, s.person_id is not null as said,
    exists (select from own c where c.event_id = y.event_id and c.company_id = a.organisation_id) as conflicted,
    t.person_id is not null as assigned, h.state as sheet,
    (select m.away_at is not null from jury_member m where m.event_id = y.event_id and m.person_id = $1) as away
from event_juror j
join jury y on y.event_id = j.event_id
join event e on e.id = j.event_id and e.status <> 'cancelled'
join participant a on a.event_id = e.id and a.side = 'founder' and a.answer <> 'declined'
join pitch_on_show w on w.pitch_id = a.pitch_id
join pitch_version v on v.pitch_id = w.pitch_id and v.version = w.version
join organisation o on o.id = a.organisation_id
left join jury_said s on s.participant_id = a.id and s.person_id = $1
left join jury_assignment t on t.participant_id = a.id and t.person_id = $1 and t.reserve is null
left join jury_sheet h on h.participant_id = a.id and h.person_id = $1
where j.person_id = $1 and ($2::bigint is null or y.event_id = $2)
order by lower(e.during) desc, y.event_id, v.name, a.id

-- sheet --
-- A juror's own sheet of one pitch, with its points.
select s.id, s.event_id, s.participant_id, s.person_id, s.state, s.revision, s.phrases, s.reason, s.lang, s.signed,
    s.saved_at, s.submitted_at,
    coalesce((select jsonb_object_agg(m.criterion_id, m.points) from jury_mark m where m.sheet_id = s.id), '{}') as points
from jury_sheet s where s.participant_id = $1 and s.person_id = $2

-- may_judge --
-- Whether a pitch is this juror's to judge: assigned, said whom they know, and no conflict in force.
select a.id from participant a
join jury_assignment t on t.participant_id = a.id and t.person_id = $3 and t.reserve is null
join jury_said s on s.participant_id = a.id and s.person_id = $3
join pitch_on_show w on w.pitch_id = a.pitch_id
where a.id = $2 and a.event_id = $1 and a.answer <> 'declined'
  and not exists (select from jury_conflict c where c.event_id = $1 and c.person_id = $3
                  and c.company_id = a.organisation_id and c.in_force)

-- add_sheet --
-- A first draft; nothing when there is one.
insert into jury_sheet (event_id, participant_id, person_id, phrases, reason, lang, signed, saved_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict on constraint jury_sheet_once do nothing returning id

-- save_sheet --
-- A draft with what was typed, if nobody else saved it meanwhile.
update jury_sheet set phrases = $4, reason = $5, lang = $6, signed = $7, saved_at = $8, revision = revision + 1
where participant_id = $1 and person_id = $2 and revision = $3 and state = 'draft'
returning id

-- forget_marks --
-- Points are written anew with each save.
delete from jury_mark where sheet_id = $1

-- add_marks --
-- Points by criterion.
insert into jury_mark (sheet_id, criterion_id, points) select $1, c, p from unnest($2::bigint[], $3::int[]) as x(c, p)

-- submit_sheet --
-- From draft to submitted.
update jury_sheet set state = 'submitted', submitted_at = $2, revision = revision + 1
where id = $1 and state = 'draft' returning id

-- recall_sheet --
-- Back to a draft.
update jury_sheet set state = 'draft', submitted_at = null, revision = revision + 1
where participant_id = $1 and person_id = $2 and state = 'submitted' returning id

-- sheets --
-- The submitted sheets of an event with points and translations. One of a juror with a conflict does not count,
-- also where it was found later; nor does the reader ($2, none for the system) see those of a company with
-- which they have a conflict of their own.
with away as materialized (
    select distinct c.person_id, c.company_id from jury_conflict c where c.event_id = $1 and c.in_force)
select s.id, s.event_id, s.participant_id, s.person_id, s.state, s.revision, s.phrases, s.reason, s.lang, s.signed,
    s.saved_at, s.submitted_at,
    coalesce((select jsonb_object_agg(m.criterion_id, m.points) from jury_mark m where m.sheet_id = s.id), '{}') as points,
    coalesce((select jsonb_object_agg(x.lang, x.body) from jury_translation x where x.sheet_id = s.id), '{}') as translations
from jury_sheet s
join participant a on a.id = s.participant_id
where s.event_id = $1 and s.state = 'submitted'
  and not exists (select from away c where c.company_id = a.organisation_id and c.person_id in (s.person_id, $2))
order by s.participant_id, s.person_id

-- translate --
-- A reason in the language in which it was not written; the reader has no conflict with the company.
insert into jury_translation (sheet_id, lang, body, written_by, written_at)
select s.id, case s.lang when 'zh' then 'en' else 'zh' end, $3, $4, $5
from jury_sheet s join participant a on a.id = s.participant_id
where s.id = $2 and s.event_id = $1 and s.state = 'submitted' and s.reason <> ''
  and a.organisation_id not in (
      select c.company_id from jury_conflict c where c.event_id = $1 and c.person_id = $4 and c.in_force)
on conflict (sheet_id, lang) do update
set body = excluded.body, written_by = excluded.written_by, written_at = excluded.written_at
returning sheet_id

-- forget_translations --
-- A recalled reason may change, so what was made of it goes.
delete from jury_translation where sheet_id = $1

-- founder_reasons --
-- What jurors wrote for the viewer's own companies, once it is released; a name only where the juror signed.
select s.id, s.participant_id, s.phrases, s.reason, s.lang,
    coalesce((select jsonb_object_agg(x.lang, x.body) from jury_translation x where x.sheet_id = s.id), '{}') as translations,
    case when s.signed then p.name end as person_name
from jury_sheet s
join jury y on y.event_id = s.event_id and y.state = 'released'
join participant a on a.id = s.participant_id and a.organisation_id = any($2::bigint[])
join person p on p.id = s.person_id
where s.event_id = $1 and s.state = 'submitted'
order by md5(s.id::text)

-- founder_results --
-- The released results of the viewer's own pitches at an event, and how many pitches there were.
select a.id as participant_id, v.name, v.lang, e.title_zh, e.title_en, y.shows_places, r.score, r.low, r.high, r.place,
    r.place_best, r.place_worst, y.points, y.mode,
    (select count(*) from jury_result x where x.event_id = r.event_id and x.place is not null) as n_pitches
from jury_result r
join jury y on y.event_id = r.event_id and y.state = 'released'
join event e on e.id = r.event_id
join participant a on a.id = r.participant_id and a.organisation_id = any($2::bigint[])
join pitch p on p.id = a.pitch_id
join pitch_version v on v.pitch_id = p.id
    and v.version = coalesce(p.approved_version, (select max(w.version) from pitch_version w where w.pitch_id = p.id))
where r.event_id = $1
order by a.id

-- founder_juries --
-- The viewer's own pitches at an event, with the state of its jury; null where none scores.
select a.id as participant_id, a.organisation_id as company_id, v.name, v.lang, e.title_zh, e.title_en, y.state
from participant a
left join jury y on y.event_id = a.event_id
join event e on e.id = a.event_id and e.status <> 'cancelled'
join pitch_on_show s on s.pitch_id = a.pitch_id
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
where a.event_id = $1 and a.side = 'founder' and a.answer <> 'declined' and a.organisation_id = any($2::bigint[])
order by a.id

-- picks --
-- The picks that stand at an event, of one juror where named; none of a juror with a conflict, and none of a
-- company with which the reader ($3, none for the system) has one.
with away as materialized (
    select distinct c.person_id, a.id as participant_id from jury_conflict c
    join participant a on a.event_id = c.event_id and a.organisation_id = c.company_id
    where c.event_id = $1 and c.in_force)
select k.id, k.person_id, k.winner_id, k.loser_id, k.tie, k.picked_at from jury_pick k
where k.event_id = $1 and k.undone_at is null and ($2::bigint is null or k.person_id = $2)
  and not exists (select from away c where c.participant_id in (k.winner_id, k.loser_id)
                  and c.person_id in (k.person_id, $3))
order by k.id

-- add_pick --
-- One pick between two pitches that this juror may judge.
insert into jury_pick (event_id, person_id, winner_id, loser_id, tie, picked_at) values ($1, $2, $3, $4, $5, $6)
returning id

-- undo_pick --
-- The juror's last pick is taken back.
update jury_pick set undone_at = $3
where id = (select max(k.id) from jury_pick k where k.event_id = $1 and k.person_id = $2 and k.undone_at is null)
returning id

-- released_to_tell --
-- Members of the companies that a result was released for.
select p.id as person_id, p.email, p.name, p.locale, o.name as organisation_name
from jury_result r join participant a on a.id = r.participant_id
join membership m on m.organisation_id = a.organisation_id and m.status = 'active'
join person p on p.id = m.person_id and p.closed_at is null join organisation o on o.id = a.organisation_id
where r.event_id = $1
order by p.id, o.id
