-- Between introduction and money: one deal for a provider and a pitch, its steps, checklist, lead and silences.

-- What gives a provider the right to a deal: a meeting that both came to, an introduction that was accepted,
-- or its own interest as long as the founder has not declined.
create view deal_ground as
select i.organisation_id, i.pitch_id,
    case
        when exists (select from participant f
                     join participant r on r.event_id = f.event_id and r.side = 'provider'
                     join meeting_outcome o on o.founder_id = f.id and o.provider_id = r.id
                     where f.pitch_id = i.pitch_id and f.side = 'founder'
                       and r.organisation_id = i.organisation_id and o.outcome = 'kept') then 'meeting'
        when n.status = 'accepted' then 'introduction'
        when t.choice = 'interested' and n.status is distinct from 'declined' then 'interest'
    end as ground
from (select organisation_id, pitch_id from interest
      union
      select organisation_id, pitch_id from introduction
      union
      select r.organisation_id, f.pitch_id
      from meeting_outcome o
      join participant f on f.id = o.founder_id and f.pitch_id is not null
      join participant r on r.id = o.provider_id
      where o.outcome = 'kept') i
left join introduction n on n.organisation_id = i.organisation_id and n.pitch_id = i.pitch_id
left join interest t on t.organisation_id = i.organisation_id and t.pitch_id = i.pitch_id;

create table deal (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    pitch_id bigint not null references pitch,
    ground text not null check (ground in ('meeting', 'introduction', 'interest')),
    opened_by bigint not null references person,
    opened_at timestamptz not null,
    -- When each side last did something, and until when it asked for patience.
    founder_moved_at timestamptz not null,
    provider_moved_at timestamptz not null,
    founder_until date,
    provider_until date,
    constraint deal_pair_key unique (organisation_id, pitch_id)
);
create index deal_pitch_idx on deal (pitch_id);

-- What each side did, in order; rows are appended, never changed. A commitment binds and names its amount; it is
-- withdrawn, and a deal ended, only with a reason. "Invested" is no step: the ledger says it.
create table deal_step (
    id bigint generated always as identity primary key,
    deal_id bigint not null references deal,
    side text not null check (side in ('founder', 'provider')),
    step text not null check (step in
        ('observing', 'considering', 'committed', 'withdrawn', 'no', 'ended', 'still_looking', 'word')),
    amount_min bigint check (amount_min > 0),
    amount_max bigint check (amount_max > 0),
    currency text check (currency ~ '^[A-Z]{3}$'),
    reason text,
    until_on date,
    -- Which wording of what "binding" means the signer confirmed.
    words_version text,
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    person_id bigint not null references person,
    body_id bigint not null references organisation,
    taken_at timestamptz not null,
    idempotency_key text not null,
    constraint deal_step_key unique (person_id, idempotency_key),
    constraint deal_step_side check (
        step in ('still_looking', 'word') or side = case when step = 'ended' then 'founder' else 'provider' end),
    constraint deal_step_amounts check (
        case step
            when 'committed' then amount_min is not null and amount_max = amount_min and words_version is not null
            when 'considering' then coalesce(amount_min, amount_max) is not null
                and (amount_min is null or amount_max is null or amount_min <= amount_max)
            else amount_min is null and amount_max is null
        end and (currency is not null) = (coalesce(amount_min, amount_max) is not null)),
    constraint deal_step_says_why check (
        (step <> 'no' or reason is not null) and (step not in ('withdrawn', 'word') or note <> '')),
    constraint deal_step_until check ((step = 'still_looking') = (until_on is not null))
);
create index deal_step_deal_idx on deal_step (deal_id, id);
create trigger deal_step_append_only before update or delete or truncate on deal_step
    for each statement execute function refuse_change();

-- Who leads a round: asked by one side, agreed by the other, at most one in force for a pitch.
create table deal_lead (
    id bigint generated always as identity primary key,
    deal_id bigint not null references deal,
    pitch_id bigint not null references pitch,
    asked_side text not null check (asked_side in ('founder', 'provider')),
    asked_by bigint not null references person,
    asked_at timestamptz not null,
    agreed_by bigint references person,
    agreed_at timestamptz,
    ended_side text check (ended_side in ('founder', 'provider')),
    ended_by bigint references person,
    ended_at timestamptz,
    constraint deal_lead_agreed_by_somebody check ((agreed_by is null) = (agreed_at is null)),
    constraint deal_lead_ended_by_somebody check ((ended_at is null) = (ended_side is null or ended_by is null))
);
create unique index deal_lead_open_key on deal_lead (deal_id) where ended_at is null;
create unique index deal_lead_one_per_round on deal_lead (pitch_id) where agreed_at is not null and ended_at is null;

