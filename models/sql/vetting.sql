-- providers --
-- Providers for organisers: those that wait first, the longest first, then the latest decisions.
select o.id, o.name, o.lang, o.district, o.created_at,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds,
    v.decision, v.decided_at,
    exists (select from qualification q where q.organisation_id = o.id and q.revoked_at is null
            and (q.valid_until is null or q.valid_until >= $2::date)) as qualified,
    exists (select from provider_profile f where f.organisation_id = o.id) as has_profile
from organisation o
left join lateral (select decision, decided_at from vetting v where v.organisation_id = o.id
                   order by v.id desc limit 1) v on true
where o.closed_at is null
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = any($1))
  and case $3::text when 'waiting' then v.decision is null when 'granted' then v.decision = 'granted'
      when 'closed' then v.decision in ('refused', 'revoked') else true end
  and ($4::text = '' or position(lower($4) in lower(o.name)) > 0)
order by v.decision is not null, case when v.decision is null then o.created_at end, v.decided_at desc, o.id
limit $5

-- not_let_in --
-- Those of the viewer's own providers ($1) that are not let in now, and what was decided last; own ones alone.
select o.id, o.name, o.lang, o.created_at, v.decision, v.decided_at,
    exists (select from provider_profile f where f.organisation_id = o.id) as has_profile
from organisation o
left join lateral (select decision, decided_at from vetting v where v.organisation_id = o.id
                   order by v.id desc limit 1) v on true
where o.id = any($1::bigint[]) and o.closed_at is null and v.decision is distinct from 'granted'
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = any($2))
order by o.id

-- counts --
-- How many providers wait, are in and are not.
select count(*) filter (where v.decision is null)::int as n_waiting,
    count(*) filter (where v.decision = 'granted')::int as n_granted,
    count(*) filter (where v.decision in ('refused', 'revoked'))::int as n_closed
from organisation o
left join lateral (select decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) v on true
where o.closed_at is null
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = any($1))

-- provider --
-- What a provider says of itself.
select o.id, o.name, o.lang, o.uscc, o.district, o.city, o.about, o.created_at,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds,
    f.lang as profile_lang, coalesce(f.thesis, '') as thesis, coalesce(f.sectors, '{}') as sectors,
    coalesce(f.stages, '{}') as stages, coalesce(f.instruments, '{}') as instruments, f.amount_min, f.amount_max,
    coalesce(f.currency, 'CNY') as currency, coalesce(f.districts, '{}') as districts,
    coalesce(f.never_sectors, '{}') as never_sectors, coalesce(f.never_text, '') as never_text
from organisation o left join provider_profile f on f.organisation_id = o.id
where o.id = $1 and o.closed_at is null
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = any($2))

-- products --
-- The loans and guarantees it offers.
select name, kind, purpose, amount_min, amount_max, currency, rate_text, term_months, lang
from provider_product where organisation_id = $1 and retired_at is null order by id

-- deals --
-- The deals it says it has done, the latest first.
select company_name, sector, stage, instrument, amount, currency, dealt_on, district
from provider_deal where organisation_id = $1 order by dealt_on desc nulls last, id desc limit 100

-- contacts --
-- Who acts for it.
select p.name, p.email, m.is_manager
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.status = 'active' and p.closed_at is null
order by m.is_manager desc, p.name, m.id

-- decisions --
-- What was decided, the latest first.
select v.id, v.decision, v.evidence, v.decided_at, p.name as decided_by_name, b.name as body_name, b.lang as body_lang
from vetting v join person p on p.id = v.decided_by join organisation b on b.id = v.body_id
where v.organisation_id = $1 order by v.id desc

-- qualifications --
-- Every time it was marked qualified, the latest first.
select q.id, q.qualified_on, q.valid_until, q.evidence, p.name as granted_by_name, q.granted_at, q.revoked_at
from qualification q join person p on p.id = q.granted_by
where q.organisation_id = $1 order by q.id desc

-- lock --
-- Let decisions on one provider be taken one after the other.
select o.id from organisation o
where o.id = $1 and o.closed_at is null
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = any($2))
for update

-- latest --
-- The decision that counts now.
select id, decision from vetting where organisation_id = $1 order by id desc limit 1

-- decide --
-- Add a decision.
insert into vetting (organisation_id, decision, evidence, decided_by, body_id, decided_at)
values ($1, $2, $3, $4, $5, $6)

-- qualify --
-- It may read terms.
insert into qualification (organisation_id, qualified_on, valid_until, evidence, granted_by, granted_at)
values ($1, $2, $3, $4, $5, $6)

-- end_qualification --
-- It may no longer read terms.
update qualification set revoked_at = $2 where organisation_id = $1 and revoked_at is null returning id
