-- published --
-- Published spaces ($2: this one alone, also before it is published where the viewer manages it, $3) with what they
-- offer on a day, who is there now, and the firsts of those companies in force.
select o.id, o.name, o.lang, o.district, f.about_zh, f.about_en, f.address_zh, f.address_en, f.opening_zh, f.opening_en,
    f.link, f.categories, f.stages, f.n_desks, f.n_rooms, f.area_m2, f.published,
    array(select distinct x.kind from space_offer x where x.space_id = o.id
          and x.active_from <= $1::date and (x.active_until is null or x.active_until >= $1::date)) as kinds,
    h.n_tenants, h.n_firsts
from space_profile f
join organisation o on o.id = f.space_id and o.closed_at is null
cross join lateral (
    select count(distinct t.company_id)::int as n_tenants, count(distinct c.id)::int as n_firsts
    from tenancy t left join first_certificate c on c.company_id = t.company_id and c.revoked_at is null
    where t.space_id = o.id and t.during @> $1::date) h
where ($2::bigint is null or o.id = $2) and (f.published or o.id = any($3::bigint[]))
order by o.district nulls last, o.name, o.id

-- offers --
-- The offers of a space, those of a day first; $3 leaves out those that are not in force on it.
select x.id, x.space_id, x.kind, x.title_zh, x.title_en, x.text_zh, x.text_en, x.is_free, x.price_zh, x.price_en,
    x.capacity, x.partner, x.active_from, x.active_until, x.revision
from space_offer x
where x.space_id = $1
  and (not $3 or x.active_from <= $2::date and (x.active_until is null or x.active_until >= $2::date))
order by (x.active_until is null or x.active_until >= $2::date) desc, x.kind, x.id

-- contact --
-- Who agreed to be named on the page of a space and still acts for it.
select p.id as person_id, p.name, p.email, c.phone
from space_contact c
join person p on p.id = c.person_id and p.closed_at is null
join membership m on m.person_id = p.id and m.organisation_id = c.space_id and m.status = 'active'
where c.space_id = $1 and c.withdrawn_at is null

-- events_there --
-- Published events that are held at a space or that it hosts, from $2 on, the next first.
select e.id, e.kind, e.title_zh, e.title_en, lower(e.during) as starts_at, upper(e.during) as ends_at, e.timezone
from event e
where e.status = 'published' and not e.date_open and upper(e.during) > $2
  and (e.space_id = $1 or exists (select from event_host h where h.event_id = e.id and h.organisation_id = $1
                                  and h.withdrawn_at is null))
order by lower(e.during), e.id limit 10

-- answers --
-- How many requests a space has answered since $2, and the median time that it took.
select count(*)::int as n, percentile_disc(0.5) within group (order by a.answered_at - a.asked_at) as median
from service_ask a where a.space_id = $1 and a.answered_at >= $2

-- own --
-- The viewer's spaces as their managers edit them.
select o.id, o.name, o.lang, o.district, coalesce(f.revision, 0) as revision,
    coalesce(f.about_zh, '') as about_zh, coalesce(f.about_en, '') as about_en,
    coalesce(f.address_zh, '') as address_zh, coalesce(f.address_en, '') as address_en,
    coalesce(f.opening_zh, '') as opening_zh, coalesce(f.opening_en, '') as opening_en, coalesce(f.link, '') as link,
    coalesce(f.categories, '{}') as categories, coalesce(f.stages, '{}') as stages, f.n_desks, f.n_rooms, f.area_m2,
    coalesce(f.published, false) as published
from organisation o left join space_profile f on f.space_id = o.id
where o.id = any($1::bigint[]) and o.closed_at is null
order by o.name, o.id

-- first_profile --
-- The first words of a space about itself; nothing when somebody has saved some.
insert into space_profile (space_id, about_zh, about_en, address_zh, address_en, opening_zh, opening_en, link, categories,
    stages, n_desks, n_rooms, area_m2, published, changed_by, changed_at)
values ($1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (space_id) do nothing
returning case when $2::integer = 0 then revision end

-- change_profile --
-- New words of a space that nobody has changed meanwhile.
update space_profile set about_zh = $3, about_en = $4, address_zh = $5, address_en = $6, opening_zh = $7, opening_en = $8,
    link = $9, categories = $10, stages = $11, n_desks = $12, n_rooms = $13, area_m2 = $14, published = $15,
    changed_by = $16, changed_at = $17, revision = revision + 1
where space_id = $1 and revision = $2
returning revision

-- lock --
-- Hold a space, so that changes of whom it names happen one after the other.
select id from organisation where id = $1 for update

-- end_contact --
-- Nobody is named on the page any more.
update space_contact set withdrawn_at = $2 where space_id = $1 and withdrawn_at is null

-- give_contact --
-- Somebody agrees to be named on the page.
insert into space_contact (space_id, person_id, phone, text_version, given_at) values ($1, $2, $3, $4, $5)

-- add_offer --
-- A new offer of a space.
insert into space_offer (space_id, kind, title_zh, title_en, text_zh, text_en, is_free, price_zh, price_en, capacity,
    partner, active_from, active_until, changed_by, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
returning id

-- change_offer --
-- New words of an offer that nobody has changed meanwhile.
update space_offer set kind = $4, title_zh = $5, title_en = $6, text_zh = $7, text_en = $8, is_free = $9, price_zh = $10,
    price_en = $11, capacity = $12, partner = $13, active_from = $14, active_until = $15, changed_by = $16,
    changed_at = $17, revision = revision + 1
where id = $1 and space_id = $2 and revision = $3
returning id

-- own_offer --
-- An offer of a space.
select x.id, x.space_id, x.kind, x.title_zh, x.title_en, x.text_zh, x.text_en, x.is_free, x.price_zh, x.price_en,
    x.capacity, x.partner, x.active_from, x.active_until, x.revision
from space_offer x where x.id = $1 and x.space_id = $2
