-- Firsts beyond one company's own rows: certificates with a number, what is stated about a company
-- (a first that happened elsewhere, facts that a definition asks for), and who inherits from whom.

-- A number that nobody can guess, with a check character as in GB 32100; shown as XXXX-XXXX-XXXX.
create function certificate_number() returns text language plpgsql volatile as $$
declare
    alphabet constant text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
    bytes constant bytea := uuid_send(gen_random_uuid());
    -- Bytes 6 and 8 of a random UUID are not wholly random.
    places constant integer[] := array[0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13];
    weight integer := 1;
    total integer := 0;
    value integer;
    found text := '';
begin
    foreach value in array places loop
        value := get_byte(bytes, value) % 31;
        found := found || substr(alphabet, value + 1, 1);
        total := total + weight * value;
        weight := weight * 3 % 31;
    end loop;
    return found || substr(alphabet, (31 - total % 31) % 31 + 1, 1);
end $$;

alter table first_certificate
    add column number text not null default certificate_number(),
    add column effective_on date,
    add column supersedes_id bigint references first_certificate,
    add constraint first_certificate_number_key unique (number);
update first_certificate f set effective_on = r.value_on from funding_record r where r.id = f.record_id;
update first_certificate set revoked_because =
    case revoked_because when 'an earlier record is in force' then 'earlier_record' else 'record_gone' end
where revoked_at is not null;
alter table first_certificate
    alter column effective_on set not null,
    add constraint first_certificate_revoked_because_check check (
        (revoked_at is null) = (revoked_because is null)
        and revoked_because in ('earlier_record', 'record_gone', 'elsewhere', 'facts', 'merged', 'passed_on'));
create unique index first_certificate_supersedes_key on first_certificate (supersedes_id, definition);

-- A certificate is stamped once, when it is revoked; nothing else of it ever changes.
create function certificate_is_only_stamped() returns trigger language plpgsql as $$
begin
    if old.revoked_at is not null or new.revoked_at is null
        or (to_jsonb(new) - 'revoked_at' - 'revoked_because') <> (to_jsonb(old) - 'revoked_at' - 'revoked_because')
    then
        raise exception 'first_certificate rows are append-only' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger first_certificate_stamped before update on first_certificate
    for each row execute function certificate_is_only_stamped();
create trigger first_certificate_append_only before delete or truncate on first_certificate
    for each statement execute function refuse_change();

-- Who inherits from whom: a team that became a company, a company that merged into another, a company
-- that goes on under another entry.
create table company_succession (
    id bigint generated always as identity primary key,
    from_id bigint not null references organisation,
    to_id bigint not null references organisation,
    kind text not null check (kind in ('registered', 'merged', 'renamed')),
    succeeded_on date not null,
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    recorded_by bigint not null references person,
    recorded_body_id bigint references organisation,
    recorded_at timestamptz not null,
    constraint company_succession_two check (from_id <> to_id)
);
create index company_succession_from_idx on company_succession (from_id);
create index company_succession_to_idx on company_succession (to_id);

-- A first of this kind happened outside the platform; from now on nothing is claimed that looks beyond it.
create table first_elsewhere (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    kind text not null check (kind in ('investment', 'loan', 'guarantee', 'purchase')),
    happened_on date not null,
    provider_name text not null check (provider_name <> ''),
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    declared_by bigint not null references person,
    declared_side text not null check (declared_side in ('company', 'organiser', 'officer')),
    declared_body_id bigint references organisation,
    declared_at timestamptz not null
);
create index first_elsewhere_company_idx on first_elsewhere (company_id, kind);

-- What a definition asks for and the ledger cannot know: what the bureau's report of a day said of a
-- company, or whether the provider of one record is related to its founders.
create table first_fact (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    record_id bigint references funding_record,
    fact text not null check (fact in ('bureau_record', 'relation')),
    value text not null,
    seen_on date not null,
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    stated_by bigint not null references person,
    stated_side text not null check (stated_side in ('company', 'provider', 'organiser', 'officer')),
    stated_body_id bigint references organisation,
    stated_at timestamptz not null,
    constraint first_fact_value_check check (
        fact = 'bureau_record' and value in ('none', 'some') and record_id is null
        or fact = 'relation' and value in ('unrelated', 'related') and record_id is not null)
);
create index first_fact_company_idx on first_fact (company_id, fact);
create index first_fact_record_idx on first_fact (record_id);

