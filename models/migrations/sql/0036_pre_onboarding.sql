-- A deck that is read before there is a pitch, and the panels of a first visit that somebody has put away.

-- Only the person who uploaded it reads it; what is not made into a pitch is forgotten after some days.
create table deck_reading (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    sha256 text not null references stored_file,
    filename text not null,
    uploaded_at timestamptz not null,
    state text not null default 'pending',
    error text,
    -- The text of each page or slide, in their order.
    pages text[],
    -- What it was made into; pressing twice makes one pitch.
    pitch_id bigint references pitch,
    constraint deck_reading_state_check check (state in ('pending', 'done', 'failed')),
    constraint deck_reading_outcome_check check (
        (state = 'done') = (pages is not null) and (state = 'failed') = (error is not null))
);
create index deck_reading_of_person on deck_reading (person_id, id);
create index deck_reading_waiting on deck_reading (id) where state = 'pending';

create table welcome_seen (
    person_id bigint not null references person,
    role text not null,
    seen_at timestamptz not null,
    primary key (person_id, role),
    constraint welcome_seen_role_check check (
        role in ('founder', 'juror', 'provider', 'organiser', 'space', 'officer', 'admin'))
);
