-- pitches_of_companies --
-- A founder's pitches, the last changed first, each with the newest text, and whether a consent in force is to
-- another text than those named ($2, purpose and version with a colon between).
select p.id, o.name as company_name, v.name, v.one_line, v.lang, p.status, v.frozen_at is null as has_draft,
    s.pitch_id is not null as on_show, coalesce(s.showcased, false) as showcased, p.changed_at,
    (select count(*) from introduction i where i.pitch_id = p.id and i.status = 'proposed') as n_open_introductions,
    (select count(distinct w.organisation_id) from pitch_view w where w.pitch_id = p.id) as n_readers,
    exists (select from consent c where c.pitch_id = p.id and c.revoked_at is null
            and c.purpose || ':' || c.text_version <> all($2::text[])) as asks_again
from pitch p
join organisation o on o.id = p.company_id
join lateral (select * from pitch_version x where x.pitch_id = p.id order by x.version desc limit 1) v on true
left join pitch_on_show s on s.pitch_id = p.id
where p.company_id = any($1::bigint[])
order by p.changed_at desc, p.id desc

-- head --
-- Where a pitch stands: for a member of its company ($2), or for an organiser ($3) once it was submitted
-- and while it is not withdrawn.
select p.id, p.company_id, o.name as company_name, o.lang as company_lang, o.uscc as company_uscc, p.status,
    p.approved_version, l.latest_version, l.has_draft, s.pitch_id is not null as on_show,
    coalesce(s.showcased, false) as showcased, p.changed_at, p.submitted_at, p.approved_at,
    (select count(*) from introduction i where i.pitch_id = p.id and i.status = 'proposed') as n_open_introductions,
    (select count(*) from introduction i where i.pitch_id = p.id and i.status = 'accepted') as n_introductions,
    (select count(*) from participant a where a.pitch_id = p.id and a.answer = 'accepted') as n_events,
    (select count(distinct f.kind) from first_certificate f join funding_record r on r.id = f.record_id
     where f.company_id = p.company_id and r.pitch_id = p.id and f.revoked_at is null) as n_firsts
from pitch p
join organisation o on o.id = p.company_id
join lateral (select max(x.version) as latest_version, bool_or(x.frozen_at is null) as has_draft
              from pitch_version x where x.pitch_id = p.id) l on true
left join pitch_on_show s on s.pitch_id = p.id
where p.id = $1
  and (p.company_id = any($2::bigint[])
       or ($3::boolean and p.status <> 'withdrawn'
           and exists (select from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null)))

-- version --
-- One version with its deck; the newest where none is named, the newest frozen one where drafts are not to be seen.
select v.*, sp.name as space_name, sb.name as saved_by_name,
    d.id as deck_of, d.sha256, d.filename, f.media_type, f.size_bytes, d.uploaded_at, d.extraction,
    d.extraction_error, d.n_pages
from pitch_version v
left join organisation sp on sp.id = v.space_id
left join person sb on sb.id = v.saved_by
left join deck d on d.id = v.deck_id and d.removed_at is null
left join stored_file f on f.sha256 = d.sha256
where v.pitch_id = $1 and ($2::integer is null or v.version = $2) and (not $3::boolean or v.frozen_at is not null)
order by v.version desc limit 1

-- history --
-- Every version with what its reviewer said, the newest first.
select v.version, v.name, v.lang, v.saved_at, sb.name as saved_by_name, v.frozen_at,
    r.decision, r.comment, r.lang as review_lang, r.reviewed_at, rp.name as reviewer_name, b.name as body_name
from pitch_version v
left join person sb on sb.id = v.saved_by
left join review r on r.pitch_id = v.pitch_id and r.version = v.version
left join person rp on rp.id = r.reviewed_by
left join organisation b on b.id = r.body_id
where v.pitch_id = $1 and (not $2::boolean or v.frozen_at is not null)
order by v.version desc

-- consents --
-- What was agreed to, and what was taken back, the newest first.
select c.purpose, c.text_version, c.lang, n.name as person_name, c.given_at, c.revoked_at
from consent c join person n on n.id = c.person_id
where c.pitch_id = $1 order by c.given_at desc, c.id desc

-- readers --
-- Which organisations have opened a pitch, the last first.
select o.id as organisation_id, o.name as organisation_name, o.lang as organisation_lang,
    min(w.seen_at) as first_seen_at, max(w.seen_at) as last_seen_at,
    count(*) filter (where w.what = 'page') as n_views,
    bool_or(w.what = 'deck') as saw_deck, bool_or(w.what = 'terms') as saw_terms,
    bool_or(w.what = 'contact') as saw_contact
from pitch_view w join organisation o on o.id = w.organisation_id
where w.pitch_id = $1 group by o.id order by last_seen_at desc, o.id

