-- What reports count, as dated facts: +1 when something begins to count, -1 when it no longer does.
-- Facts are drawn from the histories of the source tables by `counted_of`, which can be asked of any instant.
-- A transaction that changes something countable only leaves a note in `report_touch`; it reads nothing for it and
-- waits for nobody. The worker turns notes into facts and folds these into sums; a report adds what still waits.

-- ---------------------------------------------------------------- histories that were missing

-- A membership that is taken up again keeps that it had ended.
create table membership_step (
    id bigint generated always as identity primary key,
    membership_id bigint not null references membership,
    person_id bigint not null references person,
    organisation_id bigint not null references organisation,
    status text not null,
    taken_at timestamptz not null
);
create index membership_step_membership_idx on membership_step (membership_id, taken_at);
create index membership_step_person_idx on membership_step (person_id);
create trigger membership_step_append_only before update or delete or truncate on membership_step
    for each statement execute function refuse_change();
create function keep_membership_step() returns trigger language plpgsql as $$
begin
    insert into membership_step (membership_id, person_id, organisation_id, status, taken_at)
    values (new.id, new.person_id, new.organisation_id, new.status, case new.status
        when 'requested' then new.created_at
        when 'left' then coalesce(new.left_at, now())
        else coalesce(new.answered_at, new.created_at) end);
    return null;
end $$;
create trigger membership_keeps_step after insert or update of status on membership
    for each row execute function keep_membership_step();
insert into membership_step (membership_id, person_id, organisation_id, status, taken_at)
select id, person_id, organisation_id, 'active', coalesce(answered_at, created_at) from membership
where status in ('active', 'left')
union all
select id, person_id, organisation_id, status, case status when 'left' then left_at else coalesce(answered_at, created_at) end
from membership where status <> 'active'
order by 1;

-- What an event was: kind, place, time and whether it was to take place.
create table event_step (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    status text not null,
    kind text not null,
    district text,
    space_id bigint,
    during tstzrange not null,
    date_open boolean not null,
    taken_at timestamptz not null
);
create index event_step_event_idx on event_step (event_id, taken_at);
create trigger event_step_append_only before update or delete or truncate on event_step
    for each statement execute function refuse_change();
create function keep_event_step() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or (old.status, old.kind, old.district, old.space_id, old.during, old.date_open)
        is distinct from (new.status, new.kind, new.district, new.space_id, new.during, new.date_open) then
        insert into event_step (event_id, status, kind, district, space_id, during, date_open, taken_at)
        values (new.id, new.status, new.kind, new.district, new.space_id, new.during, new.date_open, new.changed_at);
    end if;
    return null;
end $$;
create trigger event_keeps_step after insert or update on event
    for each row execute function keep_event_step();
insert into event_step (event_id, status, kind, district, space_id, during, date_open, taken_at)
select id, 'published', kind, district, space_id, during, date_open, coalesce(published_at, created_at) from event
where status = 'published' or status = 'cancelled' and published_at is not null
union all
select id, status, kind, district, space_id, during, date_open, coalesce(cancelled_at, changed_at) from event
where status <> 'published'
order by 1;

create function event_at(t timestamptz)
returns table (id bigint, status text, kind text, district text, space_id bigint, during tstzrange, date_open boolean)
language sql stable as $$
    select e.id, s.status, s.kind, s.district, s.space_id, s.during, s.date_open
    from event e
    cross join lateral (select h.status, h.kind, h.district, h.space_id, h.during, h.date_open from event_step h
                        where h.event_id = e.id and h.taken_at <= t order by h.taken_at desc, h.id desc limit 1) s
$$;

-- A company's tenancies are asked for at every count of its pitches.
create index tenancy_company_idx on tenancy (company_id);

-- ---------------------------------------------------------------- what counts at an instant

-- The city's day, on which years begin and tenancies end.
create function city_day(t timestamptz) returns date language sql stable as $$
    select (t at time zone 'Asia/Shanghai')::date
$$;
create function city_midnight(d date) returns timestamptz language sql stable as $$
    select d::timestamp at time zone 'Asia/Shanghai'
$$;
-- Months since the year 0, for lengths in months.
create function month_number(d date) returns integer language sql immutable as $$
    select (extract(year from d) * 12 + extract(month from d) - 1)::integer
$$;

