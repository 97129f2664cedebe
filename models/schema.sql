-- The whole schema, as the migrations make it. Written by `make schema`, proved by tests/models/test_schema.py.

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

CREATE TYPE public.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

CREATE FUNCTION public.acting_person(of_person bigint, at timestamp with time zone) RETURNS TABLE(person_id bigint, email text, name text, locale text, list_order text, totp_enrolled_at timestamp with time zone, has_second_factor boolean, n_unread integer, granted text[], welcomed text[], acting jsonb)
    LANGUAGE sql STABLE
    AS $$
    select p.id, p.email, p.name, p.locale, p.list_order, p.totp_enrolled_at, p.totp_enrolled_at is not null,
        (select count(*) from (select from outbox_mail u where u.person_id = p.id and u.read_at is null
                               and u.status not in ('held', 'removed') limit 100) unread)::int,
        coalesce((select array_agg(r.role) from person_role r where r.person_id = p.id), '{}')
            || case when exists (select from event_juror j where j.person_id = p.id)
               then array['juror'] else '{}' end,
        coalesce((select array_agg(w.role) from welcome_seen w where w.person_id = p.id), '{}'),
        coalesce((
            select jsonb_agg(jsonb_build_object(
                'organisation_id', o.id,
                'name', o.name,
                'kinds', (select jsonb_agg(k.kind) from organisation_kind k where k.organisation_id = o.id),
                'is_manager', m.is_manager,
                'may_sign', may_sign(m.id, m.is_manager),
                'vetted', coalesce((select v.decision = 'granted' from vetting v
                                    where v.organisation_id = o.id order by v.id desc limit 1), false),
                'qualified', exists (select from qualification q
                                     where q.organisation_id = o.id and q.revoked_at is null
                                       and (q.valid_until is null or q.valid_until >= at::date))
            ) order by o.id)
            from membership m join organisation o on o.id = m.organisation_id
            where m.person_id = p.id and m.status = 'active' and o.closed_at is null), '[]')
    from person p
    where p.id = of_person and p.closed_at is null
$$;

CREATE FUNCTION public.certificate_is_only_stamped() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.revoked_at is not null or new.revoked_at is null
        or (to_jsonb(new) - 'revoked_at' - 'revoked_because') <> (to_jsonb(old) - 'revoked_at' - 'revoked_because')
    then
        raise exception 'first_certificate rows are append-only' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

CREATE FUNCTION public.certificate_number() RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
    alphabet constant text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
    bytes constant bytea := uuid_send(gen_random_uuid());
    -- Bytes 6 and 8 of a random UUID are not wholly random.
    places constant integer[] := array[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13];
    weight integer := 1;
    total integer := 0;
    value integer;
    found text := '';
begin
    foreach value in array places loop
        value := get_byte(bytes, value) % 31;
        found := found || substr(alphabet, value + 1, 1);
        total := total + weight * value;
        weight := weight * 3 % 31;
    end loop;
    return found || substr(alphabet, (31 - total % 31) % 31 + 1, 1);
end $$;

CREATE FUNCTION public.certificates_at(t timestamp with time zone) RETURNS TABLE(id bigint, company_id bigint, kind text, definition text, record_id bigint, issued_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select f.id, f.company_id, f.kind, f.definition, f.record_id, f.issued_at
    from first_certificate f where f.issued_at <= t and (f.revoked_at is null or f.revoked_at > t)
$$;

CREATE FUNCTION public.city_day(t timestamp with time zone) RETURNS date
    LANGUAGE sql STABLE
    AS $$
    select (t at time zone 'Asia/Shanghai')::date
$$;

CREATE FUNCTION public.city_midnight(d date) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
    select d::timestamp at time zone 'Asia/Shanghai'
$$;

CREATE FUNCTION public.company_family(root bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE
    AS $$
    with recursive down as (
        select root as id
        union
        select s.from_id from down join company_succession s on s.to_id = down.id
        where not exists (select from first_withdrawal w where w.succession_id = s.id)
    )
    select id from down
$$;

CREATE FUNCTION public.company_root(of_company bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    with recursive up as (
        select of_company as id, 0 as step
        union all
        select s.to_id, up.step + 1 from up join company_succession s on s.from_id = up.id
        where not exists (select from first_withdrawal w where w.succession_id = s.id)
    )
    select id from up order by step desc limit 1
$$;

CREATE FUNCTION public.company_roots_at(at timestamp with time zone) RETURNS TABLE(company_id bigint, root_id bigint)
    LANGUAGE sql STABLE
    AS $$
    with recursive link as (select * from company_successions_at(at)),
    line as (
        select l.from_id, l.to_id from link l
        union
        select line.from_id, l.to_id from line join link l on l.from_id = line.to_id
    )
    select line.from_id, line.to_id from line
    where not exists (select from link l where l.from_id = line.to_id)
$$;

CREATE FUNCTION public.company_successions_at(at timestamp with time zone) RETURNS TABLE(from_id bigint, to_id bigint)
    LANGUAGE sql STABLE
    AS $$
    select s.from_id, s.to_id from company_succession s
    where s.recorded_at <= at
      and not exists (select from first_withdrawal w where w.succession_id = s.id and w.withdrawn_at <= at)
$$;

CREATE FUNCTION public.counted_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.counted_borrower_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select b.company_id, 'borrower', b.district, b.space_id, b.year, b.founder_category, 'loan'::text, null::text,
        null::integer, null::integer, b.company_id, b.provider_id, b.event_id, 1, 0::bigint
    from (
        select distinct on (r.company_id, extract(year from r.value_on)) r.company_id,
            extract(year from r.value_on)::integer as year, r.district, r.space_id, r.founder_category, r.provider_id, r.event_id
        from funding_record r join funding_state_at(t) s on s.record_id = r.id
        where r.kind = 'loan' and s.status = 'confirmed'
        order by r.company_id, extract(year from r.value_on), r.value_on, r.id) b
$$;

CREATE FUNCTION public.counted_entrant_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select c.id, 'entrant', null::text, null::bigint, null::integer, null::text, null::text, null::text, null::integer,
        month_number(city_day(e.frozen_at)), c.id, null::bigint, null::bigint, 1, 0::bigint
    from organisation c
    cross join lateral (select min(x.frozen_at) as frozen_at from pitch p join pitch_version x on x.pitch_id = p.id
                        where p.company_id in (select c.id union all
                                select l.company_id from company_roots_at(t) l where l.root_id = c.id)
                          and x.frozen_at <= t having count(*) > 0) e
    where not exists (select from company_successions_at(t) s where s.from_id = c.id)
$$;

CREATE FUNCTION public.counted_event_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select e.id, 'event', e.district, e.space_id, extract(year from city_day(lower(e.during)))::integer, null::text,
        e.kind, null::text, null::integer, null::integer, null::bigint, null::bigint, e.id, 1, 0::bigint
    from event_at(t) e
    where e.status = 'published' and not e.date_open and lower(e.during) <= t
$$;

CREATE FUNCTION public.counted_first_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.counted_founder_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.counted_funded_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.counted_of(topic text, subject bigint, t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.counted_organisation_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select o.id, k.kind, o.district, case k.kind when 'space' then o.id end,
        extract(year from city_day(o.created_at))::integer, null::text, null::text, null::text, null::integer, null::integer,
        case k.kind when 'company' then o.id end, null::bigint, null::bigint, 1, 0::bigint
    from organisation_at(t) o
    join organisation_kind k on k.organisation_id = o.id and k.kind in ('space', 'company')
    where o.closed_at is null
      and not exists (select from company_succession s where s.from_id = o.id and s.recorded_at <= t
                      and not exists (select from first_withdrawal w where w.succession_id = s.id and w.withdrawn_at <= t))
$$;

CREATE FUNCTION public.counted_pitch_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.counted_pool_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select m.id, 'pool', p.district, null::bigint, extract(year from m.paid_on)::integer, null::text, null::text, null::text,
        null::integer, null::integer, null::bigint, null::bigint, null::bigint, 1, m.amount
    from pool_money m join pool p on p.id = m.pool_id
    where m.stated_at <= t and p.currency = 'CNY'
$$;

CREATE FUNCTION public.counted_record_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select r.id, case s.status when 'proposed' then 'record_waiting' when 'disputed' then 'record_disputed'
            else 'record_confirmed' end,
        r.district, r.space_id, extract(year from r.value_on)::integer, r.founder_category, r.kind, null::text,
        null::integer, null::integer, r.company_id, r.provider_id, r.event_id, 1,
        coalesce(r.cny_amount, 0)
    from funding_record r join funding_state_at(t) s on s.record_id = r.id
    where s.status in ('proposed', 'disputed', 'confirmed')
$$;

CREATE FUNCTION public.counted_tenant_at(t timestamp with time zone) RETURNS TABLE(subject_id bigint, measure text, district text, space_id bigint, year integer, category text, kind text, definition text, months integer, entered integer, company_id bigint, provider_id bigint, event_id bigint, n integer, amount bigint)
    LANGUAGE sql STABLE
    AS $$
    select n.id, 'tenant', s.district, n.space_id, null::integer, null::text, n.stage, null::text, null::integer,
        null::integer, n.company_id, null::bigint, null::bigint, 1, 0::bigint
    from tenancy_at(t) n join organisation_at(t) s on s.id = n.space_id
    where n.during @> city_day(t)
$$;

CREATE FUNCTION public.deal_money(of_deal bigint) RETURNS TABLE(record_id bigint, confirmed_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select r.id, f.confirmed_at
    from deal d
    join pitch p on p.id = d.pitch_id
    join funding_record r on r.provider_id = d.organisation_id and r.company_id = p.company_id
    join funding_state f on f.record_id = r.id
    where d.id = of_deal and f.status = 'confirmed' and f.confirmed_at >= d.opened_at
      and not exists (select from deal later join pitch q on q.id = later.pitch_id
                      where later.organisation_id = d.organisation_id and q.company_id = p.company_id
                        and (later.opened_at, later.id) > (d.opened_at, d.id)
                        and later.opened_at <= f.confirmed_at)
    order by f.confirmed_at desc, r.id desc limit 1
$$;

CREATE FUNCTION public.detail_day(value jsonb) RETURNS date
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
declare
    said text := value #>> '{}';
begin
    if jsonb_typeof(value) is distinct from 'string' or said !~ '^\d{4}-\d{2}-\d{2}$' then
        return null;
    end if;
    return make_date(substr(said, 1, 4)::int, substr(said, 6, 2)::int, substr(said, 9, 2)::int);
exception when datetime_field_overflow then
    return null;
end $_$;

CREATE FUNCTION public.detail_keys(details jsonb, keys text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(details ?& keys and details - keys = '{}', false)
$$;

CREATE FUNCTION public.detail_text(value jsonb, most integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(jsonb_typeof(value) = 'string' and length(value #>> '{}') between 1 and most, false)
$$;

CREATE FUNCTION public.detail_whole(value jsonb, low bigint, high bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(case when jsonb_typeof(value) = 'number'
        then value::numeric = trunc(value::numeric) and value::numeric between low and high end, false)
$$;

CREATE FUNCTION public.detail_whole_or_null(value jsonb, low bigint, high bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(jsonb_typeof(value) = 'null', false) or detail_whole(value, low, high)
$$;

CREATE FUNCTION public.detail_word(value jsonb, words text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(jsonb_typeof(value) = 'string' and value #>> '{}' = any(words), false)
$$;

CREATE FUNCTION public.detail_words(value jsonb, words text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    select coalesce(case when jsonb_typeof(value) = 'array' then jsonb_array_length(value) > 0
        and (select bool_and(detail_word(one, words)) from jsonb_array_elements(value) one) end, false)
$$;

CREATE FUNCTION public.event_at(t timestamp with time zone) RETURNS TABLE(id bigint, status text, kind text, district text, space_id bigint, during tstzrange, date_open boolean)
    LANGUAGE sql STABLE
    AS $$
    select e.id, s.status, s.kind, s.district, s.space_id, s.during, s.date_open
    from event e
    cross join lateral (select h.status, h.kind, h.district, h.space_id, h.during, h.date_open from event_step h
                        where h.event_id = e.id and h.taken_at <= t order by h.taken_at desc, h.id desc limit 1) s
$$;

CREATE FUNCTION public.event_keeps_seats() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.seats < (select count(*) from registration r where r.event_id = new.id and r.status = 'registered') then
        raise exception 'more seats of event % are taken', new.id
            using errcode = 'exclusion_violation', constraint = 'event_seats_taken';
    end if;
    return new;
end $$;

CREATE FUNCTION public.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;
    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;
    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;
END;
$$;

CREATE FUNCTION public.funding_details_fit(instrument text, details jsonb, amount bigint, value_on date) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select coalesce(case instrument
        when 'priced_equity' then
            detail_keys(details, '{valuation,basis,share_bp,shares,round,closed_on}')
            and detail_whole(details -> 'valuation', 1, 1000000000000000000)
            and detail_word(details -> 'basis', '{pre,post}')
            and detail_whole_or_null(details -> 'share_bp', 1, 10000)
            and detail_whole_or_null(details -> 'shares', 1, 1000000000000000000)
            and (details ->> 'share_bp' is not null or details ->> 'shares' is not null)
            and detail_word(details -> 'round', '{seed,angel,pre-a,a,b,later}')
            and detail_day(details -> 'closed_on') is not null
            and (details ->> 'basis' = 'pre' or (details ->> 'valuation')::numeric >= amount)
        when 'convertible_note' then
            detail_keys(details, '{rate_bp,matures_on,cap,discount_bp,trigger}')
            and detail_whole(details -> 'rate_bp', 0, 10000)
            and detail_day(details -> 'matures_on') > value_on
            and detail_whole_or_null(details -> 'cap', 1, 1000000000000000000)
            and detail_whole_or_null(details -> 'discount_bp', 1, 9999)
            and detail_text(details -> 'trigger', 300)
        when 'safe' then
            detail_keys(details, '{cap,discount_bp,mfn}')
            and detail_whole_or_null(details -> 'cap', 1, 1000000000000000000)
            and detail_whole_or_null(details -> 'discount_bp', 1, 9999)
            and jsonb_typeof(details -> 'mfn') = 'boolean'
            and (details ->> 'cap' is not null or details ->> 'discount_bp' is not null or (details ->> 'mfn')::boolean)
        when 'loan' then
            detail_keys(details, '{contract_no,rate_kind,rate_bp,term_months,security,first_drawdown,production}')
            and detail_text(details -> 'contract_no', 60)
            and detail_word(details -> 'rate_kind', '{fixed,lpr_1y,lpr_5y}')
            and detail_whole(details -> 'rate_bp', -1000, 10000)
            and (details ->> 'rate_kind' <> 'fixed' or (details ->> 'rate_bp')::int >= 0)
            and detail_whole(details -> 'term_months', 1, 360)
            and detail_words(details -> 'security', '{none,ip,property,guarantee,receivables,stock_pledge,personal,other}')
            and detail_whole(details -> 'first_drawdown', 1, amount)
            and detail_word(details -> 'production', '{yes,no,unknown}')
        when 'guarantee' then
            detail_keys(details, '{share_bp,fee_bp,term_months,counter,loan}')
            and detail_whole(details -> 'share_bp', 1, 10000)
            and detail_whole(details -> 'fee_bp', 0, 10000)
            and detail_whole(details -> 'term_months', 1, 360)
            and detail_words(details -> 'counter', '{none,ip,property,receivables,stock_pledge,personal,other}')
            and detail_word(details -> 'loan', '{record,elsewhere,unknown}')
        when 'purchase' then
            detail_keys(details, '{form,contract_no,accepted_on}')
            and detail_word(details -> 'form', '{first,ordered}')
            and detail_text(details -> 'contract_no', 60)
            and detail_day(details -> 'accepted_on') is not null
        else false
    end, false)
$$;

CREATE FUNCTION public.funding_movements_fit(record_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    with moved as (
        select m.value_on, m.movement, m.amount
        from funding_movement m join funding_movement_state f on f.movement_id = m.id
        where m.record_id = $1 and f.status = 'confirmed'
    ), day as (
        select value_on,
            sum(sum(amount) filter (where movement = 'drawdown')) over (order by value_on) as drawdown,
            sum(sum(amount) filter (where movement in ('repayment', 'write_off', 'conversion'))) over (order by value_on) as gone,
            sum(sum(amount) filter (where movement = 'write_off')) over (order by value_on) as write_off,
            sum(sum(amount) filter (where movement in ('called', 'released'))) over (order by value_on) as taken,
            sum(sum(amount) filter (where movement = 'called')) over (order by value_on) as called,
            sum(sum(amount) filter (where movement = 'recovered')) over (order by value_on) as recovered
        from moved group by value_on
    )
    select coalesce(bool_and(day.value_on >= r.value_on and case r.instrument
        when 'loan' then first.drawdown + coalesce(day.drawdown, 0) <= r.amount
            and coalesce(day.gone, 0) <= first.drawdown + coalesce(day.drawdown, 0)
        when 'convertible_note' then coalesce(day.gone, 0) <= r.amount
        when 'safe' then coalesce(day.gone, 0) <= r.amount
        when 'priced_equity' then coalesce(day.write_off, 0) <= r.amount
        when 'guarantee' then coalesce(day.taken, 0) <= r.amount and coalesce(day.recovered, 0) <= coalesce(day.called, 0)
        else false end), true)
    from funding_record r
    cross join lateral (select coalesce((r.details ->> 'first_drawdown')::bigint, r.amount) as drawdown) first
    left join day on true
    where r.id = $1
$_$;

CREATE FUNCTION public.funding_state_at(t timestamp with time zone) RETURNS TABLE(record_id bigint, status text, company_at timestamp with time zone, provider_at timestamp with time zone, confirmed_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select r.id,
        case
            when s.voided or (s.void_company and s.void_provider) then 'voided'
            when s.withdrawn then 'withdrawn'
            when s.disputed then 'disputed'
            when s.company_at is not null and s.provider_at is not null then
                case when exists (
                    select from funding_record later
                    join funding_step c on c.record_id = later.id and c.step = 'confirmed_by_company' and c.taken_at <= t
                    join funding_step p on p.record_id = later.id and p.step = 'confirmed_by_provider' and p.taken_at <= t
                    where later.corrects_id = r.id)
                then 'corrected' else 'confirmed' end
            when s.expired then 'expired'
            else 'proposed' end,
        s.company_at, s.provider_at,
        case when s.company_at is not null and s.provider_at is not null then greatest(s.company_at, s.provider_at) end
    from funding_record r
    cross join lateral (
        select max(x.taken_at) filter (where x.step = 'confirmed_by_company') as company_at,
            max(x.taken_at) filter (where x.step = 'confirmed_by_provider') as provider_at,
            bool_or(x.step = 'disputed') as disputed,
            bool_or(x.step = 'withdrawn') as withdrawn,
            bool_or(x.step = 'expired') as expired,
            bool_or(x.step = 'voided') as voided,
            bool_or(x.step = 'void_by_company') as void_company,
            bool_or(x.step = 'void_by_provider') as void_provider
        from funding_step x where x.record_id = r.id and x.taken_at <= t) s
    where r.proposed_at <= t
$$;

CREATE FUNCTION public.interest_at(t timestamp with time zone) RETURNS TABLE(organisation_id bigint, pitch_id bigint, choice text, chosen_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select i.organisation_id, i.pitch_id, w.choice, w.chosen_at
    from interest i
    cross join lateral (
        select s.choice, s.chosen_at from (
            select f.choice, f.chosen_at, f.id from feedback f
            where f.organisation_id = i.organisation_id and f.pitch_id = i.pitch_id and f.chosen_at <= t
            union all
            select i.choice, i.chosen_at, 0 where i.chosen_at <= t) s
        order by s.chosen_at desc, s.id desc limit 1) w
$$;

CREATE FUNCTION public.introduction_at(t timestamp with time zone) RETURNS TABLE(id bigint, organisation_id bigint, pitch_id bigint, status text, since_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select i.id, i.organisation_id, i.pitch_id, s.status, s.taken_at
    from introduction i
    cross join lateral (select h.status, h.taken_at from introduction_step h
                        where h.introduction_id = i.id and h.taken_at <= t order by h.taken_at desc, h.id desc limit 1) s
$$;

CREATE FUNCTION public.is_natural_person(organisation_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    select o.uscc is null
        and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'angel')
        and not exists (select from organisation_kind k where k.organisation_id = o.id and k.kind <> 'angel')
    from organisation o where o.id = $1
$_$;

CREATE FUNCTION public.keep_event_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' or (old.status, old.kind, old.district, old.space_id, old.during, old.date_open)
        is distinct from (new.status, new.kind, new.district, new.space_id, new.during, new.date_open) then
        insert into event_step (event_id, status, kind, district, space_id, during, date_open, taken_at)
        values (new.id, new.status, new.kind, new.district, new.space_id, new.during, new.date_open, new.changed_at);
    end if;
    return null;
end $$;

CREATE FUNCTION public.keep_introduction_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into introduction_step (introduction_id, status, taken_at)
    values (new.id, new.status, case new.status when 'proposed' then new.proposed_at
        when 'withdrawn' then coalesce(new.withdrawn_at, now()) else coalesce(new.answered_at, now()) end);
    return null;
end $$;

CREATE FUNCTION public.keep_meeting_word() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into meeting_word (founder_id, provider_id, side, said, said_at)
    values (new.founder_id, new.provider_id, new.side, new.said, new.said_at);
    return null;
end $$;

CREATE FUNCTION public.keep_membership_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into membership_step (membership_id, person_id, organisation_id, status, taken_at)
    values (new.id, new.person_id, new.organisation_id, new.status, case new.status
        when 'requested' then new.created_at
        when 'left' then coalesce(new.left_at, now())
        else coalesce(new.answered_at, new.created_at) end);
    return null;
end $$;

CREATE FUNCTION public.keep_organisation_past() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into organisation_past (organisation_id, name, lang, uscc, district, city, until_at)
    values (old.id, case when not is_natural_person(old.id) and new.name <> '—' then old.name end, old.lang, old.uscc,
        old.district, old.city,
        case when new.changed_at is distinct from old.changed_at then new.changed_at else now() end);
    return null;
end $$;

CREATE FUNCTION public.keep_registration_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into registration_step (registration_id, event_id, status, taken_at)
    values (new.id, new.event_id, new.status, case new.status when 'registered' then new.registered_at
        when 'cancelled' then new.cancelled_at else new.asked_at end);
    return null;
end $$;

CREATE FUNCTION public.lock_ledger_head() RETURNS void
    LANGUAGE sql
    AS $$
    select pg_advisory_xact_lock(hashtextextended('ledger_head', 0))
$$;

CREATE FUNCTION public.lock_record(record_id bigint) RETURNS void
    LANGUAGE sql
    AS $$
    select pg_advisory_xact_lock(hashtextextended('funding_record', record_id))
$$;

CREATE FUNCTION public.lock_subsidy_rule(code text) RETURNS void
    LANGUAGE sql
    AS $$
    select pg_advisory_xact_lock(hashtextextended('subsidy_rule:' || code, 0))
$$;

CREATE FUNCTION public.mail_is_quiet(quiet_from time without time zone, quiet_to time without time zone, zone text, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select case
        when quiet_from is null then false
        when quiet_from < quiet_to then (at at time zone zone)::time >= quiet_from and (at at time zone zone)::time < quiet_to
        else (at at time zone zone)::time >= quiet_from or (at at time zone zone)::time < quiet_to
    end
$$;

CREATE FUNCTION public.may_sign(membership_id bigint, is_manager boolean) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    select coalesce((select s.may_sign from signing_right s where s.membership_id = $1 order by s.id desc limit 1), $2)
$_$;

CREATE FUNCTION public.meeting_outcome_at(t timestamp with time zone) RETURNS TABLE(founder_id bigint, provider_id bigint, outcome text, said_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select w.founder_id, w.provider_id, meeting_outcome_of(
            max(w.said) filter (where w.side = 'founder'), max(w.said) filter (where w.side = 'provider'),
            max(w.said) filter (where w.side = 'staff')),
        max(w.said_at)
    from (select distinct on (h.founder_id, h.provider_id, h.side) h.founder_id, h.provider_id, h.side, h.said, h.said_at
          from meeting_word h where h.said_at <= t
          order by h.founder_id, h.provider_id, h.side, h.said_at desc, h.id desc) w
    group by w.founder_id, w.provider_id
    having count(w.said) > 0
$$;

CREATE FUNCTION public.meeting_outcome_of(founder_said text, provider_said text, staff_said text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case
        when staff_said = 'took_place' then 'kept'
        when staff_said = 'founder_missing' then 'missed_by_founder'
        when staff_said = 'provider_missing' then 'missed_by_provider'
        when staff_said = 'nobody_came' then 'missed_by_both'
        when founder_said is null and provider_said is null then null
        when founder_said = 'took_place' and coalesce(provider_said, 'took_place') = 'took_place' then 'kept'
        when provider_said = 'took_place' and founder_said is null then 'kept'
        when founder_said = 'could_not' and provider_said = 'could_not' then 'missed_by_both'
        when founder_said = 'could_not' and coalesce(provider_said, 'waited') = 'waited' then 'missed_by_founder'
        when provider_said = 'could_not' and coalesce(founder_said, 'waited') = 'waited' then 'missed_by_provider'
        when founder_said = 'waited' and provider_said is null then 'missed_by_provider'
        when provider_said = 'waited' and founder_said is null then 'missed_by_founder'
        else 'disputed' end
$$;

CREATE FUNCTION public.month_number(d date) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
    select (extract(year from d) * 12 + extract(month from d) - 1)::integer
$$;

CREATE FUNCTION public.movement_fits_instrument() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if not exists (select from funding_record r where r.id = new.record_id and new.movement = any(case r.instrument
            when 'loan' then '{drawdown,repayment,default,write_off}'::text[]
            when 'convertible_note' then '{repayment,default,write_off,conversion}'
            when 'safe' then '{conversion,write_off,exit}'
            when 'priced_equity' then '{exit,write_off}'
            when 'guarantee' then '{called,recovered,released}'
            else '{}' end)) then
        raise exception 'no % of this instrument', new.movement
            using errcode = 'exclusion_violation', constraint = 'funding_movement_fits';
    end if;
    return new;
end $$;

CREATE FUNCTION public.movement_keeps_balance() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    of_record bigint;
begin
    select m.record_id into of_record from funding_movement m where m.id = new.movement_id;
    perform lock_record(of_record);
    if not funding_movements_fit(of_record) then
        raise exception 'the money of record % would not add up', of_record
            using errcode = 'exclusion_violation', constraint = 'funding_balance_fits';
    end if;
    return null;
end $$;

CREATE FUNCTION public.nearest_pitches(asked public.vector, but_not bigint, wanted integer) RETURNS TABLE(pitch_id bigint, score double precision)
    LANGUAGE plpgsql
    AS $_$
declare
    serving text_model;
begin
    select * into serving from text_model where state = 'serving';
    if not found or serving.dimension <> vector_dims(asked) then
        return;
    end if;
    -- The index is read on until enough are found that may be read: a filter after it would lose some.
    perform set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '200', true);
    return query execute format(
        'select near.subject_id, 1 - (near.vector <=> $1) from (
            select e.subject_id, e.vector from embedding e
            where e.subject = ''pitch'' and e.part = 0 and e.model = %L and e.subject_id <> $2
              and exists (select from pitch_for_organisers p where p.pitch_id = e.subject_id)
            order by e.vector::halfvec(%s) <=> $1::halfvec(%s) limit 2 * $3) near
         order by near.vector <=> $1, near.subject_id limit $3',
        serving.model, serving.dimension, serving.dimension) using asked, but_not, wanted;
end $_$;

CREATE FUNCTION public.note_embedding_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    changed embedding := coalesce(new, old);
begin
    if exists (select from text_model m where m.model = changed.model and m.state = 'serving') then
        perform note_match_change(case changed.subject when 'pitch' then 'pitch' else 'provider' end,
            array[changed.subject_id]);
    end if;
    return null;
end $$;

CREATE FUNCTION public.note_funding_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform note_match_change('provider', array(
        select r.provider_id from funding_record r where r.id = new.record_id
        union select c.provider_id from funding_record r join funding_record c on c.id = r.corrects_id
        where r.id = new.record_id));
    perform note_match_change('pitch', array(
        select p.id from funding_record r join pitch p on p.company_id = r.company_id where r.id = new.record_id
        union select p.id from funding_record r join funding_record c on c.id = r.corrects_id
            join pitch p on p.company_id = c.company_id where r.id = new.record_id));
    return null;
end $$;

CREATE FUNCTION public.note_match_change(what text, ids bigint[]) RETURNS void
    LANGUAGE sql
    AS $$
    insert into match_change (changed_in, subject, subject_id)
    select pg_current_xact_id()::text::bigint, what, i from unnest(ids) i where i is not null
    on conflict do nothing
$$;

CREATE FUNCTION public.note_organisation_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform note_match_change('provider', array[new.id]);
    perform note_match_change('pitch', array(select p.id from pitch p where p.company_id = new.id));
    return null;
end $$;

CREATE FUNCTION public.note_owner_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    before bigint;
    after bigint;
begin
    if tg_op <> 'INSERT' then before := (to_jsonb(old) ->> tg_argv[1])::bigint; end if;
    if tg_op <> 'DELETE' then after := (to_jsonb(new) ->> tg_argv[1])::bigint; end if;
    perform note_match_change(tg_argv[0], array[before, after]);
    return null;
end $$;

CREATE FUNCTION public.note_pitch_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    changed bigint := case when tg_table_name = 'pitch' then (to_jsonb(coalesce(new, old)) ->> 'id')::bigint
                           else (to_jsonb(coalesce(new, old)) ->> 'pitch_id')::bigint end;
begin
    perform note_match_change('pitch', array[changed]);
    perform note_match_change('provider', array(select r.provider_id from funding_record r where r.pitch_id = changed));
    return null;
end $$;

CREATE FUNCTION public.note_webhook_event(what text, subject bigint) RETURNS void
    LANGUAGE sql
    AS $$
    insert into webhook_event (type, subject_id)
    select what, subject
    where exists (select from webhook w
                  where w.removed_at is null and w.disabled_at is null and what = any (w.events))
$$;

CREATE FUNCTION public.organisation_at(t timestamp with time zone) RETURNS TABLE(id bigint, name text, lang text, uscc text, district text, city text, created_at timestamp with time zone, closed_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select o.id, coalesce(p.name, o.name), coalesce(p.lang, o.lang),
        case when p.id is null then o.uscc else p.uscc end,
        case when p.id is null then o.district else p.district end,
        case when p.id is null then o.city else p.city end,
        o.created_at, case when o.closed_at <= t then o.closed_at end
    from organisation o
    left join lateral (select h.id, h.name, h.lang, h.uscc, h.district, h.city from organisation_past h
                       where h.organisation_id = o.id and h.until_at > t order by h.until_at, h.id limit 1) p on true
    where o.created_at <= t
$$;

CREATE FUNCTION public.pool_book_at(t timestamp with time zone, of_pool bigint) RETURNS TABLE(record_id bigint, product_id bigint, by_hand boolean, company_id bigint, provider_id bigint, kind text, district text, currency text, amount bigint, value_on date, term_months integer, at_risk bigint, called bigint, recovered bigint, first_call_on date, last_move_on date)
    LANGUAGE sql STABLE
    AS $$
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

CREATE FUNCTION public.refuse_all_but_erasing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.erased_at is not null or new.erased_at is null
        or (to_jsonb(new) - 'identity' - 'salt' - 'erased_at') <> (to_jsonb(old) - 'identity' - 'salt' - 'erased_at')
    then
        raise exception '% rows can only be erased', tg_table_name using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% rows are append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

CREATE FUNCTION public.registration_keeps_seats() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    n_seats integer;
begin
    select seats into n_seats from event where id = new.event_id for update;
    if n_seats is not null
        and (select count(*) from registration r
             where r.event_id = new.event_id and r.status = 'registered' and r.id <> new.id) >= n_seats then
        raise exception 'every seat of event % is taken', new.event_id
            using errcode = 'exclusion_violation', constraint = 'registration_seat_free';
    end if;
    return new;
end $$;

CREATE FUNCTION public.registrations_at(t timestamp with time zone, of_event bigint) RETURNS TABLE(registration_id bigint, status text)
    LANGUAGE sql STABLE
    AS $$
    select distinct on (h.registration_id) h.registration_id, h.status from registration_step h
    where h.event_id = of_event and h.taken_at <= t
    order by h.registration_id, h.taken_at desc, h.id desc
$$;

CREATE FUNCTION public.report_margins(measure text, district text, space_id bigint, year integer, category text, months integer, entered integer) RETURNS TABLE(margin text, district text, space_id bigint, year integer, category text, step integer)
    LANGUAGE sql IMMUTABLE
    AS $_$
    select 'place', $2, null::bigint, $4, null::text, null::integer
    union all select 'space', null::text, $3, $4, null::text, null::integer
    where $3 is not null
    union all select 'category', $2, null::bigint, $4, $5, null::integer
    where $1 in ('founder', 'first', 'pitch_submitted')
    union all select 'months', null::text, null::bigint, null::integer, null::text, $6
    where $1 = 'first' and $6 is not null
    union all select 'entered', null::text, null::bigint, null::integer, null::text, $7
    where $1 in ('first', 'entrant') and $7 is not null
$_$;

CREATE FUNCTION public.service_ask_at(t timestamp with time zone) RETURNS TABLE(request_id bigint, space_id bigint, state text, asked_at timestamp with time zone, state_at timestamp with time zone, moved_at timestamp with time zone, answered_at timestamp with time zone, promised_on date, done_at timestamp with time zone, rating smallint, reason text)
    LANGUAGE sql STABLE
    AS $$
    select s.request_id, s.space_id,
        case (array_agg(s.step order by s.id desc) filter (where s.step not in ('rated', 'word')))[1]
            when 'reply' then 'asked' when 'started' then 'in_progress'
            else (array_agg(s.step order by s.id desc) filter (where s.step not in ('rated', 'word')))[1] end,
        min(s.taken_at), max(s.taken_at) filter (where s.step not in ('rated', 'word')), max(s.taken_at),
        min(s.taken_at) filter (where s.side = 'space' and s.step <> 'word'),
        max(s.promised_on), max(s.taken_at) filter (where s.step = 'done'), max(s.rating), max(s.reason)
    from service_step s where s.taken_at <= t group by s.request_id, s.space_id
$$;

CREATE FUNCTION public.subsidy_claim_holds() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform lock_subsidy_rule(new.rule_code);
    insert into subsidy_hold (claim_id, rule_code, record_id, organisation_id, claim_year, amount, once_per_deal)
    values (new.id, new.rule_code, new.record_id, new.organisation_id, extract(year from new.claimed_on)::int,
        new.amount, exists (select from jsonb_to_recordset(new.caps) as c (scope text, times bigint)
                            where c.scope = 'deal' and c.times = 1));
    return null;
end $$;

CREATE FUNCTION public.subsidy_claim_keeps_caps() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    cap record;
    held record;
begin
    for cap in select c.* from jsonb_to_recordset(new.caps) as c (scope text, amount bigint, times bigint) loop
        select coalesce(sum(h.amount), 0) as amount, count(*) as times into held
        from subsidy_hold h
        where h.rule_code = new.rule_code
          and case cap.scope
                when 'deal' then h.record_id = new.record_id
                when 'person' then h.organisation_id = new.organisation_id
                when 'year' then h.organisation_id = new.organisation_id
                    and h.claim_year = extract(year from new.claimed_on)
                else true end;
        if held.amount > cap.amount or held.times > cap.times then
            raise exception 'a cap of % per % does not hold', new.rule_code, cap.scope
                using errcode = 'exclusion_violation', constraint = 'subsidy_claim_within_caps';
        end if;
    end loop;
    return null;
end $$;

CREATE FUNCTION public.subsidy_claim_keeps_total() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if (select sum(h.amount) from subsidy_hold h
        where h.rule_code = new.rule_code and h.record_id = new.record_id) > new.total then
        raise exception 'claims of record % exceed what % gives', new.record_id, new.rule_code
            using errcode = 'exclusion_violation', constraint = 'subsidy_claim_within_total';
    end if;
    return null;
end $$;

CREATE FUNCTION public.subsidy_step_moves_hold() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    held bigint;
begin
    select h.amount into held from subsidy_hold h where h.claim_id = new.claim_id for update;
    if new.amount > coalesce(held, 0) then
        raise exception 'claim % holds less than that', new.claim_id
            using errcode = 'exclusion_violation', constraint = 'subsidy_step_within_claim';
    end if;
    if new.step in ('refused', 'withdrawn') or new.step = 'clawed_back' and new.amount = held then
        delete from subsidy_hold where claim_id = new.claim_id;
    elsif new.step = 'granted' then
        update subsidy_hold set amount = new.amount where claim_id = new.claim_id;
    elsif new.step = 'clawed_back' then
        update subsidy_hold set amount = held - new.amount where claim_id = new.claim_id;
    end if;
    return null;
end $$;

CREATE FUNCTION public.succession_is_a_line() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_advisory_xact_lock(hashtextextended('company_succession', 0));
    if company_root(new.from_id) <> new.from_id then
        raise unique_violation using constraint = 'company_succession_one_heir',
            message = 'this company has an heir already';
    end if;
    if company_root(new.to_id) = new.from_id then
        raise exclusion_violation using constraint = 'company_succession_no_circle',
            message = 'a company cannot inherit from itself';
    end if;
    return new;
end $$;

CREATE FUNCTION public.tell_certificate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        perform note_webhook_event('certificate.issued', new.id);
    elsif new.revoked_at is not null and old.revoked_at is null then
        perform note_webhook_event('certificate.revoked', new.id);
    end if;
    return null;
end $$;

CREATE FUNCTION public.tell_deal() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform note_webhook_event('deal.moved', new.deal_id);
    return null;
end $$;

CREATE FUNCTION public.tell_introduction() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        perform note_webhook_event('introduction.proposed', new.id);
    elsif new.status in ('accepted', 'declined') and new.status is distinct from old.status then
        perform note_webhook_event('introduction.answered', new.id);
    end if;
    return null;
end $$;

CREATE FUNCTION public.tell_plan() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.status = 'released' and old.status <> 'released' then
        perform note_webhook_event('meeting.released', new.event_id);
    end if;
    return null;
end $$;

CREATE FUNCTION public.tell_record() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform note_webhook_event('record.proposed', new.id);
    return null;
end $$;

CREATE FUNCTION public.tell_record_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    stands text;
begin
    if not exists (select from webhook w where w.removed_at is null and w.disabled_at is null) then
        return null;
    end if;
    stands := (select s.status from funding_state s where s.record_id = new.record_id);
    if (stands = 'confirmed' and new.step like 'confirmed_by_%')
        or stands in ('disputed', 'withdrawn', 'expired', 'voided')
    then
        perform note_webhook_event('record.' || stands, new.record_id);
    end if;
    return null;
end $$;

CREATE FUNCTION public.tell_review() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform note_webhook_event('pitch.' || new.decision, new.pitch_id);
    return null;
end $$;

CREATE FUNCTION public.tenancy_at(t timestamp with time zone) RETURNS TABLE(id bigint, company_id bigint, space_id bigint, stage text, during daterange)
    LANGUAGE sql STABLE
    AS $$
    select n.id, n.company_id, n.space_id, n.stage,
        case when n.end_recorded_at > t then daterange(lower(n.during), null) else n.during end
    from tenancy n where n.recorded_at <= t
$$;

CREATE FUNCTION public.touch_certificate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform touch_report('first', array[new.id], coalesce(new.revoked_at, new.issued_at));
    -- Where rows are written in another order than they came about, the company's first pitch may be later.
    if tg_op = 'INSERT' then
        perform touch_report('first', array[new.id], (select min(x.frozen_at) from pitch p
            join pitch_version x on x.pitch_id = p.id where p.company_id = new.company_id and x.frozen_at > new.issued_at));
    end if;
    return null;
end $$;

CREATE FUNCTION public.touch_event() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform touch_report('event', array[new.event_id], new.taken_at);
    perform touch_report('event', array[new.event_id], lower(new.during));
    return null;
end $$;

CREATE TABLE public.company_succession (
    id bigint NOT NULL,
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    kind text NOT NULL,
    succeeded_on date NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    recorded_by bigint NOT NULL,
    recorded_body_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT company_succession_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'merged'::text, 'renamed'::text]))),
    CONSTRAINT company_succession_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT company_succession_two CHECK ((from_id <> to_id))
);

CREATE FUNCTION public.touch_line(succession public.company_succession, at timestamp with time zone) RETURNS void
    LANGUAGE sql
    AS $$
    select touch_report('organisation', array[succession.from_id], at);
    select touch_report('entrant', array[succession.from_id, succession.to_id, company_root(succession.to_id)], at);
    select touch_report('first', array(select f.id from first_certificate f
        where f.company_id in (succession.from_id, succession.to_id, company_root(succession.to_id))), at);
    select touch_report('funded', array(select p.id from pitch p
        where p.company_id in (select company_family(company_root(succession.to_id)) union select company_family(succession.from_id))), at);
$$;

CREATE FUNCTION public.touch_member() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform touch_report('founder', array[new.person_id], new.taken_at);
    return null;
end $$;

CREATE FUNCTION public.touch_organisation() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.touch_pitch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.touch_pool() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform touch_report('pool', array[new.id], new.stated_at);
    return null;
end $$;

CREATE FUNCTION public.touch_record() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform touch_report('record', array[new.id], new.proposed_at);
    return null;
end $$;

CREATE FUNCTION public.touch_report(topic text, subjects bigint[], at timestamp with time zone) RETURNS void
    LANGUAGE sql
    AS $$
    insert into report_touch (topic, subject_id, at)
    select topic, s, at from unnest(subjects) s where s is not null and at is not null
$$;

CREATE FUNCTION public.touch_shown() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into report_touch (topic, subject_id, at)
    select 'pitch', i.pitch_id, min(i.shown_at) from shown i
    where not exists (select from impression e where e.pitch_id = i.pitch_id and e.shown_at < i.shown_at)
    group by i.pitch_id;
    return null;
end $$;

CREATE FUNCTION public.touch_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.touch_succession() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_table_name = 'company_succession' then
        perform touch_line(new, new.recorded_at);
    else
        perform touch_line(s, new.withdrawn_at) from company_succession s where s.id = new.succession_id;
    end if;
    return null;
end $$;

CREATE FUNCTION public.touch_tenancy() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.touch_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.api_answer (
    person_id bigint NOT NULL,
    key text NOT NULL,
    operation text NOT NULL,
    body_hash bytea NOT NULL,
    status integer,
    body text,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT api_answer_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

CREATE TABLE public.api_token (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    second_factor boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_expires_later CHECK ((expires_at > created_at)),
    CONSTRAINT api_token_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT api_token_scopes_check CHECK ((cardinality(scopes) > 0))
);

ALTER TABLE public.api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    person_id bigint,
    action text NOT NULL,
    subject text NOT NULL,
    subject_id bigint,
    details jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.availability_word (
    participant_id bigint NOT NULL,
    said_by bigint NOT NULL,
    by_organiser boolean NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    said_at timestamp with time zone NOT NULL
);

CREATE TABLE public.booking (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    event_id bigint NOT NULL,
    plan_id bigint NOT NULL,
    during tstzrange NOT NULL,
    cancelled boolean DEFAULT false NOT NULL,
    CONSTRAINT booking_during_check CHECK (((NOT isempty(during)) AND (lower(during) IS NOT NULL) AND (upper(during) IS NOT NULL) AND lower_inc(during) AND (NOT upper_inc(during))))
);

ALTER TABLE public.booking ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.booking_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calendar_token (
    token_hash bytea NOT NULL,
    person_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    event_id bigint
);

CREATE TABLE public.check_in (
    id uuid NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    link_id bigint,
    staff_id bigint,
    undone_at timestamp with time zone,
    CONSTRAINT check_in_by_one CHECK (((link_id IS NULL) <> (staff_id IS NULL)))
);

CREATE TABLE public.first_withdrawal (
    id bigint NOT NULL,
    succession_id bigint,
    elsewhere_id bigint,
    fact_id bigint,
    because text NOT NULL,
    lang text NOT NULL,
    withdrawn_by bigint NOT NULL,
    withdrawn_body_id bigint,
    withdrawn_at timestamp with time zone NOT NULL,
    CONSTRAINT first_withdrawal_because_check CHECK ((because <> ''::text)),
    CONSTRAINT first_withdrawal_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT first_withdrawal_of_one CHECK ((num_nonnulls(succession_id, elsewhere_id, fact_id) = 1))
);

CREATE VIEW public.company_line AS
 WITH RECURSIVE link AS (
         SELECT s.from_id,
            s.to_id
           FROM public.company_succession s
          WHERE (NOT (EXISTS ( SELECT
                   FROM public.first_withdrawal w
                  WHERE (w.succession_id = s.id))))
        ), line AS (
         SELECT l.from_id,
            l.to_id
           FROM link l
        UNION
         SELECT line_1.from_id,
            l.to_id
           FROM (line line_1
             JOIN link l ON ((l.from_id = line_1.to_id)))
        )
 SELECT from_id AS company_id,
    to_id AS root_id
   FROM line
  WHERE (NOT (EXISTS ( SELECT
           FROM link l
          WHERE (l.from_id = line.to_id))));

ALTER TABLE public.company_succession ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.company_succession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent (
    id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    person_id bigint NOT NULL,
    purpose text NOT NULL,
    text_version text NOT NULL,
    lang text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT consent_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT consent_purpose_check CHECK ((purpose = ANY (ARRAY['show_to_providers'::text, 'showcase'::text])))
);

ALTER TABLE public.consent ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.correction_request (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    kind text NOT NULL,
    wanted text NOT NULL,
    lang text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    outcome text,
    answer text DEFAULT ''::text NOT NULL,
    answer_lang text,
    ended_by bigint,
    ended_at timestamp with time zone,
    CONSTRAINT correction_request_answer_lang_check CHECK ((answer_lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT correction_request_ended_whole CHECK ((((outcome IS NULL) = (ended_at IS NULL)) AND ((outcome IS NULL) = (ended_by IS NULL)))),
    CONSTRAINT correction_request_kind_check CHECK ((kind = ANY (ARRAY['account'::text, 'organisation'::text, 'pitch'::text, 'event'::text, 'meeting'::text, 'jury'::text, 'record'::text, 'other'::text]))),
    CONSTRAINT correction_request_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT correction_request_outcome_check CHECK ((outcome = ANY (ARRAY['corrected'::text, 'noted'::text, 'refused'::text, 'withdrawn'::text]))),
    CONSTRAINT correction_request_says_why CHECK (((outcome IS NULL) OR (outcome = 'withdrawn'::text) OR (answer <> ''::text))),
    CONSTRAINT correction_request_wanted_check CHECK ((wanted <> ''::text))
);

ALTER TABLE public.correction_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.correction_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deal (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    ground text NOT NULL,
    opened_by bigint NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    founder_moved_at timestamp with time zone NOT NULL,
    provider_moved_at timestamp with time zone NOT NULL,
    founder_until date,
    provider_until date,
    CONSTRAINT deal_ground_check CHECK ((ground = ANY (ARRAY['meeting'::text, 'introduction'::text, 'interest'::text])))
);

CREATE TABLE public.interest (
    organisation_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    choice text NOT NULL,
    reason text,
    note text DEFAULT ''::text NOT NULL,
    chosen_by bigint NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    CONSTRAINT interest_choice_check CHECK ((choice = ANY (ARRAY['interested'::text, 'later'::text, 'no'::text]))),
    CONSTRAINT interest_no_says_why CHECK (((choice <> 'no'::text) OR (reason IS NOT NULL)))
);

CREATE TABLE public.introduction (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    status text DEFAULT 'proposed'::text NOT NULL,
    proposed_by bigint NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    answered_by bigint,
    answered_at timestamp with time zone,
    decline_reason text DEFAULT ''::text NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT introduction_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text])))
);

CREATE TABLE public.meeting_said (
    founder_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    side text NOT NULL,
    said text NOT NULL,
    person_id bigint NOT NULL,
    said_at timestamp with time zone NOT NULL,
    CONSTRAINT meeting_said_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'provider'::text, 'staff'::text]))),
    CONSTRAINT meeting_said_words CHECK (
CASE side
    WHEN 'staff'::text THEN (said = ANY (ARRAY['took_place'::text, 'founder_missing'::text, 'provider_missing'::text, 'nobody_came'::text]))
    ELSE (said = ANY (ARRAY['took_place'::text, 'waited'::text, 'could_not'::text]))
END)
);

CREATE VIEW public.meeting_outcome AS
 SELECT founder_id,
    provider_id,
    founder_said,
    provider_said,
    staff_said,
        CASE
            WHEN (staff_said = 'took_place'::text) THEN 'kept'::text
            WHEN (staff_said = 'founder_missing'::text) THEN 'missed_by_founder'::text
            WHEN (staff_said = 'provider_missing'::text) THEN 'missed_by_provider'::text
            WHEN (staff_said = 'nobody_came'::text) THEN 'missed_by_both'::text
            WHEN ((founder_said = 'took_place'::text) AND (COALESCE(provider_said, 'took_place'::text) = 'took_place'::text)) THEN 'kept'::text
            WHEN ((provider_said = 'took_place'::text) AND (founder_said IS NULL)) THEN 'kept'::text
            WHEN ((founder_said = 'could_not'::text) AND (provider_said = 'could_not'::text)) THEN 'missed_by_both'::text
            WHEN ((founder_said = 'could_not'::text) AND (COALESCE(provider_said, 'waited'::text) = 'waited'::text)) THEN 'missed_by_founder'::text
            WHEN ((provider_said = 'could_not'::text) AND (COALESCE(founder_said, 'waited'::text) = 'waited'::text)) THEN 'missed_by_provider'::text
            WHEN ((founder_said = 'waited'::text) AND (provider_said IS NULL)) THEN 'missed_by_provider'::text
            WHEN ((provider_said = 'waited'::text) AND (founder_said IS NULL)) THEN 'missed_by_founder'::text
            ELSE 'disputed'::text
        END AS outcome
   FROM ( SELECT meeting_said.founder_id,
            meeting_said.provider_id,
            max(meeting_said.said) FILTER (WHERE (meeting_said.side = 'founder'::text)) AS founder_said,
            max(meeting_said.said) FILTER (WHERE (meeting_said.side = 'provider'::text)) AS provider_said,
            max(meeting_said.said) FILTER (WHERE (meeting_said.side = 'staff'::text)) AS staff_said
           FROM public.meeting_said
          GROUP BY meeting_said.founder_id, meeting_said.provider_id) w;

CREATE TABLE public.participant (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    side text NOT NULL,
    organisation_id bigint NOT NULL,
    pitch_id bigint,
    person_id bigint,
    answer text DEFAULT 'pending'::text NOT NULL,
    max_meetings integer DEFAULT 6 NOT NULL,
    min_meetings integer DEFAULT 0 NOT NULL,
    invited_by bigint NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    availability_at timestamp with time zone,
    CONSTRAINT participant_answer_check CHECK ((answer = ANY (ARRAY['pending'::text, 'accepted'::text, 'declined'::text]))),
    CONSTRAINT participant_founder_has_pitch CHECK (((side = 'founder'::text) = (pitch_id IS NOT NULL))),
    CONSTRAINT participant_max_meetings_check CHECK ((max_meetings >= 0)),
    CONSTRAINT participant_min_meetings_check CHECK ((min_meetings >= 0)),
    CONSTRAINT participant_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'provider'::text])))
);

CREATE VIEW public.deal_ground AS
 SELECT i.organisation_id,
    i.pitch_id,
        CASE
            WHEN (EXISTS ( SELECT
               FROM ((public.participant f
                 JOIN public.participant r ON (((r.event_id = f.event_id) AND (r.side = 'provider'::text))))
                 JOIN public.meeting_outcome o ON (((o.founder_id = f.id) AND (o.provider_id = r.id))))
              WHERE ((f.pitch_id = i.pitch_id) AND (f.side = 'founder'::text) AND (r.organisation_id = i.organisation_id) AND (o.outcome = 'kept'::text)))) THEN 'meeting'::text
            WHEN (n.status = 'accepted'::text) THEN 'introduction'::text
            WHEN ((t.choice = 'interested'::text) AND (n.status IS DISTINCT FROM 'declined'::text)) THEN 'interest'::text
            ELSE NULL::text
        END AS ground
   FROM ((( SELECT interest.organisation_id,
            interest.pitch_id
           FROM public.interest
        UNION
         SELECT introduction.organisation_id,
            introduction.pitch_id
           FROM public.introduction
        UNION
         SELECT r.organisation_id,
            f.pitch_id
           FROM ((public.meeting_outcome o
             JOIN public.participant f ON (((f.id = o.founder_id) AND (f.pitch_id IS NOT NULL))))
             JOIN public.participant r ON ((r.id = o.provider_id)))
          WHERE (o.outcome = 'kept'::text)) i
     LEFT JOIN public.introduction n ON (((n.organisation_id = i.organisation_id) AND (n.pitch_id = i.pitch_id))))
     LEFT JOIN public.interest t ON (((t.organisation_id = i.organisation_id) AND (t.pitch_id = i.pitch_id))));

CREATE TABLE public.deal_hours (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    minutes integer NOT NULL,
    spent_on date NOT NULL,
    person_id bigint NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT deal_hours_minutes_check CHECK (((minutes <> 0) AND ((minutes >= '-60000'::integer) AND (minutes <= 60000))))
);

ALTER TABLE public.deal_hours ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_hours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.deal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deal_item (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    place integer NOT NULL,
    part text NOT NULL,
    code text,
    title text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    side text NOT NULL,
    owner_id bigint,
    due_on date,
    state text DEFAULT 'open'::text NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    CONSTRAINT deal_item_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT deal_item_named CHECK (((code IS NOT NULL) OR (title <> ''::text))),
    CONSTRAINT deal_item_part_check CHECK ((part = ANY (ARRAY['standing'::text, 'company'::text, 'papers'::text, 'loan'::text, 'guarantee'::text, 'purchase'::text, 'own'::text]))),
    CONSTRAINT deal_item_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'provider'::text]))),
    CONSTRAINT deal_item_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'not_needed'::text])))
);

