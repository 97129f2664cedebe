-- pools --
-- All pools with what was paid into them, as known at an instant.
select p.id, p.name, p.lang, p.district, p.currency,
    coalesce((select sum(m.amount) from pool_money m where m.pool_id = p.id and m.stated_at <= $1), 0)::bigint as paid_in
from pool p where p.made_at <= $1 order by p.id

-- money --
-- What was paid into a pool, the latest day first.
select m.amount, m.paid_on, m.source, m.lang, w.name as stated_by_name, m.stated_at
from pool_money m join person w on w.id = m.stated_by
where m.pool_id = $1 and m.stated_at <= $2 order by m.paid_on desc, m.id desc

-- products --
-- The products of a pool, a row for each of their terms, the latest before; one without terms has a row too.
select p.id as product_id, p.name, p.lang as product_lang, p.organisation_id, o.name as provider_name,
    o.lang as provider_lang, t.id, t.since, t.pool_bp, t.bank_bp, t.guarantor_bp, t.most_outstanding, t.source, t.lang,
    w.name as stated_by_name, t.stated_at
from pool_product p
join organisation o on o.id = p.organisation_id
left join pool_terms t on t.product_id = p.id and t.stated_at <= $2
left join person w on w.id = t.stated_by
where p.pool_id = $1 and p.made_at <= $2
order by o.name, p.name, p.id, t.since desc, t.id desc

-- book --
-- The records that a pool answers for, the earliest first.
select b.record_id, b.product_id, b.by_hand, c.name as company_name, c.lang as company_lang, b.provider_id,
    o.name as provider_name, o.lang as provider_lang, b.kind, b.district, b.currency, b.amount, b.value_on,
    b.term_months, b.at_risk, b.called, b.recovered, b.first_call_on, b.last_move_on
from pool_book_at($2, $1) b
join organisation c on c.id = b.company_id
join organisation o on o.id = b.provider_id
order by b.value_on, b.record_id

-- open_records --
-- Confirmed loans and guarantees that no pool answers for, the latest first.
select r.id as record_id, c.name as company_name, o.name as provider_name, r.product, r.kind, r.amount, r.currency,
    r.value_on
from funding_record r
join organisation c on c.id = r.company_id
join organisation o on o.id = r.provider_id
join funding_state f on f.record_id = r.id
where r.kind in ('loan', 'guarantee') and f.status = 'confirmed'
  and case when exists (select from pool_cover w where w.record_id = r.id)
      then (select w.product_id is null from pool_cover w where w.record_id = r.id order by w.id desc limit 1)
      else not exists (select from pool_product p where p.organisation_id = r.provider_id and p.name = r.product) end
order by r.value_on desc, r.id desc limit 300

-- lenders --
-- Banks and guarantors, for a product's form.
select distinct o.id, o.name from organisation o join organisation_kind k on k.organisation_id = o.id
where k.kind in ('bank', 'guarantor') and o.closed_at is null order by o.name, o.id

-- add_pool --
-- A new pool.
insert into pool (name, lang, district, currency, made_by, made_at) values ($1, $2, $3, $4, $5, $6) returning id

-- add_money --
-- Money moved into or out of a pool.
insert into pool_money (pool_id, amount, paid_on, source, lang, stated_by, stated_at)
values ($1, $2, $3, $4, $5, $6, $7)

-- add_product --
-- A product for which a pool answers; nothing when the organisation neither lends nor guarantees.
insert into pool_product (pool_id, organisation_id, name, lang, made_by, made_at)
select $1, $2, $3, $4, $5, $6
where exists (select from organisation_kind k where k.organisation_id = $2 and k.kind in ('bank', 'guarantor'))
returning id

-- add_terms --
-- From a day on these terms hold.
insert into pool_terms (product_id, since, pool_bp, bank_bp, guarantor_bp, most_outstanding, source, lang, stated_by, stated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- add_cover --
-- A word that a confirmed loan or guarantee is a product's, or no pool's; nothing for any other record.
insert into pool_cover (record_id, product_id, because, lang, set_by, set_at)
select r.id, $2, $3, $4, $5, $6
from funding_record r join funding_state f on f.record_id = r.id
where r.id = $1 and r.kind in ('loan', 'guarantee') and f.status = 'confirmed'
  and ($2::bigint is null or r.currency = (select q.currency from pool_product p join pool q on q.id = p.pool_id where p.id = $2))
returning id