-- Host spaces and companies on record; one that another has inherited from counts no more.
create function counted_organisation_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select o.id, k.kind, o.district, case k.kind when 'space' then o.id end,
        extract(year from city_day(o.created_at))::integer, null::text, null::text, null::text, null::integer, null::integer,
        case k.kind when 'company' then o.id end, null::bigint, null::bigint, 1, 0::bigint
    from organisation_at(t) o
    join organisation_kind k on k.organisation_id = o.id and k.kind in ('space', 'company')
    where o.closed_at is null
      and not exists (select from company_succession s where s.from_id = o.id and s.recorded_at <= t
                      and not exists (select from first_withdrawal w where w.succession_id = s.id and w.withdrawn_at <= t))
$$;

-- A person counts once: in the earliest of the memberships in force whose company has submitted a pitch.
create function counted_founder_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select f.person_id, 'founder', f.district, null::bigint, extract(year from city_day(f.since_at))::integer, f.main_category,
        null::text, null::text, null::integer, null::integer, f.organisation_id, null::bigint, null::bigint, 1, 0::bigint
    from (
        select distinct on (m.person_id) m.person_id, m.organisation_id, v.district, v.main_category,
            greatest(s.taken_at, first.frozen_at) as since_at
        from membership m
        cross join lateral (select h.status, h.taken_at from membership_step h
                            where h.membership_id = m.id and h.taken_at <= t order by h.taken_at desc, h.id desc limit 1) s
        join pitch p on p.company_id = m.organisation_id
        cross join lateral (select x.district, x.main_category from pitch_version x
                            where x.pitch_id = p.id and x.frozen_at <= t order by x.version desc limit 1) v
        cross join lateral (select min(x.frozen_at) as frozen_at from pitch_version x where x.pitch_id = p.id) first
        where s.status = 'active'
        order by m.person_id, m.id, p.id) f
$$;

-- How far each pitch came since it was first submitted.
create function counted_pitch_at(t timestamptz)
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
                      where a.pitch_id = p.id and o.outcome = 'kept')
        union all select 'pitch_funded'
        where exists (select from funding_record r join funding_state_at(t) s on s.record_id = r.id
                      where r.company_id = p.company_id and s.status = 'confirmed'
                        and r.value_on >= city_day(first.frozen_at))) w
$$;

-- Events that have begun: published, not called off, with a date.
create function counted_event_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select e.id, 'event', e.district, e.space_id, extract(year from city_day(lower(e.during)))::integer, null::text,
        e.kind, null::text, null::integer, null::integer, null::bigint, null::bigint, e.id, 1, 0::bigint
    from event_at(t) e
    where e.status = 'published' and not e.date_open and lower(e.during) <= t
$$;

-- Companies that are in a host space on the day.
create function counted_tenant_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select n.id, 'tenant', s.district, n.space_id, null::integer, null::text, n.stage, null::text, null::integer,
        null::integer, n.company_id, null::bigint, null::bigint, 1, 0::bigint
    from tenancy_at(t) n join organisation_at(t) s on s.id = n.space_id
    where n.during @> city_day(t)
$$;

-- Records by where they stand.
create function counted_record_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select r.id, case s.status when 'proposed' then 'record_waiting' when 'disputed' then 'record_disputed'
            else 'record_confirmed' end,
        r.district, r.space_id, extract(year from r.value_on)::integer, r.founder_category, r.kind, null::text,
        null::integer, null::integer, r.company_id, r.provider_id, r.event_id, 1,
        coalesce(r.cny_amount, 0)
    from funding_record r join funding_state_at(t) s on s.record_id = r.id
    where s.status in ('proposed', 'disputed', 'confirmed')
$$;

-- New borrowers: a company once for each year in which it took a loan, where its earliest loan of the year was.
create function counted_borrower_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select b.company_id, 'borrower', b.district, b.space_id, b.year, b.founder_category, 'loan'::text, null::text,
        null::integer, null::integer, b.company_id, b.provider_id, b.event_id, 1, 0::bigint
    from (
        select distinct on (r.company_id, extract(year from r.value_on)) r.company_id,
            extract(year from r.value_on)::integer as year, r.district, r.space_id, r.founder_category, r.provider_id, r.event_id
        from funding_record r join funding_state_at(t) s on s.record_id = r.id
        where r.kind = 'loan' and s.status = 'confirmed'
        order by r.company_id, extract(year from r.value_on), r.value_on, r.id) b
$$;