CREATE TABLE public.deal_item_change (
    id bigint NOT NULL,
    item_id bigint NOT NULL,
    side text NOT NULL,
    owner_id bigint,
    due_on date,
    state text NOT NULL,
    changed_by bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT deal_item_change_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'provider'::text]))),
    CONSTRAINT deal_item_change_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'not_needed'::text])))
);

ALTER TABLE public.deal_item_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_item_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.deal_item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deal_lead (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    asked_side text NOT NULL,
    asked_by bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    agreed_by bigint,
    agreed_at timestamp with time zone,
    ended_side text,
    ended_by bigint,
    ended_at timestamp with time zone,
    CONSTRAINT deal_lead_agreed_by_somebody CHECK (((agreed_by IS NULL) = (agreed_at IS NULL))),
    CONSTRAINT deal_lead_asked_side_check CHECK ((asked_side = ANY (ARRAY['founder'::text, 'provider'::text]))),
    CONSTRAINT deal_lead_ended_by_somebody CHECK (((ended_at IS NULL) = ((ended_side IS NULL) OR (ended_by IS NULL)))),
    CONSTRAINT deal_lead_ended_side_check CHECK ((ended_side = ANY (ARRAY['founder'::text, 'provider'::text])))
);

ALTER TABLE public.deal_lead ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_lead_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deal_memo (
    deal_id bigint NOT NULL,
    body text NOT NULL,
    lang text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    saved_by bigint NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT deal_memo_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

CREATE TABLE public.deal_silence (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    side text NOT NULL,
    since timestamp with time zone NOT NULL,
    flagged_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT deal_silence_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'provider'::text])))
);

ALTER TABLE public.deal_silence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_silence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deal_step (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    side text NOT NULL,
    step text NOT NULL,
    amount_min bigint,
    amount_max bigint,
    currency text,
    reason text,
    until_on date,
    words_version text,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    person_id bigint NOT NULL,
    body_id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    idempotency_key text NOT NULL,
    CONSTRAINT deal_step_amount_max_check CHECK ((amount_max > 0)),
    CONSTRAINT deal_step_amount_min_check CHECK ((amount_min > 0)),
    CONSTRAINT deal_step_amounts CHECK ((
CASE step
    WHEN 'committed'::text THEN ((amount_min IS NOT NULL) AND (amount_max = amount_min) AND (words_version IS NOT NULL))
    WHEN 'considering'::text THEN ((COALESCE(amount_min, amount_max) IS NOT NULL) AND ((amount_min IS NULL) OR (amount_max IS NULL) OR (amount_min <= amount_max)))
    ELSE ((amount_min IS NULL) AND (amount_max IS NULL))
END AND ((currency IS NOT NULL) = (COALESCE(amount_min, amount_max) IS NOT NULL)))),
    CONSTRAINT deal_step_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT deal_step_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT deal_step_says_why CHECK ((((step <> 'no'::text) OR (reason IS NOT NULL)) AND ((step <> ALL (ARRAY['withdrawn'::text, 'word'::text])) OR (note <> ''::text)))),
    CONSTRAINT deal_step_side CHECK (((step = ANY (ARRAY['still_looking'::text, 'word'::text])) OR (side =
CASE
    WHEN (step = 'ended'::text) THEN 'founder'::text
    ELSE 'provider'::text
END))),
    CONSTRAINT deal_step_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'provider'::text]))),
    CONSTRAINT deal_step_step_check CHECK ((step = ANY (ARRAY['observing'::text, 'considering'::text, 'committed'::text, 'withdrawn'::text, 'no'::text, 'ended'::text, 'still_looking'::text, 'word'::text]))),
    CONSTRAINT deal_step_until CHECK (((step = 'still_looking'::text) = (until_on IS NOT NULL)))
);

