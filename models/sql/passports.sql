-- company --
-- A company as it was called at an instant; its passport holds what it has inherited as well.
select o.id, o.name, o.lang, o.uscc, o.district from organisation_at($1) o
where o.id = $2 and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'company')

-- pitches --
-- Pitches as submitted by an instant, the first submitted first.
select p.id as pitch_id, v.name, v.lang, v.main_category as category, v.sector, v.stage, p.submitted_at,
    case when p.approved_at <= $1 then p.approved_at end as approved_at
from pitch p
join lateral (select x.name, x.lang, x.main_category, x.sector, x.stage from pitch_version x
              where x.pitch_id = p.id and x.frozen_at <= $1 order by x.version desc limit 1) v on true
where p.company_id in (select $2::bigint union select company_id from company_roots_at($1) where root_id = $2) and p.submitted_at <= $1
order by p.submitted_at, p.id

-- meetings --
-- Meetings that were kept, as said by an instant.
select distinct on (m.founder_id, m.provider_id) lower(s.during) as met_at, o.name as provider_name, o.lang as provider_lang,
    e.title_zh as event_zh, e.title_en as event_en
from participant f
join plan_meeting m on m.founder_id = f.id and (m.called_off_at is null or m.called_off_at > $1)
join plan l on l.id = m.plan_id and l.released_at <= $1
join meeting_outcome_at($1) w on w.founder_id = m.founder_id and w.provider_id = m.provider_id and w.outcome = 'kept'
join participant i on i.id = m.provider_id join organisation_at($1) o on o.id = i.organisation_id
join event e on e.id = f.event_id join event_slot s on s.id = m.slot_id
where f.organisation_id in (select $2::bigint union select company_id from company_roots_at($1) where root_id = $2) and f.side = 'founder'
order by m.founder_id, m.provider_id, l.released_at desc

-- records --
-- Confirmed money, as known at an instant, and the certificates that say under which definitions it is a first.
select r.id as record_id, r.kind, r.instrument, r.product, r.amount, r.currency, r.value_on, s.confirmed_at,
    p.name as provider_name, p.lang as provider_lang,
    c.definitions, c.numbers, c.issued
from funding_record r
join funding_state_at($1) s on s.record_id = r.id and s.status = 'confirmed'
join organisation_at($1) p on p.id = r.provider_id
cross join lateral (
    select coalesce(array_agg(f.definition order by f.definition), '{}') as definitions,
        coalesce(array_agg(n.number order by f.definition), '{}') as numbers,
        coalesce(array_agg(f.issued_at order by f.definition), '{}') as issued
    from certificates_at($1) f join first_certificate n on n.id = f.id where f.record_id = r.id) c
where r.company_id in (select $2::bigint union select company_id from company_roots_at($1) where root_id = $2)
order by r.value_on, r.id

-- elsewhere --
-- Firsts that happened outside the platform, as declared by an instant and not taken back.
select e.kind, e.happened_on, e.provider_name, e.lang, e.declared_at
from first_elsewhere e
where e.company_id in (select $2::bigint union select company_id from company_roots_at($1) where root_id = $2) and e.declared_at <= $1
  and not exists (select from first_withdrawal w where w.elsewhere_id = e.id and w.withdrawn_at <= $1)
order by e.kind, e.happened_on, e.id

-- tenancies --
-- The company's way through host spaces, as known at an instant.
select o.name as space_name, o.lang as space_lang, t.stage, lower(t.during) as since_on, upper(t.during) as until_on
from tenancy_at($1) t join organisation_at($1) o on o.id = t.space_id
where t.company_id in (select $2::bigint union select company_id from company_roots_at($1) where root_id = $2)
order by lower(t.during), t.id

-- share --
-- A new link.
insert into passport_share (company_id, parts, audience, lang, made_by, made_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7) returning id

-- shares --
-- The links of a company with how often each was opened, the newest first.
select s.id, s.parts, s.audience, s.lang, s.made_at, s.expires_at, s.revoked_at, p.name as made_by_name,
    (select count(*) from passport_opening o where o.share_id = s.id)::int as n_openings,
    (select max(o.opened_at) from passport_opening o where o.share_id = s.id) as last_opened_at
from passport_share s join person p on p.id = s.made_by
where s.company_id = $1 order by s.id desc

-- open_shared --
-- What a link shows while it holds; the opening is counted.
with held as (
    select id, company_id, parts, audience, lang, made_at, expires_at from passport_share
    where id = $1 and revoked_at is null and expires_at > $2
), noted as (
    insert into passport_opening (share_id, form, opened_at) select id, $3, $2 from held
)
select * from held

-- revoke_share --
-- The link is worth nothing from now on.
update passport_share set revoked_at = $3, revoked_by = $4
where id = $1 and company_id = $2 and revoked_at is null returning id