-- Certificates in force, with the months from the company's first submitted pitch to the money; -1: it came before.
create function counted_first_at(t timestamptz)
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
                       where p.company_id = f.company_id and x.frozen_at <= t) first on true
    where f.issued_at <= t and (f.revoked_at is null or f.revoked_at > t)
$$;

-- Companies since the month of their first submitted pitch; from there the time to a first is counted.
create function counted_entrant_at(t timestamptz)
returns table (subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text,
    definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint,
    n integer, amount bigint)
language sql stable as $$
    select c.id, 'entrant', null::text, null::bigint, null::integer, null::text, null::text, null::text, null::integer,
        month_number(city_day(e.frozen_at)), c.id, null::bigint, null::bigint, 1, 0::bigint
    from organisation c
    cross join lateral (select min(x.frozen_at) as frozen_at from pitch p join pitch_version x on x.pitch_id = p.id
                        where p.company_id = c.id and x.frozen_at <= t having count(*) > 0) e
$$;

-- All of it, of one subject at one instant.
create function counted_of(topic text, subject bigint, t timestamptz)
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
    union all select * from counted_entrant_at(t) c where topic = 'entrant' and c.subject_id = subject
$$;

-- Everything that counts at an instant, worked out from the sources alone.
create function counted_at(t timestamptz)
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
    union all select * from counted_entrant_at(t)
$$;

-- ---------------------------------------------------------------- notes, facts and sums

-- "From this instant on, something else may count of this subject." Without any key, so that nobody waits.
create table report_touch (
    id bigint generated always as identity primary key,
    topic text not null,
    subject_id bigint not null,
    at timestamptz not null
);

-- Every instant at which what counts of a subject may have changed.
create table report_instant (
    topic text not null,
    subject_id bigint not null,
    at timestamptz not null,
    primary key (topic, subject_id, at)
);

-- The differences between one instant and the one before it.
create table report_fact (
    id bigint generated always as identity primary key,
    topic text not null,
    subject_id bigint not null,
    measure text not null,
    district text,
    space_id bigint,
    year integer,
    category text,
    kind text,
    definition text,
    months integer,
    entered integer,
    company_id bigint,
    provider_id bigint,
    event_id bigint,
    n integer not null,
    amount bigint not null,
    counts_at timestamptz not null
);
create index report_fact_subject_idx on report_fact (topic, subject_id);
create index report_fact_measure_idx on report_fact (measure, subject_id desc);
create index report_fact_at_idx on report_fact (counts_at);
create trigger report_fact_append_only before update or delete on report_fact
    for each row execute function refuse_change();

-- Sums of the facts of a month and of a year: by district and year; by host space and year; by founder category;
-- by months to a first; by month of entry.
create table report_fold (
    level text not null check (level in ('month', 'year')),
    since date not null,
    margin text not null check (margin in ('place', 'space', 'category', 'months', 'entered')),
    measure text not null,
    definition text,
    kind text,
    district text,
    space_id bigint,
    year integer,
    category text,
    step integer,
    n integer not null,
    amount bigint not null,
    constraint report_fold_key unique nulls not distinct
        (measure, level, since, margin, definition, kind, district, space_id, year, category, step)
);

-- The sums that a fact goes into.
create function report_margins(measure text, district text, space_id bigint, year integer, category text,
    months integer, entered integer)
returns table (margin text, district text, space_id bigint, year integer, category text, step integer)
language sql immutable as $$
    select 'place', $2, null::bigint, $4, null::text, null::integer
    union all select 'space', null::text, $3, $4, null::text, null::integer
    where $3 is not null
    union all select 'category', $2, null::bigint, $4, $5, null::integer
    where $1 in ('founder', 'first', 'pitch_submitted')
    union all select 'months', null::text, null::bigint, null::integer, null::text, $6
    where $1 = 'first' and $6 is not null
    union all select 'entered', null::text, null::bigint, null::integer, null::text, $7
    where $1 in ('first', 'entrant') and $7 is not null
$$;

-- ---------------------------------------------------------------- who leaves notes

create function touch_report(topic text, subjects bigint[], at timestamptz) returns void language sql as $$
    insert into report_touch (topic, subject_id, at)
    select topic, s, at from unnest(subjects) s where s is not null and at is not null
$$;