CREATE TABLE public.pitch (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    approved_version integer,
    showcased boolean DEFAULT false NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    approved_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    CONSTRAINT pitch_approved_has_version CHECK (((status <> 'approved'::text) OR (approved_version IS NOT NULL))),
    CONSTRAINT pitch_showcase_is_approved CHECK (((NOT showcased) OR (approved_version IS NOT NULL))),
    CONSTRAINT pitch_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text, 'approved'::text, 'withdrawn'::text])))
);

CREATE VIEW public.deal_state AS
 SELECT d.id AS deal_id,
    d.organisation_id,
    d.pitch_id,
    p.company_id,
        CASE
            WHEN (money.record_id IS NOT NULL) THEN 'invested'::text
            WHEN (l.step = ANY (ARRAY['no'::text, 'ended'::text])) THEN 'ended'::text
            WHEN (l.step = ANY (ARRAY['considering'::text, 'committed'::text])) THEN l.step
            ELSE 'observing'::text
        END AS level,
    COALESCE(money.confirmed_at, l.taken_at, d.opened_at) AS level_at,
        CASE
            WHEN (l.step = ANY (ARRAY['considering'::text, 'committed'::text])) THEN l.amount_min
            ELSE NULL::bigint
        END AS amount_min,
        CASE
            WHEN (l.step = ANY (ARRAY['considering'::text, 'committed'::text])) THEN l.amount_max
            ELSE NULL::bigint
        END AS amount_max,
        CASE
            WHEN (l.step = ANY (ARRAY['considering'::text, 'committed'::text])) THEN l.currency
            ELSE NULL::text
        END AS currency,
    l.step AS last_step,
    l.reason,
    l.side AS ended_side,
    money.record_id
   FROM (((public.deal d
     JOIN public.pitch p ON ((p.id = d.pitch_id)))
     LEFT JOIN LATERAL ( SELECT s.step,
            s.taken_at,
            s.amount_min,
            s.amount_max,
            s.currency,
            s.reason,
            s.side
           FROM public.deal_step s
          WHERE ((s.deal_id = d.id) AND (s.step <> ALL (ARRAY['still_looking'::text, 'word'::text])))
          ORDER BY s.id DESC
         LIMIT 1) l ON (true))
     LEFT JOIN LATERAL public.deal_money(d.id) money(record_id, confirmed_at) ON (true));

ALTER TABLE public.deal_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deal_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deck (
    id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    sha256 text NOT NULL,
    filename text NOT NULL,
    uploaded_by bigint NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    extraction text DEFAULT 'pending'::text NOT NULL,
    extraction_error text,
    n_pages integer,
    extracted_text text,
    removed_at timestamp with time zone,
    CONSTRAINT deck_extraction_check CHECK ((extraction = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE public.deck ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.deck_reading (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    sha256 text NOT NULL,
    filename text NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    error text,
    pages text[],
    pitch_id bigint,
    CONSTRAINT deck_reading_outcome_check CHECK ((((state = 'done'::text) = (pages IS NOT NULL)) AND ((state = 'failed'::text) = (error IS NOT NULL)))),
    CONSTRAINT deck_reading_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE public.deck_reading ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.deck_reading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.declared_fact (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    record_id bigint,
    fact text NOT NULL,
    value jsonb,
    as_of date NOT NULL,
    source text NOT NULL,
    lang text NOT NULL,
    sha256 text,
    filename text,
    declared_by bigint NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    CONSTRAINT declared_fact_fact_check CHECK ((fact ~ '^[a-z][a-z0-9_]{0,59}$'::text)),
    CONSTRAINT declared_fact_file CHECK (((sha256 IS NULL) = (filename IS NULL))),
    CONSTRAINT declared_fact_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT declared_fact_source_check CHECK (((length(source) >= 1) AND (length(source) <= 500))),
    CONSTRAINT declared_fact_value_check CHECK ((pg_column_size(value) <= 1000))
);

ALTER TABLE public.declared_fact ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.declared_fact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.declared_fact_now AS
 SELECT DISTINCT ON (organisation_id, fact, record_id) id,
    organisation_id,
    record_id,
    fact,
    value,
    as_of,
    source,
    lang,
    sha256,
    filename,
    declared_by,
    declared_at
   FROM public.declared_fact d
  ORDER BY organisation_id, fact, record_id, id DESC;

CREATE TABLE public.delay (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    room_id bigint,
    from_at timestamp with time zone NOT NULL,
    minutes integer NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    undone_by bigint,
    CONSTRAINT delay_minutes_check CHECK (((minutes >= 1) AND (minutes <= 240)))
);

ALTER TABLE public.delay ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.delay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.embedding (
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    model text NOT NULL,
    part integer NOT NULL,
    body text NOT NULL,
    lang text NOT NULL,
    dimension integer NOT NULL,
    text_hash text NOT NULL,
    vector public.vector NOT NULL,
    encoded_at timestamp with time zone NOT NULL,
    CONSTRAINT embedding_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT embedding_subject_check CHECK ((subject = ANY (ARRAY['pitch'::text, 'thesis'::text])))
);

CREATE TABLE public.event (
    id bigint NOT NULL,
    organiser_id bigint NOT NULL,
    kind text NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    title_zh text DEFAULT ''::text NOT NULL,
    title_en text DEFAULT ''::text NOT NULL,
    about_zh text DEFAULT ''::text NOT NULL,
    about_en text DEFAULT ''::text NOT NULL,
    during tstzrange NOT NULL,
    timezone text DEFAULT 'Asia/Shanghai'::text NOT NULL,
    attendance text DEFAULT 'on_site'::text NOT NULL,
    place text DEFAULT ''::text NOT NULL,
    link text DEFAULT ''::text NOT NULL,
    district text,
    space_id bigint,
    languages text[] DEFAULT '{zh}'::text[] NOT NULL,
    n_tables integer DEFAULT 0 NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    sequence integer DEFAULT 0 NOT NULL,
    open_registration boolean DEFAULT false NOT NULL,
    seats integer,
    registration_until timestamp with time zone,
    pitch_minutes integer DEFAULT 8 NOT NULL,
    question_minutes integer DEFAULT 7 NOT NULL,
    offer_hours integer DEFAULT 24 NOT NULL,
    date_open boolean DEFAULT false NOT NULL,
    reason_zh text DEFAULT ''::text NOT NULL,
    reason_en text DEFAULT ''::text NOT NULL,
    CONSTRAINT event_attendance_check CHECK ((attendance = ANY (ARRAY['on_site'::text, 'online'::text, 'hybrid'::text]))),
    CONSTRAINT event_during_check CHECK (((NOT isempty(during)) AND (lower(during) IS NOT NULL) AND (upper(during) IS NOT NULL) AND lower_inc(during) AND (NOT upper_inc(during)))),
    CONSTRAINT event_has_title CHECK (((title_zh <> ''::text) OR (title_en <> ''::text))),
    CONSTRAINT event_kind_check CHECK ((kind = ANY (ARRAY['roadshow'::text, 'competition'::text, 'salon'::text, 'lecture'::text]))),
    CONSTRAINT event_n_tables_check CHECK ((n_tables >= 0)),
    CONSTRAINT event_offer_hours_check CHECK (((offer_hours >= 1) AND (offer_hours <= 240))),
    CONSTRAINT event_pitch_minutes_check CHECK (((pitch_minutes >= 1) AND (pitch_minutes <= 240))),
    CONSTRAINT event_question_minutes_check CHECK (((question_minutes >= 0) AND (question_minutes <= 240))),
    CONSTRAINT event_seats_check CHECK ((seats > 0)),
    CONSTRAINT event_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'cancelled'::text])))
);

CREATE TABLE public.event_host (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    organisation_id bigint,
    name text DEFAULT ''::text NOT NULL,
    role text NOT NULL,
    stated_by bigint NOT NULL,
    stated_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by bigint,
    CONSTRAINT event_host_named CHECK (((organisation_id IS NULL) = (name <> ''::text))),
    CONSTRAINT event_host_role_check CHECK ((role = ANY (ARRAY['host'::text, 'undertaker'::text]))),
    CONSTRAINT event_host_withdrawn CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL)))
);

ALTER TABLE public.event_host ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_host_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event_juror (
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    invited_by bigint NOT NULL,
    invited_at timestamp with time zone NOT NULL
);

CREATE TABLE public.event_link (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT event_link_kind_check CHECK ((kind = ANY (ARRAY['door'::text, 'screen'::text])))
);

ALTER TABLE public.event_link ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event_room (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    name text NOT NULL
);

ALTER TABLE public.event_room ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_room_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event_slot (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    kind text NOT NULL,
    room_id bigint,
    during tstzrange NOT NULL,
    CONSTRAINT event_slot_during_check CHECK (((NOT isempty(during)) AND (lower(during) IS NOT NULL) AND (upper(during) IS NOT NULL) AND lower_inc(during) AND (NOT upper_inc(during)))),
    CONSTRAINT event_slot_kind_check CHECK ((kind = ANY (ARRAY['pitch'::text, 'meeting'::text]))),
    CONSTRAINT event_slot_pitch_has_room CHECK (((kind = 'pitch'::text) = (room_id IS NOT NULL)))
);

ALTER TABLE public.event_slot ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_slot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.event_step (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    district text,
    space_id bigint,
    during tstzrange NOT NULL,
    date_open boolean NOT NULL,
    taken_at timestamp with time zone NOT NULL
);

ALTER TABLE public.event_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.event_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.evidence_claim (
    company_id bigint NOT NULL,
    kind text NOT NULL,
    sha256 text NOT NULL,
    chain_id bigint NOT NULL
);

CREATE TABLE public.fairness_rule (
    id bigint NOT NULL,
    enabled boolean NOT NULL,
    reach integer NOT NULL,
    line integer NOT NULL,
    most integer NOT NULL,
    set_by bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT fairness_rule_line_check CHECK (((line >= 2) AND (line <= 50))),
    CONSTRAINT fairness_rule_most_check CHECK (((most >= 1) AND (most <= 10))),
    CONSTRAINT fairness_rule_places CHECK ((most < line)),
    CONSTRAINT fairness_rule_reach_check CHECK (((reach >= 1) AND (reach <= 20)))
);

ALTER TABLE public.fairness_rule ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.fairness_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.feedback (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    choice text NOT NULL,
    reason text,
    chosen_by bigint NOT NULL,
    chosen_at timestamp with time zone NOT NULL
);

ALTER TABLE public.feedback ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.feedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.first_certificate (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    kind text NOT NULL,
    definition text NOT NULL,
    record_id bigint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_because text,
    number text DEFAULT public.certificate_number() NOT NULL,
    effective_on date NOT NULL,
    supersedes_id bigint,
    CONSTRAINT first_certificate_kind_check CHECK ((kind = ANY (ARRAY['investment'::text, 'loan'::text, 'guarantee'::text, 'purchase'::text]))),
    CONSTRAINT first_certificate_revoked_because_check CHECK ((((revoked_at IS NULL) = (revoked_because IS NULL)) AND (revoked_because = ANY (ARRAY['earlier_record'::text, 'record_gone'::text, 'elsewhere'::text, 'facts'::text, 'merged'::text, 'passed_on'::text]))))
);

ALTER TABLE public.first_certificate ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.first_certificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.first_elsewhere (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    kind text NOT NULL,
    happened_on date NOT NULL,
    provider_name text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    declared_by bigint NOT NULL,
    declared_side text NOT NULL,
    declared_body_id bigint,
    declared_at timestamp with time zone NOT NULL,
    CONSTRAINT first_elsewhere_declared_side_check CHECK ((declared_side = ANY (ARRAY['company'::text, 'organiser'::text, 'officer'::text]))),
    CONSTRAINT first_elsewhere_kind_check CHECK ((kind = ANY (ARRAY['investment'::text, 'loan'::text, 'guarantee'::text, 'purchase'::text]))),
    CONSTRAINT first_elsewhere_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT first_elsewhere_provider_name_check CHECK ((provider_name <> ''::text))
);

ALTER TABLE public.first_elsewhere ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.first_elsewhere_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.first_evidence (
    id bigint NOT NULL,
    succession_id bigint,
    elsewhere_id bigint,
    fact_id bigint,
    sha256 text NOT NULL,
    filename text NOT NULL,
    attached_by bigint NOT NULL,
    attached_at timestamp with time zone NOT NULL,
    CONSTRAINT first_evidence_of_one CHECK ((num_nonnulls(succession_id, elsewhere_id, fact_id) = 1))
);

ALTER TABLE public.first_evidence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.first_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.first_fact (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    record_id bigint,
    fact text NOT NULL,
    value text NOT NULL,
    seen_on date NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    stated_by bigint NOT NULL,
    stated_side text NOT NULL,
    stated_body_id bigint,
    stated_at timestamp with time zone NOT NULL,
    CONSTRAINT first_fact_fact_check CHECK ((fact = ANY (ARRAY['bureau_record'::text, 'relation'::text]))),
    CONSTRAINT first_fact_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT first_fact_stated_side_check CHECK ((stated_side = ANY (ARRAY['company'::text, 'provider'::text, 'organiser'::text, 'officer'::text]))),
    CONSTRAINT first_fact_value_check CHECK ((((fact = 'bureau_record'::text) AND (value = ANY (ARRAY['none'::text, 'some'::text])) AND (record_id IS NULL)) OR ((fact = 'relation'::text) AND (value = ANY (ARRAY['unrelated'::text, 'related'::text])) AND (record_id IS NOT NULL))))
);

ALTER TABLE public.first_fact ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.first_fact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.first_withdrawal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.first_withdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.floor_lift (
    plan_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    instead_id bigint NOT NULL,
    fit double precision NOT NULL,
    fit_instead double precision NOT NULL
);

CREATE TABLE public.floor_plan (
    id bigint NOT NULL,
    rule_id bigint,
    reach integer NOT NULL,
    line integer NOT NULL,
    most integer NOT NULL,
    model_version text NOT NULL,
    fingerprint text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    n_pitches integer NOT NULL,
    n_providers integer NOT NULL,
    reached_before integer NOT NULL,
    price double precision NOT NULL
);

ALTER TABLE public.floor_plan ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.floor_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.floor_request (
    id bigint NOT NULL,
    requested_by bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL
);

ALTER TABLE public.floor_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.floor_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.floor_short (
    plan_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    reached integer NOT NULL,
    missing integer NOT NULL,
    n_open integer NOT NULL,
    gates jsonb NOT NULL,
    CONSTRAINT floor_short_missing_check CHECK ((missing > 0))
);

CREATE TABLE public.funding_movement (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    movement text NOT NULL,
    amount bigint NOT NULL,
    value_on date NOT NULL,
    into_record_id bigint,
    stated_by bigint NOT NULL,
    stated_side text NOT NULL,
    stated_body_id bigint NOT NULL,
    stated_at timestamp with time zone NOT NULL,
    idempotency_key text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    CONSTRAINT funding_movement_amount_check CHECK ((amount > 0)),
    CONSTRAINT funding_movement_conversion_into CHECK (((movement = 'conversion'::text) = (into_record_id IS NOT NULL))),
    CONSTRAINT funding_movement_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT funding_movement_movement_check CHECK ((movement = ANY (ARRAY['drawdown'::text, 'repayment'::text, 'default'::text, 'write_off'::text, 'called'::text, 'recovered'::text, 'released'::text, 'conversion'::text, 'exit'::text]))),
    CONSTRAINT funding_movement_stated_side_check CHECK ((stated_side = ANY (ARRAY['company'::text, 'provider'::text])))
);

CREATE TABLE public.funding_movement_step (
    id bigint NOT NULL,
    movement_id bigint NOT NULL,
    step text NOT NULL,
    person_id bigint NOT NULL,
    body_id bigint NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT funding_movement_step_dispute_says_why CHECK (((step <> 'disputed'::text) OR (comment <> ''::text))),
    CONSTRAINT funding_movement_step_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT funding_movement_step_step_check CHECK ((step = ANY (ARRAY['confirmed_by_company'::text, 'confirmed_by_provider'::text, 'disputed'::text, 'withdrawn'::text])))
);

CREATE VIEW public.funding_movement_state AS
 SELECT m.id AS movement_id,
    m.record_id,
        CASE
            WHEN s.withdrawn THEN 'withdrawn'::text
            WHEN s.disputed THEN 'disputed'::text
            WHEN ((s.company_at IS NOT NULL) AND (s.provider_at IS NOT NULL)) THEN 'confirmed'::text
            ELSE 'proposed'::text
        END AS status,
        CASE
            WHEN ((s.company_at IS NOT NULL) AND (s.provider_at IS NOT NULL)) THEN GREATEST(s.company_at, s.provider_at)
            ELSE NULL::timestamp with time zone
        END AS confirmed_at
   FROM (public.funding_movement m
     LEFT JOIN LATERAL ( SELECT max(t.taken_at) FILTER (WHERE (t.step = 'confirmed_by_company'::text)) AS company_at,
            max(t.taken_at) FILTER (WHERE (t.step = 'confirmed_by_provider'::text)) AS provider_at,
            bool_or((t.step = 'disputed'::text)) AS disputed,
            bool_or((t.step = 'withdrawn'::text)) AS withdrawn
           FROM public.funding_movement_step t
          WHERE (t.movement_id = m.id)) s ON (true));

CREATE TABLE public.funding_record (
    id bigint NOT NULL,
    idempotency_key text NOT NULL,
    company_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    creditor_id bigint,
    kind text NOT NULL,
    instrument text NOT NULL,
    product text DEFAULT ''::text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    value_on date NOT NULL,
    event_id bigint,
    introduction_id bigint,
    pitch_id bigint,
    district text,
    space_id bigint,
    founder_category text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    proposed_by bigint NOT NULL,
    proposed_side text NOT NULL,
    proposed_body_id bigint NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    corrects_id bigint,
    company_name text,
    company_uscc text,
    provider_name text,
    provider_uscc text,
    creditor_name text,
    creditor_uscc text,
    space_name text,
    cny_rate numeric(18,8),
    cny_rate_on date,
    cny_rate_source text,
    cny_converted bigint,
    cny_amount bigint GENERATED ALWAYS AS (
CASE
    WHEN (currency = 'CNY'::text) THEN amount
    ELSE cny_converted
END) STORED,
    loan_record_id bigint,
    answer_until timestamp with time zone,
    CONSTRAINT funding_record_amount_check CHECK ((amount > 0)),
    CONSTRAINT funding_record_conversion CHECK (
CASE
    WHEN (cny_rate IS NULL) THEN ((cny_rate_on IS NULL) AND (cny_rate_source IS NULL) AND (cny_converted IS NULL))
    ELSE COALESCE(((currency <> 'CNY'::text) AND (cny_rate > (0)::numeric) AND (cny_rate_on IS NOT NULL) AND ((length(cny_rate_source) >= 1) AND (length(cny_rate_source) <= 100)) AND ((cny_converted)::numeric = round(((amount)::numeric * cny_rate)))), false)
END),
    CONSTRAINT funding_record_creditor_of_guarantee CHECK (((kind = 'guarantee'::text) OR (creditor_id IS NULL))),
    CONSTRAINT funding_record_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT funding_record_details_fit CHECK (((details = '{}'::jsonb) OR public.funding_details_fit(instrument, details, amount, value_on))),
    CONSTRAINT funding_record_instrument_check CHECK ((instrument = ANY (ARRAY['priced_equity'::text, 'convertible_note'::text, 'safe'::text, 'loan'::text, 'guarantee'::text, 'purchase'::text]))),
    CONSTRAINT funding_record_instrument_fits CHECK ((((kind = 'investment'::text) AND (instrument = ANY (ARRAY['priced_equity'::text, 'convertible_note'::text, 'safe'::text]))) OR ((kind = 'loan'::text) AND (instrument = 'loan'::text)) OR ((kind = 'guarantee'::text) AND (instrument = 'guarantee'::text)) OR ((kind = 'purchase'::text) AND (instrument = 'purchase'::text)))),
    CONSTRAINT funding_record_kind_check CHECK ((kind = ANY (ARRAY['investment'::text, 'loan'::text, 'guarantee'::text, 'purchase'::text]))),
    CONSTRAINT funding_record_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT funding_record_loan_of_guarantee CHECK ((((loan_record_id IS NULL) = (COALESCE((details ->> 'loan'::text), ''::text) <> 'record'::text)) AND ((loan_record_id IS NULL) OR (kind = 'guarantee'::text)))),
    CONSTRAINT funding_record_proposed_side_check CHECK ((proposed_side = ANY (ARRAY['company'::text, 'provider'::text, 'organiser'::text]))),
    CONSTRAINT funding_record_two_parties CHECK ((company_id <> provider_id))
);

CREATE VIEW public.funding_balance AS
 SELECT r.id AS record_id,
        CASE r.instrument
            WHEN 'loan'::text THEN (COALESCE(((r.details ->> 'first_drawdown'::text))::bigint, r.amount) + t.drawdown)
            WHEN 'convertible_note'::text THEN r.amount
            ELSE NULL::bigint
        END AS drawn,
    t.repayment AS repaid,
    t.write_off AS written_off,
    t.conversion AS converted,
        CASE
            WHEN (r.instrument = ANY (ARRAY['loan'::text, 'convertible_note'::text])) THEN (((
            CASE r.instrument
                WHEN 'loan'::text THEN (COALESCE(((r.details ->> 'first_drawdown'::text))::bigint, r.amount) + t.drawdown)
                ELSE r.amount
            END - t.repayment) - t.write_off) - t.conversion)
            ELSE NULL::bigint
        END AS outstanding,
    t.called,
    t.recovered,
    t.released,
        CASE
            WHEN (r.instrument = 'guarantee'::text) THEN ((r.amount - t.called) - t.released)
            ELSE NULL::bigint
        END AS liability,
    t.proceeds
   FROM (public.funding_record r
     CROSS JOIN LATERAL ( SELECT (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'drawdown'::text)), (0)::numeric))::bigint AS drawdown,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'repayment'::text)), (0)::numeric))::bigint AS repayment,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'write_off'::text)), (0)::numeric))::bigint AS write_off,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'conversion'::text)), (0)::numeric))::bigint AS conversion,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'called'::text)), (0)::numeric))::bigint AS called,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'recovered'::text)), (0)::numeric))::bigint AS recovered,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'released'::text)), (0)::numeric))::bigint AS released,
            (COALESCE(sum(m.amount) FILTER (WHERE (m.movement = 'exit'::text)), (0)::numeric))::bigint AS proceeds
           FROM (public.funding_movement m
             JOIN public.funding_movement_state f ON ((f.movement_id = m.id)))
          WHERE ((m.record_id = r.id) AND (f.status = 'confirmed'::text))) t);

CREATE TABLE public.funding_counter (
    record_id bigint NOT NULL,
    side text NOT NULL,
    instrument text NOT NULL,
    product text DEFAULT ''::text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    value_on date NOT NULL,
    details jsonb NOT NULL,
    creditor_id bigint,
    loan_record_id bigint,
    cny_rate numeric(18,8),
    cny_rate_on date,
    cny_rate_source text,
    stated_by bigint NOT NULL,
    stated_at timestamp with time zone NOT NULL,
    CONSTRAINT funding_counter_amount_check CHECK ((amount > 0)),
    CONSTRAINT funding_counter_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT funding_counter_details_fit CHECK (public.funding_details_fit(instrument, details, amount, value_on)),
    CONSTRAINT funding_counter_side_check CHECK ((side = ANY (ARRAY['company'::text, 'provider'::text])))
);

CREATE TABLE public.funding_draft (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    key text NOT NULL,
    role text NOT NULL,
    fields jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT funding_draft_role_check CHECK ((role = ANY (ARRAY['founder'::text, 'provider'::text, 'organiser'::text])))
);

ALTER TABLE public.funding_draft ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.funding_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_evidence (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    company_id bigint NOT NULL,
    kind text NOT NULL,
    sha256 text NOT NULL,
    chain_id bigint NOT NULL,
    filename text NOT NULL,
    evidence_type text NOT NULL,
    attached_by bigint NOT NULL,
    attached_at timestamp with time zone NOT NULL,
    page integer,
    movement_id bigint,
    CONSTRAINT funding_evidence_evidence_type_check CHECK ((evidence_type = ANY (ARRAY['agreement'::text, 'bank_slip'::text, 'register_extract'::text, 'fund_registration'::text, 'drawdown_slip'::text, 'iou'::text, 'repayment_slip'::text, 'guarantee_letter'::text, 'contract'::text, 'acceptance_report'::text, 'void_proof'::text, 'other'::text]))),
    CONSTRAINT funding_evidence_page_check CHECK (((page >= 1) AND (page <= 10000)))
);

ALTER TABLE public.funding_evidence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.funding_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.funding_movement ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.funding_movement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.funding_movement_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.funding_movement_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.funding_record ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.funding_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.funding_step (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    step text NOT NULL,
    person_id bigint,
    body_id bigint,
    comment text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT funding_step_by_somebody CHECK (
CASE
    WHEN (step = ANY (ARRAY['reminded'::text, 'expired'::text])) THEN ((person_id IS NULL) AND (body_id IS NULL))
    WHEN (step = 'voided'::text) THEN (person_id IS NOT NULL)
    ELSE ((person_id IS NOT NULL) AND (body_id IS NOT NULL))
END),
    CONSTRAINT funding_step_dispute_says_why CHECK (((step <> ALL (ARRAY['disputed'::text, 'void_by_company'::text, 'void_by_provider'::text, 'voided'::text])) OR (comment <> ''::text))),
    CONSTRAINT funding_step_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT funding_step_step_check CHECK ((step = ANY (ARRAY['confirmed_by_company'::text, 'confirmed_by_provider'::text, 'disputed'::text, 'withdrawn'::text, 'reminded'::text, 'expired'::text, 'void_by_company'::text, 'void_by_provider'::text, 'voided'::text])))
);

CREATE VIEW public.funding_state AS
 SELECT r.id AS record_id,
        CASE
            WHEN (s.voided OR (s.void_company AND s.void_provider)) THEN 'voided'::text
            WHEN s.withdrawn THEN 'withdrawn'::text
            WHEN s.disputed THEN 'disputed'::text
            WHEN ((s.company_at IS NOT NULL) AND (s.provider_at IS NOT NULL)) THEN
            CASE
                WHEN (EXISTS ( SELECT
                   FROM ((public.funding_record later
                     JOIN public.funding_step c ON (((c.record_id = later.id) AND (c.step = 'confirmed_by_company'::text))))
                     JOIN public.funding_step p ON (((p.record_id = later.id) AND (p.step = 'confirmed_by_provider'::text))))
                  WHERE (later.corrects_id = r.id))) THEN 'corrected'::text
                ELSE 'confirmed'::text
            END
            WHEN s.expired THEN 'expired'::text
            ELSE 'proposed'::text
        END AS status,
    s.company_at,
    s.provider_at,
        CASE
            WHEN ((s.company_at IS NOT NULL) AND (s.provider_at IS NOT NULL)) THEN GREATEST(s.company_at, s.provider_at)
            ELSE NULL::timestamp with time zone
        END AS confirmed_at
   FROM (public.funding_record r
     LEFT JOIN LATERAL ( SELECT max(t.taken_at) FILTER (WHERE (t.step = 'confirmed_by_company'::text)) AS company_at,
            max(t.taken_at) FILTER (WHERE (t.step = 'confirmed_by_provider'::text)) AS provider_at,
            bool_or((t.step = 'disputed'::text)) AS disputed,
            bool_or((t.step = 'withdrawn'::text)) AS withdrawn,
            bool_or((t.step = 'expired'::text)) AS expired,
            bool_or((t.step = 'voided'::text)) AS voided,
            bool_or((t.step = 'void_by_company'::text)) AS void_company,
            bool_or((t.step = 'void_by_provider'::text)) AS void_provider
           FROM public.funding_step t
          WHERE (t.record_id = r.id)) s ON (true));

ALTER TABLE public.funding_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.funding_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.idempotent_step (
    person_id bigint NOT NULL,
    key text NOT NULL,
    action text NOT NULL,
    body_hash bytea NOT NULL,
    answer jsonb,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotent_step_key_check CHECK (((length(key) >= 1) AND (length(key) <= 100)))
);

