-- The past of what reports count: each row that changes keeps what it was, and when the platform learnt better.
-- `…_at(t)` answers what was known at an instant. Rows that are only ever added need no history of their own.

-- What an organisation was called and where it was, until an instant.
alter table organisation add column changed_at timestamptz;
create table organisation_past (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    name text not null,
    lang text not null,
    uscc text,
    district text,
    city text,
    until_at timestamptz not null
);
create index organisation_past_organisation_idx on organisation_past (organisation_id, until_at);

create function keep_organisation_past() returns trigger language plpgsql as $$
begin
    insert into organisation_past (organisation_id, name, lang, uscc, district, city, until_at)
    values (old.id, old.name, old.lang, old.uscc, old.district, old.city,
        case when new.changed_at is distinct from old.changed_at then new.changed_at else now() end);
    return null;
end $$;
create trigger organisation_keeps_past after update of name, lang, uscc, district, city on organisation
    for each row when ((old.name, old.lang, old.uscc, old.district, old.city)
        is distinct from (new.name, new.lang, new.uscc, new.district, new.city))
    execute function keep_organisation_past();
create trigger organisation_past_append_only before update or delete on organisation_past
    for each row execute function refuse_change();

create function organisation_at(t timestamptz)
returns table (id bigint, name text, lang text, uscc text, district text, city text, created_at timestamptz, closed_at timestamptz)
language sql stable as $$
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

-- A tenancy's end is learnt later than its beginning; a running one is open until then.
alter table tenancy add column end_recorded_at timestamptz;
create function tenancy_at(t timestamptz)
returns table (id bigint, company_id bigint, space_id bigint, stage text, during daterange)
language sql stable as $$
    select n.id, n.company_id, n.space_id, n.stage,
        case when n.end_recorded_at > t then daterange(lower(n.during), null) else n.during end
    from tenancy n where n.recorded_at <= t
$$;

-- Every answer to a question for an introduction, and each time that the question was taken back.
alter table introduction add column withdrawn_at timestamptz;
create table introduction_step (
    id bigint generated always as identity primary key,
    introduction_id bigint not null references introduction,
    status text not null,
    taken_at timestamptz not null
);
create index introduction_step_introduction_idx on introduction_step (introduction_id, taken_at);
create trigger introduction_step_append_only before update or delete on introduction_step
    for each row execute function refuse_change();

create function keep_introduction_step() returns trigger language plpgsql as $$
begin
    insert into introduction_step (introduction_id, status, taken_at)
    values (new.id, new.status, case new.status when 'proposed' then new.proposed_at
        when 'withdrawn' then coalesce(new.withdrawn_at, now()) else coalesce(new.answered_at, now()) end);
    return null;
end $$;
create trigger introduction_keeps_step after insert or update of status on introduction
    for each row execute function keep_introduction_step();
insert into introduction_step (introduction_id, status, taken_at)
select id, 'proposed', proposed_at from introduction
union all
select id, status, coalesce(answered_at, proposed_at) from introduction where status <> 'proposed'
order by 1;

create function introduction_at(t timestamptz)
returns table (id bigint, organisation_id bigint, pitch_id bigint, status text, since_at timestamptz)
language sql stable as $$
    select i.id, i.organisation_id, i.pitch_id, s.status, s.taken_at
    from introduction i
    cross join lateral (select h.status, h.taken_at from introduction_step h
                        where h.introduction_id = i.id and h.taken_at <= t order by h.taken_at desc, h.id desc limit 1) s
$$;

-- What a provider thought of a pitch: the last answer of those given by then.
create index feedback_pair_idx on feedback (organisation_id, pitch_id, chosen_at);
create function interest_at(t timestamptz)
returns table (organisation_id bigint, pitch_id bigint, choice text, chosen_at timestamptz)
language sql stable as $$
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

-- What was said of a meeting, word after word; a word taken back is null.
create table meeting_word (
    id bigint generated always as identity primary key,
    founder_id bigint not null references participant,
    provider_id bigint not null references participant,
    side text not null,
    said text,
    said_at timestamptz not null
);
create index meeting_word_pair_idx on meeting_word (founder_id, provider_id, side, said_at);
create trigger meeting_word_append_only before update or delete on meeting_word
    for each row execute function refuse_change();
create function keep_meeting_word() returns trigger language plpgsql as $$
begin
    insert into meeting_word (founder_id, provider_id, side, said, said_at)
    values (new.founder_id, new.provider_id, new.side, new.said, new.said_at);
    return null;
end $$;
create trigger meeting_said_keeps_word after insert or update on meeting_said
    for each row execute function keep_meeting_word();
insert into meeting_word (founder_id, provider_id, side, said, said_at)
select founder_id, provider_id, side, said, said_at from meeting_said order by said_at;

-- The outcome that three words make; `meeting_outcome` says the same of the words in force.
create function meeting_outcome_of(founder_said text, provider_said text, staff_said text) returns text
language sql immutable as $$
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

create function meeting_outcome_at(t timestamptz)
returns table (founder_id bigint, provider_id bigint, outcome text, said_at timestamptz)
language sql stable as $$
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

-- How a record stood: its own steps and those of the rows that correct it, as taken by then.
create function funding_state_at(t timestamptz)
returns table (record_id bigint, status text, company_at timestamptz, provider_at timestamptz, confirmed_at timestamptz)
language sql stable as $$
    select r.id,
        case
            when s.voided then 'voided'
            when s.withdrawn then 'withdrawn'
            when s.disputed then 'disputed'
            when s.company_at is not null and s.provider_at is not null then
                case when exists (
                    select from funding_record later
                    cross join lateral (
                        select count(*) filter (where c.step in ('confirmed_by_company', 'confirmed_by_provider')) as n_signers,
                            coalesce(bool_or(c.step in ('disputed', 'withdrawn', 'voided')), false) as ended
                        from funding_step c where c.record_id = later.id and c.taken_at <= t) l
                    where later.corrects_id = r.id and l.n_signers = 2 and not l.ended)
                then 'corrected' else 'confirmed' end
            else 'proposed' end,
        s.company_at, s.provider_at,
        case when s.company_at is not null and s.provider_at is not null then greatest(s.company_at, s.provider_at) end
    from funding_record r
    cross join lateral (
        select max(x.taken_at) filter (where x.step = 'confirmed_by_company') as company_at,
            max(x.taken_at) filter (where x.step = 'confirmed_by_provider') as provider_at,
            bool_or(x.step = 'disputed') as disputed, bool_or(x.step = 'withdrawn') as withdrawn,
            bool_or(x.step = 'voided') as voided
        from funding_step x where x.record_id = r.id and x.taken_at <= t) s
    where r.proposed_at <= t
$$;

-- The certificates in force at an instant.
create function certificates_at(t timestamptz)
returns table (id bigint, company_id bigint, kind text, definition text, record_id bigint, issued_at timestamptz)
language sql stable as $$
    select f.id, f.company_id, f.kind, f.definition, f.record_id, f.issued_at
    from first_certificate f where f.issued_at <= t and (f.revoked_at is null or f.revoked_at > t)
$$;
