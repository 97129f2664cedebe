-- waiting --
-- How many notes of changes are not yet facts.
select count(*)::int from (select 1 from report_touch limit $1) t

-- alone --
-- Facts are written by one transaction at a time: each rests on what the one before it wrote. Batches differ in size
-- a thousandfold, so that each is planned for itself.
select pg_advisory_xact_lock(hashtextextended('report_facts', 0)), set_config('plan_cache_mode', 'force_custom_plan', true)

-- take --
-- Take up to so many notes, oldest first, and remember the instants that they name.
with gone as (
    delete from report_touch
    where id in (select t.id from report_touch t order by t.id limit $1)
    returning topic, subject_id, at
), kept as (
    insert into report_instant (topic, subject_id, at)
    select distinct topic, subject_id, at from gone
    on conflict do nothing
)
select topic, subject_id, min(at) as since from gone group by topic, subject_id order by topic, subject_id

-- settle --
-- Append what is missing between the facts of these subjects and what their histories say at each instant from the
-- first one noted on, and fold it into the sums. What counted before is taken as it is.
with subject as (
    select s.topic, s.subject_id, s.since from unnest($1::text[], $2::bigint[], $3::timestamptz[]) s (topic, subject_id, since)
), stage as (
    select i.topic, i.subject_id, i.at,
        lead(i.at) over (partition by i.topic, i.subject_id order by i.at) as until_at
    from subject s join report_instant i on i.topic = s.topic and i.subject_id = s.subject_id and i.at >= s.since
), difference as (
    select topic, subject_id, measure, district, space_id, year, category, kind, definition, months, entered,
        company_id, provider_id, event_id, counts_at, sum(n)::integer as n, sum(amount)::bigint as amount
    from (
        select s.topic, s.subject_id, c.measure, c.district, c.space_id, c.year, c.category, c.kind, c.definition,
            c.months, c.entered, c.company_id, c.provider_id, c.event_id, x.at as counts_at,
            x.sign * c.n as n, x.sign * c.amount as amount
        from stage s
        cross join lateral counted_of(s.topic, s.subject_id, s.at) c
        cross join lateral (values (s.at, 1), (s.until_at, -1)) x (at, sign)
        where x.at is not null
        union all
        select f.topic, f.subject_id, f.measure, f.district, f.space_id, f.year, f.category, f.kind, f.definition,
            f.months, f.entered, f.company_id, f.provider_id, f.event_id, greatest(f.counts_at, s.since), -f.n, -f.amount
        from subject s join report_fact f on f.topic = s.topic and f.subject_id = s.subject_id) d
    group by topic, subject_id, measure, district, space_id, year, category, kind, definition, months, entered,
        company_id, provider_id, event_id, counts_at
    having sum(n) <> 0 or sum(amount) <> 0
), added as (
    insert into report_fact (topic, subject_id, measure, district, space_id, year, category, kind, definition, months,
        entered, company_id, provider_id, event_id, counts_at, n, amount)
    select topic, subject_id, measure, district, space_id, year, category, kind, definition, months, entered,
        company_id, provider_id, event_id, counts_at, n, amount
    from difference order by counts_at
    returning measure, district, space_id, year, category, kind, definition, months, entered, counts_at, n, amount
), folded as (
    insert into report_fold as sum_of (level, since, margin, measure, definition, kind, district, space_id, year,
        category, step, n, amount)
    select l.level, date_trunc(l.level, city_day(a.counts_at))::date, m.margin, a.measure, a.definition, a.kind,
        m.district, m.space_id, m.year, m.category, m.step, sum(a.n), sum(a.amount)
    from added a
    cross join lateral report_margins(a.measure, a.district, a.space_id, a.year, a.category, a.months, a.entered) m
    cross join (values ('month'), ('year')) l (level)
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    on conflict on constraint report_fold_key do update
    set n = sum_of.n + excluded.n, amount = sum_of.amount + excluded.amount
)
select count(*)::int from added

-- figures --
-- Sums as of an instant ($1): whole years and months before its own month ($2), and the facts of that month. Host
-- spaces come as one sum each, of a year ($6) if one is named; a single one ($5) comes by year and kind.
select margin, measure, kind, district, space_id, year, category, step, sum(n)::bigint as n, sum(amount)::bigint as amount
from (
    select f.margin, f.measure, f.district, f.space_id, f.category, f.step, f.n, f.amount,
        case when f.margin <> 'space' or $5::bigint is not null then f.kind end as kind,
        case when f.margin <> 'space' or $5::bigint is not null then f.year end as year
    from report_fold f
    where f.measure = any($3::text[]) and (f.definition is null or f.definition = $4)
      and (f.level = 'year' and f.since < date_trunc('year', $2::date)::date
           or f.level = 'month' and f.since >= date_trunc('year', $2::date)::date and f.since < $2::date)
      and (f.margin <> 'space'
           or (f.space_id = $5 or $5 is null) and (f.year = $6::integer or f.year is null or $6 is null))
    union all
    select m.margin, f.measure, m.district, m.space_id, m.category, m.step, f.n, f.amount,
        case when m.margin <> 'space' or $5::bigint is not null then f.kind end,
        case when m.margin <> 'space' or $5::bigint is not null then m.year end
    from report_fact f
    cross join lateral report_margins(f.measure, f.district, f.space_id, f.year, f.category, f.months, f.entered) m
    where f.counts_at >= city_midnight($2::date) and f.counts_at <= $1
      and f.measure = any($3::text[]) and (f.definition is null or f.definition = $4)
      and (m.margin <> 'space'
           or (m.space_id = $5 or $5 is null) and (m.year = $6::integer or m.year is null or $6 is null))) c