CREATE TABLE public.import_file (
    id bigint NOT NULL,
    kind text NOT NULL,
    person_id bigint NOT NULL,
    organisation_id bigint,
    event_id bigint,
    scope text NOT NULL,
    sha256 text NOT NULL,
    filename text NOT NULL,
    content bytea,
    mapping jsonb,
    status text DEFAULT 'preview'::text NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    n_new integer DEFAULT 0 NOT NULL,
    n_changed integer DEFAULT 0 NOT NULL,
    n_same integer DEFAULT 0 NOT NULL,
    refusal jsonb,
    CONSTRAINT import_file_kept_while_open CHECK (((content IS NOT NULL) = (status = ANY (ARRAY['preview'::text, 'queued'::text])))),
    CONSTRAINT import_file_kind_check CHECK ((kind = ANY (ARRAY['pitches'::text, 'own_pitches'::text, 'providers'::text, 'deals'::text, 'own_deals'::text, 'participants'::text]))),
    CONSTRAINT import_file_n_changed_check CHECK ((n_changed >= 0)),
    CONSTRAINT import_file_n_new_check CHECK ((n_new >= 0)),
    CONSTRAINT import_file_n_same_check CHECK ((n_same >= 0)),
    CONSTRAINT import_file_of_event CHECK (((event_id IS NOT NULL) = (kind = 'participants'::text))),
    CONSTRAINT import_file_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT import_file_status_check CHECK ((status = ANY (ARRAY['preview'::text, 'queued'::text, 'done'::text, 'refused'::text, 'dropped'::text])))
);

ALTER TABLE public.import_file ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.import_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.impression (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    "position" integer NOT NULL,
    score double precision,
    model_version text NOT NULL,
    shown_at timestamp with time zone NOT NULL,
    list_order text DEFAULT 'fit'::text NOT NULL,
    CONSTRAINT impression_list_order_check CHECK ((list_order = ANY (ARRAY['fit'::text, 'date'::text]))),
    CONSTRAINT impression_position_check CHECK (("position" >= 1)),
    CONSTRAINT impression_scored_by_fit CHECK (((list_order = 'fit'::text) = (score IS NOT NULL)))
);

ALTER TABLE public.impression ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.impression_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.introduction ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.introduction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.introduction_step (
    id bigint NOT NULL,
    introduction_id bigint NOT NULL,
    status text NOT NULL,
    taken_at timestamp with time zone NOT NULL
);

ALTER TABLE public.introduction_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.introduction_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invitation (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    email text NOT NULL,
    is_manager boolean DEFAULT false NOT NULL,
    invited_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_by bigint,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    CONSTRAINT invitation_accepted_by_somebody CHECK (((accepted_by IS NULL) = (accepted_at IS NULL))),
    CONSTRAINT invitation_email_folded CHECK ((email = lower(email)))
);

ALTER TABLE public.invitation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jury (
    event_id bigint NOT NULL,
    mode text DEFAULT 'rubric'::text NOT NULL,
    jurors_per_pitch integer NOT NULL,
    least_pitches integer DEFAULT 0 NOT NULL,
    most_pitches integer NOT NULL,
    points integer DEFAULT 10 NOT NULL,
    drop_extremes boolean DEFAULT false NOT NULL,
    pitch_minutes integer DEFAULT 8 NOT NULL,
    question_minutes integer DEFAULT 7 NOT NULL,
    look_back_years integer DEFAULT 5 NOT NULL,
    state text DEFAULT 'setup'::text NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    set_up_by bigint NOT NULL,
    set_up_at timestamp with time zone NOT NULL,
    wanted_at timestamp with time zone,
    assigned_at timestamp with time zone,
    value double precision,
    bound double precision,
    optimal boolean,
    notes jsonb DEFAULT '[]'::jsonb NOT NULL,
    closed_by bigint,
    closed_at timestamp with time zone,
    closed_without text DEFAULT ''::text NOT NULL,
    released_by bigint,
    released_at timestamp with time zone,
    shows_places boolean DEFAULT false NOT NULL,
    is_public boolean DEFAULT false NOT NULL,
    CONSTRAINT jury_jurors_per_pitch_check CHECK (((jurors_per_pitch >= 1) AND (jurors_per_pitch <= 20))),
    CONSTRAINT jury_least_pitches_check CHECK ((least_pitches >= 0)),
    CONSTRAINT jury_look_back_years_check CHECK (((look_back_years >= 0) AND (look_back_years <= 50))),
    CONSTRAINT jury_mode_check CHECK ((mode = ANY (ARRAY['rubric'::text, 'pairs'::text, 'both'::text]))),
    CONSTRAINT jury_most_pitches_check CHECK (((most_pitches >= 1) AND (most_pitches <= 200))),
    CONSTRAINT jury_pitch_minutes_check CHECK (((pitch_minutes >= 1) AND (pitch_minutes <= 120))),
    CONSTRAINT jury_points_check CHECK (((points >= 2) AND (points <= 100))),
    CONSTRAINT jury_question_minutes_check CHECK (((question_minutes >= 0) AND (question_minutes <= 120))),
    CONSTRAINT jury_state_check CHECK ((state = ANY (ARRAY['setup'::text, 'open'::text, 'closed'::text, 'released'::text])))
);

CREATE TABLE public.jury_assignment (
    participant_id bigint NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    reserve integer,
    assigned_at timestamp with time zone NOT NULL,
    CONSTRAINT jury_assignment_reserve_check CHECK ((reserve >= 1))
);

CREATE TABLE public.jury_declared (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    company_id bigint NOT NULL,
    kind text NOT NULL,
    since date,
    until date,
    side text NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    declared_by bigint NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    withdrawn_by bigint,
    withdrawn_at timestamp with time zone,
    CONSTRAINT jury_declared_kind_check CHECK ((kind = ANY (ARRAY['employer'::text, 'investor'::text, 'rival'::text, 'adviser'::text, 'family'::text, 'supervisor'::text, 'house'::text, 'trade'::text, 'incubator'::text]))),
    CONSTRAINT jury_declared_side_check CHECK ((side = ANY (ARRAY['juror'::text, 'company'::text, 'organiser'::text]))),
    CONSTRAINT jury_declared_span CHECK (((since IS NULL) OR (until IS NULL) OR (since <= until)))
);

CREATE TABLE public.jury_lift (
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    company_id bigint NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    lifted_by bigint NOT NULL,
    lifted_at timestamp with time zone NOT NULL,
    CONSTRAINT jury_lift_reason_check CHECK ((reason <> ''::text))
);

CREATE TABLE public.membership (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    status text NOT NULL,
    is_manager boolean DEFAULT false NOT NULL,
    invited_by bigint,
    created_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    left_at timestamp with time zone,
    CONSTRAINT membership_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'active'::text, 'left'::text, 'refused'::text])))
);

CREATE VIEW public.jury_pair AS
 SELECT DISTINCT e.id AS event_id,
    w.person_id,
    a.organisation_id AS company_id,
    ((lower(e.during) - make_interval(years => COALESCE(y.look_back_years, 5))))::date AS looks_back_to
   FROM (((public.event e
     LEFT JOIN public.jury y ON ((y.event_id = e.id)))
     JOIN public.participant a ON (((a.event_id = e.id) AND (a.side = 'founder'::text))))
     JOIN ( SELECT j.event_id,
            j.person_id
           FROM public.event_juror j
        UNION
         SELECT h.id,
            m.person_id
           FROM (public.event h
             JOIN public.membership m ON (((m.organisation_id = h.organiser_id) AND (m.status = 'active'::text))))) w ON ((w.event_id = e.id)));

CREATE TABLE public.organisation (
    id bigint NOT NULL,
    name text NOT NULL,
    lang text NOT NULL,
    uscc text,
    district text,
    city text,
    about text DEFAULT ''::text NOT NULL,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    changed_at timestamp with time zone,
    CONSTRAINT organisation_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

CREATE TABLE public.person (
    id bigint NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    locale text DEFAULT 'zh'::text NOT NULL,
    password_hash text,
    verified_at timestamp with time zone,
    totp_secret text,
    totp_enrolled_at timestamp with time zone,
    totp_last_step bigint,
    came_as text,
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    list_order text DEFAULT 'fit'::text NOT NULL,
    CONSTRAINT person_came_as_check CHECK ((came_as = ANY (ARRAY['founder'::text, 'provider'::text, 'space'::text, 'organiser'::text, 'mentor'::text]))),
    CONSTRAINT person_email_folded CHECK ((email = lower(email))),
    CONSTRAINT person_list_order_check CHECK ((list_order = ANY (ARRAY['fit'::text, 'date'::text]))),
    CONSTRAINT person_locale_check CHECK ((locale = ANY (ARRAY['zh'::text, 'en'::text])))
);

CREATE TABLE public.pitch_version (
    pitch_id bigint NOT NULL,
    version integer NOT NULL,
    lang text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    one_line text DEFAULT ''::text NOT NULL,
    problem text DEFAULT ''::text NOT NULL,
    solution text DEFAULT ''::text NOT NULL,
    market text DEFAULT ''::text NOT NULL,
    team text DEFAULT ''::text NOT NULL,
    main_category text,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    sector text,
    sector2 text,
    stage text,
    district text,
    city text DEFAULT ''::text NOT NULL,
    space_id bigint,
    seeks jsonb DEFAULT '[]'::jsonb NOT NULL,
    currency text DEFAULT 'CNY'::text NOT NULL,
    terms text DEFAULT ''::text NOT NULL,
    deck_id bigint,
    revision integer DEFAULT 0 NOT NULL,
    saved_by bigint,
    saved_at timestamp with time zone NOT NULL,
    frozen_at timestamp with time zone,
    CONSTRAINT pitch_version_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT pitch_version_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT pitch_version_version_check CHECK ((version >= 1))
);

CREATE TABLE public.provider_deal (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    company_name text NOT NULL,
    sector text,
    stage text,
    instrument text,
    amount bigint,
    currency text DEFAULT 'CNY'::text NOT NULL,
    dealt_on date,
    district text,
    added_by bigint,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT provider_deal_amount_check CHECK ((amount >= 0)),
    CONSTRAINT provider_deal_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

CREATE TABLE public.provider_profile (
    organisation_id bigint NOT NULL,
    lang text NOT NULL,
    thesis text DEFAULT ''::text NOT NULL,
    sectors text[] DEFAULT '{}'::text[] NOT NULL,
    stages text[] DEFAULT '{}'::text[] NOT NULL,
    instruments text[] DEFAULT '{}'::text[] NOT NULL,
    amount_min bigint,
    amount_max bigint,
    currency text DEFAULT 'CNY'::text NOT NULL,
    districts text[] DEFAULT '{}'::text[] NOT NULL,
    never_sectors text[] DEFAULT '{}'::text[] NOT NULL,
    never_text text DEFAULT ''::text NOT NULL,
    max_founders integer,
    visible_to_founders boolean DEFAULT true NOT NULL,
    house text,
    changed_by bigint,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT provider_profile_amount_max_check CHECK ((amount_max >= 0)),
    CONSTRAINT provider_profile_amount_min_check CHECK ((amount_min >= 0)),
    CONSTRAINT provider_profile_amounts CHECK (((amount_min IS NULL) OR (amount_max IS NULL) OR (amount_min <= amount_max))),
    CONSTRAINT provider_profile_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT provider_profile_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT provider_profile_max_founders_check CHECK ((max_founders >= 0))
);

CREATE TABLE public.tenancy (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    space_id bigint NOT NULL,
    stage text NOT NULL,
    during daterange NOT NULL,
    recorded_by bigint,
    recorded_at timestamp with time zone NOT NULL,
    end_recorded_at timestamp with time zone,
    CONSTRAINT tenancy_during_check CHECK ((NOT isempty(during))),
    CONSTRAINT tenancy_stage_check CHECK ((stage = ANY (ARRAY['nursery'::text, 'incubator'::text, 'accelerator'::text])))
);

CREATE VIEW public.jury_conflict AS
 WITH telling AS (
         SELECT split_part(f_1.email, '@'::text, 2) AS domain
           FROM (public.membership m
             JOIN public.person f_1 ON ((f_1.id = m.person_id)))
          WHERE (m.status = 'active'::text)
          GROUP BY (split_part(f_1.email, '@'::text, 2))
         HAVING (count(DISTINCT m.organisation_id) <= 2)
        ), found AS (
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
            'employer'::text AS kind,
            'membership'::text AS evidence,
            (m.created_at)::date AS since,
            (m.left_at)::date AS until,
            (m.status = 'active'::text) AS pinned,
            ''::text AS note,
            NULL::bigint AS declared_id
           FROM (public.jury_pair p
             JOIN public.membership m ON (((m.person_id = p.person_id) AND (m.organisation_id = p.company_id) AND (m.status = ANY (ARRAY['active'::text, 'left'::text])))))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
            'employer'::text,
            'mail_domain'::text,
            NULL::date,
            NULL::date,
            false,
            ''::text,
            NULL::bigint
           FROM (public.jury_pair p
             JOIN public.person j ON ((j.id = p.person_id)))
          WHERE ((split_part(j.email, '@'::text, 2) IN ( SELECT split_part(f_1.email, '@'::text, 2) AS split_part
                   FROM (public.membership m
                     JOIN public.person f_1 ON ((f_1.id = m.person_id)))
                  WHERE ((m.organisation_id = p.company_id) AND (m.status = 'active'::text) AND (m.person_id <> p.person_id)))) AND (split_part(j.email, '@'::text, 2) <> ALL (ARRAY['qq.com'::text, 'foxmail.com'::text, '163.com'::text, '126.com'::text, 'yeah.net'::text, 'sina.com'::text, 'sina.cn'::text, 'sohu.com'::text, '139.com'::text, '189.cn'::text, 'aliyun.com'::text, 'gmail.com'::text, 'outlook.com'::text, 'hotmail.com'::text, 'live.com'::text, 'yahoo.com'::text, 'icloud.com'::text])) AND (split_part(j.email, '@'::text, 2) IN ( SELECT telling.domain
                   FROM telling)))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
                CASE r.kind
                    WHEN 'investment'::text THEN 'investor'::text
                    ELSE 'trade'::text
                END AS "case",
            'record'::text,
            r.value_on,
                CASE r.kind
                    WHEN 'investment'::text THEN NULL::date
                    ELSE r.value_on
                END AS value_on,
            ((r.kind = 'investment'::text) AND (m.status = 'active'::text)),
            ''::text,
            NULL::bigint
           FROM (((public.jury_pair p
             JOIN public.membership m ON (((m.person_id = p.person_id) AND (m.status = ANY (ARRAY['active'::text, 'left'::text])))))
             JOIN public.funding_record r ON (((r.provider_id = m.organisation_id) AND (r.company_id = p.company_id))))
             JOIN public.funding_state s ON (((s.record_id = r.id) AND (s.status = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'disputed'::text])))))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
                CASE
                    WHEN (d.instrument = ANY (ARRAY['loan'::text, 'guarantee'::text])) THEN 'trade'::text
                    ELSE 'investor'::text
                END AS "case",
            'deal'::text,
            d.dealt_on,
                CASE
                    WHEN (d.instrument = ANY (ARRAY['loan'::text, 'guarantee'::text])) THEN d.dealt_on
                    ELSE NULL::date
                END AS "case",
            false,
            ''::text,
            NULL::bigint
           FROM (((public.jury_pair p
             JOIN public.organisation c ON ((c.id = p.company_id)))
             JOIN public.membership m ON (((m.person_id = p.person_id) AND (m.status = ANY (ARRAY['active'::text, 'left'::text])))))
             JOIN public.provider_deal d ON (((d.organisation_id = m.organisation_id) AND (lower(btrim(d.company_name)) = lower(btrim(c.name))))))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
            'rival'::text,
            'record'::text,
            r.value_on,
            NULL::date,
            false,
            ''::text,
            NULL::bigint
           FROM ((((((((public.jury_pair p
             JOIN public.participant a ON (((a.event_id = p.event_id) AND (a.organisation_id = p.company_id) AND (a.side = 'founder'::text))))
             JOIN public.pitch own ON ((own.id = a.pitch_id)))
             JOIN public.pitch_version ov ON (((ov.pitch_id = own.id) AND (ov.version = own.approved_version) AND (ov.sector ~~ '%.%'::text))))
             JOIN public.membership m ON (((m.person_id = p.person_id) AND (m.status = 'active'::text))))
             JOIN public.funding_record r ON (((r.provider_id = m.organisation_id) AND (r.kind = 'investment'::text) AND (r.company_id <> p.company_id))))
             JOIN public.funding_state s ON (((s.record_id = r.id) AND (s.status = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'disputed'::text])))))
             JOIN public.pitch other ON ((other.company_id = r.company_id)))
             JOIN public.pitch_version rv ON (((rv.pitch_id = other.id) AND (rv.version = other.approved_version) AND (rv.sector = ov.sector))))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
            'house'::text,
            'house'::text,
            r.value_on,
            NULL::date,
            false,
            ''::text,
            NULL::bigint
           FROM (((((public.jury_pair p
             JOIN public.membership m ON (((m.person_id = p.person_id) AND (m.status = 'active'::text))))
             JOIN public.provider_profile f_1 ON (((f_1.organisation_id = m.organisation_id) AND (f_1.house IS NOT NULL))))
             JOIN public.provider_profile g ON (((g.house = f_1.house) AND (g.organisation_id <> f_1.organisation_id))))
             JOIN public.funding_record r ON (((r.provider_id = g.organisation_id) AND (r.company_id = p.company_id))))
             JOIN public.funding_state s ON (((s.record_id = r.id) AND (s.status = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'disputed'::text])))))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
            'incubator'::text,
            'tenancy'::text,
            lower(t.during) AS lower,
            upper(t.during) AS upper,
            false,
            ''::text,
            NULL::bigint
           FROM ((public.jury_pair p
             JOIN public.membership m ON (((m.person_id = p.person_id) AND (m.status = 'active'::text))))
             JOIN public.tenancy t ON (((t.space_id = m.organisation_id) AND (t.company_id = p.company_id))))
        UNION ALL
         SELECT p.event_id,
            p.person_id,
            p.company_id,
            p.looks_back_to,
            d.kind,
            d.side,
            d.since,
            d.until,
            d.pinned,
            d.note,
            d.id
           FROM (public.jury_pair p
             JOIN public.jury_declared d ON (((d.event_id = p.event_id) AND (d.person_id = p.person_id) AND (d.company_id = p.company_id) AND (d.withdrawn_at IS NULL))))
        )
 SELECT f.event_id,
    f.person_id,
    f.company_id,
    f.kind,
    f.evidence,
    min(f.since) AS since,
        CASE
            WHEN bool_or((f.until IS NULL)) THEN NULL::date
            ELSE max(f.until)
        END AS until,
    bool_or(f.pinned) AS pinned,
    max(f.note) AS note,
    max(f.declared_id) AS declared_id,
    l.reason AS lifted_because,
    l.lifted_at,
    l.lifted_by,
    (bool_or(f.pinned) OR (l.event_id IS NULL)) AS in_force
   FROM (found f
     LEFT JOIN public.jury_lift l ON (((l.event_id = f.event_id) AND (l.person_id = f.person_id) AND (l.company_id = f.company_id) AND (l.kind = f.kind))))
  WHERE ((f.until IS NULL) OR (f.until >= f.looks_back_to))
  GROUP BY f.event_id, f.person_id, f.company_id, f.kind, f.evidence, l.event_id, l.reason, l.lifted_at, l.lifted_by;

CREATE TABLE public.jury_criterion (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    "position" integer NOT NULL,
    name_zh text DEFAULT ''::text NOT NULL,
    name_en text DEFAULT ''::text NOT NULL,
    about_zh text DEFAULT ''::text NOT NULL,
    about_en text DEFAULT ''::text NOT NULL,
    weight integer NOT NULL,
    CONSTRAINT jury_criterion_has_name CHECK (((name_zh <> ''::text) AND (name_en <> ''::text))),
    CONSTRAINT jury_criterion_weight_check CHECK (((weight >= 1) AND (weight <= 100)))
);

ALTER TABLE public.jury_criterion ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jury_criterion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.jury_declared ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jury_declared_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jury_mark (
    sheet_id bigint NOT NULL,
    criterion_id bigint NOT NULL,
    points integer NOT NULL,
    CONSTRAINT jury_mark_points_check CHECK ((points >= 0))
);

CREATE TABLE public.jury_member (
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    sectors text[] DEFAULT '{}'::text[] NOT NULL,
    most_pitches integer,
    away_at timestamp with time zone,
    CONSTRAINT jury_member_most_pitches_check CHECK (((most_pitches >= 0) AND (most_pitches <= 200)))
);

CREATE TABLE public.jury_pick (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    winner_id bigint NOT NULL,
    loser_id bigint NOT NULL,
    tie boolean DEFAULT false NOT NULL,
    picked_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT jury_pick_two CHECK ((winner_id <> loser_id))
);

ALTER TABLE public.jury_pick ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jury_pick_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jury_result (
    event_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    n_sheets integer NOT NULL,
    n_picks integer NOT NULL,
    score double precision,
    low double precision,
    high double precision,
    place integer,
    place_best integer,
    place_worst integer
);

CREATE TABLE public.jury_rule (
    participant_id bigint NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    rule text NOT NULL,
    set_by bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT jury_rule_rule_check CHECK ((rule = ANY (ARRAY['fixed'::text, 'forbidden'::text])))
);

CREATE TABLE public.jury_said (
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    said_at timestamp with time zone NOT NULL
);

CREATE TABLE public.jury_sheet (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    person_id bigint NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    phrases text[] DEFAULT '{}'::text[] NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    signed boolean DEFAULT false NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    CONSTRAINT jury_sheet_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT jury_sheet_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text])))
);

