-- Fairness: what every approved pitch is promised, and the plans that keep it.

-- The newest row counts; without one the rules that ship do.
create table fairness_rule (
    id bigint generated always as identity primary key,
    enabled boolean not null,
    -- In how many lists a pitch stands above the line, the last place above it, places set aside a list.
    reach integer not null check (reach between 1 and 20),
    line integer not null check (line between 2 and 50),
    most integer not null check (most between 1 and 10),
    set_by bigint not null references person,
    set_at timestamptz not null,
    constraint fairness_rule_places check (most < line)
);

-- Somebody wants a plan now and not at the next change.
create table floor_request (
    id bigint generated always as identity primary key,
    requested_by bigint not null references person,
    requested_at timestamptz not null
);

-- One plan over all lists; the newest counts. What it rests on is marked by a fingerprint.
create table floor_plan (
    id bigint generated always as identity primary key,
    rule_id bigint references fairness_rule,
    reach integer not null,
    line integer not null,
    most integer not null,
    model_version text not null,
    fingerprint text not null,
    made_at timestamptz not null,
    n_pitches integer not null,
    n_providers integer not null,
    reached_before integer not null,
    price double precision not null
);

-- One pitch in one provider's list above its own place, and who goes below the line for it.
create table floor_lift (
    plan_id bigint not null references floor_plan on delete cascade,
    organisation_id bigint not null references organisation,
    pitch_id bigint not null references pitch,
    instead_id bigint not null references pitch,
    fit double precision not null,
    fit_instead double precision not null,
    primary key (plan_id, organisation_id, pitch_id)
);

-- A pitch whose floor no list could meet: how many lists are open to it, and what shuts out the others.
create table floor_short (
    plan_id bigint not null references floor_plan on delete cascade,
    pitch_id bigint not null references pitch,
    reached integer not null,
    missing integer not null check (missing > 0),
    n_open integer not null,
    gates jsonb not null,
    primary key (plan_id, pitch_id)
);

create trigger fairness_rule_append_only before update or delete or truncate on fairness_rule
    for each statement execute function refuse_change();