-- The file behind one of these statements.
create table first_evidence (
    id bigint generated always as identity primary key,
    succession_id bigint references company_succession,
    elsewhere_id bigint references first_elsewhere,
    fact_id bigint references first_fact,
    sha256 text not null references stored_file,
    filename text not null,
    attached_by bigint not null references person,
    attached_at timestamptz not null,
    constraint first_evidence_of_one check (num_nonnulls(succession_id, elsewhere_id, fact_id) = 1)
);
create index first_evidence_succession_idx on first_evidence (succession_id);
create index first_evidence_elsewhere_idx on first_evidence (elsewhere_id);
create index first_evidence_fact_idx on first_evidence (fact_id);

-- A statement taken back, by appending.
create table first_withdrawal (
    id bigint generated always as identity primary key,
    succession_id bigint references company_succession,
    elsewhere_id bigint references first_elsewhere,
    fact_id bigint references first_fact,
    because text not null check (because <> ''),
    lang text not null check (lang in ('zh', 'en')),
    withdrawn_by bigint not null references person,
    withdrawn_body_id bigint references organisation,
    withdrawn_at timestamptz not null,
    constraint first_withdrawal_of_one check (num_nonnulls(succession_id, elsewhere_id, fact_id) = 1),
    constraint first_withdrawal_succession_key unique (succession_id),
    constraint first_withdrawal_elsewhere_key unique (elsewhere_id),
    constraint first_withdrawal_fact_key unique (fact_id)
);

create trigger company_succession_append_only before update or delete or truncate on company_succession
    for each statement execute function refuse_change();
create trigger first_elsewhere_append_only before update or delete or truncate on first_elsewhere
    for each statement execute function refuse_change();
create trigger first_fact_append_only before update or delete or truncate on first_fact
    for each statement execute function refuse_change();
create trigger first_evidence_append_only before update or delete or truncate on first_evidence
    for each statement execute function refuse_change();
create trigger first_withdrawal_append_only before update or delete or truncate on first_withdrawal
    for each statement execute function refuse_change();

-- Successions that the platform knew of at an instant.
create function company_successions_at(at timestamptz) returns table (from_id bigint, to_id bigint)
language sql stable as $$
    select s.from_id, s.to_id from company_succession s
    where s.recorded_at <= at
      and not exists (select from first_withdrawal w where w.succession_id = s.id and w.withdrawn_at <= at)
$$;

-- Each company that another has inherited from, with the one at the end of the line; a company that is
-- not here is its own root. No line is a circle: the trigger below refuses the link that would close one.
create function company_roots_at(at timestamptz) returns table (company_id bigint, root_id bigint)
language sql stable as $$
    with recursive link as (select * from company_successions_at(at)),
    line as (
        select l.from_id, l.to_id from link l
        union
        select line.from_id, l.to_id from line join link l on l.from_id = line.to_id
    )
    select line.from_id, line.to_id from line
    where not exists (select from link l where l.from_id = line.to_id)
$$;
create view company_line as
with recursive link as (
    select s.from_id, s.to_id from company_succession s
    where not exists (select from first_withdrawal w where w.succession_id = s.id)
), line as (
    select l.from_id, l.to_id from link l
    union
    select line.from_id, l.to_id from line join link l on l.from_id = line.to_id
)
select line.from_id as company_id, line.to_id as root_id from line
where not exists (select from link l where l.from_id = line.to_id);

-- The company that has inherited from this one, at the end of the line; itself where none has.
create function company_root(of_company bigint) returns bigint language sql stable as $$
    with recursive up as (
        select of_company as id, 0 as step
        union all
        select s.to_id, up.step + 1 from up join company_succession s on s.from_id = up.id
        where not exists (select from first_withdrawal w where w.succession_id = s.id)
    )
    select id from up order by step desc limit 1
$$;

-- A company and all that it has inherited from.
create function company_family(root bigint) returns setof bigint language sql stable as $$
    with recursive down as (
        select root as id
        union
        select s.from_id from down join company_succession s on s.to_id = down.id
        where not exists (select from first_withdrawal w where w.succession_id = s.id)
    )
    select id from down
$$;

-- One heir at a time, and no circle. Links are rare, so each waits for the one before it.
create function succession_is_a_line() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('company_succession', 0));
    if company_root(new.from_id) <> new.from_id then
        raise unique_violation using constraint = 'company_succession_one_heir',
            message = 'this company has an heir already';
    end if;
    if company_root(new.to_id) = new.from_id then
        raise exclusion_violation using constraint = 'company_succession_no_circle',
            message = 'a company cannot inherit from itself';
    end if;
    return new;
end $$;
create trigger company_succession_line before insert on company_succession
    for each row execute function succession_is_a_line();