-- What is looked at before money moves. From a template by the provider's kind, or added by a side.
create table deal_item (
    id bigint generated always as identity primary key,
    deal_id bigint not null references deal,
    place integer not null,
    part text not null check (part in ('standing', 'company', 'papers', 'loan', 'guarantee', 'purchase', 'own')),
    -- The template's code; without one the title is the item's own.
    code text,
    title text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    side text not null check (side in ('founder', 'provider')),
    owner_id bigint references person,
    due_on date,
    state text not null default 'open' check (state in ('open', 'done', 'not_needed')),
    revision integer not null default 0,
    constraint deal_item_code_key unique (deal_id, code),
    constraint deal_item_named check (code is not null or title <> '')
);
create index deal_item_deal_idx on deal_item (deal_id, place);

-- Who changed an item to what, and when.
create table deal_item_change (
    id bigint generated always as identity primary key,
    item_id bigint not null references deal_item,
    side text not null check (side in ('founder', 'provider')),
    owner_id bigint references person,
    due_on date,
    state text not null check (state in ('open', 'done', 'not_needed')),
    changed_by bigint not null references person,
    changed_at timestamptz not null
);
create index deal_item_change_item_idx on deal_item_change (item_id, id);
create trigger deal_item_change_append_only before update or delete or truncate on deal_item_change
    for each statement execute function refuse_change();

-- For the provider alone: what it thinks, and the hours that it spent (negative ones mend a mistake).
create table deal_memo (
    deal_id bigint primary key references deal,
    body text not null,
    lang text not null check (lang in ('zh', 'en')),
    revision integer not null default 1,
    saved_by bigint not null references person,
    saved_at timestamptz not null
);
create table deal_hours (
    id bigint generated always as identity primary key,
    deal_id bigint not null references deal,
    minutes integer not null check (minutes <> 0 and minutes between -60000 and 60000),
    spent_on date not null,
    person_id bigint not null references person,
    entered_at timestamptz not null
);
create index deal_hours_deal_idx on deal_hours (deal_id);
create trigger deal_hours_append_only before update or delete or truncate on deal_hours
    for each statement execute function refuse_change();

-- A side that has not moved for long: flagged once a silence, ended by whatever it does next.
create table deal_silence (
    id bigint generated always as identity primary key,
    deal_id bigint not null references deal,
    side text not null check (side in ('founder', 'provider')),
    since timestamptz not null,
    flagged_at timestamptz not null,
    ended_at timestamptz,
    constraint deal_silence_once unique (deal_id, side, since)
);
create unique index deal_silence_open_key on deal_silence (deal_id, side) where ended_at is null;

-- The confirmed money between the two of a deal that was put on record after it was opened; of several deals of
-- the same two the latest opened before counts. A function, so that the ledger's views can change beneath it.
create function deal_money(of_deal bigint) returns table (record_id bigint, confirmed_at timestamptz)
language sql stable as $$
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

-- Where each deal stands: invested where the ledger says so, else what the last step says. A withdrawn
-- commitment leaves it observing.
create view deal_state as
select d.id as deal_id, d.organisation_id, d.pitch_id, p.company_id,
    case when money.record_id is not null then 'invested'
         when l.step in ('no', 'ended') then 'ended'
         when l.step in ('considering', 'committed') then l.step
         else 'observing' end as level,
    coalesce(money.confirmed_at, l.taken_at, d.opened_at) as level_at,
    case when l.step in ('considering', 'committed') then l.amount_min end as amount_min,
    case when l.step in ('considering', 'committed') then l.amount_max end as amount_max,
    case when l.step in ('considering', 'committed') then l.currency end as currency,
    l.step as last_step, l.reason, l.side as ended_side, money.record_id
from deal d
join pitch p on p.id = d.pitch_id
left join lateral (
    select s.step, s.taken_at, s.amount_min, s.amount_max, s.currency, s.reason, s.side from deal_step s
    where s.deal_id = d.id and s.step not in ('still_looking', 'word')
    order by s.id desc limit 1) l on true
left join lateral deal_money(d.id) money on true;
