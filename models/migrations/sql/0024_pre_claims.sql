-- What the rules that pay rest on beside the ledger, which rules pay here, and who claims what they give.

-- Which rules pay on this site; the last row of a rule counts, and a rule without one pays nothing here.
create table subsidy_rule_adoption (
    id bigint generated always as identity primary key,
    code text not null check (code ~ '^[a-z][a-z0-9_-]{0,59}$'),
    adopted boolean not null,
    note text not null check (length(note) <= 2000),
    lang text not null check (lang in ('zh', 'en')),
    decided_by bigint not null references person,
    decided_at timestamptz not null
);
create index subsidy_rule_adoption_code_idx on subsidy_rule_adoption (code, id);
create trigger subsidy_rule_adoption_append_only before update or delete or truncate on subsidy_rule_adoption
    for each statement execute function refuse_change();

-- What a party says of itself, or of a deal that it is a party to, for the rules to judge by. Of one
-- party, deal and fact the last row counts; a value of null takes back what was said before.
create table declared_fact (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    record_id bigint references funding_record,
    fact text not null check (fact ~ '^[a-z][a-z0-9_]{0,59}$'),
    value jsonb check (pg_column_size(value) <= 1000),
    as_of date not null,
    source text not null check (length(source) between 1 and 500),
    lang text not null check (lang in ('zh', 'en')),
    sha256 text references stored_file,
    filename text,
    declared_by bigint not null references person,
    declared_at timestamptz not null,
    constraint declared_fact_file check ((sha256 is null) = (filename is null))
);
create index declared_fact_latest_idx on declared_fact (organisation_id, fact, record_id, id);
create index declared_fact_record_idx on declared_fact (record_id) where record_id is not null;
create trigger declared_fact_append_only before update or delete or truncate on declared_fact
    for each statement execute function refuse_change();

create view declared_fact_now as
select distinct on (d.organisation_id, d.fact, d.record_id) d.*
from declared_fact d
order by d.organisation_id, d.fact, d.record_id, d.id desc;

-- One claim with the version of the rule and the facts that it was judged by, as they were that day.
create table subsidy_claim (
    id bigint generated always as identity primary key,
    rule_code text not null check (rule_code ~ '^[a-z][a-z0-9_-]{0,59}$'),
    rule_version text not null,
    rule jsonb not null check (jsonb_typeof(rule) = 'object'),
    record_id bigint not null references funding_record,
    company_id bigint not null references organisation,
    organisation_id bigint not null references organisation,
    claimed_on date not null,
    amount bigint not null check (amount > 0),
    -- What the rule gives for the deal in all, so that several claims of one deal never exceed it.
    total bigint not null,
    -- The rule's caps: [{"scope", "amount" or null, "times" or null}], which the trigger below keeps.
    caps jsonb not null check (jsonb_typeof(caps) = 'array'),
    -- What was given before, by scope, when it was judged.
    used jsonb not null check (jsonb_typeof(used) = 'object'),
    facts jsonb not null check (jsonb_typeof(facts) = 'object'),
    note text not null check (length(note) <= 2000),
    lang text not null check (lang in ('zh', 'en')),
    claimed_by bigint not null references person,
    claimed_at timestamptz not null,
    idempotency_key text not null check (length(idempotency_key) between 1 and 100),
    constraint subsidy_claim_total check (total >= amount),
    constraint subsidy_claim_idempotency_key unique (claimed_by, idempotency_key)
);
create index subsidy_claim_record_idx on subsidy_claim (record_id);
create index subsidy_claim_organisation_idx on subsidy_claim (organisation_id);
create trigger subsidy_claim_append_only before update or delete or truncate on subsidy_claim
    for each statement execute function refuse_change();