-- comments --
-- What mentors and jurors wrote, the newest first.
select c.id, n.name as person_name, c.event_id, e.title_zh as event_title_zh, e.title_en as event_title_en,
    c.body, c.lang, c.written_at
from pitch_comment c join person n on n.id = c.person_id left join event e on e.id = c.event_id
where c.pitch_id = $1 order by c.written_at desc, c.id desc

-- spaces --
-- Host spaces that a pitch may name.
select o.id, o.name from organisation o
where o.closed_at is null
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'space')
order by o.id

-- lock_pitch --
-- A founder's pitch for a change: saves and submissions of one pitch happen one after the other.
select p.id, p.company_id, p.status, p.approved_version, v.version, v.revision, v.frozen_at, v.deck_id
from pitch p
join lateral (select * from pitch_version x where x.pitch_id = p.id order by x.version desc limit 1) v on true
where p.id = $1 and p.company_id = any($2::bigint[])
for update of p

-- lock_submitted --
-- A pitch for an organiser's change; unknown while it is a first draft or withdrawn.
select p.id, p.company_id, p.status, p.approved_version, p.showcased
from pitch p
where p.id = $1 and p.status <> 'withdrawn'
  and exists (select from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null)
for update of p

-- add_pitch --
-- A new pitch, still without text.
insert into pitch (company_id, created_by, created_at, changed_at) values ($1, $2, $3, $3) returning id

-- add_version --
-- A new draft.
insert into pitch_version (pitch_id, version, lang, name, one_line, problem, solution, market, team, main_category,
    categories, sector, sector2, stage, district, city, space_id, seeks, terms, deck_id, saved_by, saved_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)

-- copy_version --
-- A new draft that says what version $2 says.
insert into pitch_version (pitch_id, version, lang, name, one_line, problem, solution, market, team, main_category,
    categories, sector, sector2, stage, district, city, space_id, seeks, currency, terms, deck_id, saved_by, saved_at)
select pitch_id, version + 1, lang, name, one_line, problem, solution, market, team, main_category,
    categories, sector, sector2, stage, district, city, space_id, seeks, currency, terms, deck_id, $3, $4
from pitch_version where pitch_id = $1 and version = $2

-- save_version --
-- Write the draft, if it is still the state that was opened.
update pitch_version set lang = $4, name = $5, one_line = $6, problem = $7, solution = $8, market = $9, team = $10,
    main_category = $11, categories = $12, sector = $13, sector2 = $14, stage = $15, district = $16, city = $17,
    space_id = $18, seeks = $19, terms = $20, saved_by = $21, saved_at = $22, revision = revision + 1
where pitch_id = $1 and version = $2 and revision = $3 and frozen_at is null
returning revision

-- set_deck --
-- Put another deck, or none, beside the draft. The text is untouched, so a form that is open stays good.
update pitch_version set deck_id = $3, saved_by = $4, saved_at = $5
where pitch_id = $1 and version = $2 and frozen_at is null

-- touch --
-- The pitch has changed.
update pitch set changed_at = $2 where id = $1

-- freeze --
-- Close the draft for review.
update pitch_version set frozen_at = $3 where pitch_id = $1 and version = $2 and frozen_at is null returning version

-- submit --
-- The pitch waits for an organiser.
update pitch set status = 'submitted', submitted_at = $3, changed_at = $3 where id = $1 and status = $2
returning id

-- withdraw --
-- Take the pitch out of everybody's sight.
update pitch set status = 'withdrawn', withdrawn_at = $3, changed_at = $3, approved_version = null, showcased = false
where id = $1 and status = $2 returning id

-- give_consent --
-- Remember to what text somebody agreed.
insert into consent (pitch_id, person_id, purpose, text_version, lang, given_at) values ($1, $2, $3, $4, $5, $6)

-- consent_in_force --
-- The text version and language agreed to now, if any.
select text_version from consent where pitch_id = $1 and purpose = $2 and revoked_at is null

-- revoke_consent --
-- Take a consent back.
update consent set revoked_at = $3 where pitch_id = $1 and purpose = $2 and revoked_at is null returning id

-- end_showcase --
-- Off the public pages.
update pitch set showcased = false, changed_at = $2 where id = $1

-- company_of_person --
-- Which of these organisations is a company, with its code.
select o.id, o.name, o.lang, o.uscc, o.district, o.city from organisation o
where o.id = any($1::bigint[]) and o.closed_at is null order by o.id

-- register_company --
-- Put the company's own code on record where none is yet.
update organisation set uscc = $2, changed_at = $3 where id = $1 and uscc is null returning id

-- add_company --
-- A company or team that its founder names together with the first pitch.
with made as (
    insert into organisation (name, lang, uscc, district, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6) returning id
), kind as (
    insert into organisation_kind (organisation_id, kind) select id, 'company' from made
)
insert into membership (person_id, organisation_id, status, is_manager, created_at, answered_at)
select $5, id, 'active', true, $6, $6 from made returning organisation_id