ALTER TABLE public.jury_sheet ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.jury_sheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jury_translation (
    sheet_id bigint NOT NULL,
    lang text NOT NULL,
    body text NOT NULL,
    written_by bigint NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT jury_translation_body_check CHECK ((body <> ''::text)),
    CONSTRAINT jury_translation_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

CREATE TABLE public.leaving (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    cancelled_at timestamp with time zone,
    left_at timestamp with time zone,
    CONSTRAINT leaving_ended_once CHECK (((cancelled_at IS NULL) OR (left_at IS NULL)))
);

ALTER TABLE public.leaving ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.leaving_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_check (
    id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    n_entries bigint NOT NULL,
    n_files bigint NOT NULL,
    findings jsonb DEFAULT '[]'::jsonb NOT NULL,
    n_findings bigint NOT NULL
);

ALTER TABLE public.ledger_check ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ledger_check_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_entry (
    seq bigint NOT NULL,
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    content text NOT NULL,
    content_hash text NOT NULL,
    evidence_hash text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    CONSTRAINT ledger_entry_content_hash_check CHECK ((content_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ledger_entry_evidence_hash_check CHECK ((evidence_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ledger_entry_first CHECK (((seq = 1) = (previous_hash = repeat('0'::text, 64)))),
    CONSTRAINT ledger_entry_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ledger_entry_previous_hash_check CHECK ((previous_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ledger_entry_seq_check CHECK ((seq > 0)),
    CONSTRAINT ledger_entry_subject_check CHECK ((subject = ANY (ARRAY['record'::text, 'movement'::text, 'void'::text, 'certificate'::text, 'revocation'::text, 'elsewhere'::text, 'merger'::text, 'fact'::text, 'withdrawal'::text])))
);

CREATE TABLE public.ledger_head (
    day date NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    key_id text NOT NULL,
    signature text NOT NULL,
    CONSTRAINT ledger_head_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ledger_head_key_id_check CHECK ((key_id ~ '^[0-9a-f]{16}$'::text)),
    CONSTRAINT ledger_head_seq_check CHECK ((seq >= 0))
);

CREATE TABLE public.mail_delivery (
    person_id bigint NOT NULL,
    topic text NOT NULL,
    delivery text NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    CONSTRAINT mail_delivery_delivery_check CHECK ((delivery = ANY (ARRAY['at_once'::text, 'daily'::text, 'weekly'::text, 'inbox'::text])))
);

CREATE TABLE public.mail_reader (
    person_id bigint NOT NULL,
    timezone text DEFAULT 'Asia/Shanghai'::text NOT NULL,
    quiet_from time without time zone,
    quiet_to time without time zone,
    digest_hour smallint DEFAULT 8 NOT NULL,
    digest_day smallint DEFAULT 1 NOT NULL,
    CONSTRAINT mail_reader_digest_day_check CHECK (((digest_day >= 1) AND (digest_day <= 7))),
    CONSTRAINT mail_reader_digest_hour_check CHECK (((digest_hour >= 0) AND (digest_hour <= 23))),
    CONSTRAINT mail_reader_quiet_check CHECK (((((quiet_from IS NULL) = (quiet_to IS NULL)) AND (quiet_from IS DISTINCT FROM quiet_to)) OR (quiet_from IS NULL)))
);

CREATE TABLE public.mail_template (
    id bigint NOT NULL,
    event_id bigint,
    code text NOT NULL,
    locale text NOT NULL,
    version integer NOT NULL,
    subject text,
    body text,
    written_by bigint NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT mail_template_locale_check CHECK ((locale = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT mail_template_version_check CHECK ((version >= 1)),
    CONSTRAINT mail_template_words_check CHECK (((subject IS NULL) = (body IS NULL)))
);

ALTER TABLE public.mail_template ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.mail_template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.match_change (
    changed_in bigint NOT NULL,
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT match_change_subject_check CHECK ((subject = ANY (ARRAY['pitch'::text, 'provider'::text, 'event'::text])))
);

CREATE TABLE public.match_change_forgotten (
    one boolean DEFAULT true NOT NULL,
    changed_in bigint NOT NULL,
    CONSTRAINT match_change_forgotten_one_check CHECK (one)
);

CREATE TABLE public.meeting_word (
    id bigint NOT NULL,
    founder_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    side text NOT NULL,
    said text,
    said_at timestamp with time zone NOT NULL
);

ALTER TABLE public.meeting_word ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.meeting_word_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.membership ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.membership_step (
    id bigint NOT NULL,
    membership_id bigint NOT NULL,
    person_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    status text NOT NULL,
    taken_at timestamp with time zone NOT NULL
);

ALTER TABLE public.membership_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.membership_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.organisation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.organisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.organisation_kind (
    organisation_id bigint NOT NULL,
    kind text NOT NULL,
    CONSTRAINT organisation_kind_kind_check CHECK ((kind = ANY (ARRAY['company'::text, 'angel'::text, 'fund'::text, 'bank'::text, 'guarantor'::text, 'public_buyer'::text, 'space'::text, 'organiser'::text])))
);

CREATE TABLE public.organisation_past (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    name text,
    lang text NOT NULL,
    uscc text,
    district text,
    city text,
    until_at timestamp with time zone NOT NULL
);

ALTER TABLE public.organisation_past ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.organisation_past_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_mail (
    id bigint NOT NULL,
    person_id bigint,
    to_address text NOT NULL,
    locale text NOT NULL,
    purpose text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    attachment_name text,
    attachment_type text,
    attachment bytea,
    dedupe_key text,
    status text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    plan_id bigint,
    topic text DEFAULT 'account'::text NOT NULL,
    urgent boolean DEFAULT true NOT NULL,
    link text DEFAULT ''::text NOT NULL,
    read_at timestamp with time zone,
    digest_id bigint,
    by_hand boolean DEFAULT false NOT NULL,
    CONSTRAINT outbox_mail_link_check CHECK (((link = ''::text) OR (link ~ '^/($|[^/\\])'::text))),
    CONSTRAINT outbox_mail_locale_check CHECK ((locale = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT outbox_mail_status_check CHECK ((status = ANY (ARRAY['held'::text, 'queued'::text, 'gathered'::text, 'kept'::text, 'sent'::text, 'failed'::text, 'removed'::text])))
);

ALTER TABLE public.outbox_mail ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.participant_busy (
    participant_id bigint NOT NULL,
    slot_id bigint NOT NULL
);

ALTER TABLE public.participant ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.participant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.participant_way (
    participant_id bigint NOT NULL,
    attendance text,
    languages text[] DEFAULT '{}'::text[] NOT NULL,
    set_by bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT participant_way_attendance_check CHECK ((attendance = ANY (ARRAY['on_site'::text, 'online'::text])))
);

CREATE TABLE public.passport_opening (
    id bigint NOT NULL,
    share_id bigint NOT NULL,
    form text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    CONSTRAINT passport_opening_form_check CHECK ((form = ANY (ARRAY['page'::text, 'json'::text, 'pdf'::text])))
);

ALTER TABLE public.passport_opening ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.passport_opening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.passport_share (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    parts text[] NOT NULL,
    audience text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by bigint,
    CONSTRAINT passport_share_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT passport_share_parts CHECK (((cardinality(parts) > 0) AND (parts <@ ARRAY['pitches'::text, 'meetings'::text, 'firsts'::text, 'records'::text, 'tenancies'::text]))),
    CONSTRAINT passport_share_revoked CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
    CONSTRAINT passport_share_term CHECK ((expires_at > made_at))
);

ALTER TABLE public.passport_share ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.passport_share_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.person_role (
    person_id bigint NOT NULL,
    role text NOT NULL,
    granted_by bigint,
    granted_at timestamp with time zone NOT NULL,
    CONSTRAINT person_role_role_check CHECK ((role = ANY (ARRAY['founder'::text, 'juror'::text, 'officer'::text, 'admin'::text])))
);

CREATE TABLE public.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);

CREATE SEQUENCE public.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_id_seq OWNED BY public.pgqueuer.id;

CREATE TABLE public.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status public.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

ALTER TABLE public.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status public.pgqueuer_status DEFAULT 'queued'::public.pgqueuer_status
);

CREATE SEQUENCE public.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_schedules_id_seq OWNED BY public.pgqueuer_schedules.id;

CREATE TABLE public.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status public.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

CREATE SEQUENCE public.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pgqueuer_statistics_id_seq OWNED BY public.pgqueuer_statistics.id;

CREATE TABLE public.pitch_application (
    event_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    applied_by bigint NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone
);

CREATE TABLE public.pitch_audience (
    id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    audience text NOT NULL,
    text_version text NOT NULL,
    lang text NOT NULL,
    person_id bigint NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT pitch_audience_audience_check CHECK ((audience = ANY (ARRAY['all'::text, 'all_but'::text, 'only'::text]))),
    CONSTRAINT pitch_audience_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

ALTER TABLE public.pitch_audience ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pitch_audience_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pitch_audience_named (
    audience_id bigint NOT NULL,
    organisation_id bigint NOT NULL
);

CREATE TABLE public.pitch_comment (
    id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    event_id bigint,
    person_id bigint NOT NULL,
    body text NOT NULL,
    lang text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT pitch_comment_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

ALTER TABLE public.pitch_comment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pitch_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.pitch_on_show AS
 SELECT p.id AS pitch_id,
    p.company_id,
    p.approved_version AS version,
    p.approved_at,
    (p.showcased AND (EXISTS ( SELECT
           FROM public.consent c
          WHERE ((c.pitch_id = p.id) AND (c.purpose = 'showcase'::text) AND (c.revoked_at IS NULL))))) AS showcased
   FROM (public.pitch p
     JOIN public.organisation o ON (((o.id = p.company_id) AND (o.closed_at IS NULL))))
  WHERE ((p.approved_version IS NOT NULL) AND (p.status <> 'withdrawn'::text) AND (EXISTS ( SELECT
           FROM public.consent c
          WHERE ((c.pitch_id = p.id) AND (c.purpose = 'show_to_providers'::text) AND (c.revoked_at IS NULL)))));

CREATE VIEW public.pitch_for_organisers AS
 SELECT id AS pitch_id
   FROM public.pitch p
  WHERE ((status = 'submitted'::text) OR (EXISTS ( SELECT
           FROM public.pitch_on_show s
          WHERE (s.pitch_id = p.id))));

ALTER TABLE public.pitch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pitch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.pitch_kept_from AS
 SELECT a.pitch_id,
    o.id AS organisation_id
   FROM (public.pitch_audience a
     CROSS JOIN public.organisation o)
  WHERE ((a.ended_at IS NULL) AND (a.audience <> 'all'::text) AND ((a.audience = 'all_but'::text) = (EXISTS ( SELECT
           FROM public.pitch_audience_named n
          WHERE ((n.audience_id = a.id) AND (n.organisation_id = o.id))))));

CREATE VIEW public.pitch_shown_to AS
 SELECT s.pitch_id,
    s.company_id,
    s.version,
    s.approved_at,
    s.showcased,
    o.id AS organisation_id
   FROM (public.pitch_on_show s
     CROSS JOIN public.organisation o)
  WHERE (NOT (EXISTS ( SELECT
           FROM public.pitch_kept_from k
          WHERE ((k.pitch_id = s.pitch_id) AND (k.organisation_id = o.id)))));

CREATE TABLE public.pitch_view (
    id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    person_id bigint NOT NULL,
    organisation_id bigint,
    what text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT pitch_view_what_check CHECK ((what = ANY (ARRAY['page'::text, 'deck'::text, 'terms'::text, 'contact'::text, 'compare'::text])))
);

ALTER TABLE public.pitch_view ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pitch_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plan (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    version integer NOT NULL,
    status text NOT NULL,
    requested_by bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    solved_at timestamp with time zone,
    value double precision,
    bound double precision,
    solver_status text,
    failure text,
    notes jsonb DEFAULT '[]'::jsonb NOT NULL,
    revision integer DEFAULT 0 NOT NULL,
    released_at timestamp with time zone,
    released_by bigint,
    seconds integer DEFAULT 60 NOT NULL,
    stop_at timestamp with time zone,
    former_id bigint,
    move_price double precision,
    solved_value double precision,
    solved_seconds double precision,
    programme jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT plan_move_price_check CHECK ((move_price >= (0)::double precision)),
    CONSTRAINT plan_seconds_check CHECK (((seconds >= 1) AND (seconds <= 3600))),
    CONSTRAINT plan_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'solving'::text, 'draft'::text, 'released'::text, 'superseded'::text, 'failed'::text]))),
    CONSTRAINT plan_version_check CHECK ((version >= 1))
);

CREATE TABLE public.plan_edit (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    person_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    act text NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    undone boolean DEFAULT false NOT NULL
);

ALTER TABLE public.plan_edit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.plan_edit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.plan ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plan_mail_text (
    plan_id bigint NOT NULL,
    locale text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    opening text DEFAULT ''::text NOT NULL,
    closing text DEFAULT ''::text NOT NULL,
    CONSTRAINT plan_mail_text_locale_check CHECK ((locale = ANY (ARRAY['zh'::text, 'en'::text])))
);

CREATE TABLE public.plan_meeting (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    founder_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    slot_id bigint NOT NULL,
    table_no integer NOT NULL,
    value double precision DEFAULT 0 NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    founder_answer text DEFAULT 'pending'::text NOT NULL,
    provider_answer text DEFAULT 'pending'::text NOT NULL,
    founder_answered_at timestamp with time zone,
    provider_answered_at timestamp with time zone,
    origin text DEFAULT 'plan'::text NOT NULL,
    called_off_at timestamp with time zone,
    called_off_by bigint,
    CONSTRAINT plan_meeting_founder_answer_check CHECK ((founder_answer = ANY (ARRAY['pending'::text, 'accepted'::text, 'declined'::text]))),
    CONSTRAINT plan_meeting_origin_check CHECK ((origin = ANY (ARRAY['plan'::text, 'standby'::text]))),
    CONSTRAINT plan_meeting_provider_answer_check CHECK ((provider_answer = ANY (ARRAY['pending'::text, 'accepted'::text, 'declined'::text]))),
    CONSTRAINT plan_meeting_table_no_check CHECK ((table_no >= 1))
);

ALTER TABLE public.plan_meeting ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.plan_meeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plan_pitch (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    slot_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    answer text DEFAULT 'pending'::text NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT plan_pitch_answer_check CHECK ((answer = ANY (ARRAY['pending'::text, 'accepted'::text, 'declined'::text])))
);

ALTER TABLE public.plan_pitch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.plan_pitch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plan_progress (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    seconds double precision NOT NULL,
    value double precision NOT NULL,
    bound double precision,
    n_meetings integer NOT NULL,
    CONSTRAINT plan_progress_n_meetings_check CHECK ((n_meetings >= 0)),
    CONSTRAINT plan_progress_seconds_check CHECK ((seconds >= (0)::double precision))
);

ALTER TABLE public.plan_progress ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.plan_progress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pool (
    id bigint NOT NULL,
    name text NOT NULL,
    lang text NOT NULL,
    district text,
    currency text NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT pool_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT pool_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT pool_name_check CHECK ((name <> ''::text))
);

CREATE TABLE public.pool_cover (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    product_id bigint,
    because text NOT NULL,
    lang text NOT NULL,
    set_by bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT pool_cover_because_check CHECK ((because <> ''::text)),
    CONSTRAINT pool_cover_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);

ALTER TABLE public.pool_cover ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pool_cover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.pool ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pool_money (
    id bigint NOT NULL,
    pool_id bigint NOT NULL,
    amount bigint NOT NULL,
    paid_on date NOT NULL,
    source text NOT NULL,
    lang text NOT NULL,
    stated_by bigint NOT NULL,
    stated_at timestamp with time zone NOT NULL,
    CONSTRAINT pool_money_amount_check CHECK ((amount <> 0)),
    CONSTRAINT pool_money_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT pool_money_source_check CHECK ((source <> ''::text))
);

ALTER TABLE public.pool_money ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pool_money_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pool_product (
    id bigint NOT NULL,
    pool_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    name text NOT NULL,
    lang text NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT pool_product_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT pool_product_name_check CHECK ((name <> ''::text))
);

ALTER TABLE public.pool_product ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pool_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pool_terms (
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    since date NOT NULL,
    pool_bp integer,
    bank_bp integer,
    guarantor_bp integer,
    most_outstanding bigint,
    source text NOT NULL,
    lang text NOT NULL,
    stated_by bigint NOT NULL,
    stated_at timestamp with time zone NOT NULL,
    CONSTRAINT pool_terms_bank_bp_check CHECK (((bank_bp >= 0) AND (bank_bp <= 10000))),
    CONSTRAINT pool_terms_guarantor_bp_check CHECK (((guarantor_bp >= 0) AND (guarantor_bp <= 10000))),
    CONSTRAINT pool_terms_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT pool_terms_most_outstanding_check CHECK ((most_outstanding > 0)),
    CONSTRAINT pool_terms_pool_bp_check CHECK (((pool_bp >= 0) AND (pool_bp <= 10000))),
    CONSTRAINT pool_terms_shares CHECK ((COALESCE((((pool_bp + bank_bp) + guarantor_bp) = 10000), false) OR ((pool_bp IS NULL) AND (bank_bp IS NULL) AND (guarantor_bp IS NULL)))),
    CONSTRAINT pool_terms_source_check CHECK ((source <> ''::text))
);

ALTER TABLE public.pool_terms ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.pool_terms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promise (
    founder_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    lang text NOT NULL,
    made_by bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT promise_kind_check CHECK ((kind = ANY (ARRAY['promised'::text, 'shut_out'::text]))),
    CONSTRAINT promise_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT promise_of_two CHECK ((founder_id <> provider_id)),
    CONSTRAINT promise_reason_check CHECK ((reason <> ''::text))
);

ALTER TABLE public.provider_deal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.provider_deal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.provider_product (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    purpose text DEFAULT ''::text NOT NULL,
    amount_min bigint,
    amount_max bigint,
    currency text DEFAULT 'CNY'::text NOT NULL,
    rate_text text DEFAULT ''::text NOT NULL,
    term_months integer,
    lang text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT provider_product_amount_max_check CHECK ((amount_max >= 0)),
    CONSTRAINT provider_product_amount_min_check CHECK ((amount_min >= 0)),
    CONSTRAINT provider_product_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT provider_product_kind_check CHECK ((kind = ANY (ARRAY['loan'::text, 'guarantee'::text]))),
    CONSTRAINT provider_product_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT provider_product_term_months_check CHECK ((term_months > 0))
);

ALTER TABLE public.provider_product ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.provider_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.qualification (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    qualified_on date NOT NULL,
    valid_until date,
    evidence text NOT NULL,
    granted_by bigint NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

ALTER TABLE public.qualification ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.qualification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ranker_calibration (
    id bigint NOT NULL,
    model_id bigint,
    training_id bigint NOT NULL,
    content jsonb NOT NULL,
    fitted_at timestamp with time zone NOT NULL
);

ALTER TABLE public.ranker_calibration ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ranker_calibration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ranker_in_use (
    id bigint NOT NULL,
    model_id bigint,
    since timestamp with time zone NOT NULL,
    chosen_by bigint,
    why text NOT NULL
);

ALTER TABLE public.ranker_in_use ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ranker_in_use_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ranker_model (
    id bigint NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    training_id bigint NOT NULL,
    content bytea NOT NULL,
    summary jsonb NOT NULL,
    trained_from timestamp with time zone NOT NULL,
    trained_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ranker_model_kind_check CHECK ((kind = ANY (ARRAY['weights'::text, 'trees'::text])))
);

ALTER TABLE public.ranker_model ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ranker_model_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registration (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    person_id bigint NOT NULL,
    status text NOT NULL,
    place integer NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    promoted_by bigint,
    promoted_because text DEFAULT ''::text NOT NULL,
    came_at timestamp with time zone,
    absent boolean DEFAULT false NOT NULL,
    CONSTRAINT registration_cancelled_since CHECK (((status = 'cancelled'::text) = (cancelled_at IS NOT NULL))),
    CONSTRAINT registration_present_or_absent CHECK ((NOT (absent AND (came_at IS NOT NULL)))),
    CONSTRAINT registration_promotion_said CHECK (((promoted_by IS NULL) = (promoted_because = ''::text))),
    CONSTRAINT registration_seat_since CHECK (((status = 'registered'::text) = (registered_at IS NOT NULL))),
    CONSTRAINT registration_status_check CHECK ((status = ANY (ARRAY['registered'::text, 'waiting'::text, 'cancelled'::text])))
);

ALTER TABLE public.registration ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.registration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.registration_step (
    id bigint NOT NULL,
    registration_id bigint NOT NULL,
    event_id bigint NOT NULL,
    status text NOT NULL,
    taken_at timestamp with time zone NOT NULL
);

ALTER TABLE public.registration_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.registration_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.report_fact (
    id bigint NOT NULL,
    topic text NOT NULL,
    subject_id bigint NOT NULL,
    measure text NOT NULL,
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
    n integer NOT NULL,
    amount bigint NOT NULL,
    counts_at timestamp with time zone NOT NULL
);

ALTER TABLE public.report_fact ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.report_fact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.report_fold (
    level text NOT NULL,
    since date NOT NULL,
    margin text NOT NULL,
    measure text NOT NULL,
    definition text,
    kind text,
    district text,
    space_id bigint,
    year integer,
    category text,
    step integer,
    n integer NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT report_fold_level_check CHECK ((level = ANY (ARRAY['month'::text, 'year'::text]))),
    CONSTRAINT report_fold_margin_check CHECK ((margin = ANY (ARRAY['place'::text, 'space'::text, 'category'::text, 'months'::text, 'entered'::text])))
);

CREATE TABLE public.report_instant (
    topic text NOT NULL,
    subject_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.report_touch (
    id bigint NOT NULL,
    topic text NOT NULL,
    subject_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.report_touch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.report_touch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.reserve_pitch (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    rank integer NOT NULL,
    status text DEFAULT 'waiting'::text NOT NULL,
    set_by bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    freed_by bigint,
    offered_at timestamp with time zone,
    offer_until timestamp with time zone,
    answered_at timestamp with time zone,
    CONSTRAINT reserve_pitch_offer CHECK ((((status = 'waiting'::text) = (freed_by IS NULL)) AND ((freed_by IS NULL) = (offered_at IS NULL)) AND ((offered_at IS NULL) = (offer_until IS NULL)))),
    CONSTRAINT reserve_pitch_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'offered'::text, 'accepted'::text, 'declined'::text, 'lapsed'::text])))
);

ALTER TABLE public.reserve_pitch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.reserve_pitch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.review (
    id bigint NOT NULL,
    pitch_id bigint NOT NULL,
    version integer NOT NULL,
    decision text NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    reviewed_by bigint NOT NULL,
    body_id bigint NOT NULL,
    reviewed_at timestamp with time zone NOT NULL,
    CONSTRAINT review_decision_check CHECK ((decision = ANY (ARRAY['returned'::text, 'approved'::text]))),
    CONSTRAINT review_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT review_returned_says_why CHECK (((decision <> 'returned'::text) OR (comment <> ''::text)))
);

ALTER TABLE public.review ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.saved_search (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    name text NOT NULL,
    page text NOT NULL,
    organisation_id bigint,
    query text NOT NULL,
    mails boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_search_matches_for CHECK (((page = 'matches'::text) = (organisation_id IS NOT NULL))),
    CONSTRAINT saved_search_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 80))),
    CONSTRAINT saved_search_page_check CHECK ((page = ANY (ARRAY['search'::text, 'matches'::text]))),
    CONSTRAINT saved_search_query_check CHECK ((char_length(query) <= 1000))
);

ALTER TABLE public.saved_search ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.saved_search_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.saved_search_seen (
    search_id bigint NOT NULL,
    kind text NOT NULL,
    subject_id bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_search_seen_kind_check CHECK ((kind = ANY (ARRAY['pitch'::text, 'provider'::text, 'event'::text])))
);

CREATE TABLE public.sealed_person (
    commitment text NOT NULL,
    person_id bigint,
    organisation_id bigint,
    identity text,
    salt bytea,
    sealed_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    CONSTRAINT sealed_person_commitment_check CHECK ((commitment ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT sealed_person_of_one CHECK ((num_nonnulls(person_id, organisation_id) = 1)),
    CONSTRAINT sealed_person_salt_check CHECK ((length(salt) = 32)),
    CONSTRAINT sealed_person_whole_or_erased CHECK (
CASE
    WHEN (erased_at IS NULL) THEN ((identity IS NOT NULL) AND (salt IS NOT NULL))
    ELSE ((identity IS NULL) AND (salt IS NULL))
END)
);

CREATE TABLE public.sealed_text (
    commitment text NOT NULL,
    salt bytea,
    sealed_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    CONSTRAINT sealed_text_commitment_check CHECK ((commitment ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT sealed_text_salt_check CHECK ((length(salt) = 32)),
    CONSTRAINT sealed_text_whole_or_erased CHECK (((erased_at IS NULL) = (salt IS NOT NULL)))
);

CREATE VIEW public.service_ask AS
 SELECT request_id,
    space_id,
    state,
    asked_at,
    state_at,
    moved_at,
    answered_at,
    promised_on,
    done_at,
    rating,
    reason
   FROM public.service_ask_at('infinity'::timestamp with time zone) service_ask_at(request_id, space_id, state, asked_at, state_at, moved_at, answered_at, promised_on, done_at, rating, reason);

CREATE TABLE public.service_reminder (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    space_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    reminded_at timestamp with time zone NOT NULL
);

ALTER TABLE public.service_reminder ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.service_reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.service_request (
    id bigint NOT NULL,
    company_id bigint NOT NULL,
    pitch_id bigint,
    kind text NOT NULL,
    need text NOT NULL,
    lang text NOT NULL,
    needed_by date,
    openly boolean NOT NULL,
    district text,
    asked_by bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT service_request_district CHECK ((openly OR (district IS NULL))),
    CONSTRAINT service_request_kind_check CHECK ((kind = ANY (ARRAY['places'::text, 'equipment'::text, 'registration'::text, 'law'::text, 'accounting'::text, 'intellectual_property'::text, 'mentors'::text, 'finance'::text]))),
    CONSTRAINT service_request_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT service_request_need_check CHECK ((need <> ''::text))
);

ALTER TABLE public.service_request ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.service_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.service_step (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    space_id bigint NOT NULL,
    side text NOT NULL,
    step text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lang text NOT NULL,
    reason text,
    promised_on date,
    rating smallint,
    person_id bigint,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT service_step_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT service_step_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
    CONSTRAINT service_step_reason_check CHECK ((reason = ANY (ARRAY['full'::text, 'not_offered'::text, 'not_for_you'::text, 'too_soon'::text, 'other'::text]))),
    CONSTRAINT service_step_says_it CHECK ((((step <> ALL (ARRAY['needs_more'::text, 'reply'::text, 'word'::text])) OR (note <> ''::text)) AND ((reason IS NOT NULL) = (step = 'declined'::text)) AND ((promised_on IS NOT NULL) = (step = 'accepted'::text)) AND ((rating IS NOT NULL) = (step = 'rated'::text)))),
    CONSTRAINT service_step_side CHECK ((
CASE step
    WHEN 'asked'::text THEN (side = 'founder'::text)
    WHEN 'reply'::text THEN (side = 'founder'::text)
    WHEN 'withdrawn'::text THEN (side = 'founder'::text)
    WHEN 'rated'::text THEN (side = 'founder'::text)
    WHEN 'done'::text THEN (side = ANY (ARRAY['founder'::text, 'space'::text]))
    WHEN 'word'::text THEN (side = ANY (ARRAY['founder'::text, 'space'::text]))
    WHEN 'taken'::text THEN (side = 'platform'::text)
    WHEN 'expired'::text THEN (side = 'platform'::text)
    ELSE (side = 'space'::text)
END AND ((person_id IS NULL) = (side = 'platform'::text)))),
    CONSTRAINT service_step_side_check CHECK ((side = ANY (ARRAY['founder'::text, 'space'::text, 'platform'::text]))),
    CONSTRAINT service_step_step_check CHECK ((step = ANY (ARRAY['asked'::text, 'needs_more'::text, 'reply'::text, 'accepted'::text, 'declined'::text, 'started'::text, 'done'::text, 'withdrawn'::text, 'taken'::text, 'expired'::text, 'rated'::text, 'word'::text])))
);

ALTER TABLE public.service_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.service_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.session (
    token_hash bytea NOT NULL,
    person_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    second_factor_at timestamp with time zone,
    user_agent text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.signing_right (
    id bigint NOT NULL,
    membership_id bigint NOT NULL,
    may_sign boolean NOT NULL,
    decided_by bigint NOT NULL,
    decided_at timestamp with time zone NOT NULL
);

ALTER TABLE public.signing_right ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.signing_right_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.slot_shift (
    delay_id bigint NOT NULL,
    slot_id bigint NOT NULL,
    starts_late integer NOT NULL,
    ends_late integer NOT NULL,
    CONSTRAINT slot_shift_ends_late_check CHECK ((ends_late > 0)),
    CONSTRAINT slot_shift_starts_late_check CHECK ((starts_late >= 0))
);

CREATE VIEW public.slot_as_held AS
 SELECT s.id,
    s.event_id,
    s.kind,
    s.room_id,
    s.during AS planned,
    tstzrange((lower(s.during) + COALESCE(d.starts_late, '00:00:00'::interval)), (upper(s.during) + COALESCE(d.ends_late, '00:00:00'::interval))) AS during
   FROM (public.event_slot s
     LEFT JOIN LATERAL ( SELECT make_interval(mins => (sum(h.starts_late))::integer) AS starts_late,
            make_interval(mins => (sum(h.ends_late))::integer) AS ends_late
           FROM (public.slot_shift h
             JOIN public.delay l ON (((l.id = h.delay_id) AND (l.undone_at IS NULL))))
          WHERE (h.slot_id = s.id)) d ON (true));

CREATE TABLE public.space_contact (
    id bigint NOT NULL,
    space_id bigint NOT NULL,
    person_id bigint NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    text_version text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone
);

ALTER TABLE public.space_contact ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.space_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.space_offer (
    id bigint NOT NULL,
    space_id bigint NOT NULL,
    kind text NOT NULL,
    title_zh text DEFAULT ''::text NOT NULL,
    title_en text DEFAULT ''::text NOT NULL,
    text_zh text DEFAULT ''::text NOT NULL,
    text_en text DEFAULT ''::text NOT NULL,
    is_free boolean NOT NULL,
    price_zh text DEFAULT ''::text NOT NULL,
    price_en text DEFAULT ''::text NOT NULL,
    capacity integer,
    partner text DEFAULT ''::text NOT NULL,
    active_from date NOT NULL,
    active_until date,
    revision integer DEFAULT 1 NOT NULL,
    changed_by bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT space_offer_capacity_check CHECK ((capacity > 0)),
    CONSTRAINT space_offer_dates CHECK (((active_until IS NULL) OR (active_until >= active_from))),
    CONSTRAINT space_offer_kind_check CHECK ((kind = ANY (ARRAY['places'::text, 'equipment'::text, 'registration'::text, 'law'::text, 'accounting'::text, 'intellectual_property'::text, 'mentors'::text, 'finance'::text]))),
    CONSTRAINT space_offer_named CHECK (((title_zh <> ''::text) OR (title_en <> ''::text)))
);

ALTER TABLE public.space_offer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.space_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.space_profile (
    space_id bigint NOT NULL,
    about_zh text DEFAULT ''::text NOT NULL,
    about_en text DEFAULT ''::text NOT NULL,
    address_zh text DEFAULT ''::text NOT NULL,
    address_en text DEFAULT ''::text NOT NULL,
    opening_zh text DEFAULT ''::text NOT NULL,
    opening_en text DEFAULT ''::text NOT NULL,
    link text DEFAULT ''::text NOT NULL,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    stages text[] DEFAULT '{}'::text[] NOT NULL,
    n_desks integer,
    n_rooms integer,
    area_m2 integer,
    published boolean DEFAULT false NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    changed_by bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT space_profile_area_m2_check CHECK ((area_m2 >= 0)),
    CONSTRAINT space_profile_categories_check CHECK ((categories <@ ARRAY['youth'::text, 'executive'::text, 'scientist'::text, 'returnee'::text, 'farmer'::text])),
    CONSTRAINT space_profile_n_desks_check CHECK ((n_desks >= 0)),
    CONSTRAINT space_profile_n_rooms_check CHECK ((n_rooms >= 0)),
    CONSTRAINT space_profile_stages_check CHECK ((stages <@ ARRAY['nursery'::text, 'incubator'::text, 'accelerator'::text]))
);

CREATE TABLE public.standby_offer (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    missing_id bigint NOT NULL,
    slot_id bigint NOT NULL,
    table_no integer NOT NULL,
    founder_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    value double precision NOT NULL,
    offered_by bigint,
    offered_at timestamp with time zone NOT NULL,
    founder_accepted_at timestamp with time zone,
    provider_accepted_at timestamp with time zone,
    closed_at timestamp with time zone,
    closed_because text,
    meeting_id bigint,
    CONSTRAINT standby_offer_closed CHECK (((closed_at IS NULL) = (closed_because IS NULL))),
    CONSTRAINT standby_offer_closed_because_check CHECK ((closed_because = ANY (ARRAY['booked'::text, 'declined'::text, 'taken'::text, 'over'::text]))),
    CONSTRAINT standby_offer_table_no_check CHECK ((table_no >= 1))
);

ALTER TABLE public.standby_offer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.standby_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.stored_file (
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    media_type text NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    CONSTRAINT stored_file_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT stored_file_size_bytes_check CHECK ((size_bytes >= 0))
);

CREATE TABLE public.subsidy_claim (
    id bigint NOT NULL,
    rule_code text NOT NULL,
    rule_version text NOT NULL,
    rule jsonb NOT NULL,
    record_id bigint NOT NULL,
    company_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    claimed_on date NOT NULL,
    amount bigint NOT NULL,
    total bigint NOT NULL,
    caps jsonb NOT NULL,
    used jsonb NOT NULL,
    facts jsonb NOT NULL,
    note text NOT NULL,
    lang text NOT NULL,
    claimed_by bigint NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    idempotency_key text NOT NULL,
    CONSTRAINT subsidy_claim_amount_check CHECK ((amount > 0)),
    CONSTRAINT subsidy_claim_caps_check CHECK ((jsonb_typeof(caps) = 'array'::text)),
    CONSTRAINT subsidy_claim_facts_check CHECK ((jsonb_typeof(facts) = 'object'::text)),
    CONSTRAINT subsidy_claim_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 100))),
    CONSTRAINT subsidy_claim_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT subsidy_claim_note_check CHECK ((length(note) <= 2000)),
    CONSTRAINT subsidy_claim_rule_check CHECK ((jsonb_typeof(rule) = 'object'::text)),
    CONSTRAINT subsidy_claim_rule_code_check CHECK ((rule_code ~ '^[a-z][a-z0-9_-]{0,59}$'::text)),
    CONSTRAINT subsidy_claim_total CHECK ((total >= amount)),
    CONSTRAINT subsidy_claim_used_check CHECK ((jsonb_typeof(used) = 'object'::text))
);

ALTER TABLE public.subsidy_claim ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subsidy_claim_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.subsidy_claim_step (
    id bigint NOT NULL,
    claim_id bigint NOT NULL,
    place integer NOT NULL,
    step text NOT NULL,
    amount bigint,
    note text NOT NULL,
    lang text NOT NULL,
    person_id bigint NOT NULL,
    body_id bigint,
    taken_at timestamp with time zone NOT NULL,
    idempotency_key text NOT NULL,
    CONSTRAINT subsidy_claim_step_amount CHECK (((amount IS NOT NULL) = (step = ANY (ARRAY['granted'::text, 'paid'::text, 'clawed_back'::text])))),
    CONSTRAINT subsidy_claim_step_amount_check CHECK ((amount > 0)),
    CONSTRAINT subsidy_claim_step_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 100))),
    CONSTRAINT subsidy_claim_step_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT subsidy_claim_step_note_check CHECK ((length(note) <= 2000)),
    CONSTRAINT subsidy_claim_step_place_check CHECK ((place > 0)),
    CONSTRAINT subsidy_claim_step_reason CHECK (((step <> ALL (ARRAY['refused'::text, 'clawed_back'::text])) OR (note <> ''::text))),
    CONSTRAINT subsidy_claim_step_step_check CHECK ((step = ANY (ARRAY['under_review'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text, 'paid'::text, 'clawed_back'::text])))
);

CREATE VIEW public.subsidy_claim_state AS
 SELECT c.id AS claim_id,
    COALESCE(s.step, 'claimed'::text) AS status,
    COALESCE(s.place, 0) AS n_steps,
    COALESCE(s.taken_at, c.claimed_at) AS moved_at,
    g.amount AS granted,
    g.taken_at AS granted_at,
    t.paid,
    t.clawed_back
   FROM (((public.subsidy_claim c
     LEFT JOIN LATERAL ( SELECT x.step,
            x.place,
            x.taken_at
           FROM public.subsidy_claim_step x
          WHERE (x.claim_id = c.id)
          ORDER BY x.place DESC
         LIMIT 1) s ON (true))
     LEFT JOIN LATERAL ( SELECT x.amount,
            x.taken_at
           FROM public.subsidy_claim_step x
          WHERE ((x.claim_id = c.id) AND (x.step = 'granted'::text))
          ORDER BY x.place DESC
         LIMIT 1) g ON (true))
     CROSS JOIN LATERAL ( SELECT (COALESCE(sum(x.amount) FILTER (WHERE (x.step = 'paid'::text)), (0)::numeric))::bigint AS paid,
            (COALESCE(sum(x.amount) FILTER (WHERE (x.step = 'clawed_back'::text)), (0)::numeric))::bigint AS clawed_back
           FROM public.subsidy_claim_step x
          WHERE (x.claim_id = c.id)) t);

ALTER TABLE public.subsidy_claim_step ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subsidy_claim_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.subsidy_hold (
    claim_id bigint NOT NULL,
    rule_code text NOT NULL,
    record_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    claim_year integer NOT NULL,
    amount bigint NOT NULL,
    once_per_deal boolean NOT NULL,
    CONSTRAINT subsidy_hold_amount_check CHECK ((amount > 0))
);

CREATE TABLE public.subsidy_rule_adoption (
    id bigint NOT NULL,
    code text NOT NULL,
    adopted boolean NOT NULL,
    note text NOT NULL,
    lang text NOT NULL,
    decided_by bigint NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT subsidy_rule_adoption_code_check CHECK ((code ~ '^[a-z][a-z0-9_-]{0,59}$'::text)),
    CONSTRAINT subsidy_rule_adoption_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT subsidy_rule_adoption_note_check CHECK ((length(note) <= 2000))
);

ALTER TABLE public.subsidy_rule_adoption ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subsidy_rule_adoption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.subsidy_rule_draft (
    code text NOT NULL,
    content jsonb NOT NULL,
    note text NOT NULL,
    lang text NOT NULL,
    edited_by bigint NOT NULL,
    edited_at timestamp with time zone NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    CONSTRAINT subsidy_rule_draft_code_check CHECK ((code ~ '^[a-z][a-z0-9_-]{0,59}$'::text)),
    CONSTRAINT subsidy_rule_draft_content_check CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 100000))),
    CONSTRAINT subsidy_rule_draft_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT subsidy_rule_draft_note_check CHECK ((length(note) <= 2000))
);

