-- Risk-compensation pools: what they hold, which products they answer for and on which terms, and which records
-- those are. All but names is appended, so that a pool can be drawn as it stood at any instant.

create table pool (
    id bigint generated always as identity primary key,
    name text not null check (name <> ''),
    lang text not null check (lang in ('zh', 'en')),
    -- Null is the whole city.
    district text,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    made_by bigint not null references person,
    made_at timestamptz not null,
    constraint pool_name_key unique (name)
);

-- Money paid in (or taken out, below nothing), on the day on which it moved.
create table pool_money (
    id bigint generated always as identity primary key,
    pool_id bigint not null references pool,
    amount bigint not null check (amount <> 0),
    paid_on date not null,
    source text not null check (source <> ''),
    lang text not null check (lang in ('zh', 'en')),
    stated_by bigint not null references person,
    stated_at timestamptz not null
);
create index pool_money_pool_idx on pool_money (pool_id);
create trigger pool_money_append_only before update or delete or truncate on pool_money
    for each statement execute function refuse_change();

-- A bank's or guarantor's product for which a pool answers. The name is the one that records carry.
create table pool_product (
    id bigint generated always as identity primary key,
    pool_id bigint not null references pool,
    organisation_id bigint not null references organisation,
    name text not null check (name <> ''),
    lang text not null check (lang in ('zh', 'en')),
    made_by bigint not null references person,
    made_at timestamptz not null,
    constraint pool_product_key unique (organisation_id, name)
);
create index pool_product_pool_idx on pool_product (pool_id);

-- From a day on, who bears how much of a loss, in basis points, and how much may be outstanding. Null is not known.
create table pool_terms (
    id bigint generated always as identity primary key,
    product_id bigint not null references pool_product,
    since date not null,
    pool_bp integer check (pool_bp between 0 and 10000),
    bank_bp integer check (bank_bp between 0 and 10000),
    guarantor_bp integer check (guarantor_bp between 0 and 10000),
    most_outstanding bigint check (most_outstanding > 0),
    source text not null check (source <> ''),
    lang text not null check (lang in ('zh', 'en')),
    stated_by bigint not null references person,
    stated_at timestamptz not null,
    constraint pool_terms_shares check (
        coalesce(pool_bp + bank_bp + guarantor_bp = 10000, false)
        or (pool_bp is null and bank_bp is null and guarantor_bp is null))
);
create index pool_terms_product_idx on pool_terms (product_id, since desc, id desc);
create trigger pool_terms_append_only before update or delete or truncate on pool_terms
    for each statement execute function refuse_change();

-- An officer's word that a record is a product's, or (without one) no pool's; the last word counts. Where there is
-- none, the product that the record names decides.
create table pool_cover (
    id bigint generated always as identity primary key,
    record_id bigint not null references funding_record,
    product_id bigint references pool_product,
    because text not null check (because <> ''),
    lang text not null check (lang in ('zh', 'en')),
    set_by bigint not null references person,
    set_at timestamptz not null
);
create index pool_cover_record_idx on pool_cover (record_id, id desc);
create index pool_cover_product_idx on pool_cover (product_id);
create trigger pool_cover_append_only before update or delete or truncate on pool_cover
    for each statement execute function refuse_change();

-- The records that a pool answers for, as known at an instant, with what became of their money by then.
--
-- At risk is what is owed and was not defaulted on: a loan's outstanding without the defaulted part that is still
-- open, a guarantee's liability. Called is what was defaulted on, or at least what was written off; recovered what
-- was repaid from the day of the first default on, never more than was called; for a guarantee both as stated.
-- A guarantee whose loan is covered by the same pool does not count a second time.
create function pool_book_at(t timestamptz, of_pool bigint) returns table (
    record_id bigint, product_id bigint, by_hand boolean, company_id bigint, provider_id bigint, kind text,
    district text, currency text, amount bigint, value_on date, term_months integer, at_risk bigint, called bigint,
    recovered bigint, first_call_on date, last_move_on date)
language sql stable as $$
    with covered as (
        select r.id, p.id as product_id, false as by_hand
        from pool_product p
        join funding_record r on r.provider_id = p.organisation_id and r.product = p.name
        where p.pool_id = of_pool and p.made_at <= t and r.kind in ('loan', 'guarantee')
          and not exists (select from pool_cover c where c.record_id = r.id and c.set_at <= t)
        union all
        select c.record_id, c.product_id, true
        from (select distinct on (w.record_id) w.record_id, w.product_id from pool_cover w
              where w.set_at <= t order by w.record_id, w.id desc) c
        join pool_product p on p.id = c.product_id
        where p.pool_id = of_pool
    ), standing as (
        select c.id, c.product_id, c.by_hand
        from covered c join funding_state_at(t) f on f.record_id = c.id
        where f.status = 'confirmed'
    ), moved as (
        select s.id,
            coalesce(sum(m.amount) filter (where m.movement = 'drawdown'), 0) as drawdown,
            coalesce(sum(m.amount) filter (where m.movement = 'repayment'), 0) as repayment,
            coalesce(sum(m.amount) filter (where m.movement = 'write_off'), 0) as write_off,
            coalesce(sum(m.amount) filter (where m.movement = 'default'), 0) as defaulted,
            coalesce(sum(m.amount) filter (where m.movement = 'called'), 0) as called,
            coalesce(sum(m.amount) filter (where m.movement = 'recovered'), 0) as recovered,
            coalesce(sum(m.amount) filter (where m.movement = 'released'), 0) as released,
            coalesce(sum(m.amount) filter (where m.movement = 'repayment' and m.value_on >= m.first_default_on), 0)
                as repaid_after,
            coalesce(min(m.first_default_on),
                     min(m.value_on) filter (where m.movement in ('called', 'write_off'))) as first_call_on,
            max(m.value_on) as last_move_on
        from standing s
        left join lateral (
            select x.movement, x.amount, x.value_on,
                min(x.value_on) filter (where x.movement = 'default') over () as first_default_on
            from funding_movement x
            where x.record_id = s.id
              and exists (select from funding_movement_step c
                          where c.movement_id = x.id and c.step = 'confirmed_by_company' and c.taken_at <= t)
              and exists (select from funding_movement_step c
                          where c.movement_id = x.id and c.step = 'confirmed_by_provider' and c.taken_at <= t)
        ) m on true
        group by s.id
    )
    select r.id, s.product_id, s.by_hand, r.company_id, r.provider_id, r.kind, r.district, r.currency, r.amount,
        r.value_on, (r.details ->> 'term_months')::integer,
        case r.kind when 'guarantee' then r.amount - m.called - m.released
            else greatest(d.drawn - m.repayment - m.write_off
                          - greatest(m.defaulted - m.repaid_after - m.write_off, 0), 0) end::bigint,
        case r.kind when 'guarantee' then m.called else least(greatest(m.defaulted, m.write_off), d.drawn) end::bigint,
        case r.kind when 'guarantee' then m.recovered
            else least(m.repaid_after, greatest(m.defaulted, m.write_off), d.drawn) end::bigint,
        m.first_call_on, m.last_move_on
    from standing s
    join funding_record r on r.id = s.id
    join moved m on m.id = s.id
    cross join lateral (select coalesce((r.details ->> 'first_drawdown')::bigint, r.amount) + m.drawdown as drawn) d
    where r.kind in ('loan', 'guarantee')
      and not (r.kind = 'guarantee' and exists (select from standing l where l.id = r.loan_record_id))
$$;
