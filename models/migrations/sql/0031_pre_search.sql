-- Searches that people keep, what each has told of, and events in the feed that web processes follow.

-- The page is one of those whose address is its state; `query` is that address's query.
create table saved_search (
    id bigint generated always as identity primary key,
    person_id bigint not null references person on delete cascade,
    name text not null check (char_length(name) between 1 and 80),
    page text not null check (page in ('search', 'matches')),
    -- For which of the person's providers the matches were looked through.
    organisation_id bigint references organisation on delete cascade,
    query text not null check (char_length(query) <= 1000),
    mails boolean not null default true,
    created_at timestamptz not null,
    -- When what is new was last looked for.
    looked_at timestamptz not null,
    constraint saved_search_name_key unique (person_id, name),
    constraint saved_search_matches_for check ((page = 'matches') = (organisation_id is not null))
);
create index saved_search_due_idx on saved_search (looked_at) where mails;

-- What was there when the search was kept, or has been told since: a thing is new once.
create table saved_search_seen (
    search_id bigint not null references saved_search on delete cascade,
    kind text not null check (kind in ('pitch', 'provider', 'event')),
    subject_id bigint not null,
    seen_at timestamptz not null,
    primary key (search_id, kind, subject_id)
);

-- Readers of the feed ask for the subjects that they know; older ones let events pass.
alter table match_change drop constraint match_change_subject_check;
alter table match_change add constraint match_change_subject_check
    check (subject in ('pitch', 'provider', 'event'));

create trigger event_match_change after insert or update or delete on event
    for each row execute function note_owner_change('event', 'id');