CREATE TABLE public.subsidy_rule_version (
    id bigint NOT NULL,
    code text NOT NULL,
    version text NOT NULL,
    content jsonb NOT NULL,
    note text NOT NULL,
    lang text NOT NULL,
    published_by bigint NOT NULL,
    published_at timestamp with time zone NOT NULL,
    CONSTRAINT subsidy_rule_version_code_check CHECK ((code ~ '^[a-z][a-z0-9_-]{0,59}$'::text)),
    CONSTRAINT subsidy_rule_version_content_check CHECK (((jsonb_typeof(content) = 'object'::text) AND (pg_column_size(content) <= 100000))),
    CONSTRAINT subsidy_rule_version_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
    CONSTRAINT subsidy_rule_version_note_check CHECK ((length(note) <= 2000)),
    CONSTRAINT subsidy_rule_version_version_check CHECK ((version ~ '^[a-z0-9][a-z0-9.-]{0,39}$'::text))
);

ALTER TABLE public.subsidy_rule_version ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subsidy_rule_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.taste_reset (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    reset_at timestamp with time zone NOT NULL,
    reset_by bigint NOT NULL
);

ALTER TABLE public.taste_reset ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.taste_reset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.tenancy ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tenancy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.text_model (
    model text NOT NULL,
    source text NOT NULL,
    dimension integer NOT NULL,
    state text NOT NULL,
    announced_at timestamp with time zone NOT NULL,
    serving_since timestamp with time zone,
    retired_at timestamp with time zone,
    background jsonb,
    background_version text,
    CONSTRAINT text_model_background_check CHECK (((background IS NULL) = (background_version IS NULL))),
    CONSTRAINT text_model_check CHECK (((state <> 'serving'::text) OR (serving_since IS NOT NULL))),
    CONSTRAINT text_model_check1 CHECK (((state = 'retired'::text) = (retired_at IS NOT NULL))),
    CONSTRAINT text_model_dimension_check CHECK ((dimension > 0)),
    CONSTRAINT text_model_state_check CHECK ((state = ANY (ARRAY['serving'::text, 'coming'::text, 'retired'::text])))
);

CREATE VIEW public.text_on_show AS
 WITH pitched AS (
         SELECT s.pitch_id,
            s.version
           FROM public.pitch_on_show s
        UNION ALL
         SELECT p.id,
            ( SELECT max(v.version) AS max
                   FROM public.pitch_version v
                  WHERE ((v.pitch_id = p.id) AND (v.frozen_at IS NOT NULL))) AS max
           FROM public.pitch p
          WHERE ((p.status = 'submitted'::text) AND (NOT (EXISTS ( SELECT
                   FROM public.pitch_on_show s
                  WHERE (s.pitch_id = p.id)))))
        ), said AS (
         SELECT 'pitch'::text AS subject,
            s.pitch_id AS id,
            v.lang,
            concat_ws('
'::text, v.name, v.one_line, v.problem, v.solution, v.market, v.team) AS words,
            COALESCE(d.extracted_text, ''::text) AS more
           FROM ((pitched s
             JOIN public.pitch_version v ON (((v.pitch_id = s.pitch_id) AND (v.version = s.version))))
             LEFT JOIN public.deck d ON (((d.id = v.deck_id) AND (d.removed_at IS NULL) AND (d.extraction = 'done'::text))))
        UNION ALL
         SELECT 'thesis'::text,
            f.organisation_id,
            f.lang,
            f.thesis,
            COALESCE(( SELECT string_agg(concat_ws('
'::text, p.name, p.purpose), '
'::text ORDER BY p.id) AS string_agg
                   FROM public.provider_product p
                  WHERE ((p.organisation_id = f.organisation_id) AND (p.retired_at IS NULL))), ''::text) AS "coalesce"
           FROM public.provider_profile f
        ), stated AS (
         SELECT said.subject,
            said.id,
            said.lang,
            said.words,
            said.more
           FROM said
          WHERE ((said.words <> ''::text) OR (said.more <> ''::text))
        )
 SELECT subject,
    id,
    lang,
    words,
    more,
    encode(sha256(convert_to(((((
        CASE
            WHEN ((subject = 'pitch'::text) AND (more <> ''::text)) THEN 'joined clauses'::text
            ELSE 'clauses'::text
        END || ''::text) || words) || ''::text) || more), 'UTF8'::name)), 'hex'::text) AS text_hash
   FROM stated;

CREATE TABLE public.throttle (
    key text NOT NULL,
    window_start timestamp with time zone NOT NULL,
    hits integer NOT NULL
);

CREATE TABLE public.training (
    id bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    requested_by bigint,
    finished_at timestamp with time zone,
    outcome text,
    report jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT training_outcome_check CHECK ((outcome = ANY (ARRAY['too_little'::text, 'kept'::text, 'changed'::text, 'failed'::text]))),
    CONSTRAINT training_outcome_when_finished CHECK (((finished_at IS NULL) = (outcome IS NULL)))
);

ALTER TABLE public.training ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.training_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.vetting (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    decision text NOT NULL,
    evidence text NOT NULL,
    decided_by bigint NOT NULL,
    body_id bigint NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT vetting_decision_check CHECK ((decision = ANY (ARRAY['granted'::text, 'refused'::text, 'revoked'::text])))
);

ALTER TABLE public.vetting ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.vetting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    salt bytea NOT NULL,
    n_failed integer DEFAULT 0 NOT NULL,
    disabled_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT webhook_events_check CHECK ((cardinality(events) > 0)),
    CONSTRAINT webhook_url_check CHECK (((length(url) >= 1) AND (length(url) <= 500)))
);

CREATE TABLE public.webhook_delivery (
    id bigint NOT NULL,
    webhook_id bigint NOT NULL,
    event_id bigint NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    last_status integer,
    last_error text,
    payload text,
    created_at timestamp with time zone NOT NULL,
    tried_at timestamp with time zone,
    held_until timestamp with time zone,
    CONSTRAINT webhook_delivery_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text, 'hidden'::text])))
);

ALTER TABLE public.webhook_delivery ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_event (
    id bigint NOT NULL,
    type text NOT NULL,
    subject_id bigint NOT NULL,
    happened_at timestamp with time zone DEFAULT now() NOT NULL,
    handed_at timestamp with time zone
);

ALTER TABLE public.webhook_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.webhook ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.welcome_seen (
    person_id bigint NOT NULL,
    role text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT welcome_seen_role_check CHECK ((role = ANY (ARRAY['founder'::text, 'juror'::text, 'provider'::text, 'organiser'::text, 'space'::text, 'officer'::text, 'admin'::text])))
);

CREATE TABLE public.wish (
    participant_id bigint NOT NULL,
    partner_id bigint NOT NULL,
    wish text NOT NULL,
    said_by bigint NOT NULL,
    said_at timestamp with time zone NOT NULL,
    CONSTRAINT wish_of_another CHECK ((participant_id <> partner_id)),
    CONSTRAINT wish_wish_check CHECK ((wish = ANY (ARRAY['must'::text, 'like'::text, 'none'::text, 'no'::text])))
);

CREATE TABLE public.wish_terms (
    event_id bigint NOT NULL,
    most_must integer NOT NULL,
    most_like integer NOT NULL,
    closes_at timestamp with time zone,
    n_interpreters integer,
    set_by bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    good_meetings integer DEFAULT 0 NOT NULL,
    CONSTRAINT wish_terms_good_meetings_check CHECK (((good_meetings >= 0) AND (good_meetings <= 20))),
    CONSTRAINT wish_terms_most_like_check CHECK (((most_like >= 0) AND (most_like <= 100))),
    CONSTRAINT wish_terms_most_must_check CHECK (((most_must >= 0) AND (most_must <= 50))),
    CONSTRAINT wish_terms_n_interpreters_check CHECK (((n_interpreters >= 0) AND (n_interpreters <= 100)))
);

ALTER TABLE ONLY public.pgqueuer ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_id_seq'::regclass);

ALTER TABLE ONLY public.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_schedules_id_seq'::regclass);

ALTER TABLE ONLY public.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('public.pgqueuer_statistics_id_seq'::regclass);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_pkey PRIMARY KEY (person_id, key);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.availability_word
    ADD CONSTRAINT availability_word_pkey PRIMARY KEY (participant_id);

ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_person_time_excl EXCLUDE USING gist (int8range(person_id, person_id, '[]'::text) WITH &&, during WITH &&) WHERE ((NOT cancelled));

ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calendar_token
    ADD CONSTRAINT calendar_token_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.check_in
    ADD CONSTRAINT check_in_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.company_succession
    ADD CONSTRAINT company_succession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT correction_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_hours
    ADD CONSTRAINT deal_hours_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_item_change
    ADD CONSTRAINT deal_item_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_item
    ADD CONSTRAINT deal_item_code_key UNIQUE (deal_id, code);

ALTER TABLE ONLY public.deal_item
    ADD CONSTRAINT deal_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_lead
    ADD CONSTRAINT deal_lead_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_memo
    ADD CONSTRAINT deal_memo_pkey PRIMARY KEY (deal_id);

ALTER TABLE ONLY public.deal
    ADD CONSTRAINT deal_pair_key UNIQUE (organisation_id, pitch_id);

ALTER TABLE ONLY public.deal
    ADD CONSTRAINT deal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_silence
    ADD CONSTRAINT deal_silence_once UNIQUE (deal_id, side, since);

ALTER TABLE ONLY public.deal_silence
    ADD CONSTRAINT deal_silence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deal_step
    ADD CONSTRAINT deal_step_key UNIQUE (person_id, idempotency_key);

ALTER TABLE ONLY public.deal_step
    ADD CONSTRAINT deal_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deck
    ADD CONSTRAINT deck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deck_reading
    ADD CONSTRAINT deck_reading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.declared_fact
    ADD CONSTRAINT declared_fact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.embedding
    ADD CONSTRAINT embedding_pkey PRIMARY KEY (subject, subject_id, model, part);

ALTER TABLE ONLY public.event_host
    ADD CONSTRAINT event_host_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_juror
    ADD CONSTRAINT event_juror_pkey PRIMARY KEY (event_id, person_id);

ALTER TABLE ONLY public.event_link
    ADD CONSTRAINT event_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_room
    ADD CONSTRAINT event_room_name_key UNIQUE (event_id, name);

ALTER TABLE ONLY public.event_room
    ADD CONSTRAINT event_room_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_slot
    ADD CONSTRAINT event_slot_meeting_time_excl EXCLUDE USING gist (int8range(event_id, event_id, '[]'::text) WITH &&, during WITH &&) WHERE ((kind = 'meeting'::text));

ALTER TABLE ONLY public.event_slot
    ADD CONSTRAINT event_slot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event_slot
    ADD CONSTRAINT event_slot_room_time_excl EXCLUDE USING gist (int8range(room_id, room_id, '[]'::text) WITH &&, during WITH &&) WHERE ((kind = 'pitch'::text));

ALTER TABLE ONLY public.event_step
    ADD CONSTRAINT event_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.evidence_claim
    ADD CONSTRAINT evidence_claim_company_id_kind_sha256_chain_id_key UNIQUE (company_id, kind, sha256, chain_id);

ALTER TABLE ONLY public.evidence_claim
    ADD CONSTRAINT evidence_claim_pkey PRIMARY KEY (company_id, kind, sha256);

ALTER TABLE ONLY public.fairness_rule
    ADD CONSTRAINT fairness_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.first_certificate
    ADD CONSTRAINT first_certificate_number_key UNIQUE (number);