-- What became of a claim; steps of a claim are numbered, so that two people cannot take the same one.
create table subsidy_claim_step (
    id bigint generated always as identity primary key,
    claim_id bigint not null references subsidy_claim,
    place integer not null check (place > 0),
    step text not null check (step in ('under_review', 'granted', 'refused', 'withdrawn', 'paid', 'clawed_back')),
    amount bigint check (amount > 0),
    note text not null check (length(note) <= 2000),
    lang text not null check (lang in ('zh', 'en')),
    person_id bigint not null references person,
    -- None for an officer, who decides for the city.
    body_id bigint references organisation,
    taken_at timestamptz not null,
    idempotency_key text not null check (length(idempotency_key) between 1 and 100),
    constraint subsidy_claim_step_key unique (claim_id, place),
    constraint subsidy_claim_step_idempotency_key unique (person_id, idempotency_key),
    constraint subsidy_claim_step_amount check ((amount is not null) = (step in ('granted', 'paid', 'clawed_back'))),
    constraint subsidy_claim_step_reason check (step not in ('refused', 'clawed_back') or note <> '')
);
create trigger subsidy_claim_step_append_only before update or delete or truncate on subsidy_claim_step
    for each statement execute function refuse_change();

-- What claims hold of the caps now: all that was claimed, then what was granted, less what was taken back.
-- Only the triggers below write here.
create table subsidy_hold (
    claim_id bigint primary key references subsidy_claim,
    rule_code text not null,
    record_id bigint not null,
    organisation_id bigint not null,
    claim_year integer not null,
    amount bigint not null check (amount > 0),
    once_per_deal boolean not null
);
create unique index subsidy_hold_once_per_deal on subsidy_hold (rule_code, record_id) where once_per_deal;
create index subsidy_hold_applicant_idx on subsidy_hold (rule_code, organisation_id);

-- Claims of one rule are judged one after the other: whoever comes second sees what the first has taken.
create function lock_subsidy_rule(code text) returns void language sql volatile as $$
    select pg_advisory_xact_lock(hashtextextended('subsidy_rule:' || code, 0))
$$;

create function subsidy_claim_holds() returns trigger language plpgsql as $$
begin
    perform lock_subsidy_rule(new.rule_code);
    insert into subsidy_hold (claim_id, rule_code, record_id, organisation_id, claim_year, amount, once_per_deal)
    values (new.id, new.rule_code, new.record_id, new.organisation_id, extract(year from new.claimed_on)::int,
        new.amount, exists (select from jsonb_to_recordset(new.caps) as c (scope text, times bigint)
                            where c.scope = 'deal' and c.times = 1));
    return null;
end $$;
-- The first in the order of their names, in which triggers run.
create trigger subsidy_claim_holds after insert on subsidy_claim
    for each row execute function subsidy_claim_holds();

create function subsidy_claim_keeps_total() returns trigger language plpgsql as $$
begin
    if (select sum(h.amount) from subsidy_hold h
        where h.rule_code = new.rule_code and h.record_id = new.record_id) > new.total then
        raise exception 'claims of record % exceed what % gives', new.record_id, new.rule_code
            using errcode = 'exclusion_violation', constraint = 'subsidy_claim_within_total';
    end if;
    return null;
end $$;
create trigger subsidy_claim_within_total after insert on subsidy_claim
    for each row execute function subsidy_claim_keeps_total();

create function subsidy_claim_keeps_caps() returns trigger language plpgsql as $$
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
create trigger subsidy_claim_within_caps after insert on subsidy_claim
    for each row execute function subsidy_claim_keeps_caps();

-- What a claim holds follows its steps; nobody is granted more than they claimed.
create function subsidy_step_moves_hold() returns trigger language plpgsql as $$
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
create trigger subsidy_step_within_claim after insert on subsidy_claim_step
    for each row execute function subsidy_step_moves_hold();

-- Where a claim stands, by its steps alone.
create view subsidy_claim_state as
select c.id as claim_id, coalesce(s.step, 'claimed') as status, coalesce(s.place, 0) as n_steps,
    coalesce(s.taken_at, c.claimed_at) as moved_at, g.amount as granted, g.taken_at as granted_at,
    t.paid, t.clawed_back
from subsidy_claim c
left join lateral (
    select x.step, x.place, x.taken_at from subsidy_claim_step x
    where x.claim_id = c.id order by x.place desc limit 1) s on true
left join lateral (
    select x.amount, x.taken_at from subsidy_claim_step x
    where x.claim_id = c.id and x.step = 'granted' order by x.place desc limit 1) g on true
cross join lateral (
    select coalesce(sum(x.amount) filter (where x.step = 'paid'), 0)::bigint as paid,
        coalesce(sum(x.amount) filter (where x.step = 'clawed_back'), 0)::bigint as clawed_back
    from subsidy_claim_step x where x.claim_id = c.id) t;
