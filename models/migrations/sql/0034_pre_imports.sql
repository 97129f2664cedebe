-- Files that people bring, kept while they look at what would become of them.
--
-- The content stands in the row, not in the file store, so that it goes when it is no longer needed: with the
-- import, with its owner's word, or when nobody decided in time.
create table import_file (
    id bigint generated always as identity primary key,
    kind text not null check (kind in
        ('pitches', 'own_pitches', 'providers', 'deals', 'own_deals', 'participants')),
    person_id bigint not null references person,
    organisation_id bigint references organisation,
    event_id bigint references event,
    -- For whom it is read: the same file is taken once for each.
    scope text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    filename text not null,
    content bytea,
    -- What each column of the file is, by hand; null while headers decide.
    mapping jsonb,
    status text not null default 'preview' check (status in ('preview', 'queued', 'done', 'refused', 'dropped')),
    uploaded_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz,
    n_new integer not null default 0 check (n_new >= 0),
    n_changed integer not null default 0 check (n_changed >= 0),
    n_same integer not null default 0 check (n_same >= 0),
    -- Why a queued file was refused in the end: {"code": …, "params": …}
    refusal jsonb,
    constraint import_file_kept_while_open check ((content is not null) = (status in ('preview', 'queued'))),
    constraint import_file_of_event check ((event_id is not null) = (kind = 'participants'))
);
create unique index import_file_once on import_file (kind, scope, sha256) where status in ('queued', 'done');
create index import_file_person_idx on import_file (person_id, id);
create index import_file_event_idx on import_file (event_id);
create index import_file_organisation_idx on import_file (organisation_id);
create index import_file_queued_idx on import_file (id) where status = 'queued';
create index import_file_expiry_idx on import_file (expires_at) where status = 'preview';