ALTER TABLE ONLY public.first_certificate
    ADD CONSTRAINT first_certificate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.first_elsewhere
    ADD CONSTRAINT first_elsewhere_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.first_evidence
    ADD CONSTRAINT first_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.first_fact
    ADD CONSTRAINT first_fact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_elsewhere_key UNIQUE (elsewhere_id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_fact_key UNIQUE (fact_id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_succession_key UNIQUE (succession_id);

ALTER TABLE ONLY public.floor_lift
    ADD CONSTRAINT floor_lift_pkey PRIMARY KEY (plan_id, organisation_id, pitch_id);

ALTER TABLE ONLY public.floor_plan
    ADD CONSTRAINT floor_plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.floor_request
    ADD CONSTRAINT floor_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.floor_short
    ADD CONSTRAINT floor_short_pkey PRIMARY KEY (plan_id, pitch_id);

ALTER TABLE ONLY public.funding_counter
    ADD CONSTRAINT funding_counter_pkey PRIMARY KEY (record_id);

ALTER TABLE ONLY public.funding_draft
    ADD CONSTRAINT funding_draft_key UNIQUE (person_id, key);

ALTER TABLE ONLY public.funding_draft
    ADD CONSTRAINT funding_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_evidence
    ADD CONSTRAINT funding_evidence_per_record UNIQUE (record_id, sha256);

ALTER TABLE ONLY public.funding_evidence
    ADD CONSTRAINT funding_evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_movement
    ADD CONSTRAINT funding_movement_idempotency_key UNIQUE (stated_by, idempotency_key);

ALTER TABLE ONLY public.funding_movement
    ADD CONSTRAINT funding_movement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_movement_step
    ADD CONSTRAINT funding_movement_step_once UNIQUE (movement_id, step);

ALTER TABLE ONLY public.funding_movement_step
    ADD CONSTRAINT funding_movement_step_pkey PRIMARY KEY (id);

ALTER TABLE public.funding_record
    ADD CONSTRAINT funding_record_details_given CHECK ((details <> '{}'::jsonb)) NOT VALID;

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_idempotency_key UNIQUE (proposed_by, idempotency_key);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.funding_step
    ADD CONSTRAINT funding_step_once UNIQUE (record_id, step);

ALTER TABLE ONLY public.funding_step
    ADD CONSTRAINT funding_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotent_step
    ADD CONSTRAINT idempotent_step_pkey PRIMARY KEY (person_id, key);

ALTER TABLE ONLY public.import_file
    ADD CONSTRAINT import_file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.impression
    ADD CONSTRAINT impression_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.interest
    ADD CONSTRAINT interest_pkey PRIMARY KEY (organisation_id, pitch_id);

ALTER TABLE ONLY public.introduction
    ADD CONSTRAINT introduction_pair_key UNIQUE (organisation_id, pitch_id);

ALTER TABLE ONLY public.introduction
    ADD CONSTRAINT introduction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.introduction_step
    ADD CONSTRAINT introduction_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jury_assignment
    ADD CONSTRAINT jury_assignment_pkey PRIMARY KEY (participant_id, person_id);

ALTER TABLE ONLY public.jury_criterion
    ADD CONSTRAINT jury_criterion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jury_criterion
    ADD CONSTRAINT jury_criterion_position_key UNIQUE (event_id, "position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.jury_declared
    ADD CONSTRAINT jury_declared_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jury_lift
    ADD CONSTRAINT jury_lift_pkey PRIMARY KEY (event_id, person_id, company_id, kind);

ALTER TABLE ONLY public.jury_mark
    ADD CONSTRAINT jury_mark_pkey PRIMARY KEY (sheet_id, criterion_id);

ALTER TABLE ONLY public.jury_member
    ADD CONSTRAINT jury_member_pkey PRIMARY KEY (event_id, person_id);

ALTER TABLE ONLY public.jury_pick
    ADD CONSTRAINT jury_pick_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jury
    ADD CONSTRAINT jury_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.jury_result
    ADD CONSTRAINT jury_result_pkey PRIMARY KEY (event_id, participant_id);

ALTER TABLE ONLY public.jury_rule
    ADD CONSTRAINT jury_rule_pkey PRIMARY KEY (participant_id, person_id);

ALTER TABLE ONLY public.jury_said
    ADD CONSTRAINT jury_said_pkey PRIMARY KEY (participant_id, person_id);

ALTER TABLE ONLY public.jury_sheet
    ADD CONSTRAINT jury_sheet_once UNIQUE (participant_id, person_id);

ALTER TABLE ONLY public.jury_sheet
    ADD CONSTRAINT jury_sheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jury_translation
    ADD CONSTRAINT jury_translation_pkey PRIMARY KEY (sheet_id, lang);

ALTER TABLE ONLY public.leaving
    ADD CONSTRAINT leaving_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_check
    ADD CONSTRAINT ledger_check_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_previous_key UNIQUE (previous_hash);

ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_subject_key UNIQUE (subject, subject_id);

ALTER TABLE ONLY public.ledger_head
    ADD CONSTRAINT ledger_head_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.mail_delivery
    ADD CONSTRAINT mail_delivery_pkey PRIMARY KEY (person_id, topic);

ALTER TABLE ONLY public.mail_reader
    ADD CONSTRAINT mail_reader_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY public.mail_template
    ADD CONSTRAINT mail_template_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mail_template
    ADD CONSTRAINT mail_template_version_key UNIQUE NULLS NOT DISTINCT (event_id, code, locale, version);

ALTER TABLE ONLY public.match_change_forgotten
    ADD CONSTRAINT match_change_forgotten_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.match_change
    ADD CONSTRAINT match_change_pkey PRIMARY KEY (changed_in, subject, subject_id);

ALTER TABLE ONLY public.meeting_said
    ADD CONSTRAINT meeting_said_pkey PRIMARY KEY (founder_id, provider_id, side);

ALTER TABLE ONLY public.meeting_word
    ADD CONSTRAINT meeting_word_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_organisation_key UNIQUE (person_id, organisation_id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.membership_step
    ADD CONSTRAINT membership_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisation_kind
    ADD CONSTRAINT organisation_kind_pkey PRIMARY KEY (organisation_id, kind);

ALTER TABLE ONLY public.organisation_past
    ADD CONSTRAINT organisation_past_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_uscc_key UNIQUE (uscc);

ALTER TABLE ONLY public.outbox_mail
    ADD CONSTRAINT outbox_mail_dedupe_key UNIQUE (dedupe_key);

ALTER TABLE ONLY public.outbox_mail
    ADD CONSTRAINT outbox_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.participant_busy
    ADD CONSTRAINT participant_busy_pkey PRIMARY KEY (participant_id, slot_id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_pitch_key UNIQUE (event_id, pitch_id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.participant_way
    ADD CONSTRAINT participant_way_pkey PRIMARY KEY (participant_id);

ALTER TABLE ONLY public.passport_opening
    ADD CONSTRAINT passport_opening_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.passport_share
    ADD CONSTRAINT passport_share_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_email_key UNIQUE (email);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.person_role
    ADD CONSTRAINT person_role_pkey PRIMARY KEY (person_id, role);

ALTER TABLE ONLY public.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

ALTER TABLE ONLY public.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pitch_application
    ADD CONSTRAINT pitch_application_pkey PRIMARY KEY (event_id, pitch_id);

ALTER TABLE ONLY public.pitch_audience_named
    ADD CONSTRAINT pitch_audience_named_pkey PRIMARY KEY (audience_id, organisation_id);

ALTER TABLE ONLY public.pitch_audience
    ADD CONSTRAINT pitch_audience_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pitch_comment
    ADD CONSTRAINT pitch_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pitch
    ADD CONSTRAINT pitch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pitch_version
    ADD CONSTRAINT pitch_version_pkey PRIMARY KEY (pitch_id, version);

ALTER TABLE ONLY public.pitch_view
    ADD CONSTRAINT pitch_view_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_edit
    ADD CONSTRAINT plan_edit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_mail_text
    ADD CONSTRAINT plan_mail_text_pkey PRIMARY KEY (plan_id, locale);

ALTER TABLE ONLY public.plan_meeting
    ADD CONSTRAINT plan_meeting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_pitch
    ADD CONSTRAINT plan_pitch_participant_key UNIQUE (plan_id, participant_id);

ALTER TABLE ONLY public.plan_pitch
    ADD CONSTRAINT plan_pitch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_pitch
    ADD CONSTRAINT plan_pitch_slot_key UNIQUE (plan_id, slot_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan_progress
    ADD CONSTRAINT plan_progress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_version_key UNIQUE (event_id, version);

ALTER TABLE ONLY public.pool_cover
    ADD CONSTRAINT pool_cover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pool_money
    ADD CONSTRAINT pool_money_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pool
    ADD CONSTRAINT pool_name_key UNIQUE (name);

ALTER TABLE ONLY public.pool
    ADD CONSTRAINT pool_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pool_product
    ADD CONSTRAINT pool_product_key UNIQUE (organisation_id, name);

ALTER TABLE ONLY public.pool_product
    ADD CONSTRAINT pool_product_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.pool_terms
    ADD CONSTRAINT pool_terms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_pkey PRIMARY KEY (founder_id, provider_id);

ALTER TABLE ONLY public.provider_deal
    ADD CONSTRAINT provider_deal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.provider_product
    ADD CONSTRAINT provider_product_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.provider_profile
    ADD CONSTRAINT provider_profile_pkey PRIMARY KEY (organisation_id);

ALTER TABLE ONLY public.qualification
    ADD CONSTRAINT qualification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ranker_calibration
    ADD CONSTRAINT ranker_calibration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ranker_in_use
    ADD CONSTRAINT ranker_in_use_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ranker_model
    ADD CONSTRAINT ranker_model_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ranker_model
    ADD CONSTRAINT ranker_model_version_key UNIQUE (version);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_person_key UNIQUE (event_id, person_id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_place_key UNIQUE (event_id, place);

ALTER TABLE ONLY public.registration_step
    ADD CONSTRAINT registration_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.report_fact
    ADD CONSTRAINT report_fact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.report_fold
    ADD CONSTRAINT report_fold_key UNIQUE NULLS NOT DISTINCT (measure, level, since, margin, definition, kind, district, space_id, year, category, step);

ALTER TABLE ONLY public.report_instant
    ADD CONSTRAINT report_instant_pkey PRIMARY KEY (topic, subject_id, at);

ALTER TABLE ONLY public.report_touch
    ADD CONSTRAINT report_touch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reserve_pitch
    ADD CONSTRAINT reserve_pitch_key UNIQUE (event_id, pitch_id);

ALTER TABLE ONLY public.reserve_pitch
    ADD CONSTRAINT reserve_pitch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_name_key UNIQUE (person_id, name);

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.saved_search_seen
    ADD CONSTRAINT saved_search_seen_pkey PRIMARY KEY (search_id, kind, subject_id);

ALTER TABLE ONLY public.sealed_person
    ADD CONSTRAINT sealed_person_pkey PRIMARY KEY (commitment);

ALTER TABLE ONLY public.sealed_text
    ADD CONSTRAINT sealed_text_pkey PRIMARY KEY (commitment);

ALTER TABLE ONLY public.service_reminder
    ADD CONSTRAINT service_reminder_once UNIQUE (request_id, space_id, since);

ALTER TABLE ONLY public.service_reminder
    ADD CONSTRAINT service_reminder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_request
    ADD CONSTRAINT service_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_step
    ADD CONSTRAINT service_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.signing_right
    ADD CONSTRAINT signing_right_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.slot_shift
    ADD CONSTRAINT slot_shift_pkey PRIMARY KEY (delay_id, slot_id);

ALTER TABLE ONLY public.space_contact
    ADD CONSTRAINT space_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.space_offer
    ADD CONSTRAINT space_offer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.space_profile
    ADD CONSTRAINT space_profile_pkey PRIMARY KEY (space_id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_once UNIQUE (slot_id, founder_id, provider_id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.stored_file
    ADD CONSTRAINT stored_file_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.subsidy_claim
    ADD CONSTRAINT subsidy_claim_idempotency_key UNIQUE (claimed_by, idempotency_key);

ALTER TABLE ONLY public.subsidy_claim
    ADD CONSTRAINT subsidy_claim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subsidy_claim_step
    ADD CONSTRAINT subsidy_claim_step_idempotency_key UNIQUE (person_id, idempotency_key);

ALTER TABLE ONLY public.subsidy_claim_step
    ADD CONSTRAINT subsidy_claim_step_key UNIQUE (claim_id, place);

ALTER TABLE ONLY public.subsidy_claim_step
    ADD CONSTRAINT subsidy_claim_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subsidy_hold
    ADD CONSTRAINT subsidy_hold_pkey PRIMARY KEY (claim_id);

ALTER TABLE ONLY public.subsidy_rule_adoption
    ADD CONSTRAINT subsidy_rule_adoption_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subsidy_rule_draft
    ADD CONSTRAINT subsidy_rule_draft_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.subsidy_rule_version
    ADD CONSTRAINT subsidy_rule_version_key UNIQUE (code, version);

ALTER TABLE ONLY public.subsidy_rule_version
    ADD CONSTRAINT subsidy_rule_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.taste_reset
    ADD CONSTRAINT taste_reset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenancy
    ADD CONSTRAINT tenancy_company_time_excl EXCLUDE USING gist (int8range(company_id, company_id, '[]'::text) WITH &&, during WITH &&);

ALTER TABLE ONLY public.tenancy
    ADD CONSTRAINT tenancy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.text_model
    ADD CONSTRAINT text_model_pkey PRIMARY KEY (model);

ALTER TABLE ONLY public.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (key, window_start);

ALTER TABLE ONLY public.training
    ADD CONSTRAINT training_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vetting
    ADD CONSTRAINT vetting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_once UNIQUE (webhook_id, event_id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_event
    ADD CONSTRAINT webhook_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.welcome_seen
    ADD CONSTRAINT welcome_seen_pkey PRIMARY KEY (person_id, role);

ALTER TABLE ONLY public.wish
    ADD CONSTRAINT wish_pkey PRIMARY KEY (participant_id, partner_id);

ALTER TABLE ONLY public.wish_terms
    ADD CONSTRAINT wish_terms_pkey PRIMARY KEY (event_id);

CREATE INDEX api_answer_taken_idx ON public.api_answer USING btree (taken_at);

CREATE INDEX api_token_person_idx ON public.api_token USING btree (person_id);

CREATE INDEX audit_subject_idx ON public.audit USING btree (subject, subject_id);

CREATE INDEX booking_plan_idx ON public.booking USING btree (plan_id);

CREATE INDEX calendar_token_person_idx ON public.calendar_token USING btree (person_id);

CREATE INDEX check_in_event_idx ON public.check_in USING btree (event_id, person_id);

CREATE INDEX company_succession_from_idx ON public.company_succession USING btree (from_id);

CREATE INDEX company_succession_to_idx ON public.company_succession USING btree (to_id);

CREATE UNIQUE INDEX consent_in_force ON public.consent USING btree (pitch_id, purpose) WHERE (revoked_at IS NULL);

CREATE INDEX correction_request_open_idx ON public.correction_request USING btree (asked_at) WHERE (outcome IS NULL);

CREATE INDEX correction_request_person_idx ON public.correction_request USING btree (person_id, id DESC);

CREATE INDEX deal_hours_deal_idx ON public.deal_hours USING btree (deal_id);

CREATE INDEX deal_item_change_item_idx ON public.deal_item_change USING btree (item_id, id);

CREATE INDEX deal_item_deal_idx ON public.deal_item USING btree (deal_id, place);

CREATE UNIQUE INDEX deal_lead_one_per_round ON public.deal_lead USING btree (pitch_id) WHERE ((agreed_at IS NOT NULL) AND (ended_at IS NULL));

CREATE UNIQUE INDEX deal_lead_open_key ON public.deal_lead USING btree (deal_id) WHERE (ended_at IS NULL);

CREATE INDEX deal_pitch_idx ON public.deal USING btree (pitch_id);

CREATE UNIQUE INDEX deal_silence_open_key ON public.deal_silence USING btree (deal_id, side) WHERE (ended_at IS NULL);

CREATE INDEX deal_step_deal_idx ON public.deal_step USING btree (deal_id, id);

CREATE INDEX deck_pending_idx ON public.deck USING btree (id) WHERE (extraction = 'pending'::text);

CREATE INDEX deck_pitch_idx ON public.deck USING btree (pitch_id);

CREATE INDEX deck_reading_of_person ON public.deck_reading USING btree (person_id, id);

CREATE INDEX deck_reading_waiting ON public.deck_reading USING btree (id) WHERE (state = 'pending'::text);

CREATE INDEX declared_fact_latest_idx ON public.declared_fact USING btree (organisation_id, fact, record_id, id);

CREATE INDEX declared_fact_record_idx ON public.declared_fact USING btree (record_id) WHERE (record_id IS NOT NULL);

CREATE INDEX delay_event_idx ON public.delay USING btree (event_id);

CREATE INDEX embedding_whole_idx ON public.embedding USING btree (subject, model, encoded_at) WHERE (part = 0);

CREATE INDEX event_during_idx ON public.event USING btree (lower(during)) WHERE (status = 'published'::text);

CREATE UNIQUE INDEX event_host_name_once ON public.event_host USING btree (event_id, name) WHERE ((withdrawn_at IS NULL) AND (organisation_id IS NULL));

CREATE UNIQUE INDEX event_host_once ON public.event_host USING btree (event_id, organisation_id) WHERE ((withdrawn_at IS NULL) AND (organisation_id IS NOT NULL));

CREATE INDEX event_host_organisation_idx ON public.event_host USING btree (organisation_id);

CREATE INDEX event_juror_person_idx ON public.event_juror USING btree (person_id);

CREATE INDEX event_link_event_idx ON public.event_link USING btree (event_id);

CREATE INDEX event_organiser_idx ON public.event USING btree (organiser_id);

CREATE INDEX event_slot_event_idx ON public.event_slot USING btree (event_id);

CREATE INDEX event_step_event_idx ON public.event_step USING btree (event_id, taken_at);

CREATE INDEX feedback_chosen_idx ON public.feedback USING btree (chosen_at);

CREATE INDEX feedback_organisation_idx ON public.feedback USING btree (organisation_id, chosen_at);

CREATE INDEX feedback_pair_idx ON public.feedback USING btree (organisation_id, pitch_id, chosen_at);

CREATE UNIQUE INDEX first_certificate_in_force ON public.first_certificate USING btree (company_id, kind, definition) WHERE (revoked_at IS NULL);

CREATE INDEX first_certificate_record_idx ON public.first_certificate USING btree (record_id);

CREATE UNIQUE INDEX first_certificate_supersedes_key ON public.first_certificate USING btree (supersedes_id, definition);

CREATE INDEX first_elsewhere_company_idx ON public.first_elsewhere USING btree (company_id, kind);

CREATE INDEX first_evidence_elsewhere_idx ON public.first_evidence USING btree (elsewhere_id);

CREATE INDEX first_evidence_fact_idx ON public.first_evidence USING btree (fact_id);

CREATE INDEX first_evidence_succession_idx ON public.first_evidence USING btree (succession_id);

CREATE INDEX first_fact_company_idx ON public.first_fact USING btree (company_id, fact);

CREATE INDEX first_fact_record_idx ON public.first_fact USING btree (record_id);

CREATE INDEX funding_evidence_movement_idx ON public.funding_evidence USING btree (movement_id) WHERE (movement_id IS NOT NULL);

CREATE INDEX funding_movement_record_idx ON public.funding_movement USING btree (record_id, value_on, id);

CREATE INDEX funding_record_company_idx ON public.funding_record USING btree (company_id);

CREATE INDEX funding_record_corrects_idx ON public.funding_record USING btree (corrects_id);

CREATE INDEX funding_record_event_idx ON public.funding_record USING btree (event_id);

CREATE INDEX funding_record_loan_idx ON public.funding_record USING btree (loan_record_id) WHERE (loan_record_id IS NOT NULL);

CREATE INDEX funding_record_provider_idx ON public.funding_record USING btree (provider_id);

CREATE INDEX import_file_event_idx ON public.import_file USING btree (event_id);

CREATE INDEX import_file_expiry_idx ON public.import_file USING btree (expires_at) WHERE (status = 'preview'::text);

CREATE UNIQUE INDEX import_file_once ON public.import_file USING btree (kind, scope, sha256) WHERE (status = ANY (ARRAY['queued'::text, 'done'::text]));

CREATE INDEX import_file_organisation_idx ON public.import_file USING btree (organisation_id);

CREATE INDEX import_file_person_idx ON public.import_file USING btree (person_id, id);

CREATE INDEX import_file_queued_idx ON public.import_file USING btree (id) WHERE (status = 'queued'::text);

CREATE INDEX impression_organisation_idx ON public.impression USING btree (organisation_id, shown_at);

CREATE INDEX impression_pitch_idx ON public.impression USING btree (pitch_id, shown_at);

CREATE INDEX interest_pitch_idx ON public.interest USING btree (pitch_id);

CREATE INDEX introduction_pitch_idx ON public.introduction USING btree (pitch_id);

CREATE INDEX introduction_step_introduction_idx ON public.introduction_step USING btree (introduction_id, taken_at);

CREATE INDEX invitation_email_idx ON public.invitation USING btree (email) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));

CREATE UNIQUE INDEX invitation_open_key ON public.invitation USING btree (organisation_id, email) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));

CREATE INDEX jury_assignment_event_idx ON public.jury_assignment USING btree (event_id, person_id);

CREATE UNIQUE INDEX jury_declared_once ON public.jury_declared USING btree (event_id, person_id, company_id, kind, side) WHERE (withdrawn_at IS NULL);

CREATE UNIQUE INDEX jury_pick_once ON public.jury_pick USING btree (event_id, person_id, LEAST(winner_id, loser_id), GREATEST(winner_id, loser_id)) WHERE (undone_at IS NULL);

CREATE INDEX jury_sheet_event_idx ON public.jury_sheet USING btree (event_id, person_id);

CREATE INDEX leaving_due_idx ON public.leaving USING btree (due_at) WHERE ((cancelled_at IS NULL) AND (left_at IS NULL));

CREATE UNIQUE INDEX leaving_open ON public.leaving USING btree (person_id) WHERE ((cancelled_at IS NULL) AND (left_at IS NULL));

CREATE INDEX match_change_at_idx ON public.match_change USING btree (changed_at);

CREATE INDEX meeting_word_pair_idx ON public.meeting_word USING btree (founder_id, provider_id, side, said_at);

CREATE INDEX membership_organisation_idx ON public.membership USING btree (organisation_id);

CREATE INDEX membership_step_membership_idx ON public.membership_step USING btree (membership_id, taken_at);

CREATE INDEX membership_step_person_idx ON public.membership_step USING btree (person_id);

CREATE INDEX organisation_past_organisation_idx ON public.organisation_past USING btree (organisation_id, until_at);

CREATE INDEX outbox_mail_due_idx ON public.outbox_mail USING btree (next_attempt_at) WHERE (status = 'queued'::text);

CREATE INDEX outbox_mail_gathered_idx ON public.outbox_mail USING btree (person_id) WHERE ((status = 'gathered'::text) AND (digest_id IS NULL));

CREATE INDEX outbox_mail_inbox_idx ON public.outbox_mail USING btree (person_id, id DESC) WHERE ((person_id IS NOT NULL) AND (status <> ALL (ARRAY['held'::text, 'removed'::text])));

CREATE INDEX outbox_mail_plan_idx ON public.outbox_mail USING btree (plan_id) WHERE (plan_id IS NOT NULL);

CREATE INDEX outbox_mail_unread_idx ON public.outbox_mail USING btree (person_id) WHERE ((read_at IS NULL) AND (status <> ALL (ARRAY['held'::text, 'removed'::text])));

CREATE INDEX participant_organisation_idx ON public.participant USING btree (organisation_id);

CREATE UNIQUE INDEX participant_provider_key ON public.participant USING btree (event_id, organisation_id) WHERE (side = 'provider'::text);

CREATE INDEX passport_opening_share_idx ON public.passport_opening USING btree (share_id);

CREATE INDEX passport_share_company_idx ON public.passport_share USING btree (company_id);

CREATE INDEX pgqueuer_ep_ea_idx ON public.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::public.pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON public.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::public.pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON public.pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON public.pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON public.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON public.pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON public.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::public.pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON public.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::public.pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON public.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::public.pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON public.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON public.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON public.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::public.pgqueuer_status, 'picked'::public.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON public.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::public.pgqueuer_status);

CREATE UNIQUE INDEX pitch_audience_in_force ON public.pitch_audience USING btree (pitch_id) WHERE (ended_at IS NULL);

CREATE INDEX pitch_audience_named_organisation_idx ON public.pitch_audience_named USING btree (organisation_id);

CREATE INDEX pitch_audience_person_idx ON public.pitch_audience USING btree (person_id);

CREATE INDEX pitch_comment_pitch_idx ON public.pitch_comment USING btree (pitch_id);

CREATE INDEX pitch_company_idx ON public.pitch USING btree (company_id);

CREATE INDEX pitch_status_idx ON public.pitch USING btree (status);

CREATE INDEX pitch_version_deck_idx ON public.pitch_version USING btree (deck_id);

CREATE UNIQUE INDEX pitch_version_one_draft ON public.pitch_version USING btree (pitch_id) WHERE (frozen_at IS NULL);

CREATE INDEX pitch_view_pitch_idx ON public.pitch_view USING btree (pitch_id, seen_at DESC);

CREATE INDEX plan_edit_plan_idx ON public.plan_edit USING btree (plan_id, id);

CREATE UNIQUE INDEX plan_meeting_founder_slot_key ON public.plan_meeting USING btree (plan_id, founder_id, slot_id) WHERE (called_off_at IS NULL);

CREATE UNIQUE INDEX plan_meeting_pair_key ON public.plan_meeting USING btree (plan_id, founder_id, provider_id);

CREATE UNIQUE INDEX plan_meeting_provider_slot_key ON public.plan_meeting USING btree (plan_id, provider_id, slot_id) WHERE (called_off_at IS NULL);

CREATE UNIQUE INDEX plan_meeting_table_key ON public.plan_meeting USING btree (plan_id, slot_id, table_no) WHERE (called_off_at IS NULL);

CREATE UNIQUE INDEX plan_one_released ON public.plan USING btree (event_id) WHERE (status = 'released'::text);

CREATE INDEX plan_open_idx ON public.plan USING btree (id) WHERE (status = ANY (ARRAY['queued'::text, 'solving'::text]));

CREATE INDEX plan_progress_plan_idx ON public.plan_progress USING btree (plan_id, id);

CREATE INDEX pool_cover_product_idx ON public.pool_cover USING btree (product_id);

CREATE INDEX pool_cover_record_idx ON public.pool_cover USING btree (record_id, id DESC);

CREATE INDEX pool_money_pool_idx ON public.pool_money USING btree (pool_id);

CREATE INDEX pool_product_pool_idx ON public.pool_product USING btree (pool_id);

CREATE INDEX pool_terms_product_idx ON public.pool_terms USING btree (product_id, since DESC, id DESC);

CREATE INDEX promise_provider_idx ON public.promise USING btree (provider_id);

CREATE INDEX provider_deal_organisation_idx ON public.provider_deal USING btree (organisation_id);

CREATE INDEX provider_product_organisation_idx ON public.provider_product USING btree (organisation_id);

CREATE INDEX qualification_organisation_idx ON public.qualification USING btree (organisation_id);

CREATE INDEX ranker_calibration_model_idx ON public.ranker_calibration USING btree (model_id, id DESC);

CREATE INDEX registration_person_idx ON public.registration USING btree (person_id);

CREATE INDEX registration_step_event_idx ON public.registration_step USING btree (event_id, registration_id, taken_at);

CREATE INDEX report_fact_at_idx ON public.report_fact USING btree (counts_at);

CREATE INDEX report_fact_measure_idx ON public.report_fact USING btree (measure, subject_id DESC);

CREATE INDEX report_fact_subject_idx ON public.report_fact USING btree (topic, subject_id);

CREATE INDEX reserve_pitch_due_idx ON public.reserve_pitch USING btree (offer_until) WHERE (status = 'offered'::text);

CREATE UNIQUE INDEX reserve_pitch_place_key ON public.reserve_pitch USING btree (freed_by) WHERE (status = ANY (ARRAY['offered'::text, 'accepted'::text]));

CREATE UNIQUE INDEX review_once_per_version ON public.review USING btree (pitch_id, version);

CREATE INDEX saved_search_due_idx ON public.saved_search USING btree (looked_at) WHERE mails;

CREATE INDEX sealed_person_organisation_idx ON public.sealed_person USING btree (organisation_id) WHERE (organisation_id IS NOT NULL);

CREATE INDEX sealed_person_person_idx ON public.sealed_person USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX service_request_company_idx ON public.service_request USING btree (company_id, id DESC);

CREATE INDEX service_step_ask_idx ON public.service_step USING btree (request_id, space_id, id);

CREATE UNIQUE INDEX service_step_asked_once ON public.service_step USING btree (request_id, space_id) WHERE (step = 'asked'::text);

CREATE UNIQUE INDEX service_step_one_accepts ON public.service_step USING btree (request_id) WHERE (step = 'accepted'::text);

CREATE UNIQUE INDEX service_step_rated_once ON public.service_step USING btree (request_id) WHERE (step = 'rated'::text);

CREATE INDEX service_step_space_idx ON public.service_step USING btree (space_id, request_id, id);

CREATE INDEX session_person_idx ON public.session USING btree (person_id);

CREATE INDEX signing_right_membership_idx ON public.signing_right USING btree (membership_id, id DESC);

CREATE INDEX slot_shift_slot_idx ON public.slot_shift USING btree (slot_id);

CREATE UNIQUE INDEX space_contact_in_force ON public.space_contact USING btree (space_id) WHERE (withdrawn_at IS NULL);

CREATE INDEX space_offer_space_idx ON public.space_offer USING btree (space_id);

CREATE INDEX standby_offer_event_idx ON public.standby_offer USING btree (event_id);

CREATE UNIQUE INDEX standby_offer_table_key ON public.standby_offer USING btree (slot_id, table_no) WHERE (closed_at IS NULL);

CREATE INDEX subsidy_claim_organisation_idx ON public.subsidy_claim USING btree (organisation_id);

CREATE INDEX subsidy_claim_record_idx ON public.subsidy_claim USING btree (record_id);

CREATE INDEX subsidy_hold_applicant_idx ON public.subsidy_hold USING btree (rule_code, organisation_id);

CREATE UNIQUE INDEX subsidy_hold_once_per_deal ON public.subsidy_hold USING btree (rule_code, record_id) WHERE once_per_deal;

CREATE INDEX subsidy_rule_adoption_code_idx ON public.subsidy_rule_adoption USING btree (code, id);

CREATE INDEX taste_reset_organisation_idx ON public.taste_reset USING btree (organisation_id, reset_at DESC);

CREATE INDEX tenancy_company_idx ON public.tenancy USING btree (company_id);

CREATE INDEX tenancy_space_idx ON public.tenancy USING btree (space_id);

CREATE UNIQUE INDEX text_model_coming_key ON public.text_model USING btree (state) WHERE (state = 'coming'::text);

CREATE UNIQUE INDEX text_model_serving_key ON public.text_model USING btree (state) WHERE (state = 'serving'::text);

CREATE UNIQUE INDEX training_one_open ON public.training USING btree (((finished_at IS NULL))) WHERE (finished_at IS NULL);

CREATE INDEX vetting_organisation_idx ON public.vetting USING btree (organisation_id, id DESC);

CREATE INDEX webhook_delivery_due_idx ON public.webhook_delivery USING btree (next_attempt_at) WHERE (status = 'queued'::text);

CREATE INDEX webhook_event_waiting_idx ON public.webhook_event USING btree (id) WHERE (handed_at IS NULL);

CREATE INDEX webhook_person_idx ON public.webhook USING btree (person_id);

CREATE INDEX wish_partner_idx ON public.wish USING btree (partner_id);

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER company_succession_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.company_succession FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER company_succession_line BEFORE INSERT ON public.company_succession FOR EACH ROW EXECUTE FUNCTION public.succession_is_a_line();

CREATE TRIGGER company_succession_touches AFTER INSERT ON public.company_succession FOR EACH ROW EXECUTE FUNCTION public.touch_succession();

CREATE TRIGGER consent_match_change AFTER INSERT OR DELETE OR UPDATE ON public.consent FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('pitch', 'pitch_id');

CREATE TRIGGER deal_hours_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.deal_hours FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER deal_item_change_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.deal_item_change FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER deal_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.deal_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER deal_step_tells AFTER INSERT ON public.deal_step FOR EACH ROW EXECUTE FUNCTION public.tell_deal();

CREATE TRIGGER deck_match_change AFTER INSERT OR DELETE OR UPDATE ON public.deck FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('pitch', 'pitch_id');

CREATE TRIGGER declared_fact_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.declared_fact FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER embedding_match_change AFTER INSERT OR DELETE OR UPDATE ON public.embedding FOR EACH ROW EXECUTE FUNCTION public.note_embedding_change();

CREATE TRIGGER event_keeps_step AFTER INSERT OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.keep_event_step();

CREATE TRIGGER event_match_change AFTER INSERT OR DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('event', 'id');

CREATE TRIGGER event_seats_taken BEFORE UPDATE OF seats ON public.event FOR EACH ROW WHEN ((new.seats IS NOT NULL)) EXECUTE FUNCTION public.event_keeps_seats();

CREATE TRIGGER event_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.event_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER event_step_touches AFTER INSERT ON public.event_step FOR EACH ROW EXECUTE FUNCTION public.touch_event();

CREATE TRIGGER evidence_claim_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.evidence_claim FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER fairness_rule_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.fairness_rule FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER first_certificate_append_only BEFORE DELETE OR TRUNCATE ON public.first_certificate FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER first_certificate_stamped BEFORE UPDATE ON public.first_certificate FOR EACH ROW EXECUTE FUNCTION public.certificate_is_only_stamped();

CREATE TRIGGER first_certificate_tells AFTER INSERT OR UPDATE OF revoked_at ON public.first_certificate FOR EACH ROW EXECUTE FUNCTION public.tell_certificate();

CREATE TRIGGER first_certificate_touches AFTER INSERT OR UPDATE OF revoked_at ON public.first_certificate FOR EACH ROW EXECUTE FUNCTION public.touch_certificate();

CREATE TRIGGER first_elsewhere_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.first_elsewhere FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER first_evidence_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.first_evidence FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER first_fact_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.first_fact FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER first_withdrawal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.first_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER first_withdrawal_touches AFTER INSERT ON public.first_withdrawal FOR EACH ROW WHEN ((new.succession_id IS NOT NULL)) EXECUTE FUNCTION public.touch_succession();

CREATE TRIGGER funding_balance_fits AFTER INSERT ON public.funding_movement_step FOR EACH ROW WHEN ((new.step = ANY (ARRAY['confirmed_by_company'::text, 'confirmed_by_provider'::text]))) EXECUTE FUNCTION public.movement_keeps_balance();

CREATE TRIGGER funding_counter_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.funding_counter FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER funding_evidence_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.funding_evidence FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER funding_movement_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.funding_movement FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER funding_movement_fits BEFORE INSERT ON public.funding_movement FOR EACH ROW EXECUTE FUNCTION public.movement_fits_instrument();

CREATE TRIGGER funding_movement_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.funding_movement_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER funding_record_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.funding_record FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER funding_record_tells AFTER INSERT ON public.funding_record FOR EACH ROW EXECUTE FUNCTION public.tell_record();

CREATE TRIGGER funding_record_touches AFTER INSERT ON public.funding_record FOR EACH ROW EXECUTE FUNCTION public.touch_record();

CREATE TRIGGER funding_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.funding_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER funding_step_match_change AFTER INSERT ON public.funding_step FOR EACH ROW EXECUTE FUNCTION public.note_funding_change();

CREATE TRIGGER funding_step_tells AFTER INSERT ON public.funding_step FOR EACH ROW EXECUTE FUNCTION public.tell_record_step();

CREATE TRIGGER funding_step_touches AFTER INSERT ON public.funding_step FOR EACH ROW EXECUTE FUNCTION public.touch_step();

CREATE TRIGGER impression_touches AFTER INSERT ON public.impression REFERENCING NEW TABLE AS shown FOR EACH STATEMENT EXECUTE FUNCTION public.touch_shown();

CREATE TRIGGER interest_touches AFTER INSERT OR UPDATE ON public.interest FOR EACH ROW EXECUTE FUNCTION public.touch_pitch();

CREATE TRIGGER introduction_keeps_step AFTER INSERT OR UPDATE OF status ON public.introduction FOR EACH ROW EXECUTE FUNCTION public.keep_introduction_step();

CREATE TRIGGER introduction_match_change AFTER INSERT OR DELETE OR UPDATE ON public.introduction FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('provider', 'organisation_id');

CREATE TRIGGER introduction_step_append_only BEFORE DELETE OR UPDATE ON public.introduction_step FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER introduction_step_touches AFTER INSERT ON public.introduction_step FOR EACH ROW EXECUTE FUNCTION public.touch_pitch();

CREATE TRIGGER introduction_tells AFTER INSERT OR UPDATE OF status ON public.introduction FOR EACH ROW EXECUTE FUNCTION public.tell_introduction();

CREATE TRIGGER ledger_check_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_check FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ledger_entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ledger_head_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER meeting_said_keeps_word AFTER INSERT OR UPDATE ON public.meeting_said FOR EACH ROW EXECUTE FUNCTION public.keep_meeting_word();

CREATE TRIGGER meeting_word_append_only BEFORE DELETE OR UPDATE ON public.meeting_word FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER meeting_word_touches AFTER INSERT ON public.meeting_word FOR EACH ROW EXECUTE FUNCTION public.touch_pitch();

CREATE TRIGGER membership_keeps_step AFTER INSERT OR UPDATE OF status ON public.membership FOR EACH ROW EXECUTE FUNCTION public.keep_membership_step();

CREATE TRIGGER membership_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.membership_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER membership_step_touches AFTER INSERT ON public.membership_step FOR EACH ROW EXECUTE FUNCTION public.touch_member();

CREATE TRIGGER organisation_closed_touches AFTER UPDATE OF closed_at ON public.organisation FOR EACH ROW EXECUTE FUNCTION public.touch_organisation();

CREATE TRIGGER organisation_keeps_past AFTER UPDATE OF name, lang, uscc, district, city ON public.organisation FOR EACH ROW WHEN ((((((old.name IS DISTINCT FROM new.name) OR (old.lang IS DISTINCT FROM new.lang)) OR (old.uscc IS DISTINCT FROM new.uscc)) OR (old.district IS DISTINCT FROM new.district)) OR (old.city IS DISTINCT FROM new.city))) EXECUTE FUNCTION public.keep_organisation_past();

CREATE TRIGGER organisation_kind_match_change AFTER INSERT OR DELETE OR UPDATE ON public.organisation_kind FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('provider', 'organisation_id');

CREATE TRIGGER organisation_kind_touches AFTER INSERT ON public.organisation_kind FOR EACH ROW WHEN ((new.kind = ANY (ARRAY['space'::text, 'company'::text]))) EXECUTE FUNCTION public.touch_organisation();

CREATE TRIGGER organisation_match_change AFTER UPDATE ON public.organisation FOR EACH ROW EXECUTE FUNCTION public.note_organisation_change();

CREATE TRIGGER organisation_past_append_only BEFORE DELETE OR UPDATE ON public.organisation_past FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER organisation_past_touches AFTER INSERT ON public.organisation_past FOR EACH ROW EXECUTE FUNCTION public.touch_organisation();

CREATE TRIGGER passport_opening_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.passport_opening FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER pitch_audience_match_change AFTER INSERT OR DELETE OR UPDATE ON public.pitch_audience FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('pitch', 'pitch_id');

CREATE TRIGGER pitch_match_change AFTER INSERT OR DELETE OR UPDATE ON public.pitch FOR EACH ROW EXECUTE FUNCTION public.note_pitch_change();

CREATE TRIGGER pitch_version_match_change AFTER UPDATE ON public.pitch_version FOR EACH ROW WHEN ((new.frozen_at IS NOT NULL)) EXECUTE FUNCTION public.note_pitch_change();

CREATE TRIGGER pitch_version_touches AFTER INSERT OR UPDATE OF frozen_at ON public.pitch_version FOR EACH ROW WHEN ((new.frozen_at IS NOT NULL)) EXECUTE FUNCTION public.touch_version();

CREATE TRIGGER plan_tells AFTER UPDATE OF status ON public.plan FOR EACH ROW EXECUTE FUNCTION public.tell_plan();

CREATE TRIGGER pool_cover_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.pool_cover FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER pool_money_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.pool_money FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER pool_money_touches AFTER INSERT ON public.pool_money FOR EACH ROW EXECUTE FUNCTION public.touch_pool();

CREATE TRIGGER pool_terms_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.pool_terms FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER provider_deal_match_change AFTER INSERT OR DELETE OR UPDATE ON public.provider_deal FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('provider', 'organisation_id');

CREATE TRIGGER provider_product_match_change AFTER INSERT OR DELETE OR UPDATE ON public.provider_product FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('provider', 'organisation_id');

CREATE TRIGGER provider_profile_match_change AFTER INSERT OR DELETE OR UPDATE ON public.provider_profile FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('provider', 'organisation_id');

CREATE TRIGGER ranker_calibration_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ranker_calibration FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ranker_in_use_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ranker_in_use FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER ranker_model_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ranker_model FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER registration_keeps_step AFTER INSERT OR UPDATE OF status ON public.registration FOR EACH ROW EXECUTE FUNCTION public.keep_registration_step();

CREATE TRIGGER registration_seat_free BEFORE INSERT OR UPDATE OF status ON public.registration FOR EACH ROW WHEN ((new.status = 'registered'::text)) EXECUTE FUNCTION public.registration_keeps_seats();

CREATE TRIGGER registration_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.registration_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER report_fact_append_only BEFORE DELETE OR UPDATE ON public.report_fact FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER review_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.review FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER review_tells AFTER INSERT ON public.review FOR EACH ROW EXECUTE FUNCTION public.tell_review();

CREATE TRIGGER review_touches AFTER INSERT ON public.review FOR EACH ROW EXECUTE FUNCTION public.touch_pitch();

CREATE TRIGGER sealed_person_append_only BEFORE DELETE OR TRUNCATE ON public.sealed_person FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER sealed_person_erased_once BEFORE UPDATE ON public.sealed_person FOR EACH ROW EXECUTE FUNCTION public.refuse_all_but_erasing();

CREATE TRIGGER sealed_text_append_only BEFORE DELETE OR TRUNCATE ON public.sealed_text FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER sealed_text_erased_once BEFORE UPDATE ON public.sealed_text FOR EACH ROW EXECUTE FUNCTION public.refuse_all_but_erasing();

CREATE TRIGGER service_request_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.service_request FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER service_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.service_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER signing_right_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.signing_right FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER subsidy_claim_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.subsidy_claim FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER subsidy_claim_holds AFTER INSERT ON public.subsidy_claim FOR EACH ROW EXECUTE FUNCTION public.subsidy_claim_holds();

CREATE TRIGGER subsidy_claim_step_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.subsidy_claim_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER subsidy_claim_within_caps AFTER INSERT ON public.subsidy_claim FOR EACH ROW EXECUTE FUNCTION public.subsidy_claim_keeps_caps();

CREATE TRIGGER subsidy_claim_within_total AFTER INSERT ON public.subsidy_claim FOR EACH ROW EXECUTE FUNCTION public.subsidy_claim_keeps_total();

CREATE TRIGGER subsidy_rule_adoption_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.subsidy_rule_adoption FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER subsidy_rule_version_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.subsidy_rule_version FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER subsidy_step_within_claim AFTER INSERT ON public.subsidy_claim_step FOR EACH ROW EXECUTE FUNCTION public.subsidy_step_moves_hold();

CREATE TRIGGER taste_reset_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.taste_reset FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER tenancy_touches AFTER INSERT OR UPDATE ON public.tenancy FOR EACH ROW EXECUTE FUNCTION public.touch_tenancy();

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION public.fn_pgqueuer_changed();

CREATE TRIGGER vetting_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.vetting FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER vetting_match_change AFTER INSERT ON public.vetting FOR EACH ROW EXECUTE FUNCTION public.note_owner_change('provider', 'organisation_id');

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.availability_word
    ADD CONSTRAINT availability_word_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.availability_word
    ADD CONSTRAINT availability_word_said_by_fkey FOREIGN KEY (said_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.booking
    ADD CONSTRAINT booking_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id);

ALTER TABLE ONLY public.calendar_token
    ADD CONSTRAINT calendar_token_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.calendar_token
    ADD CONSTRAINT calendar_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.check_in
    ADD CONSTRAINT check_in_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.check_in
    ADD CONSTRAINT check_in_link_id_fkey FOREIGN KEY (link_id) REFERENCES public.event_link(id);

ALTER TABLE ONLY public.check_in
    ADD CONSTRAINT check_in_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.check_in
    ADD CONSTRAINT check_in_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.company_succession
    ADD CONSTRAINT company_succession_from_id_fkey FOREIGN KEY (from_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.company_succession
    ADD CONSTRAINT company_succession_recorded_body_id_fkey FOREIGN KEY (recorded_body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.company_succession
    ADD CONSTRAINT company_succession_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.company_succession
    ADD CONSTRAINT company_succession_to_id_fkey FOREIGN KEY (to_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT correction_request_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.correction_request
    ADD CONSTRAINT correction_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_hours
    ADD CONSTRAINT deal_hours_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES public.deal(id);

ALTER TABLE ONLY public.deal_hours
    ADD CONSTRAINT deal_hours_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_item_change
    ADD CONSTRAINT deal_item_change_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_item_change
    ADD CONSTRAINT deal_item_change_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.deal_item(id);

ALTER TABLE ONLY public.deal_item_change
    ADD CONSTRAINT deal_item_change_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_item
    ADD CONSTRAINT deal_item_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES public.deal(id);

ALTER TABLE ONLY public.deal_item
    ADD CONSTRAINT deal_item_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_lead
    ADD CONSTRAINT deal_lead_agreed_by_fkey FOREIGN KEY (agreed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_lead
    ADD CONSTRAINT deal_lead_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_lead
    ADD CONSTRAINT deal_lead_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES public.deal(id);

ALTER TABLE ONLY public.deal_lead
    ADD CONSTRAINT deal_lead_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal_lead
    ADD CONSTRAINT deal_lead_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.deal_memo
    ADD CONSTRAINT deal_memo_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES public.deal(id);

ALTER TABLE ONLY public.deal_memo
    ADD CONSTRAINT deal_memo_saved_by_fkey FOREIGN KEY (saved_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal
    ADD CONSTRAINT deal_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.deal
    ADD CONSTRAINT deal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.deal
    ADD CONSTRAINT deal_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.deal_silence
    ADD CONSTRAINT deal_silence_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES public.deal(id);

ALTER TABLE ONLY public.deal_step
    ADD CONSTRAINT deal_step_body_id_fkey FOREIGN KEY (body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.deal_step
    ADD CONSTRAINT deal_step_deal_id_fkey FOREIGN KEY (deal_id) REFERENCES public.deal(id);

ALTER TABLE ONLY public.deal_step
    ADD CONSTRAINT deal_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.deck
    ADD CONSTRAINT deck_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.deck_reading
    ADD CONSTRAINT deck_reading_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.deck_reading
    ADD CONSTRAINT deck_reading_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.deck_reading
    ADD CONSTRAINT deck_reading_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.stored_file(sha256);

ALTER TABLE ONLY public.deck
    ADD CONSTRAINT deck_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.stored_file(sha256);

ALTER TABLE ONLY public.deck
    ADD CONSTRAINT deck_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.declared_fact
    ADD CONSTRAINT declared_fact_declared_by_fkey FOREIGN KEY (declared_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.declared_fact
    ADD CONSTRAINT declared_fact_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.declared_fact
    ADD CONSTRAINT declared_fact_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.declared_fact
    ADD CONSTRAINT declared_fact_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.stored_file(sha256);

ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_room_id_fkey FOREIGN KEY (room_id) REFERENCES public.event_room(id);

ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.event_host
    ADD CONSTRAINT event_host_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event_host
    ADD CONSTRAINT event_host_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.event_host
    ADD CONSTRAINT event_host_stated_by_fkey FOREIGN KEY (stated_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.event_host
    ADD CONSTRAINT event_host_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.event_juror
    ADD CONSTRAINT event_juror_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event_juror
    ADD CONSTRAINT event_juror_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.event_juror
    ADD CONSTRAINT event_juror_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.event_link
    ADD CONSTRAINT event_link_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.event_link
    ADD CONSTRAINT event_link_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.event_room
    ADD CONSTRAINT event_room_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event_slot
    ADD CONSTRAINT event_slot_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.event_slot
    ADD CONSTRAINT event_slot_room_id_fkey FOREIGN KEY (room_id) REFERENCES public.event_room(id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.event_step
    ADD CONSTRAINT event_step_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.evidence_claim
    ADD CONSTRAINT evidence_claim_chain_id_fkey FOREIGN KEY (chain_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.evidence_claim
    ADD CONSTRAINT evidence_claim_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.evidence_claim
    ADD CONSTRAINT evidence_claim_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.stored_file(sha256);

ALTER TABLE ONLY public.fairness_rule
    ADD CONSTRAINT fairness_rule_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_chosen_by_fkey FOREIGN KEY (chosen_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT feedback_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.first_certificate
    ADD CONSTRAINT first_certificate_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.first_certificate
    ADD CONSTRAINT first_certificate_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.first_certificate
    ADD CONSTRAINT first_certificate_supersedes_id_fkey FOREIGN KEY (supersedes_id) REFERENCES public.first_certificate(id);

ALTER TABLE ONLY public.first_elsewhere
    ADD CONSTRAINT first_elsewhere_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.first_elsewhere
    ADD CONSTRAINT first_elsewhere_declared_body_id_fkey FOREIGN KEY (declared_body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.first_elsewhere
    ADD CONSTRAINT first_elsewhere_declared_by_fkey FOREIGN KEY (declared_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.first_evidence
    ADD CONSTRAINT first_evidence_attached_by_fkey FOREIGN KEY (attached_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.first_evidence
    ADD CONSTRAINT first_evidence_elsewhere_id_fkey FOREIGN KEY (elsewhere_id) REFERENCES public.first_elsewhere(id);

ALTER TABLE ONLY public.first_evidence
    ADD CONSTRAINT first_evidence_fact_id_fkey FOREIGN KEY (fact_id) REFERENCES public.first_fact(id);

ALTER TABLE ONLY public.first_evidence
    ADD CONSTRAINT first_evidence_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.stored_file(sha256);

ALTER TABLE ONLY public.first_evidence
    ADD CONSTRAINT first_evidence_succession_id_fkey FOREIGN KEY (succession_id) REFERENCES public.company_succession(id);

ALTER TABLE ONLY public.first_fact
    ADD CONSTRAINT first_fact_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.first_fact
    ADD CONSTRAINT first_fact_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.first_fact
    ADD CONSTRAINT first_fact_stated_body_id_fkey FOREIGN KEY (stated_body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.first_fact
    ADD CONSTRAINT first_fact_stated_by_fkey FOREIGN KEY (stated_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_elsewhere_id_fkey FOREIGN KEY (elsewhere_id) REFERENCES public.first_elsewhere(id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_fact_id_fkey FOREIGN KEY (fact_id) REFERENCES public.first_fact(id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_succession_id_fkey FOREIGN KEY (succession_id) REFERENCES public.company_succession(id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_withdrawn_body_id_fkey FOREIGN KEY (withdrawn_body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.first_withdrawal
    ADD CONSTRAINT first_withdrawal_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.floor_lift
    ADD CONSTRAINT floor_lift_instead_id_fkey FOREIGN KEY (instead_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.floor_lift
    ADD CONSTRAINT floor_lift_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.floor_lift
    ADD CONSTRAINT floor_lift_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.floor_lift
    ADD CONSTRAINT floor_lift_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.floor_plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.floor_plan
    ADD CONSTRAINT floor_plan_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES public.fairness_rule(id);

ALTER TABLE ONLY public.floor_request
    ADD CONSTRAINT floor_request_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.floor_short
    ADD CONSTRAINT floor_short_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.floor_short
    ADD CONSTRAINT floor_short_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.floor_plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.funding_counter
    ADD CONSTRAINT funding_counter_creditor_id_fkey FOREIGN KEY (creditor_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_counter
    ADD CONSTRAINT funding_counter_loan_record_id_fkey FOREIGN KEY (loan_record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_counter
    ADD CONSTRAINT funding_counter_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_counter
    ADD CONSTRAINT funding_counter_stated_by_fkey FOREIGN KEY (stated_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_draft
    ADD CONSTRAINT funding_draft_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_evidence
    ADD CONSTRAINT funding_evidence_attached_by_fkey FOREIGN KEY (attached_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_evidence
    ADD CONSTRAINT funding_evidence_movement_id_fkey FOREIGN KEY (movement_id) REFERENCES public.funding_movement(id);

ALTER TABLE ONLY public.funding_evidence
    ADD CONSTRAINT funding_evidence_one_chain FOREIGN KEY (company_id, kind, sha256, chain_id) REFERENCES public.evidence_claim(company_id, kind, sha256, chain_id);

ALTER TABLE ONLY public.funding_evidence
    ADD CONSTRAINT funding_evidence_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_movement
    ADD CONSTRAINT funding_movement_into_record_id_fkey FOREIGN KEY (into_record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_movement
    ADD CONSTRAINT funding_movement_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_movement
    ADD CONSTRAINT funding_movement_stated_body_id_fkey FOREIGN KEY (stated_body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_movement
    ADD CONSTRAINT funding_movement_stated_by_fkey FOREIGN KEY (stated_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_movement_step
    ADD CONSTRAINT funding_movement_step_body_id_fkey FOREIGN KEY (body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_movement_step
    ADD CONSTRAINT funding_movement_step_movement_id_fkey FOREIGN KEY (movement_id) REFERENCES public.funding_movement(id);

ALTER TABLE ONLY public.funding_movement_step
    ADD CONSTRAINT funding_movement_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_creditor_id_fkey FOREIGN KEY (creditor_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_introduction_id_fkey FOREIGN KEY (introduction_id) REFERENCES public.introduction(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_loan_record_id_fkey FOREIGN KEY (loan_record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_proposed_body_id_fkey FOREIGN KEY (proposed_body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_record
    ADD CONSTRAINT funding_record_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_step
    ADD CONSTRAINT funding_step_body_id_fkey FOREIGN KEY (body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.funding_step
    ADD CONSTRAINT funding_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.funding_step
    ADD CONSTRAINT funding_step_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.idempotent_step
    ADD CONSTRAINT idempotent_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.import_file
    ADD CONSTRAINT import_file_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.import_file
    ADD CONSTRAINT import_file_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.import_file
    ADD CONSTRAINT import_file_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.impression
    ADD CONSTRAINT impression_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.impression
    ADD CONSTRAINT impression_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.impression
    ADD CONSTRAINT impression_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.interest
    ADD CONSTRAINT interest_chosen_by_fkey FOREIGN KEY (chosen_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.interest
    ADD CONSTRAINT interest_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.interest
    ADD CONSTRAINT interest_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.introduction
    ADD CONSTRAINT introduction_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.introduction
    ADD CONSTRAINT introduction_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.introduction
    ADD CONSTRAINT introduction_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.introduction
    ADD CONSTRAINT introduction_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.introduction_step
    ADD CONSTRAINT introduction_step_introduction_id_fkey FOREIGN KEY (introduction_id) REFERENCES public.introduction(id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.jury_assignment
    ADD CONSTRAINT jury_assignment_event_id_person_id_fkey FOREIGN KEY (event_id, person_id) REFERENCES public.event_juror(event_id, person_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jury_assignment
    ADD CONSTRAINT jury_assignment_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury
    ADD CONSTRAINT jury_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_criterion
    ADD CONSTRAINT jury_criterion_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.jury(event_id);

ALTER TABLE ONLY public.jury_declared
    ADD CONSTRAINT jury_declared_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.jury_declared
    ADD CONSTRAINT jury_declared_declared_by_fkey FOREIGN KEY (declared_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_declared
    ADD CONSTRAINT jury_declared_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.jury_declared
    ADD CONSTRAINT jury_declared_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_declared
    ADD CONSTRAINT jury_declared_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury
    ADD CONSTRAINT jury_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.jury_lift
    ADD CONSTRAINT jury_lift_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.jury_lift
    ADD CONSTRAINT jury_lift_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.jury_lift
    ADD CONSTRAINT jury_lift_lifted_by_fkey FOREIGN KEY (lifted_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_lift
    ADD CONSTRAINT jury_lift_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_mark
    ADD CONSTRAINT jury_mark_criterion_id_fkey FOREIGN KEY (criterion_id) REFERENCES public.jury_criterion(id);

ALTER TABLE ONLY public.jury_mark
    ADD CONSTRAINT jury_mark_sheet_id_fkey FOREIGN KEY (sheet_id) REFERENCES public.jury_sheet(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jury_member
    ADD CONSTRAINT jury_member_event_id_person_id_fkey FOREIGN KEY (event_id, person_id) REFERENCES public.event_juror(event_id, person_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jury_pick
    ADD CONSTRAINT jury_pick_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.jury(event_id);

ALTER TABLE ONLY public.jury_pick
    ADD CONSTRAINT jury_pick_loser_id_fkey FOREIGN KEY (loser_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury_pick
    ADD CONSTRAINT jury_pick_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_pick
    ADD CONSTRAINT jury_pick_winner_id_fkey FOREIGN KEY (winner_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury
    ADD CONSTRAINT jury_released_by_fkey FOREIGN KEY (released_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_result
    ADD CONSTRAINT jury_result_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.jury(event_id);

ALTER TABLE ONLY public.jury_result
    ADD CONSTRAINT jury_result_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury_rule
    ADD CONSTRAINT jury_rule_event_id_person_id_fkey FOREIGN KEY (event_id, person_id) REFERENCES public.event_juror(event_id, person_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jury_rule
    ADD CONSTRAINT jury_rule_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury_rule
    ADD CONSTRAINT jury_rule_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_said
    ADD CONSTRAINT jury_said_event_id_person_id_fkey FOREIGN KEY (event_id, person_id) REFERENCES public.event_juror(event_id, person_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jury_said
    ADD CONSTRAINT jury_said_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury
    ADD CONSTRAINT jury_set_up_by_fkey FOREIGN KEY (set_up_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_sheet
    ADD CONSTRAINT jury_sheet_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.jury(event_id);

ALTER TABLE ONLY public.jury_sheet
    ADD CONSTRAINT jury_sheet_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.jury_sheet
    ADD CONSTRAINT jury_sheet_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.jury_translation
    ADD CONSTRAINT jury_translation_sheet_id_fkey FOREIGN KEY (sheet_id) REFERENCES public.jury_sheet(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.jury_translation
    ADD CONSTRAINT jury_translation_written_by_fkey FOREIGN KEY (written_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.leaving
    ADD CONSTRAINT leaving_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.mail_delivery
    ADD CONSTRAINT mail_delivery_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.mail_reader
    ADD CONSTRAINT mail_reader_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.mail_template
    ADD CONSTRAINT mail_template_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.mail_template
    ADD CONSTRAINT mail_template_written_by_fkey FOREIGN KEY (written_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.meeting_said
    ADD CONSTRAINT meeting_said_founder_id_fkey FOREIGN KEY (founder_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.meeting_said
    ADD CONSTRAINT meeting_said_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.meeting_said
    ADD CONSTRAINT meeting_said_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.meeting_word
    ADD CONSTRAINT meeting_word_founder_id_fkey FOREIGN KEY (founder_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.meeting_word
    ADD CONSTRAINT meeting_word_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.membership_step
    ADD CONSTRAINT membership_step_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES public.membership(id);

ALTER TABLE ONLY public.membership_step
    ADD CONSTRAINT membership_step_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.membership_step
    ADD CONSTRAINT membership_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.organisation_kind
    ADD CONSTRAINT organisation_kind_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.organisation_past
    ADD CONSTRAINT organisation_past_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.outbox_mail
    ADD CONSTRAINT outbox_mail_digest_id_fkey FOREIGN KEY (digest_id) REFERENCES public.outbox_mail(id);

ALTER TABLE ONLY public.outbox_mail
    ADD CONSTRAINT outbox_mail_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.outbox_mail
    ADD CONSTRAINT outbox_mail_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id);

ALTER TABLE ONLY public.participant_busy
    ADD CONSTRAINT participant_busy_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.participant_busy
    ADD CONSTRAINT participant_busy_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES public.event_slot(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.participant
    ADD CONSTRAINT participant_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.participant_way
    ADD CONSTRAINT participant_way_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.participant_way
    ADD CONSTRAINT participant_way_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.passport_opening
    ADD CONSTRAINT passport_opening_share_id_fkey FOREIGN KEY (share_id) REFERENCES public.passport_share(id);

ALTER TABLE ONLY public.passport_share
    ADD CONSTRAINT passport_share_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.passport_share
    ADD CONSTRAINT passport_share_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.passport_share
    ADD CONSTRAINT passport_share_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.person_role
    ADD CONSTRAINT person_role_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.person_role
    ADD CONSTRAINT person_role_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_application
    ADD CONSTRAINT pitch_application_applied_by_fkey FOREIGN KEY (applied_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_application
    ADD CONSTRAINT pitch_application_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.pitch_application
    ADD CONSTRAINT pitch_application_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.pitch
    ADD CONSTRAINT pitch_approved_version_fkey FOREIGN KEY (id, approved_version) REFERENCES public.pitch_version(pitch_id, version) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.pitch_audience_named
    ADD CONSTRAINT pitch_audience_named_audience_id_fkey FOREIGN KEY (audience_id) REFERENCES public.pitch_audience(id);

ALTER TABLE ONLY public.pitch_audience_named
    ADD CONSTRAINT pitch_audience_named_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.pitch_audience
    ADD CONSTRAINT pitch_audience_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_audience
    ADD CONSTRAINT pitch_audience_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.pitch_comment
    ADD CONSTRAINT pitch_comment_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.pitch_comment
    ADD CONSTRAINT pitch_comment_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_comment
    ADD CONSTRAINT pitch_comment_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.pitch
    ADD CONSTRAINT pitch_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.pitch
    ADD CONSTRAINT pitch_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_version
    ADD CONSTRAINT pitch_version_deck_fkey FOREIGN KEY (deck_id) REFERENCES public.deck(id);

ALTER TABLE ONLY public.pitch_version
    ADD CONSTRAINT pitch_version_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.pitch_version
    ADD CONSTRAINT pitch_version_saved_by_fkey FOREIGN KEY (saved_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_version
    ADD CONSTRAINT pitch_version_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.pitch_view
    ADD CONSTRAINT pitch_view_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.pitch_view
    ADD CONSTRAINT pitch_view_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.pitch_view
    ADD CONSTRAINT pitch_view_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.plan_edit
    ADD CONSTRAINT plan_edit_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.plan_edit
    ADD CONSTRAINT plan_edit_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_former_id_fkey FOREIGN KEY (former_id) REFERENCES public.plan(id);

ALTER TABLE ONLY public.plan_mail_text
    ADD CONSTRAINT plan_mail_text_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan_meeting
    ADD CONSTRAINT plan_meeting_called_off_by_fkey FOREIGN KEY (called_off_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.plan_meeting
    ADD CONSTRAINT plan_meeting_founder_id_fkey FOREIGN KEY (founder_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.plan_meeting
    ADD CONSTRAINT plan_meeting_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan_meeting
    ADD CONSTRAINT plan_meeting_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.plan_meeting
    ADD CONSTRAINT plan_meeting_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES public.event_slot(id);

ALTER TABLE ONLY public.plan_pitch
    ADD CONSTRAINT plan_pitch_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.plan_pitch
    ADD CONSTRAINT plan_pitch_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan_pitch
    ADD CONSTRAINT plan_pitch_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES public.event_slot(id);

ALTER TABLE ONLY public.plan_progress
    ADD CONSTRAINT plan_progress_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_released_by_fkey FOREIGN KEY (released_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pool_cover
    ADD CONSTRAINT pool_cover_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.pool_product(id);

ALTER TABLE ONLY public.pool_cover
    ADD CONSTRAINT pool_cover_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.pool_cover
    ADD CONSTRAINT pool_cover_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pool
    ADD CONSTRAINT pool_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pool_money
    ADD CONSTRAINT pool_money_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES public.pool(id);

ALTER TABLE ONLY public.pool_money
    ADD CONSTRAINT pool_money_stated_by_fkey FOREIGN KEY (stated_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pool_product
    ADD CONSTRAINT pool_product_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.pool_product
    ADD CONSTRAINT pool_product_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.pool_product
    ADD CONSTRAINT pool_product_pool_id_fkey FOREIGN KEY (pool_id) REFERENCES public.pool(id);

ALTER TABLE ONLY public.pool_terms
    ADD CONSTRAINT pool_terms_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.pool_product(id);

ALTER TABLE ONLY public.pool_terms
    ADD CONSTRAINT pool_terms_stated_by_fkey FOREIGN KEY (stated_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_founder_id_fkey FOREIGN KEY (founder_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.promise
    ADD CONSTRAINT promise_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.provider_deal
    ADD CONSTRAINT provider_deal_added_by_fkey FOREIGN KEY (added_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.provider_deal
    ADD CONSTRAINT provider_deal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.provider_product
    ADD CONSTRAINT provider_product_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.provider_profile
    ADD CONSTRAINT provider_profile_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.provider_profile
    ADD CONSTRAINT provider_profile_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.qualification
    ADD CONSTRAINT qualification_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.qualification
    ADD CONSTRAINT qualification_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.ranker_calibration
    ADD CONSTRAINT ranker_calibration_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.ranker_model(id);

ALTER TABLE ONLY public.ranker_calibration
    ADD CONSTRAINT ranker_calibration_training_id_fkey FOREIGN KEY (training_id) REFERENCES public.training(id);

ALTER TABLE ONLY public.ranker_in_use
    ADD CONSTRAINT ranker_in_use_chosen_by_fkey FOREIGN KEY (chosen_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.ranker_in_use
    ADD CONSTRAINT ranker_in_use_model_id_fkey FOREIGN KEY (model_id) REFERENCES public.ranker_model(id);

ALTER TABLE ONLY public.ranker_model
    ADD CONSTRAINT ranker_model_training_id_fkey FOREIGN KEY (training_id) REFERENCES public.training(id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_promoted_by_fkey FOREIGN KEY (promoted_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.registration_step
    ADD CONSTRAINT registration_step_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.registration_step
    ADD CONSTRAINT registration_step_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registration(id);

ALTER TABLE ONLY public.reserve_pitch
    ADD CONSTRAINT reserve_pitch_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.reserve_pitch
    ADD CONSTRAINT reserve_pitch_freed_by_fkey FOREIGN KEY (freed_by) REFERENCES public.participant(id);

ALTER TABLE ONLY public.reserve_pitch
    ADD CONSTRAINT reserve_pitch_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.reserve_pitch
    ADD CONSTRAINT reserve_pitch_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_body_id_fkey FOREIGN KEY (body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_pitch_id_version_fkey FOREIGN KEY (pitch_id, version) REFERENCES public.pitch_version(pitch_id, version);

ALTER TABLE ONLY public.review
    ADD CONSTRAINT review_reviewed_by_fkey FOREIGN KEY (reviewed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.saved_search
    ADD CONSTRAINT saved_search_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.saved_search_seen
    ADD CONSTRAINT saved_search_seen_search_id_fkey FOREIGN KEY (search_id) REFERENCES public.saved_search(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sealed_person
    ADD CONSTRAINT sealed_person_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.sealed_person
    ADD CONSTRAINT sealed_person_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.service_reminder
    ADD CONSTRAINT service_reminder_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.service_request(id);

ALTER TABLE ONLY public.service_reminder
    ADD CONSTRAINT service_reminder_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.service_request
    ADD CONSTRAINT service_request_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.service_request
    ADD CONSTRAINT service_request_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.service_request
    ADD CONSTRAINT service_request_pitch_id_fkey FOREIGN KEY (pitch_id) REFERENCES public.pitch(id);

ALTER TABLE ONLY public.service_step
    ADD CONSTRAINT service_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.service_step
    ADD CONSTRAINT service_step_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.service_request(id);

ALTER TABLE ONLY public.service_step
    ADD CONSTRAINT service_step_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.signing_right
    ADD CONSTRAINT signing_right_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.signing_right
    ADD CONSTRAINT signing_right_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES public.membership(id);

ALTER TABLE ONLY public.slot_shift
    ADD CONSTRAINT slot_shift_delay_id_fkey FOREIGN KEY (delay_id) REFERENCES public.delay(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.slot_shift
    ADD CONSTRAINT slot_shift_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES public.event_slot(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.space_contact
    ADD CONSTRAINT space_contact_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.space_contact
    ADD CONSTRAINT space_contact_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.space_offer
    ADD CONSTRAINT space_offer_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.space_offer
    ADD CONSTRAINT space_offer_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.space_profile
    ADD CONSTRAINT space_profile_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.space_profile
    ADD CONSTRAINT space_profile_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_founder_id_fkey FOREIGN KEY (founder_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES public.plan_meeting(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_missing_id_fkey FOREIGN KEY (missing_id) REFERENCES public.plan_meeting(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_offered_by_fkey FOREIGN KEY (offered_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.standby_offer
    ADD CONSTRAINT standby_offer_slot_id_fkey FOREIGN KEY (slot_id) REFERENCES public.event_slot(id);

ALTER TABLE ONLY public.subsidy_claim
    ADD CONSTRAINT subsidy_claim_claimed_by_fkey FOREIGN KEY (claimed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.subsidy_claim
    ADD CONSTRAINT subsidy_claim_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.subsidy_claim
    ADD CONSTRAINT subsidy_claim_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.subsidy_claim
    ADD CONSTRAINT subsidy_claim_record_id_fkey FOREIGN KEY (record_id) REFERENCES public.funding_record(id);

ALTER TABLE ONLY public.subsidy_claim_step
    ADD CONSTRAINT subsidy_claim_step_body_id_fkey FOREIGN KEY (body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.subsidy_claim_step
    ADD CONSTRAINT subsidy_claim_step_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES public.subsidy_claim(id);

ALTER TABLE ONLY public.subsidy_claim_step
    ADD CONSTRAINT subsidy_claim_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.subsidy_hold
    ADD CONSTRAINT subsidy_hold_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES public.subsidy_claim(id);

ALTER TABLE ONLY public.subsidy_rule_adoption
    ADD CONSTRAINT subsidy_rule_adoption_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.subsidy_rule_draft
    ADD CONSTRAINT subsidy_rule_draft_edited_by_fkey FOREIGN KEY (edited_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.subsidy_rule_version
    ADD CONSTRAINT subsidy_rule_version_published_by_fkey FOREIGN KEY (published_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.taste_reset
    ADD CONSTRAINT taste_reset_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.taste_reset
    ADD CONSTRAINT taste_reset_reset_by_fkey FOREIGN KEY (reset_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.tenancy
    ADD CONSTRAINT tenancy_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.tenancy
    ADD CONSTRAINT tenancy_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.tenancy
    ADD CONSTRAINT tenancy_space_id_fkey FOREIGN KEY (space_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.training
    ADD CONSTRAINT training_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.vetting
    ADD CONSTRAINT vetting_body_id_fkey FOREIGN KEY (body_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.vetting
    ADD CONSTRAINT vetting_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.vetting
    ADD CONSTRAINT vetting_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.webhook_event(id);

ALTER TABLE ONLY public.webhook_delivery
    ADD CONSTRAINT webhook_delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES public.webhook(id);

ALTER TABLE ONLY public.webhook
    ADD CONSTRAINT webhook_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.welcome_seen
    ADD CONSTRAINT welcome_seen_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.wish
    ADD CONSTRAINT wish_participant_id_fkey FOREIGN KEY (participant_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.wish
    ADD CONSTRAINT wish_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES public.participant(id);

ALTER TABLE ONLY public.wish
    ADD CONSTRAINT wish_said_by_fkey FOREIGN KEY (said_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.wish_terms
    ADD CONSTRAINT wish_terms_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);

ALTER TABLE ONLY public.wish_terms
    ADD CONSTRAINT wish_terms_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);
