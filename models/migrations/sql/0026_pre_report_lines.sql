-- What reports count of risk-compensation pools, and of companies that inherit: a team's pitch and a company's money
-- belong together from the day on which the platform learnt that one became the other.

-- What was paid into pools, less what was taken out.
create function counted_pool_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select m.id, 'pool', p.district, null::bigint, extract(year from m.paid_on)::integer, null::text, null::text, null::text,
        null::integer, null::integer, null::bigint, null::bigint, null::bigint, 1, m.amount
    from pool_money m join pool p on p.id = m.pool_id
    where m.stated_at <= t and p.currency = 'CNY'
$$;

-- How far each pitch came since it was first submitted.
create or replace function counted_pitch_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select p.id, w.measure, v.district, host.space_id, extract(year from city_day(first.frozen_at))::integer, v.main_category,
        null::text, null::text, null::integer, null::integer, p.company_id, null::bigint, null::bigint, 1, 0::bigint
    from pitch p
    cross join lateral (select min(x.frozen_at) as frozen_at from pitch_version x
                        where x.pitch_id = p.id and x.frozen_at <= t having count(*) > 0) first
    cross join lateral (select x.district, x.main_category from pitch_version x
                        where x.pitch_id = p.id and x.frozen_at <= t order by x.version desc limit 1) v
    left join lateral (select n.space_id from tenancy_at(t) n
                       where n.company_id = p.company_id and n.during @> city_day(first.frozen_at) limit 1) host on true
    cross join lateral (
        select 'pitch_submitted' as measure
        union all select 'pitch_approved'
        where exists (select from review r where r.pitch_id = p.id and r.decision = 'approved' and r.reviewed_at <= t)
        union all select 'pitch_shown'
        where exists (select from impression i where i.pitch_id = p.id and i.shown_at <= t)
        union all select 'pitch_wanted'
        where exists (select from interest_at(t) i where i.pitch_id = p.id and i.choice = 'interested')
        union all select 'pitch_introduced'
        where exists (select from introduction_at(t) i where i.pitch_id = p.id and i.status = 'accepted')
        union all select 'pitch_met'
        where exists (select from participant a join meeting_outcome_at(t) o on o.founder_id = a.id
                      where a.pitch_id = p.id and o.outcome = 'kept')) w
$$;

-- Pitches whose company has confirmed money since, a topic of its own: money changes more often than all the rest.
create function counted_funded_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select p.id, 'pitch_funded', v.district, host.space_id, extract(year from city_day(first.frozen_at))::integer, v.main_category,
        null::text, null::text, null::integer, null::integer, p.company_id, null::bigint, null::bigint, 1, 0::bigint
    from pitch p
    cross join lateral (select min(x.frozen_at) as frozen_at from pitch_version x
                        where x.pitch_id = p.id and x.frozen_at <= t having count(*) > 0) first
    cross join lateral (select x.district, x.main_category from pitch_version x
                        where x.pitch_id = p.id and x.frozen_at <= t order by x.version desc limit 1) v
    left join lateral (select n.space_id from tenancy_at(t) n
                       where n.company_id = p.company_id and n.during @> city_day(first.frozen_at) limit 1) host on true
    where exists (select from funding_record r join funding_state_at(t) s on s.record_id = r.id
                  where r.company_id = p.company_id and s.status = 'confirmed' and r.value_on >= city_day(first.frozen_at))
       or exists (select from company_succession l where l.from_id = p.company_id)
          and exists (select from company_roots_at(t) l
                      join funding_record r on r.company_id = l.root_id
                      join funding_state_at(t) s on s.record_id = r.id
                      where l.company_id = p.company_id and s.status = 'confirmed'
                        and r.value_on >= city_day(first.frozen_at))
$$;

-- Certificates in force, with the months from the company's first submitted pitch to the money; -1: it came before.
create or replace function counted_first_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select f.id, 'first', r.district, r.space_id, extract(year from f.effective_on)::integer, r.founder_category, f.kind,
        f.definition,
        case when first.frozen_on is null then null when f.effective_on < first.frozen_on then -1
            else month_number(f.effective_on) - month_number(first.frozen_on) end,
        month_number(first.frozen_on), f.company_id, r.provider_id, r.event_id, 1,
        coalesce(r.cny_amount, 0)
    from first_certificate f
    join funding_record r on r.id = f.record_id
    left join lateral (select city_day(min(x.frozen_at)) as frozen_on from pitch p join pitch_version x on x.pitch_id = p.id
                       where p.company_id in (select f.company_id union all
                               select l.company_id from company_roots_at(t) l where l.root_id = f.company_id)
                         and x.frozen_at <= t) first on true
    where f.issued_at <= t and (f.revoked_at is null or f.revoked_at > t)
$$;

-- Companies since the month of their first submitted pitch; from there the time to a first is counted.
create or replace function counted_entrant_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select c.id, 'entrant', null::text, null::bigint, null::integer, null::text, null::text, null::text, null::integer,
        month_number(city_day(e.frozen_at)), c.id, null::bigint, null::bigint, 1, 0::bigint
    from organisation c
    cross join lateral (select min(x.frozen_at) as frozen_at from pitch p join pitch_version x on x.pitch_id = p.id
                        where p.company_id in (select c.id union all
                                select l.company_id from company_roots_at(t) l where l.root_id = c.id)
                          and x.frozen_at <= t having count(*) > 0) e
    where not exists (select from company_successions_at(t) s where s.from_id = c.id)
$$;