create function touch_organisation() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'organisation_kind' then
        perform touch_report('organisation', array[new.organisation_id],
            (select o.created_at from organisation o where o.id = new.organisation_id));
    elsif tg_table_name = 'organisation_past' then
        perform touch_report('organisation', array[new.organisation_id], new.until_at);
        perform touch_report('tenant', array(select n.id from tenancy n where n.space_id = new.organisation_id), new.until_at);
    elsif tg_table_name = 'organisation' then
        perform touch_report('organisation', array[new.id], coalesce(new.closed_at, old.closed_at));
    elsif tg_table_name = 'company_succession' then
        perform touch_report('organisation', array[new.from_id], new.recorded_at);
    else
        perform touch_report('organisation',
            array(select s.from_id from company_succession s where s.id = new.succession_id), new.withdrawn_at);
    end if;
    return null;
end $$;
create trigger organisation_kind_touches after insert on organisation_kind
    for each row when (new.kind in ('space', 'company')) execute function touch_organisation();
create trigger organisation_past_touches after insert on organisation_past
    for each row execute function touch_organisation();
create trigger organisation_closed_touches after update of closed_at on organisation
    for each row execute function touch_organisation();
create trigger company_succession_touches after insert on company_succession
    for each row execute function touch_organisation();
create trigger first_withdrawal_touches after insert on first_withdrawal
    for each row when (new.succession_id is not null) execute function touch_organisation();

create function touch_member() returns trigger language plpgsql as $$
begin
    perform touch_report('founder', array[new.person_id], new.taken_at);
    return null;
end $$;
create trigger membership_step_touches after insert on membership_step
    for each row execute function touch_member();

create function touch_version() returns trigger language plpgsql as $$
declare
    owner bigint := (select p.company_id from pitch p where p.id = new.pitch_id);
begin
    perform touch_report('pitch', array[new.pitch_id], new.frozen_at);
    perform touch_report('entrant', array[owner], new.frozen_at);
    perform touch_report('founder', array(select m.person_id from membership m where m.organisation_id = owner), new.frozen_at);
    perform touch_report('first', array(select f.id from first_certificate f where f.company_id = owner), new.frozen_at);
    return null;
end $$;
create trigger pitch_version_touches after insert or update of frozen_at on pitch_version
    for each row when (new.frozen_at is not null) execute function touch_version();

create function touch_pitch() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'review' then
        perform touch_report('pitch', array[new.pitch_id], new.reviewed_at);
    elsif tg_table_name = 'interest' then
        perform touch_report('pitch', array[new.pitch_id], new.chosen_at);
    elsif tg_table_name = 'introduction_step' then
        perform touch_report('pitch', array(select i.pitch_id from introduction i where i.id = new.introduction_id), new.taken_at);
    else
        perform touch_report('pitch', array(select a.pitch_id from participant a where a.id = new.founder_id), new.said_at);
    end if;
    return null;
end $$;
create trigger review_touches after insert on review for each row execute function touch_pitch();
create trigger interest_touches after insert or update on interest for each row execute function touch_pitch();
create trigger introduction_step_touches after insert on introduction_step for each row execute function touch_pitch();
create trigger meeting_word_touches after insert on meeting_word for each row execute function touch_pitch();

-- A list shows many pitches at once, and only the first time counts.
create function touch_shown() returns trigger language plpgsql as $$
begin
    insert into report_touch (topic, subject_id, at)
    select 'pitch', i.pitch_id, min(i.shown_at) from shown i
    where not exists (select from impression e where e.pitch_id = i.pitch_id and e.shown_at < i.shown_at)
    group by i.pitch_id;
    return null;
end $$;
create trigger impression_touches after insert on impression
    referencing new table as shown for each statement execute function touch_shown();

create function touch_event() returns trigger language plpgsql as $$
begin
    perform touch_report('event', array[new.event_id], new.taken_at);
    perform touch_report('event', array[new.event_id], lower(new.during));
    return null;
end $$;
create trigger event_step_touches after insert on event_step for each row execute function touch_event();

create function touch_tenancy() returns trigger language plpgsql as $$
begin
    perform touch_report('tenant', array[new.id], coalesce(new.end_recorded_at, new.recorded_at));
    perform touch_report('tenant', array[new.id], new.recorded_at);
    perform touch_report('tenant', array[new.id], city_midnight(lower(new.during)));
    perform touch_report('tenant', array[new.id], city_midnight(upper(new.during)));
    perform touch_report('pitch', array(select p.id from pitch p where p.company_id = new.company_id),
        coalesce(new.end_recorded_at, new.recorded_at));
    return null;
