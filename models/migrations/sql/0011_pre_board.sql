-- Plans are solved with a limit and can be stopped, found better step by step, corrected with a way back,
-- made again around a former version, and their mails are held until the organiser sends them.
alter table plan
    add column seconds integer not null default 60 check (seconds between 1 and 3600),
    add column stop_at timestamptz,
    -- The version that this one was made again around, or is a copy of.
    add column former_id bigint references plan,
    -- What moving a meeting must gain, as a share of a meeting's mean value; null for a plan made anew.
    add column move_price double precision check (move_price >= 0),
    -- What was proven when it was solved; `value` follows corrections by hand.
    add column solved_value double precision,
    add column solved_seconds double precision,
    -- What the solver says of the programme on stage, in its own terms.
    add column programme jsonb not null default '{}';

update plan set solved_value = value where solved_at is not null;

-- How a solve went: each better value or bound, thinned. Rows are only ever added.
create table plan_progress (
    id bigint generated always as identity primary key,
    plan_id bigint not null references plan on delete cascade,
    seconds double precision not null check (seconds >= 0),
    value double precision not null,
    bound double precision,
    n_meetings integer not null check (n_meetings >= 0)
);
create index plan_progress_plan_idx on plan_progress (plan_id, id);

-- A correction by hand: the entries that it touched as they were before it and after it.
create table plan_edit (
    id bigint generated always as identity primary key,
    plan_id bigint not null references plan on delete cascade,
    person_id bigint not null references person,
    made_at timestamptz not null,
    act text not null,
    before jsonb not null,
    after jsonb not null,
    undone boolean not null default false
);
create index plan_edit_plan_idx on plan_edit (plan_id, id);

-- Mails of a release wait until the organiser sends or removes them.
alter table outbox_mail
    add column plan_id bigint references plan,
    drop constraint outbox_mail_status_check,
    add constraint outbox_mail_status_check check (status in ('held', 'queued', 'sent', 'failed', 'removed'));
update outbox_mail set plan_id = split_part(dedupe_key, '-', 2)::bigint
where dedupe_key ~ '^plan-[0-9]+-released-' and exists (select from plan p where p.id = split_part(dedupe_key, '-', 2)::bigint);
create index outbox_mail_plan_idx on outbox_mail (plan_id) where plan_id is not null;

-- What an organiser wrote around the plan in the mails of a release, a row a language.
create table plan_mail_text (
    plan_id bigint not null references plan on delete cascade,
    locale text not null check (locale in ('zh', 'en')),
    subject text not null default '',
    opening text not null default '',
    closing text not null default '',
    primary key (plan_id, locale)
);
