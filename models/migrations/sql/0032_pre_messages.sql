-- Messages: what the outbox holds for a person is their inbox; each chooses per group whether a mail follows
-- at once, in a digest or not at all, and in which hours nothing comes. Organisers and administrators word
-- the mails of events themselves.
alter table outbox_mail
    -- The group of its purpose, by which its reader chooses; urgent ones go at once whatever was chosen.
    add column topic text not null default 'account',
    add column urgent boolean not null default true,
    -- The page of ours that it is about.
    add column link text not null default '',
    add column read_at timestamptz,
    -- The digest that told of it.
    add column digest_id bigint references outbox_mail,
    -- Worded by the organiser for this one reader; not written anew with the others.
    add column by_hand boolean not null default false,
    add constraint outbox_mail_link_check check (link = '' or link ~ '^/($|[^/\\])'),
    drop constraint outbox_mail_status_check,
    -- Gathered: for a digest. Kept: for the inbox alone.
    add constraint outbox_mail_status_check
        check (status in ('held', 'queued', 'gathered', 'kept', 'sent', 'failed', 'removed'));

-- What came before there was an inbox counts as read.
update outbox_mail set
    read_at = created_at,
    topic = case
        when purpose in ('invitation', 'joined', 'join_asked', 'join_answered', 'removed', 'vetting') then 'organisation'
        when purpose in ('review', 'deck', 'jury_result') then 'pitch'
        when purpose in ('introduction', 'deal') then 'deal'
        when purpose in ('funding', 'claim') then 'money'
        when purpose in ('juror', 'event_changed', 'event_postponed', 'event_cancelled', 'registered', 'waiting',
            'promoted', 'reserve_offered', 'reserve_answered', 'plan_released', 'meeting_declined', 'meeting_back',
            'times_shifted') then 'event'
        else 'account' end,
    urgent = purpose in ('verify', 'already_here', 'reset', 'password_changed', 'second_factor_changed',
        'second_factor_removed_changed', 'invitation', 'event_postponed', 'event_cancelled', 'times_shifted');

create index outbox_mail_inbox_idx on outbox_mail (person_id, id desc)
    where person_id is not null and status not in ('held', 'removed');
create index outbox_mail_unread_idx on outbox_mail (person_id)
    where read_at is null and status not in ('held', 'removed');
create index outbox_mail_gathered_idx on outbox_mail (person_id) where status = 'gathered' and digest_id is null;

-- When a person wants mail; who has no row wants it at any hour, and a digest at eight in the morning.
create table mail_reader (
    person_id bigint primary key references person,
    timezone text not null default 'Asia/Shanghai',
    quiet_from time,
    quiet_to time,
    digest_hour smallint not null default 8 check (digest_hour between 0 and 23),
    -- Monday is 1.
    digest_day smallint not null default 1 check (digest_day between 1 and 7),
    constraint mail_reader_quiet_check check ((quiet_from is null) = (quiet_to is null)
        and quiet_from is distinct from quiet_to or quiet_from is null)
);

-- How a person wants the mails of a group; without a row at once.
create table mail_delivery (
    person_id bigint not null references person,
    topic text not null,
    delivery text not null check (delivery in ('at_once', 'daily', 'weekly', 'inbox')),
    chosen_at timestamptz not null,
    primary key (person_id, topic)
);

-- The wording of a mail that events send: an event's own, or the site's where `event_id` is null. A new wording
-- is a new row, and so is going back to the shipped text; the highest version is in use.
create table mail_template (
    id bigint generated always as identity primary key,
    event_id bigint references event,
    code text not null,
    locale text not null check (locale in ('zh', 'en')),
    version integer not null check (version >= 1),
    subject text,
    body text,
    written_by bigint not null references person,
    written_at timestamptz not null,
    constraint mail_template_version_key unique nulls not distinct (event_id, code, locale, version),
    constraint mail_template_words_check check ((subject is null) = (body is null))
);

-- Whether nothing but what is urgent may come to a reader now; a night may pass midnight.
create function mail_is_quiet(quiet_from time, quiet_to time, zone text, at timestamptz) returns boolean
language sql stable as $$
    select case
        when quiet_from is null then false
        when quiet_from < quiet_to then (at at time zone zone)::time >= quiet_from and (at at time zone zone)::time < quiet_to
        else (at at time zone zone)::time >= quiet_from or (at at time zone zone)::time < quiet_to
    end
$$;
