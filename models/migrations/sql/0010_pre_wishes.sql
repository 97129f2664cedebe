-- Wishes of both sides of an event, what the organiser promised or shut out, and how people meet.

-- What an organiser set for the wishes of an event; without a row the defaults hold.
create table wish_terms (
    event_id bigint primary key references event,
    most_must integer not null check (most_must between 0 and 50),
    most_like integer not null check (most_like between 0 and 100),
    -- After this only the organiser changes wishes; null is until the event begins.
    closes_at timestamptz,
    -- How many meetings that need an interpreter can run at once; null is no limit.
    n_interpreters integer check (n_interpreters between 0 and 100),
    set_by bigint not null references person,
    set_at timestamptz not null
);

-- What one participant wishes of another; 'none' sets aside what the other lists propose.
create table wish (
    participant_id bigint not null references participant,
    partner_id bigint not null references participant,
    wish text not null check (wish in ('must', 'like', 'none', 'no')),
    said_by bigint not null references person,
    said_at timestamptz not null,
    primary key (participant_id, partner_id),
    constraint wish_of_another check (participant_id <> partner_id)
);
create index wish_partner_idx on wish (partner_id);

-- A pair that the organiser promised to let meet, or that should not, and why.
create table promise (
    founder_id bigint not null references participant,
    provider_id bigint not null references participant,
    kind text not null check (kind in ('promised', 'shut_out')),
    reason text not null check (reason <> ''),
    lang text not null check (lang in ('zh', 'en')),
    made_by bigint not null references person,
    made_at timestamptz not null,
    primary key (founder_id, provider_id),
    constraint promise_of_two check (founder_id <> provider_id)
);
create index promise_provider_idx on promise (provider_id);

-- How a participant takes part, where they said so: on site or online, and in which languages they meet.
create table participant_way (
    participant_id bigint primary key references participant,
    attendance text check (attendance in ('on_site', 'online')),
    languages text[] not null default '{}',
    set_by bigint not null references person,
    set_at timestamptz not null
);

-- Who last said when a participant is free: they themselves, or the organiser for them with a note.
create table availability_word (
    participant_id bigint primary key references participant,
    said_by bigint not null references person,
    by_organiser boolean not null,
    note text not null default '',
    said_at timestamptz not null
);