end $$;
create trigger tenancy_touches after insert or update on tenancy for each row execute function touch_tenancy();

create function touch_record() returns trigger language plpgsql as $$
begin
    perform touch_report('record', array[new.id], new.proposed_at);
    return null;
end $$;
create trigger funding_record_touches after insert on funding_record for each row execute function touch_record();

-- A step on a record, and through it on the one that it corrects.
create function touch_step() returns trigger language plpgsql as $$
begin
    insert into report_touch (topic, subject_id, at)
    select x.topic, x.subject_id, new.taken_at
    from funding_record r
    join funding_record c on c.id in (r.id, r.corrects_id)
    cross join lateral (
        select 'record' as topic, c.id as subject_id
        union all select 'pitch', p.id from pitch p where p.company_id = c.company_id
        union all select 'borrower', c.company_id where c.kind = 'loan') x
    where r.id = new.record_id;
    return null;
end $$;
create trigger funding_step_touches after insert on funding_step for each row execute function touch_step();

create function touch_certificate() returns trigger language plpgsql as $$
begin
    perform touch_report('first', array[new.id], coalesce(new.revoked_at, new.issued_at));
    -- Where rows are written in another order than they came about, the company's first pitch may be later.
    if tg_op = 'INSERT' then
        perform touch_report('first', array[new.id], (select min(x.frozen_at) from pitch p
            join pitch_version x on x.pitch_id = p.id where p.company_id = new.company_id and x.frozen_at > new.issued_at));
    end if;
    return null;
end $$;
create trigger first_certificate_touches after insert or update of revoked_at on first_certificate
    for each row execute function touch_certificate();

-- ---------------------------------------------------------------- what is on record already

insert into report_touch (topic, subject_id, at)
select 'organisation', o.id, o.created_at from organisation o
union all select 'founder', m.person_id, m.taken_at from membership_step m
union all select 'founder', m.person_id, v.frozen_at
    from pitch_version v join pitch p on p.id = v.pitch_id join membership m on m.organisation_id = p.company_id
    where v.frozen_at is not null
union all select 'pitch', v.pitch_id, v.frozen_at from pitch_version v where v.frozen_at is not null
union all select 'entrant', p.company_id, v.frozen_at
    from pitch_version v join pitch p on p.id = v.pitch_id where v.frozen_at is not null
union all select 'pitch', r.pitch_id, r.reviewed_at from review r
union all select 'pitch', i.pitch_id, min(i.shown_at) from impression i group by i.pitch_id
union all select 'pitch', f.pitch_id, f.chosen_at from feedback f
union all select 'pitch', i.pitch_id, i.chosen_at from interest i
union all select 'pitch', i.pitch_id, s.taken_at from introduction_step s join introduction i on i.id = s.introduction_id
union all select 'pitch', a.pitch_id, w.said_at from meeting_word w join participant a on a.id = w.founder_id
union all select 'pitch', p.id, n.recorded_at from tenancy n join pitch p on p.company_id = n.company_id
union all select 'pitch', p.id, s.taken_at
    from funding_step s join funding_record r on r.id = s.record_id
    join funding_record c on c.id in (r.id, r.corrects_id) join pitch p on p.company_id = c.company_id
union all select 'event', e.event_id, x.at from event_step e cross join lateral (values (e.taken_at), (lower(e.during))) x (at)
union all select 'tenant', n.id, x.at from tenancy n
    cross join lateral (values (n.recorded_at), (city_midnight(lower(n.during))), (city_midnight(upper(n.during)))) x (at)
    where x.at is not null
union all select 'record', r.id, r.proposed_at from funding_record r
union all select 'record', x.id, s.taken_at
    from funding_step s join funding_record r on r.id = s.record_id
    cross join lateral (values (r.id), (r.corrects_id)) x (id) where x.id is not null
union all select 'borrower', c.company_id, s.taken_at
    from funding_step s join funding_record r on r.id = s.record_id
    join funding_record c on c.id in (r.id, r.corrects_id) where c.kind = 'loan'
union all select 'first', f.id, x.at from first_certificate f cross join lateral (values (f.issued_at), (f.revoked_at)) x (at)
    where x.at is not null
union all select 'first', f.id, v.frozen_at
    from first_certificate f join pitch p on p.company_id = f.company_id
    join pitch_version v on v.pitch_id = p.id where v.frozen_at is not null;
