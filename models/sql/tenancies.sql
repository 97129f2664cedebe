-- tenants --
-- Present and past tenants of the manager's spaces, with what came of them.
select t.id, t.company_id, o.name as company_name, o.lang as company_lang, t.space_id, sp.name as space_name, t.stage,
    lower(t.during) as since_on, upper(t.during) as until_on,
    not upper_inf(t.during) and upper(t.during) <= $2::date as is_past,
    (select count(*) from pitch_on_show s where s.company_id = t.company_id) as n_pitches,
    coalesce((select array_agg(distinct f.kind order by f.kind) from first_certificate f
              where f.company_id = t.company_id and f.revoked_at is null), '{}') as firsts
from tenancy t
join organisation o on o.id = t.company_id
join organisation sp on sp.id = t.space_id
where t.space_id = any($1::bigint[])
order by is_past, lower(t.during) desc, t.id desc

-- claims --
-- Companies whose submitted pitch names a space of the manager's, and that are no tenant there now or later.
-- Drafts and withdrawn pitches do not count, so that nothing unsubmitted leaks.
select distinct on (p.company_id, v.space_id) p.company_id, o.name as company_name, o.lang as company_lang,
    v.space_id, sp.name as space_name, p.submitted_at
from pitch p
join organisation o on o.id = p.company_id and o.closed_at is null
join lateral (select x.space_id from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null
              order by x.version desc limit 1) v on true
join organisation sp on sp.id = v.space_id
where v.space_id = any($1::bigint[]) and p.status in ('submitted', 'returned', 'approved')
  and not exists (select from tenancy t where t.company_id = p.company_id and t.space_id = v.space_id
                  and (upper_inf(t.during) or upper(t.during) > $2::date))
order by p.company_id, v.space_id, p.submitted_at

-- confirm --
-- A company that names this space is its tenant from this day on.
insert into tenancy (company_id, space_id, stage, during, recorded_by, recorded_at)
select $1, $2, $3, daterange($4::date, null), $5, $6
where exists (
    select from pitch p
    join lateral (select x.space_id from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null
                  order by x.version desc limit 1) v on true
    where p.company_id = $1 and v.space_id = $2 and p.status in ('submitted', 'returned', 'approved'))
returning id

-- tenancy_for_update --
-- A running tenancy of the manager's spaces, for a change.
select t.id, t.company_id, t.space_id, t.stage, lower(t.during) as since_on
from tenancy t
where t.id = $1 and t.space_id = any($2::bigint[])
for update of t

-- end --
-- The tenancy ended before this day.
update tenancy set during = daterange(lower(during), $2::date), end_recorded_at = $3
where id = $1 and upper_inf(during) and lower(during) < $2::date returning id

-- begin --
-- The next stage of the same tenant.
insert into tenancy (company_id, space_id, stage, during, recorded_by, recorded_at)
values ($1, $2, $3, daterange($4::date, null), $5, $6) returning id
