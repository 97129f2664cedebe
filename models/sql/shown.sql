-- for_provider --
-- A pitch for a member of vetted providers ($2) of whom one is shown it; terms only with a qualified one among
-- these ($3). Both are named, for the founder to know who has read it.
select w.reader_id, w.qualified_id, s.pitch_id, s.version, s.company_id, o.name as company_name, o.lang as company_lang, s.approved_at, s.showcased,
    v.lang, v.name, v.one_line, v.problem, v.solution, v.market, v.team, v.main_category, v.categories, v.sector,
    v.sector2, v.stage, v.district, v.city, v.space_id, sp.name as space_name, v.seeks, v.currency,
    v.terms <> '' as has_terms, case when w.qualified_id is not null then v.terms end as terms,
    d.id as deck_of, d.sha256, d.filename, f.media_type, f.size_bytes, d.uploaded_at, d.extraction,
    d.extraction_error, d.n_pages
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
left join organisation sp on sp.id = v.space_id
left join deck d on d.id = v.deck_id and d.removed_at is null
left join stored_file f on f.sha256 = d.sha256
cross join lateral (
    select min(x.organisation_id) as reader_id,
        min(x.organisation_id) filter (where x.organisation_id = any($3::bigint[])) as qualified_id
    from pitch_shown_to x where x.pitch_id = s.pitch_id and x.organisation_id = any($2::bigint[])) w
where s.pitch_id = $1 and w.reader_id is not null

-- showcased --
-- What anybody may read: no terms, no deck, no people; the newest first.
select s.pitch_id, s.version, s.company_id, o.name as company_name, o.lang as company_lang, s.approved_at, s.showcased,
    v.lang, v.name, v.one_line, v.problem, v.solution, v.market, v.team, v.main_category, v.categories, v.sector,
    v.sector2, v.stage, v.district, v.city, v.space_id, sp.name as space_name, v.seeks, v.currency,
    false as has_terms, null::text as terms
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
left join organisation sp on sp.id = v.space_id
where s.showcased
  and ($1::bigint is null or s.pitch_id = $1)
  and ($2::text is null or v.sector = $2 or v.sector like $2 || '.%')
  and ($3::text is null or v.stage = $3)
  and ($4::text is null or v.district = $4)
order by s.approved_at desc, s.pitch_id desc
limit $5

-- showcased_before --
-- The same for a reader who turns pages: by number, the newest first, those before `$4`.
select s.pitch_id, s.version, s.company_id, o.name as company_name, o.lang as company_lang, s.approved_at, s.showcased,
    v.lang, v.name, v.one_line, v.problem, v.solution, v.market, v.team, v.main_category, v.categories, v.sector,
    v.sector2, v.stage, v.district, v.city, v.space_id, sp.name as space_name, v.seeks, v.currency,
    false as has_terms, null::text as terms
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
left join organisation sp on sp.id = v.space_id
where s.showcased
  and ($1::text is null or v.sector = $1 or v.sector like $1 || '.%')
  and ($2::text is null or v.stage = $2)
  and ($3::text is null or v.district = $3)
  and ($4::bigint is null or s.pitch_id < $4)
order by s.pitch_id desc
limit $5

-- note_view --
-- Somebody has opened a pitch, for its founder to know.
insert into pitch_view (pitch_id, person_id, organisation_id, what, seen_at) values ($1, $2, $3, $4, $5)

-- juror_events --
-- Events that a person is a juror of, the next first.
select e.id, e.title_zh, e.title_en, lower(e.during) as starts_at, e.timezone
from event_juror j join event e on e.id = j.event_id
where j.person_id = $1 and e.status <> 'cancelled'
order by lower(e.during) desc, e.id

-- juror_pitches --
-- Pitches on show that take part in an event of the juror's; of one event or one pitch where named. Where a jury
-- scores, only after the juror has said whom they know, and never those of a company that they have a conflict with.
with own as materialized (
    select distinct c.event_id, c.company_id from jury_conflict c where c.person_id = $1 and c.in_force)
select e.id as event_id, e.title_zh as event_title_zh, e.title_en as event_title_en, lower(e.during) as starts_at,
    e.timezone, s.pitch_id, o.name as company_name, o.lang as company_lang,
    v.lang, v.name, v.one_line, v.problem, v.solution, v.market, v.team, v.main_category, v.categories, v.sector,
    v.sector2, v.stage, v.district, v.city, v.space_id, sp.name as space_name, v.seeks, v.currency,
    d.id as deck_of, d.sha256, d.filename, f.media_type, f.size_bytes, d.uploaded_at, d.extraction,
    d.extraction_error, d.n_pages,
    (select count(*) from pitch_comment c
     where c.pitch_id = s.pitch_id and c.event_id = e.id and c.person_id = $1) as n_comments
from event_juror j
join event e on e.id = j.event_id and e.status <> 'cancelled'
join participant a on a.event_id = e.id and a.side = 'founder' and a.answer <> 'declined'
join pitch_on_show s on s.pitch_id = a.pitch_id
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
left join organisation sp on sp.id = v.space_id
left join deck d on d.id = v.deck_id and d.removed_at is null
left join stored_file f on f.sha256 = d.sha256
where j.person_id = $1 and ($2::bigint is null or e.id = $2) and ($3::bigint is null or s.pitch_id = $3)
  and (not exists (select from jury y where y.event_id = e.id)
       or (exists (select from jury_said t where t.participant_id = a.id and t.person_id = $1)
           and not exists (select from own c where c.event_id = e.id and c.company_id = s.company_id)))
order by lower(e.during) desc, e.id, s.pitch_id

-- own_comments --
-- What this person wrote on a pitch at an event, the newest first.
select c.id, n.name as person_name, c.event_id, e.title_zh as event_title_zh, e.title_en as event_title_en,
    c.body, c.lang, c.written_at
from pitch_comment c join person n on n.id = c.person_id left join event e on e.id = c.event_id
where c.pitch_id = $1 and c.event_id = $2 and c.person_id = $3 order by c.written_at desc, c.id desc

-- add_comment --
-- A comment for the founder; it stands under its writer's name.
insert into pitch_comment (pitch_id, event_id, person_id, body, lang, written_at) values ($1, $2, $3, $4, $5, $6)
returning id
