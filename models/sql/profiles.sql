-- profile --
-- A provider's profile, for its own members.
select f.organisation_id, o.name, f.lang, f.thesis, f.sectors, f.stages, f.instruments, f.amount_min, f.amount_max,
    f.currency, f.districts, f.never_sectors, f.never_text, f.max_founders, f.visible_to_founders, f.house, f.changed_at
from provider_profile f join organisation o on o.id = f.organisation_id
where f.organisation_id = $1 and f.organisation_id = any($2::bigint[])

-- save_profile --
-- What the provider says of itself now.
insert into provider_profile (organisation_id, lang, thesis, sectors, stages, instruments, amount_min, amount_max,
    currency, districts, never_sectors, never_text, max_founders, visible_to_founders, house, changed_by, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'CNY', $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (organisation_id) do update set
    lang = excluded.lang, thesis = excluded.thesis, sectors = excluded.sectors, stages = excluded.stages,
    instruments = excluded.instruments, amount_min = excluded.amount_min, amount_max = excluded.amount_max,
    districts = excluded.districts, never_sectors = excluded.never_sectors, never_text = excluded.never_text,
    max_founders = excluded.max_founders, visible_to_founders = excluded.visible_to_founders,
    house = excluded.house, changed_by = excluded.changed_by, changed_at = excluded.changed_at

-- products --
-- The products on offer, for the provider's own members.
select id, organisation_id, kind, name, purpose, amount_min, amount_max, currency, rate_text, term_months, lang
from provider_product where organisation_id = $1 and organisation_id = any($2::bigint[]) and retired_at is null
order by id

-- add_product --
-- One more product.
insert into provider_product (organisation_id, kind, name, purpose, amount_min, amount_max, rate_text, term_months, lang, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id

-- retire_product --
-- No longer on offer; what was agreed with it stays.
update provider_product set retired_at = $3
where id = $1 and organisation_id = any($2::bigint[]) and retired_at is null returning id

-- deals --
-- Past deals as the provider entered them, the latest first.
select id, company_name, sector, stage, instrument, amount, currency, dealt_on, district from provider_deal
where organisation_id = $1 and organisation_id = any($2::bigint[])
order by dealt_on desc nulls last, id desc

-- add_deal --
-- One past deal.
insert into provider_deal (organisation_id, company_name, sector, stage, instrument, amount, dealt_on, district, added_by, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- remove_deal --
-- Entered by mistake.
delete from provider_deal where id = $1 and organisation_id = any($2::bigint[]) returning id
