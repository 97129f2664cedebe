-- Rules that pay: what an administrator publishes beside the shipped ones, and drafts before it.

-- One published version of a rule; what stands here never changes, so that a claim can name it.
create table subsidy_rule_version (
    id bigint generated always as identity primary key,
    code text not null check (code ~ '^[a-z][a-z0-9_-]{0,59}$'),
    version text not null check (version ~ '^[a-z0-9][a-z0-9.-]{0,39}$'),
    content jsonb not null check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 100000),
    note text not null check (length(note) <= 2000),
    lang text not null check (lang in ('zh', 'en')),
    published_by bigint not null references person,
    published_at timestamptz not null,
    constraint subsidy_rule_version_key unique (code, version)
);
create trigger subsidy_rule_version_append_only before update or delete or truncate on subsidy_rule_version
    for each statement execute function refuse_change();

-- The next version while it is written, one a rule; it counts nowhere until it is published.
create table subsidy_rule_draft (
    code text primary key check (code ~ '^[a-z][a-z0-9_-]{0,59}$'),
    content jsonb not null check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 100000),
    note text not null check (length(note) <= 2000),
    lang text not null check (lang in ('zh', 'en')),
    edited_by bigint not null references person,
    edited_at timestamptz not null,
    -- Grows with every save: who publishes names the revision that they saw.
    revision integer not null default 1
);
