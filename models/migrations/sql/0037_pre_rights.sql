-- What a person may ask about themselves: to which providers a pitch is shown, lists by date instead of by fit, a
-- correction of what they cannot correct themselves, and to leave.

-- To whom of the vetted providers a pitch is shown, decision by decision; no row in force: to all of them. Each
-- decision is of a text of the consent, as the consent itself is.
create table pitch_audience (
    id bigint generated always as identity primary key,
    pitch_id bigint not null references pitch,
    audience text not null check (audience in ('all', 'all_but', 'only')),
    text_version text not null,
    lang text not null check (lang in ('zh', 'en')),
    person_id bigint not null references person,
    decided_at timestamptz not null,
    ended_at timestamptz
);
create unique index pitch_audience_in_force on pitch_audience (pitch_id) where ended_at is null;
create index pitch_audience_person_idx on pitch_audience (person_id);

-- The providers that such a decision names.
create table pitch_audience_named (
    audience_id bigint not null references pitch_audience,
    organisation_id bigint not null references organisation,
    primary key (audience_id, organisation_id)
);
create index pitch_audience_named_organisation_idx on pitch_audience_named (organisation_id);

-- Whom the founders of a pitch keep it from, and so which pitch is shown to which organisation: the one definition
-- that every list and lookup of a provider joins, with the organisation named. Whether that one is vetted is the
-- query's to say.
create view pitch_kept_from as
select a.pitch_id, o.id as organisation_id
from pitch_audience a cross join organisation o
where a.ended_at is null and a.audience <> 'all'
  and (a.audience = 'all_but') = exists (select from pitch_audience_named n
                                         where n.audience_id = a.id and n.organisation_id = o.id);

create view pitch_shown_to as
select s.pitch_id, s.company_id, s.version, s.approved_at, s.showcased, o.id as organisation_id
from pitch_on_show s cross join organisation o
where not exists (select from pitch_kept_from k where k.pitch_id = s.pitch_id and k.organisation_id = o.id);

create trigger pitch_audience_match_change after insert or update or delete on pitch_audience
    for each row execute function note_owner_change('pitch', 'pitch_id');

-- In which order a person reads lists: by fit, or by date without any score.
alter table person add column list_order text not null default 'fit'
    constraint person_list_order_check check (list_order in ('fit', 'date'));

-- What stood in a list by date stood there for no score.
alter table impression alter column score drop not null;
alter table impression add column list_order text not null default 'fit'
    constraint impression_list_order_check check (list_order in ('fit', 'date'));
alter table impression add constraint impression_scored_by_fit check ((list_order = 'fit') = (score is not null));

-- A comparison shows a pitch, too.
alter table pitch_view drop constraint pitch_view_what_check;
alter table pitch_view add constraint pitch_view_what_check
    check (what in ('page', 'deck', 'terms', 'contact', 'compare'));

-- What a person says is wrong about them and cannot correct themselves, and what an administrator answered.
create table correction_request (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    kind text not null check (kind in ('account', 'organisation', 'pitch', 'event', 'meeting', 'jury', 'record',
        'other')),
    wanted text not null check (wanted <> ''),
    lang text not null check (lang in ('zh', 'en')),
    asked_at timestamptz not null,
    outcome text check (outcome in ('corrected', 'noted', 'refused', 'withdrawn')),
    answer text not null default '',
    answer_lang text check (answer_lang in ('zh', 'en')),
    ended_by bigint references person,
    ended_at timestamptz,
    constraint correction_request_ended_whole
        check ((outcome is null) = (ended_at is null) and (outcome is null) = (ended_by is null)),
    constraint correction_request_says_why check (outcome is null or outcome = 'withdrawn' or answer <> '')
);
create index correction_request_person_idx on correction_request (person_id, id desc);
create index correction_request_open_idx on correction_request (asked_at) where outcome is null;

-- Who has asked to leave, and when it happens unless they think better of it.
create table leaving (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    asked_at timestamptz not null,
    due_at timestamptz not null,
    cancelled_at timestamptz,
    left_at timestamptz,
    constraint leaving_ended_once check (cancelled_at is null or left_at is null)
);
create unique index leaving_open on leaving (person_id) where cancelled_at is null and left_at is null;
create index leaving_due_idx on leaving (due_at) where cancelled_at is null and left_at is null;
