-- A feed of what the lists rest on: which pitches and which providers changed, and in which transaction.
-- Web processes keep what is on show in memory and read here what to read again.

-- One row a transaction and subject. A row never waits for another transaction's, so that noting a change
-- cannot make two writers wait for each other. Transactions commit in another order than they are numbered:
-- a reader asks for all from the oldest one that was still running when it asked last.
create table match_change (
    changed_in bigint not null,
    subject text not null check (subject in ('pitch', 'provider')),
    subject_id bigint not null,
    changed_at timestamptz not null default now(),
    primary key (changed_in, subject, subject_id)
);
create index match_change_at_idx on match_change (changed_at);

-- The last transaction whose changes were thrown away: who has not read that far reads everything again.
create table match_change_forgotten (
    one boolean primary key default true check (one),
    changed_in bigint not null
);
insert into match_change_forgotten (changed_in) values (0);

create function note_match_change(what text, ids bigint[]) returns void language sql as $$
    insert into match_change (changed_in, subject, subject_id)
    select pg_current_xact_id()::text::bigint, what, i from unnest(ids) i where i is not null
    on conflict do nothing
$$;

-- Rows that belong to one pitch or to one provider; the trigger names the subject and the column.
create function note_owner_change() returns trigger language plpgsql as $$
declare
    before bigint;
    after bigint;
begin
    if tg_op <> 'INSERT' then before := (to_jsonb(old) ->> tg_argv[1])::bigint; end if;
    if tg_op <> 'DELETE' then after := (to_jsonb(new) ->> tg_argv[1])::bigint; end if;
    perform note_match_change(tg_argv[0], array[before, after]);
    return null;
end $$;

-- A pitch, and the providers whose record of deals tells of it.
create function note_pitch_change() returns trigger language plpgsql as $$
declare
    changed bigint := case when tg_table_name = 'pitch' then (to_jsonb(coalesce(new, old)) ->> 'id')::bigint
                           else (to_jsonb(coalesce(new, old)) ->> 'pitch_id')::bigint end;
begin
    perform note_match_change('pitch', array[changed]);
    perform note_match_change('provider', array(select r.provider_id from funding_record r where r.pitch_id = changed));
    return null;
end $$;

create function note_organisation_change() returns trigger language plpgsql as $$
begin
    perform note_match_change('provider', array[new.id]);
    perform note_match_change('pitch', array(select p.id from pitch p where p.company_id = new.id));
    return null;
end $$;

-- A step on a record, and through it on the one that it corrects: the company's backers, the provider's deals.
create function note_funding_change() returns trigger language plpgsql as $$
begin
    perform note_match_change('provider', array(
        select r.provider_id from funding_record r where r.id = new.record_id
        union select c.provider_id from funding_record r join funding_record c on c.id = r.corrects_id
        where r.id = new.record_id));
    perform note_match_change('pitch', array(
        select p.id from funding_record r join pitch p on p.company_id = r.company_id where r.id = new.record_id
        union select p.id from funding_record r join funding_record c on c.id = r.corrects_id
            join pitch p on p.company_id = c.company_id where r.id = new.record_id));
    return null;
end $$;

-- Vectors of the model that serves; those of others are in no list.
create function note_embedding_change() returns trigger language plpgsql as $$
declare
    changed embedding := coalesce(new, old);
begin
    if exists (select from text_model m where m.model = changed.model and m.state = 'serving') then
        perform note_match_change(case changed.subject when 'pitch' then 'pitch' else 'provider' end,
            array[changed.subject_id]);
    end if;
    return null;
end $$;

create trigger pitch_match_change after insert or update or delete on pitch
    for each row execute function note_pitch_change();
create trigger pitch_version_match_change after update on pitch_version
    for each row when (new.frozen_at is not null) execute function note_pitch_change();
create trigger consent_match_change after insert or update or delete on consent
    for each row execute function note_owner_change('pitch', 'pitch_id');
create trigger organisation_match_change after update on organisation
    for each row execute function note_organisation_change();
create trigger organisation_kind_match_change after insert or update or delete on organisation_kind
    for each row execute function note_owner_change('provider', 'organisation_id');
create trigger provider_profile_match_change after insert or update or delete on provider_profile
    for each row execute function note_owner_change('provider', 'organisation_id');
create trigger provider_product_match_change after insert or update or delete on provider_product
    for each row execute function note_owner_change('provider', 'organisation_id');
create trigger provider_deal_match_change after insert or update or delete on provider_deal
    for each row execute function note_owner_change('provider', 'organisation_id');
create trigger vetting_match_change after insert on vetting
    for each row execute function note_owner_change('provider', 'organisation_id');
create trigger introduction_match_change after insert or update or delete on introduction
    for each row execute function note_owner_change('provider', 'organisation_id');
create trigger funding_step_match_change after insert on funding_step
    for each row execute function note_funding_change();
create trigger embedding_match_change after insert or update or delete on embedding
    for each row execute function note_embedding_change();