group by margin, measure, kind, district, space_id, year, category, step
having sum(n) <> 0 or sum(amount) <> 0

-- figures_waiting --
-- What the notes that are not yet facts change in these sums.
with subject as (
    select distinct topic, subject_id from report_touch
), difference as (
    select c.measure, c.district, c.space_id, c.year, c.category, c.kind, c.definition, c.months, c.entered, c.n, c.amount
    from subject s cross join lateral counted_of(s.topic, s.subject_id, $1) c
    union all
    select f.measure, f.district, f.space_id, f.year, f.category, f.kind, f.definition, f.months, f.entered, -f.n, -f.amount
    from subject s join report_fact f on f.topic = s.topic and f.subject_id = s.subject_id
    where f.counts_at <= $1
)
select margin, measure, kind, district, space_id, year, category, step, sum(n)::bigint as n, sum(amount)::bigint as amount
from (
    select m.margin, d.measure, m.district, m.space_id, m.category, m.step, d.n, d.amount,
        case when m.margin <> 'space' or $4::bigint is not null then d.kind end as kind,
        case when m.margin <> 'space' or $4::bigint is not null then m.year end as year
    from difference d
    cross join lateral report_margins(d.measure, d.district, d.space_id, d.year, d.category, d.months, d.entered) m
    where d.measure = any($2::text[]) and (d.definition is null or d.definition = $3)
      and (m.margin <> 'space'
           or (m.space_id = $4 or $4 is null) and (m.year = $5::integer or m.year is null or $5 is null))) c
group by margin, measure, kind, district, space_id, year, category, step
having sum(n) <> 0 or sum(amount) <> 0

-- recomputed --
-- The same sums from the sources alone, without any fact: slow, for tests and for whoever doubts.
select m.margin, c.measure, case when m.margin <> 'space' then c.kind end as kind, m.district, m.space_id,
    case when m.margin <> 'space' then m.year end as year, m.category, m.step,
    sum(c.n)::bigint as n, sum(c.amount)::bigint as amount
from counted_at($1) c
cross join lateral report_margins(c.measure, c.district, c.space_id, c.year, c.category, c.months, c.entered) m
where c.measure = any($2::text[]) and (c.definition is null or c.definition = $3)
group by 1, 2, 3, 4, 5, 6, 7, 8
having sum(c.n) <> 0 or sum(c.amount) <> 0

-- rows --
-- The subjects behind a figure as of an instant, newest first, after the last one of the page before; rows of one
-- subject come together. Notes that are no facts yet are looked at where the figure holds them, too ($10).
-- A district or founder category of 'none' asks for those of which it is not stated.
with touched as (
    select distinct topic, subject_id from report_touch where $10::boolean
), counting as (
    select f.subject_id, f.district, f.space_id, f.year, f.kind, f.company_id, f.provider_id, f.event_id,
        sum(f.n)::bigint as n, sum(f.amount)::bigint as amount
    from report_fact f
    where f.measure = $2 and (f.definition is null or f.definition = $3) and f.counts_at <= $1
      and ($4::text is null or f.district = $4 or $4 = 'none' and f.district is null) and ($5::bigint is null or f.space_id = $5)
      and ($6::integer is null or f.year = $6) and ($7::text is null or f.kind = $7)
      and ($11::text is null or f.category = $11 or $11 = 'none' and f.category is null)
      and ($8::bigint is null or f.subject_id < $8)
      and not exists (select from touched t where t.topic = f.topic and t.subject_id = f.subject_id)
    group by f.subject_id, f.district, f.space_id, f.year, f.kind, f.company_id, f.provider_id, f.event_id
    having sum(f.n) <> 0
    order by f.subject_id desc fetch first $9 rows with ties
), fresh as (
    select c.subject_id, c.district, c.space_id, c.year, c.kind, c.company_id, c.provider_id, c.event_id,
        c.n::bigint, c.amount
    from touched t cross join lateral counted_of(t.topic, t.subject_id, $1) c
    where c.measure = $2 and (c.definition is null or c.definition = $3)
      and ($4::text is null or c.district = $4 or $4 = 'none' and c.district is null) and ($5::bigint is null or c.space_id = $5)
      and ($6::integer is null or c.year = $6) and ($7::text is null or c.kind = $7)
      and ($11::text is null or c.category = $11 or $11 = 'none' and c.category is null)
      and ($8::bigint is null or c.subject_id < $8)
), page as (
    select * from (select * from counting union all select * from fresh) both_of_them
    order by subject_id desc fetch first $9 rows with ties
)
select r.subject_id, r.district, r.year, r.kind, r.n, r.amount, r.company_id, r.provider_id, r.event_id, r.space_id,
    fr.id as record_id, fr.value_on, co.name as company_name, co.lang as company_lang,
    pr.name as provider_name, pr.lang as provider_lang, sp.name as space_name, sp.lang as space_lang,
    e.title_zh as event_title_zh, e.title_en as event_title_en, po.name as pool_name, po.lang as pool_lang
from page r
left join organisation_at($1) co on co.id = r.company_id
left join organisation_at($1) pr on pr.id = r.provider_id
left join organisation_at($1) sp on sp.id = r.space_id
left join event e on e.id = r.event_id
left join first_certificate fc on fc.id = r.subject_id and $2 = 'first'
left join funding_record fr on fr.id = coalesce(fc.record_id, case when $2 like 'record%' then r.subject_id end)
left join pool_money pm on pm.id = r.subject_id and $2 = 'pool'
left join pool po on po.id = pm.pool_id
order by r.subject_id desc, r.year desc, r.company_id
