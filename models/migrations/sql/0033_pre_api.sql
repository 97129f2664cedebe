-- The API's own tables: tokens, answers kept for a second press, and webhooks with their log.

-- A token acts as its person; only its hash is kept, and it is told once.
create table api_token (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    name text not null check (length(name) between 1 and 80),
    token_hash bytea not null,
    scopes text[] not null check (cardinality(scopes) > 0),
    -- Whether the session that made it had shown the second factor.
    second_factor boolean not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    constraint api_token_hash_key unique (token_hash),
    constraint api_token_expires_later check (expires_at > created_at)
);
create index api_token_person_idx on api_token (person_id);

-- What was answered to a POST under a key, written in the transaction of the act itself.
create table api_answer (
    person_id bigint not null references person,
    key text not null check (length(key) between 1 and 255),
    operation text not null,
    body_hash bytea not null,
    status integer,
    body text,
    taken_at timestamptz not null,
    primary key (person_id, key)
);
create index api_answer_taken_idx on api_answer (taken_at);

-- Where a person wants to be told of events, and which.
create table webhook (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    url text not null check (length(url) between 1 and 500),
    events text[] not null check (cardinality(events) > 0),
    created_at timestamptz not null,
    -- Its secret is derived from this salt and the site's key, so that it is nowhere in the database.
    salt bytea not null,
    n_failed integer not null default 0,
    disabled_at timestamptz,
    removed_at timestamptz
);
create index webhook_person_idx on webhook (person_id);

-- What happened, noted in the transaction in which it did; only while somebody listens.
create table webhook_event (
    id bigint generated always as identity primary key,
    type text not null,
    subject_id bigint not null,
    happened_at timestamptz not null default now(),
    -- When it was handed to the webhooks that listen.
    handed_at timestamptz
);
create index webhook_event_waiting_idx on webhook_event (id) where handed_at is null;

-- One event on its way to one webhook: the log that its owner reads.
create table webhook_delivery (
    id bigint generated always as identity primary key,
    webhook_id bigint not null references webhook,
    event_id bigint not null references webhook_event,
    status text not null default 'queued' check (status in ('queued', 'sent', 'failed', 'hidden')),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    last_status integer,
    last_error text,
    -- What was sent last, as its reader could see it then.
    payload text,
    created_at timestamptz not null,
    tried_at timestamptz,
    constraint webhook_delivery_once unique (webhook_id, event_id)
);
create index webhook_delivery_due_idx on webhook_delivery (next_attempt_at) where status = 'queued';

create function note_webhook_event(what text, subject bigint) returns void language sql as $$
    insert into webhook_event (type, subject_id)
    select what, subject
    where exists (select from webhook w
                  where w.removed_at is null and w.disabled_at is null and what = any (w.events))
$$;

create function tell_introduction() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform note_webhook_event('introduction.proposed', new.id);
    elsif new.status in ('accepted', 'declined') and new.status is distinct from old.status then
        perform note_webhook_event('introduction.answered', new.id);
    end if;
    return null;
end $$;
create trigger introduction_tells after insert or update of status on introduction
    for each row execute function tell_introduction();

create function tell_review() returns trigger language plpgsql as $$
begin
    perform note_webhook_event('pitch.' || new.decision, new.pitch_id);
    return null;
end $$;
create trigger review_tells after insert on review
    for each row execute function tell_review();

create function tell_plan() returns trigger language plpgsql as $$
begin
    if new.status = 'released' and old.status <> 'released' then
        perform note_webhook_event('meeting.released', new.event_id);
    end if;
    return null;
end $$;
create trigger plan_tells after update of status on plan
    for each row execute function tell_plan();

create function tell_record() returns trigger language plpgsql as $$
begin
    perform note_webhook_event('record.proposed', new.id);
    return null;
end $$;
create trigger funding_record_tells after insert on funding_record
    for each row execute function tell_record();

-- A record is confirmed by its second side; where it stands is told by the view.
create function tell_record_step() returns trigger language plpgsql as $$
declare
    stands text;
begin
    if not exists (select from webhook w where w.removed_at is null and w.disabled_at is null) then
        return null;
    end if;
    stands := (select s.status from funding_state s where s.record_id = new.record_id);
    if (stands = 'confirmed' and new.step like 'confirmed_by_%')
        or stands in ('disputed', 'withdrawn', 'expired', 'voided')
    then
        perform note_webhook_event('record.' || stands, new.record_id);
    end if;
    return null;
end $$;
create trigger funding_step_tells after insert on funding_step
    for each row execute function tell_record_step();

create function tell_certificate() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform note_webhook_event('certificate.issued', new.id);
    elsif new.revoked_at is not null and old.revoked_at is null then
        perform note_webhook_event('certificate.revoked', new.id);
    end if;
    return null;
end $$;
create trigger first_certificate_tells after insert or update of revoked_at on first_certificate
    for each row execute function tell_certificate();

create function tell_deal() returns trigger language plpgsql as $$
begin
    perform note_webhook_event('deal.moved', new.deal_id);
    return null;
end $$;
create trigger deal_step_tells after insert on deal_step
    for each row execute function tell_deal();
