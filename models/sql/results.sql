-- funnel --
-- How many pitches went how far, of those first submitted in a year (or ever).
with submitted as (
    select p.id, p.company_id, p.approved_version from pitch p
    where p.submitted_at is not null
      and ($1::int is null or extract(year from p.submitted_at) = $1)
)
select
    count(*)::int as n_submitted,
    count(*) filter (where approved_version is not null)::int as n_approved,
    count(*) filter (where exists (select from impression i where i.pitch_id = s.id))::int as n_shown,
    count(*) filter (where exists (select from interest i where i.pitch_id = s.id and i.choice = 'interested'))::int
        as n_wanted,
    count(*) filter (where exists (select from introduction i where i.pitch_id = s.id and i.status = 'accepted'))::int
        as n_introduced,
    count(*) filter (where exists (
        select from participant t join plan_meeting m on m.founder_id = t.id join plan on plan.id = m.plan_id
        where t.pitch_id = s.id and plan.status = 'released'))::int as n_met,
    count(*) filter (where exists (
        select from funding_record r join funding_state f on f.record_id = r.id
        where r.company_id = s.company_id and f.status = 'confirmed'))::int as n_funded
from submitted s

-- totals --
-- What is on record: counts that anybody may know.
select
    (select count(*) from organisation_kind where kind = 'space')::int as n_spaces,
    (select count(*) from organisation_kind where kind = 'company')::int as n_companies,
    (select count(*) from event where status = 'published')::int as n_events,
    (select count(*) from pitch_on_show)::int as n_pitches,
    (select count(*) from (
        select distinct on (organisation_id) decision from vetting order by organisation_id, id desc) v
     where v.decision = 'granted')::int as n_providers,
    (select count(*) from funding_state where status = 'proposed')::int as n_waiting,
    (select count(*) from funding_state where status = 'confirmed')::int as n_confirmed

-- pitches_by_category --
-- Pitches on show by their main founder category.
select v.main_category as category, count(*)::int as n
from pitch_on_show s join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
where v.main_category is not null
group by v.main_category order by 2 desc, 1

-- certificates --
-- The rows behind a number: certificates in force of a kind, district and year.
select f.record_id, c.name as company_name, p.name as provider_name, r.kind, r.district, r.value_on, r.amount, r.currency
from first_certificate f join funding_record r on r.id = f.record_id
join organisation c on c.id = r.company_id join organisation p on p.id = r.provider_id
where f.revoked_at is null and f.definition = $1
  and ($2::text is null or r.kind = $2) and ($3::text is null or r.district = $3)
  and ($4::int is null or extract(year from r.value_on) = $4)
order by r.value_on desc, r.id desc limit 500
