-- Reports that people take away: who hosted an event, and what a founder lets others see of her company.

-- Who held an event: 主办 (host) or 承办 (undertaker). Its organiser says so. A line is withdrawn, never
-- changed, so that a report can be drawn as of any day. A body that is not on the platform has only a name.
create table event_host (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    organisation_id bigint references organisation,
    name text not null default '',
    role text not null check (role in ('host', 'undertaker')),
    stated_by bigint not null references person,
    stated_at timestamptz not null,
    withdrawn_at timestamptz,
    withdrawn_by bigint references person,
    constraint event_host_named check ((organisation_id is null) = (name <> '')),
    constraint event_host_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null))
);
create unique index event_host_once on event_host (event_id, organisation_id)
    where withdrawn_at is null and organisation_id is not null;
create unique index event_host_name_once on event_host (event_id, name)
    where withdrawn_at is null and organisation_id is null;
create index event_host_organisation_idx on event_host (organisation_id);

-- A link under which a founder shows chosen parts of her company's passport, as they stood when she made it.
-- The token in the address is signed and names the row; the row says until when and whether it still holds.
create table passport_share (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    parts text[] not null,
    audience text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    made_by bigint not null references person,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by bigint references person,
    constraint passport_share_parts check (
        cardinality(parts) > 0 and parts <@ array['pitches', 'meetings', 'firsts', 'records', 'tenancies']),
    constraint passport_share_term check (expires_at > made_at),
    constraint passport_share_revoked check ((revoked_at is null) = (revoked_by is null))
);
create index passport_share_company_idx on passport_share (company_id);

-- Each opening of such a link; of the reader nothing is kept.
create table passport_opening (
    id bigint generated always as identity primary key,
    share_id bigint not null references passport_share,
    form text not null check (form in ('page', 'json', 'pdf')),
    opened_at timestamptz not null
);
create index passport_opening_share_idx on passport_opening (share_id);
create trigger passport_opening_append_only before update or delete or truncate on passport_opening
    for each statement execute function refuse_change();
