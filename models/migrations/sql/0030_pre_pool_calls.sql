-- Calls and recoveries move by move, so that a loan may default, pay and default again.

-- The records that a pool answers for, as known at an instant, with what became of their money by then.
--
-- At risk is what is owed and not in default: of a loan its outstanding without the defaulted part that is still
-- open, of a guarantee its liability. Whatever is repaid or written off goes off that part first. Called is what was
-- defaulted on, and what was written off without a default; recovered what was repaid of what was defaulted on. For a
-- guarantee both as stated.
-- A guarantee whose loan is covered by the same pool does not count a second time.
create or replace function pool_book_at(t timestamptz, of_pool bigint) returns table (
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
    ), move as (
        select s.id, x.id as move_id, x.movement, x.amount, x.value_on,
            -- Up by what is defaulted on, down by what is paid back or written off.
            sum(case x.movement when 'default' then x.amount when 'repayment' then -x.amount
                when 'write_off' then -x.amount else 0 end) over (partition by s.id order by x.value_on, x.id) as walk
        from standing s
        join funding_movement x on x.record_id = s.id
        where exists (select from funding_movement_step c
                      where c.movement_id = x.id and c.step = 'confirmed_by_company' and c.taken_at <= t)
          and exists (select from funding_movement_step c
                      where c.movement_id = x.id and c.step = 'confirmed_by_provider' and c.taken_at <= t)
    ), split as (
        select m.*,
            -- The part of a repayment or write-off that no default had touched: by how much it takes the walk to a
            -- new low. The rest is of what was defaulted on.
            greatest(least(0, coalesce(min(m.walk) over (partition by m.id order by m.value_on, m.move_id
                rows between unbounded preceding and 1 preceding), 0)) - m.walk, 0) as untouched
        from move m
    ), moved as (
        select s.id,
            coalesce(sum(m.amount) filter (where m.movement = 'drawdown'), 0) as drawdown,
            coalesce(sum(m.amount) filter (where m.movement in ('repayment', 'write_off')), 0) as gone,
            coalesce(sum(m.amount) filter (where m.movement = 'default'), 0) as defaulted,
            coalesce(sum(m.untouched) filter (where m.movement = 'write_off'), 0) as lost_at_once,
            coalesce(sum(m.amount - m.untouched) filter (where m.movement = 'repayment'), 0) as repaid_late,
            coalesce(sum(case m.movement when 'default' then m.amount when 'repayment' then -m.amount
                when 'write_off' then -m.amount else 0 end), 0) - least(0, coalesce(min(m.walk), 0)) as in_default,
            coalesce(sum(m.amount) filter (where m.movement = 'called'), 0) as called,
            coalesce(sum(m.amount) filter (where m.movement = 'recovered'), 0) as recovered,
            coalesce(sum(m.amount) filter (where m.movement = 'released'), 0) as released,
            min(m.value_on) filter (where m.movement in ('default', 'called')
                or (m.movement = 'write_off' and m.untouched > 0)) as first_call_on,
            max(m.value_on) as last_move_on
        from standing s left join split m on m.id = s.id
        group by s.id
    )
    select r.id, s.product_id, s.by_hand, r.company_id, r.provider_id, r.kind, r.district, r.currency, r.amount,
        r.value_on, (r.details ->> 'term_months')::integer,
        case r.kind when 'guarantee' then r.amount - m.called - m.released
            else greatest(d.drawn - m.gone - m.in_default, 0) end::bigint,
        case r.kind when 'guarantee' then m.called else least(m.defaulted + m.lost_at_once, d.drawn) end::bigint,
        case r.kind when 'guarantee' then m.recovered
            else least(m.repaid_late, m.defaulted + m.lost_at_once, d.drawn) end::bigint,
        m.first_call_on, m.last_move_on
    from standing s
    join funding_record r on r.id = s.id
    join moved m on m.id = s.id
    cross join lateral (select coalesce((r.details ->> 'first_drawdown')::bigint, r.amount) + m.drawdown as drawn) d
    where r.kind in ('loan', 'guarantee')
      and not (r.kind = 'guarantee' and exists (select from standing l where l.id = r.loan_record_id))
$$;