-- All of it, of one subject at one instant.
create or replace function counted_of(topic text, subject bigint, t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select * from counted_organisation_at(t) c where topic = 'organisation' and c.subject_id = subject
    union all select * from counted_founder_at(t) c where topic = 'founder' and c.subject_id = subject
    union all select * from counted_pitch_at(t) c where topic = 'pitch' and c.subject_id = subject
    union all select * from counted_event_at(t) c where topic = 'event' and c.subject_id = subject
    union all select * from counted_tenant_at(t) c where topic = 'tenant' and c.subject_id = subject
    union all select * from counted_record_at(t) c where topic = 'record' and c.subject_id = subject
    union all select * from counted_borrower_at(t) c where topic = 'borrower' and c.subject_id = subject
    union all select * from counted_first_at(t) c where topic = 'first' and c.subject_id = subject
    union all select * from counted_funded_at(t) c where topic = 'funded' and c.subject_id = subject
    union all select * from counted_pool_at(t) c where topic = 'pool' and c.subject_id = subject
    union all select * from counted_entrant_at(t) c where topic = 'entrant' and c.subject_id = subject
$$;

-- Everything that counts at an instant, worked out from the sources alone.
create or replace function counted_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select * from counted_organisation_at(t)
    union all select * from counted_founder_at(t)
    union all select * from counted_pitch_at(t)
    union all select * from counted_event_at(t)
    union all select * from counted_tenant_at(t)
    union all select * from counted_record_at(t)
    union all select * from counted_borrower_at(t)
    union all select * from counted_first_at(t)
    union all select * from counted_funded_at(t)
    union all select * from counted_pool_at(t)
    union all select * from counted_entrant_at(t)
$$;

create function touch_pool() returns trigger language plpgsql as $$
begin
    perform touch_report('pool', array[new.id], new.stated_at);
    return null;
end $$;
create trigger pool_money_touches after insert on pool_money for each row execute function touch_pool();

-- All that may count otherwise when a company comes to inherit from another, or no longer does.
create function touch_line(succession company_succession, at timestamptz) returns void language sql as $$
    select touch_report('organisation', array[succession.from_id], at);
    select touch_report('entrant', array[succession.from_id, succession.to_id, company_root(succession.to_id)], at);
    select touch_report('first', array(select f.id from first_certificate f
        where f.company_id in (succession.from_id, succession.to_id, company_root(succession.to_id))), at);
    select touch_report('funded', array(select p.id from pitch p
        where p.company_id in (select company_family(company_root(succession.to_id)) union select company_family(succession.from_id))), at);
$$;
create function touch_succession() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'company_succession' then
        perform touch_line(new, new.recorded_at);
    else
        perform touch_line(s, new.withdrawn_at) from company_succession s where s.id = new.succession_id;
    end if;
    return null;
end $$;
drop trigger company_succession_touches on company_succession;
create trigger company_succession_touches after insert on company_succession
    for each row execute function touch_succession();
drop trigger first_withdrawal_touches on first_withdrawal;
create trigger first_withdrawal_touches after insert on first_withdrawal
    for each row when (new.succession_id is not null) execute function touch_succession();

-- The first pitch of a team tells when the company entered that goes on for it.
create or replace function touch_version() returns trigger language plpgsql as $$
declare
    owner bigint := (select p.company_id from pitch p where p.id = new.pitch_id);
    root bigint := company_root(owner);
begin
    perform touch_report('pitch', array[new.pitch_id], new.frozen_at);
    perform touch_report('funded', array[new.pitch_id], new.frozen_at);
    perform touch_report('entrant', array[owner, root], new.frozen_at);
    perform touch_report('founder', array(select m.person_id from membership m where m.organisation_id = owner), new.frozen_at);
    perform touch_report('first', array(select f.id from first_certificate f where f.company_id in (owner, root)), new.frozen_at);
    return null;
end $$;

create or replace function touch_step() returns trigger language plpgsql as $$
begin
    insert into report_touch (topic, subject_id, at)
    select x.topic, x.subject_id, new.taken_at
    from funding_record r
    join funding_record c on c.id in (r.id, r.corrects_id)
    cross join lateral (
        select 'record' as topic, c.id as subject_id
        union all select 'funded', p.id from pitch p where p.company_id = c.company_id
        union all select 'funded', p.id
            from (select where exists (select from company_succession s where s.to_id = c.company_id)) heir
            cross join company_family(c.company_id) f join pitch p on p.company_id = f
            where p.company_id <> c.company_id
        union all select 'borrower', c.company_id where c.kind = 'loan') x
    where r.id = new.record_id;
    return null;
end $$;

create or replace function touch_tenancy() returns trigger language plpgsql as $$
declare
    learnt timestamptz := coalesce(new.end_recorded_at, new.recorded_at);
    pitches bigint[] := array(select p.id from pitch p where p.company_id = new.company_id);
begin
    perform touch_report('tenant', array[new.id], learnt);
    perform touch_report('tenant', array[new.id], new.recorded_at);
    perform touch_report('tenant', array[new.id], city_midnight(lower(new.during)));
    perform touch_report('tenant', array[new.id], city_midnight(upper(new.during)));
    perform touch_report('pitch', pitches, learnt);
    perform touch_report('funded', pitches, learnt);
    return null;
end $$;

-- What was noted of pitches is noted of their money too.
insert into report_touch (topic, subject_id, at)
select 'funded', t.subject_id, t.at from report_touch t where t.topic = 'pitch'
union all select 'funded', i.subject_id, i.at from report_instant i where i.topic = 'pitch'
union all select 'pitch', i.subject_id, i.at from report_instant i where i.topic = 'pitch';
insert into report_touch (topic, subject_id, at) select 'pool', m.id, m.stated_at from pool_money m;
-- Lines that are on record already.
select touch_line(s, s.recorded_at) from company_succession s;
