-- Tamper evidence: a chain of hashes over everything that both sides confirmed and everything derived from it,
-- told in docs/ledger.md so that an outsider can check it. Hashes are SHA-256 in lower-case hex.

-- One row for each fact that came into force, in the order in which that happened; the first row of all
-- follows sixty-four zeros. What is personal stands in `content` as a salted commitment.
create table ledger_entry (
    seq bigint primary key check (seq > 0),
    subject text not null check (subject in
        ('record', 'movement', 'void', 'certificate', 'revocation', 'elsewhere', 'merger', 'fact', 'withdrawal')),
    subject_id bigint not null,
    -- Canonical JSON; kept as written, so that a difference can be named and not only found.
    content text not null,
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    evidence_hash text not null check (evidence_hash ~ '^[0-9a-f]{64}$'),
    previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    sealed_at timestamptz not null,
    constraint ledger_entry_subject_key unique (subject, subject_id),
    -- The chain has no forks: nothing is the predecessor of two.
    constraint ledger_entry_previous_key unique (previous_hash),
    constraint ledger_entry_hash_key unique (hash),
    constraint ledger_entry_first check ((seq = 1) = (previous_hash = repeat('0', 64)))
);
create trigger ledger_entry_append_only before update or delete or truncate on ledger_entry
    for each statement execute function refuse_change();

-- Who stands behind a commitment: a person, or a party without a code of its own, such as an angel.
-- When they leave, identity and salt go, and the commitment can no longer be tied to anybody.
create table sealed_person (
    commitment text primary key check (commitment ~ '^[0-9a-f]{64}$'),
    person_id bigint references person,
    organisation_id bigint references organisation,
    -- Canonical JSON of name and address as they were.
    identity text,
    salt bytea check (length(salt) = 32),
    sealed_at timestamptz not null,
    erased_at timestamptz,
    constraint sealed_person_of_one check (num_nonnulls(person_id, organisation_id) = 1),
    constraint sealed_person_whole_or_erased check (
        case when erased_at is null then identity is not null and salt is not null
        else identity is null and salt is null end)
);
create index sealed_person_person_idx on sealed_person (person_id) where person_id is not null;
create index sealed_person_organisation_idx on sealed_person (organisation_id) where organisation_id is not null;

-- The salts of free texts, which may speak of people: notes, comments, names of files.
create table sealed_text (
    commitment text primary key check (commitment ~ '^[0-9a-f]{64}$'),
    salt bytea check (length(salt) = 32),
    sealed_at timestamptz not null,
    erased_at timestamptz,
    constraint sealed_text_whole_or_erased check ((erased_at is null) = (salt is not null))
);

-- The last entry of each day, signed with the site's key: what an outsider keeps.
create table ledger_head (
    day date primary key,
    seq bigint not null check (seq >= 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    signed_at timestamptz not null,
    key_id text not null check (key_id ~ '^[0-9a-f]{16}$'),
    signature text not null
);
create trigger ledger_head_append_only before update or delete or truncate on ledger_head
    for each statement execute function refuse_change();

-- What each look over the whole ledger found.
create table ledger_check (
    id bigint generated always as identity primary key,
    began_at timestamptz not null,
    ended_at timestamptz not null,
    n_entries bigint not null,
    n_files bigint not null,
    -- The first few findings as [{"code": …, "subject": …, "id": …, "seq": …, "what": …}].
    findings jsonb not null default '[]',
    n_findings bigint not null
);
create trigger ledger_check_append_only before update or delete or truncate on ledger_check
    for each statement execute function refuse_change();

-- A row that is erased once, and in nothing else changed.
create function refuse_all_but_erasing() returns trigger language plpgsql as $$
begin
    if old.erased_at is not null or new.erased_at is null
        or (to_jsonb(new) - 'identity' - 'salt' - 'erased_at') <> (to_jsonb(old) - 'identity' - 'salt' - 'erased_at')
    then
        raise exception '% rows can only be erased', tg_table_name using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger sealed_person_erased_once before update on sealed_person
    for each row execute function refuse_all_but_erasing();
create trigger sealed_person_append_only before delete or truncate on sealed_person
    for each statement execute function refuse_change();
create trigger sealed_text_erased_once before update on sealed_text
    for each row execute function refuse_all_but_erasing();
create trigger sealed_text_append_only before delete or truncate on sealed_text
    for each statement execute function refuse_change();

-- Whoever appends an entry waits for the one before; taken last of all locks of a transaction.
create function lock_ledger_head() returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('ledger_head', 0))
$$;
