-- The record: typed details of each instrument, its whole life, who may sign, and how the money moves afterwards.
-- Amounts are minor units of the record's currency, shares and rates basis points: whole numbers throughout.

-- ---------------------------------------------------------------- details of an instrument

-- A whole number between two bounds.
create function detail_whole(value jsonb, low bigint, high bigint) returns boolean language sql immutable as $$
    select coalesce(case when jsonb_typeof(value) = 'number'
        then value::numeric = trunc(value::numeric) and value::numeric between low and high end, false)
$$;

-- A whole number between two bounds, or nothing known.
create function detail_whole_or_null(value jsonb, low bigint, high bigint) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'null', false) or detail_whole(value, low, high)
$$;

-- A text that says something.
create function detail_text(value jsonb, most integer) returns boolean language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'string' and length(value #>> '{}') between 1 and most, false)
$$;

-- One word of a closed list.
create function detail_word(value jsonb, words text[]) returns boolean language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'string' and value #>> '{}' = any(words), false)
$$;

-- At least one word of a closed list.
create function detail_words(value jsonb, words text[]) returns boolean language sql immutable as $$
    select coalesce(case when jsonb_typeof(value) = 'array' then jsonb_array_length(value) > 0
        and (select bool_and(detail_word(one, words)) from jsonb_array_elements(value) one) end, false)
$$;

-- A day of the calendar as 2026-05-15, or null for anything else; make_date refuses 30 February.
create function detail_day(value jsonb) returns date language plpgsql immutable as $$
declare
    said text := value #>> '{}';
begin
    if jsonb_typeof(value) is distinct from 'string' or said !~ '^\d{4}-\d{2}-\d{2}$' then
        return null;
    end if;
    return make_date(substr(said, 1, 4)::int, substr(said, 6, 2)::int, substr(said, 9, 2)::int);
exception when datetime_field_overflow then
    return null;
end $$;

-- Exactly these keys, no more and no fewer.
create function detail_keys(details jsonb, keys text[]) returns boolean language sql immutable as $$
    select coalesce(details ?& keys and details - keys = '{}', false)
$$;

-- Whether the details are those of the instrument; the laws that models/entities/funding_details.py tells.
create function funding_details_fit(instrument text, details jsonb, amount bigint, value_on date)
returns boolean language sql immutable as $$
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

alter table funding_record
    -- The parties as they were called on the day of the money, as far as the platform knew them then.
    add column company_name text,
    add column company_uscc text,
    add column provider_name text,
    add column provider_uscc text,
    add column creditor_name text,
    add column creditor_uscc text,
    add column space_name text,
    -- Foreign money: 元 for one unit, of which day and by whom; without them it is not converted.
    add column cny_rate numeric(18, 8),
    add column cny_rate_on date,
    add column cny_rate_source text,
    add column cny_converted bigint,
    -- What sums over 元 count; null is not converted, and left out of them.
    add column cny_amount bigint generated always as
        (case when currency = 'CNY' then amount else cny_converted end) stored,
    -- The loan that a guarantee stands for, where it is a record here.
    add column loan_record_id bigint references funding_record,
    -- When silence ends the asking; older rows have none, and the worker counts from the proposal.
    add column answer_until timestamptz,
    add constraint funding_record_details_fit
        check (details = '{}' or funding_details_fit(instrument, details, amount, value_on)),
    add constraint funding_record_conversion check (
        case when cny_rate is null then cny_rate_on is null and cny_rate_source is null and cny_converted is null
        else coalesce(currency <> 'CNY' and cny_rate > 0 and cny_rate_on is not null
            and length(cny_rate_source) between 1 and 100 and cny_converted = round(amount * cny_rate), false) end),
    add constraint funding_record_loan_of_guarantee check (
        (loan_record_id is null) = (coalesce(details ->> 'loan', '') <> 'record')
        and (loan_record_id is null or kind = 'guarantee'));
create index funding_record_loan_idx on funding_record (loan_record_id) where loan_record_id is not null;

-- ---------------------------------------------------------------- who may sign

-- Who may sign for an organisation: the latest row of a membership counts; without one, its managers may.
create table signing_right (
    id bigint generated always as identity primary key,
    membership_id bigint not null references membership,
    may_sign boolean not null,
    decided_by bigint not null references person,
    decided_at timestamptz not null
);
create index signing_right_membership_idx on signing_right (membership_id, id desc);

-- Whether an active member may sign now.
create function may_sign(membership_id bigint, is_manager boolean) returns boolean language sql stable as $$
    select coalesce((select s.may_sign from signing_right s where s.membership_id = $1 order by s.id desc limit 1), $2)
$$;

-- ---------------------------------------------------------------- steps

alter table funding_step
    -- The platform itself reminds and lets lapse; an officer signs for the city, which is no organisation here.
    alter column person_id drop not null,
    alter column body_id drop not null,
    drop constraint funding_step_step_check,
    add constraint funding_step_step_check check (step in
        ('confirmed_by_company', 'confirmed_by_provider', 'disputed', 'withdrawn', 'reminded', 'expired',
         'void_by_company', 'void_by_provider', 'voided')),
    add constraint funding_step_by_somebody check (
        case when step in ('reminded', 'expired') then person_id is null and body_id is null
        when step = 'voided' then person_id is not null
        else person_id is not null and body_id is not null end),
    drop constraint funding_step_dispute_says_why,
    add constraint funding_step_dispute_says_why check (
        step not in ('disputed', 'void_by_company', 'void_by_provider', 'voided') or comment <> '');

-- What the disputing side says instead, in full; none when it says that nothing of the kind happened.
create table funding_counter (
    record_id bigint primary key references funding_record,
    side text not null check (side in ('company', 'provider')),
    instrument text not null,
    product text not null default '',
    amount bigint not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    value_on date not null,
    details jsonb not null,
    creditor_id bigint references organisation,
    loan_record_id bigint references funding_record,
    cny_rate numeric(18, 8),
    cny_rate_on date,
    cny_rate_source text,
    stated_by bigint not null references person,
    stated_at timestamptz not null,
    constraint funding_counter_details_fit check (funding_details_fit(instrument, details, amount, value_on))
);

alter table funding_evidence
    drop constraint funding_evidence_evidence_type_check,
    add constraint funding_evidence_evidence_type_check check (evidence_type in
        ('agreement', 'bank_slip', 'register_extract', 'fund_registration', 'drawdown_slip', 'iou', 'repayment_slip',
         'guarantee_letter', 'contract', 'acceptance_report', 'void_proof', 'other')),
    -- Where in the file the proof stands.
    add column page integer check (page between 1 and 10000);

-- Where each record stands, derived from its steps and its corrections. What a later record once corrected
-- stays corrected, also when that one is voided: figures that both sides gave up do not come back.
create or replace view funding_state as
select r.id as record_id,
    case
        when s.voided or (s.void_company and s.void_provider) then 'voided'
        when s.withdrawn then 'withdrawn'
        when s.disputed then 'disputed'
        when s.company_at is not null and s.provider_at is not null then
            case when exists (
                select from funding_record later
                join funding_step c on c.record_id = later.id and c.step = 'confirmed_by_company'
                join funding_step p on p.record_id = later.id and p.step = 'confirmed_by_provider'
                where later.corrects_id = r.id)
            then 'corrected' else 'confirmed' end
        when s.expired then 'expired'
        else 'proposed'
    end as status,
    s.company_at, s.provider_at,
    case when s.company_at is not null and s.provider_at is not null
        then greatest(s.company_at, s.provider_at) end as confirmed_at
from funding_record r
left join lateral (
    select max(t.taken_at) filter (where t.step = 'confirmed_by_company') as company_at,
        max(t.taken_at) filter (where t.step = 'confirmed_by_provider') as provider_at,
        bool_or(t.step = 'disputed') as disputed,
        bool_or(t.step = 'withdrawn') as withdrawn,
        bool_or(t.step = 'expired') as expired,
        bool_or(t.step = 'voided') as voided,
        bool_or(t.step = 'void_by_company') as void_company,
        bool_or(t.step = 'void_by_provider') as void_provider
    from funding_step t where t.record_id = r.id) s on true;

-- The same as it stood at an instant.
create or replace function funding_state_at(t timestamptz)
returns table (record_id bigint, status text, company_at timestamptz, provider_at timestamptz, confirmed_at timestamptz)
language sql stable as $$
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

-- ---------------------------------------------------------------- before a record

-- What somebody is writing: raw input under the key of its form; no record yet, and nobody else's business.
create table funding_draft (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    key text not null,
    role text not null check (role in ('founder', 'provider', 'organiser')),
    fields jsonb not null,
    saved_at timestamptz not null,
    constraint funding_draft_key unique (person_id, key)
);

-- The answer to a step that was taken under a key, so that pressing twice is pressing once.
create table idempotent_step (
    person_id bigint not null references person,
    key text not null check (length(key) between 1 and 100),
    action text not null,
    body_hash bytea not null,
    answer jsonb,
    taken_at timestamptz not null,
    primary key (person_id, key)
);

-- ---------------------------------------------------------------- after a record

-- How the money moves after a record: stated by one side, confirmed by the other, never edited.
create table funding_movement (
    id bigint generated always as identity primary key,
    record_id bigint not null references funding_record,
    movement text not null check (movement in
        ('drawdown', 'repayment', 'default', 'write_off', 'called', 'recovered', 'released', 'conversion', 'exit')),
    amount bigint not null check (amount > 0),
    value_on date not null,
    -- A conversion: the record of the shares that it became.
    into_record_id bigint references funding_record,
    stated_by bigint not null references person,
    stated_side text not null check (stated_side in ('company', 'provider')),
    stated_body_id bigint not null references organisation,
    stated_at timestamptz not null,
    idempotency_key text not null,
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    constraint funding_movement_idempotency_key unique (stated_by, idempotency_key),
    constraint funding_movement_conversion_into check ((movement = 'conversion') = (into_record_id is not null))
);
create index funding_movement_record_idx on funding_movement (record_id, value_on, id);
create unique index funding_movement_one_into on funding_movement (into_record_id, record_id)
    where into_record_id is not null;

create table funding_movement_step (
    id bigint generated always as identity primary key,
    movement_id bigint not null references funding_movement,
    step text not null check (step in ('confirmed_by_company', 'confirmed_by_provider', 'disputed', 'withdrawn')),
    person_id bigint not null references person,
    body_id bigint not null references organisation,
    comment text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    taken_at timestamptz not null,
    constraint funding_movement_step_once unique (movement_id, step),
    constraint funding_movement_step_dispute_says_why check (step <> 'disputed' or comment <> '')
);

-- The movement that a file proves; null proves the record itself.
alter table funding_evidence add column movement_id bigint references funding_movement;
create index funding_evidence_movement_idx on funding_evidence (movement_id) where movement_id is not null;

create view funding_movement_state as
select m.id as movement_id, m.record_id,
    case when s.withdrawn then 'withdrawn'
        when s.disputed then 'disputed'
        when s.company_at is not null and s.provider_at is not null then 'confirmed'
        else 'proposed' end as status,
    case when s.company_at is not null and s.provider_at is not null
        then greatest(s.company_at, s.provider_at) end as confirmed_at
from funding_movement m
left join lateral (
    select max(t.taken_at) filter (where t.step = 'confirmed_by_company') as company_at,
        max(t.taken_at) filter (where t.step = 'confirmed_by_provider') as provider_at,
        bool_or(t.step = 'disputed') as disputed,
        bool_or(t.step = 'withdrawn') as withdrawn
    from funding_movement_step t where t.movement_id = m.id) s on true;

-- What became of each record's money by the movements that both sides confirmed. A loan of before typed
-- details counts as drawn in full on its value date, which is what its form asked for.
create view funding_balance as
select r.id as record_id,
    case r.instrument when 'loan' then coalesce((r.details ->> 'first_drawdown')::bigint, r.amount) + t.drawdown
        when 'convertible_note' then r.amount end as drawn,
    t.repayment as repaid,
    t.write_off as written_off,
    t.conversion as converted,
    case when r.instrument in ('loan', 'convertible_note') then
        case r.instrument when 'loan' then coalesce((r.details ->> 'first_drawdown')::bigint, r.amount) + t.drawdown
            else r.amount end - t.repayment - t.write_off - t.conversion end as outstanding,
    t.called,
    t.recovered,
    t.released,
    case when r.instrument = 'guarantee' then r.amount - t.called - t.released end as liability,
    t.proceeds
from funding_record r
cross join lateral (
    select coalesce(sum(m.amount) filter (where m.movement = 'drawdown'), 0)::bigint as drawdown,
        coalesce(sum(m.amount) filter (where m.movement = 'repayment'), 0)::bigint as repayment,
        coalesce(sum(m.amount) filter (where m.movement = 'write_off'), 0)::bigint as write_off,
        coalesce(sum(m.amount) filter (where m.movement = 'conversion'), 0)::bigint as conversion,
        coalesce(sum(m.amount) filter (where m.movement = 'called'), 0)::bigint as called,
        coalesce(sum(m.amount) filter (where m.movement = 'recovered'), 0)::bigint as recovered,
        coalesce(sum(m.amount) filter (where m.movement = 'released'), 0)::bigint as released,
        coalesce(sum(m.amount) filter (where m.movement = 'exit'), 0)::bigint as proceeds
    from funding_movement m join funding_movement_state f on f.movement_id = m.id
    where m.record_id = r.id and f.status = 'confirmed') t;

-- Steps that touch one record wait for each other. An advisory lock, since the application may not lock rows
-- that it may not change.
create function lock_record(record_id bigint) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('funding_record', record_id))
$$;

-- At the end of each day: never more drawn than lent, never more gone than drawn, never more called or released
-- than guaranteed, never more recovered than called.
create function funding_movements_fit(record_id bigint) returns boolean language sql stable as $$
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
$$;

create function movement_keeps_balance() returns trigger language plpgsql as $$
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
create trigger funding_balance_fits after insert on funding_movement_step for each row
    when (new.step in ('confirmed_by_company', 'confirmed_by_provider')) execute function movement_keeps_balance();

-- Which instrument knows which movement.
create function movement_fits_instrument() returns trigger language plpgsql as $$
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
create trigger funding_movement_fits before insert on funding_movement for each row
    execute function movement_fits_instrument();

create trigger funding_counter_append_only before update or delete or truncate on funding_counter
    for each statement execute function refuse_change();
create trigger funding_movement_append_only before update or delete or truncate on funding_movement
    for each statement execute function refuse_change();
create trigger funding_movement_step_append_only before update or delete or truncate on funding_movement_step
    for each statement execute function refuse_change();
create trigger signing_right_append_only before update or delete or truncate on signing_right
    for each statement execute function refuse_change();
