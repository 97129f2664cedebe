-- Registration for events with seats and a waiting list, pitches put forward and in reserve, and what postponing needs.

alter table event
    add column open_registration boolean not null default false,
    -- Seats for those who register; null is no limit. Who is invited has a place of their own.
    add column seats integer check (seats > 0),
    add column registration_until timestamptz,
    add column pitch_minutes integer not null default 8 check (pitch_minutes between 1 and 240),
    add column question_minutes integer not null default 7 check (question_minutes between 0 and 240),
    -- How long a reserve may think about an offered place.
    add column offer_hours integer not null default 24 check (offer_hours between 1 and 240),
    -- Postponed without a new date: `during` still holds the former one, and nobody is shown it.
    add column date_open boolean not null default false,
    -- Why it was postponed or cancelled, for each reader.
    add column reason_zh text not null default '',
    add column reason_en text not null default '';

create table registration (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    person_id bigint not null references person,
    status text not null check (status in ('registered', 'waiting', 'cancelled')),
    -- The order in which people came; whoever cancels and comes again stands at the end.
    place integer not null,
    asked_at timestamptz not null,
    registered_at timestamptz,
    cancelled_at timestamptz,
    -- An organiser who gave a seat out of turn says why.
    promoted_by bigint references person,
    promoted_because text not null default '',
    -- Who came: present when `came_at` is known, absent when somebody looked, else not known.
    came_at timestamptz,
    absent boolean not null default false,
    constraint registration_person_key unique (event_id, person_id),
    constraint registration_place_key unique (event_id, place),
    constraint registration_seat_since check ((status = 'registered') = (registered_at is not null)),
    constraint registration_cancelled_since check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint registration_promotion_said check ((promoted_by is null) = (promoted_because = '')),
    constraint registration_present_or_absent check (not (absent and came_at is not null))
);
create index registration_person_idx on registration (person_id);

-- No more seats are taken than there are, whoever asks: each taker waits for the event's row first.
create function registration_keeps_seats() returns trigger language plpgsql as $$
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
create trigger registration_seat_free before insert or update of status on registration
    for each row when (new.status = 'registered') execute function registration_keeps_seats();

-- The seats of an event are never fewer than are taken.
create function event_keeps_seats() returns trigger language plpgsql as $$
begin
    if new.seats < (select count(*) from registration r where r.event_id = new.id and r.status = 'registered') then
        raise exception 'more seats of event % are taken', new.id
            using errcode = 'exclusion_violation', constraint = 'event_seats_taken';
    end if;
    return new;
end $$;
create trigger event_seats_taken before update of seats on event
    for each row when (new.seats is not null) execute function event_keeps_seats();

-- A founder puts a pitch forward; the organiser selects.
create table pitch_application (
    event_id bigint not null references event,
    pitch_id bigint not null references pitch,
    applied_by bigint not null references person,
    applied_at timestamptz not null,
    withdrawn_at timestamptz,
    primary key (event_id, pitch_id)
);

-- Pitches in reserve, in their order; one is offered a place when a selected pitch declines.
create table reserve_pitch (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    pitch_id bigint not null references pitch,
    rank integer not null,
    status text not null default 'waiting' check (status in ('waiting', 'offered', 'accepted', 'declined', 'lapsed')),
    set_by bigint not null references person,
    set_at timestamptz not null,
    -- Who gave the place up that is offered.
    freed_by bigint references participant,
    offered_at timestamptz,
    offer_until timestamptz,
    answered_at timestamptz,
    constraint reserve_pitch_key unique (event_id, pitch_id),
    constraint reserve_pitch_offer check ((status = 'waiting') = (freed_by is null)
        and (freed_by is null) = (offered_at is null) and (offered_at is null) = (offer_until is null))
);
-- One place is offered to one pitch at a time, and taken once.
create unique index reserve_pitch_place_key on reserve_pitch (freed_by) where status in ('offered', 'accepted');
create index reserve_pitch_due_idx on reserve_pitch (offer_until) where status = 'offered';
