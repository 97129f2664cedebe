-- The whole chain in one schema: people, organisations, pitches, matches, events, money, mail.
-- Conventions: every constraint that a person can run into has a name that models/errors.py knows;
-- instants are timestamptz, spans are half-open; money is a bigint of minor units with its currency.

-- ---------------------------------------------------------------- people

create table person (
    id bigint generated always as identity primary key,
    email text not null,
    name text not null,
    locale text not null default 'zh' check (locale in ('zh', 'en')),
    password_hash text,
    verified_at timestamptz,
    totp_secret text,
    totp_enrolled_at timestamptz,
    totp_last_step bigint,
    -- What brought them here, as said at sign-up; it grants nothing by itself.
    came_as text check (came_as in ('founder', 'provider', 'space', 'organiser', 'mentor')),
    created_at timestamptz not null,
    closed_at timestamptz,
    constraint person_email_key unique (email),
    constraint person_email_folded check (email = lower(email))
);

create table person_role (
    person_id bigint not null references person,
    role text not null check (role in ('founder', 'juror', 'officer', 'admin')),
    granted_by bigint references person,
    granted_at timestamptz not null,
    primary key (person_id, role)
);

create table session (
    token_hash bytea primary key,
    person_id bigint not null references person,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    second_factor_at timestamptz,
    user_agent text not null default ''
);
create index session_person_idx on session (person_id);

create table throttle (
    key text not null,
    window_start timestamptz not null,
    hits integer not null,
    primary key (key, window_start)
);

-- ---------------------------------------------------------------- organisations

create table organisation (
    id bigint generated always as identity primary key,
    name text not null,
    lang text not null check (lang in ('zh', 'en')),
    uscc text,
    district text,
    city text,
    about text not null default '',
    created_by bigint references person,
    created_at timestamptz not null,
    closed_at timestamptz,
    constraint organisation_uscc_key unique (uscc)
);

create table organisation_kind (
    organisation_id bigint not null references organisation,
    kind text not null check (kind in
        ('company', 'angel', 'fund', 'bank', 'guarantor', 'public_buyer', 'space', 'organiser')),
    primary key (organisation_id, kind)
);

create table membership (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    organisation_id bigint not null references organisation,
    status text not null check (status in ('requested', 'active', 'left', 'refused')),
    is_manager boolean not null default false,
    invited_by bigint references person,
    created_at timestamptz not null,
    answered_at timestamptz,
    left_at timestamptz,
    constraint membership_person_organisation_key unique (person_id, organisation_id)
);
create index membership_organisation_idx on membership (organisation_id);

-- Asked by address, before anybody knows whether there is an account; the mailed link is good once.
create table invitation (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    email text not null,
    is_manager boolean not null default false,
    invited_by bigint not null references person,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_by bigint references person,
    accepted_at timestamptz,
    withdrawn_at timestamptz,
    constraint invitation_email_folded check (email = lower(email)),
    constraint invitation_accepted_by_somebody check ((accepted_by is null) = (accepted_at is null))
);
create unique index invitation_open_key on invitation (organisation_id, email)
    where accepted_at is null and withdrawn_at is null;
create index invitation_email_idx on invitation (email) where accepted_at is null and withdrawn_at is null;

create table tenancy (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    space_id bigint not null references organisation,
    stage text not null check (stage in ('nursery', 'incubator', 'accelerator')),
    during daterange not null check (not isempty(during)),
    recorded_by bigint references person,
    recorded_at timestamptz not null,
    constraint tenancy_company_time_excl exclude using gist
        (int8range(company_id, company_id, '[]') with &&, during with &&)
);
create index tenancy_space_idx on tenancy (space_id);

-- Who was let in, by whom, on what evidence. The last row of an organisation counts; rows are only appended.
create table vetting (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    decision text not null check (decision in ('granted', 'refused', 'revoked')),
    evidence text not null,
    decided_by bigint not null references person,
    body_id bigint not null references organisation,
    decided_at timestamptz not null
);
create index vetting_organisation_idx on vetting (organisation_id, id desc);

-- Qualified to read an offer's terms (DOMAIN.md section 9).
create table qualification (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    qualified_on date not null,
    valid_until date,
    evidence text not null,
    granted_by bigint not null references person,
    granted_at timestamptz not null,
    revoked_at timestamptz
);
create index qualification_organisation_idx on qualification (organisation_id);

-- ---------------------------------------------------------------- files

create table stored_file (
    sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes >= 0),
    media_type text not null,
    stored_at timestamptz not null
);

-- ---------------------------------------------------------------- pitches

create table pitch (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    status text not null default 'draft'
        check (status in ('draft', 'submitted', 'returned', 'approved', 'withdrawn')),
    -- The version that providers see; an approved pitch keeps it while a newer draft is written.
    approved_version integer,
    showcased boolean not null default false,
    created_by bigint not null references person,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    submitted_at timestamptz,
    approved_at timestamptz,
    withdrawn_at timestamptz,
    constraint pitch_approved_has_version check (status <> 'approved' or approved_version is not null),
    constraint pitch_showcase_is_approved check (not showcased or approved_version is not null)
);
create index pitch_company_idx on pitch (company_id);
create index pitch_status_idx on pitch (status);

-- The highest version without frozen_at is the draft; submitting freezes it.
create table pitch_version (
    pitch_id bigint not null references pitch,
    version integer not null check (version >= 1),
    lang text not null check (lang in ('zh', 'en')),
    name text not null default '',
    one_line text not null default '',
    problem text not null default '',
    solution text not null default '',
    market text not null default '',
    team text not null default '',
    main_category text,
    categories text[] not null default '{}',
    sector text,
    sector2 text,
    stage text,
    district text,
    city text not null default '',
    space_id bigint references organisation,
    -- [{"instrument": "equity", "amount_min": 分, "amount_max": 分}], amounts may be null
    seeks jsonb not null default '[]',
    currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
    -- What is offered in return; opens only to qualified providers.
    terms text not null default '',
    -- The deck that goes with this version; null without one.
    deck_id bigint,
    -- Counts saves, so that a second tab meets a conflict instead of overwriting.
    revision integer not null default 0,
    saved_by bigint references person,
    saved_at timestamptz not null,
    frozen_at timestamptz,
    primary key (pitch_id, version)
);
create unique index pitch_version_one_draft on pitch_version (pitch_id) where frozen_at is null;
alter table pitch add constraint pitch_approved_version_fkey
    foreign key (id, approved_version) references pitch_version (pitch_id, version) deferrable initially deferred;

create table deck (
    id bigint generated always as identity primary key,
    pitch_id bigint not null references pitch,
    sha256 text not null references stored_file,
    filename text not null,
    uploaded_by bigint not null references person,
    uploaded_at timestamptz not null,
    extraction text not null default 'pending' check (extraction in ('pending', 'done', 'failed')),
    extraction_error text,
    n_pages integer,
    extracted_text text,
    removed_at timestamptz
);
create index deck_pitch_idx on deck (pitch_id);
create index deck_pending_idx on deck (id) where extraction = 'pending';
alter table pitch_version add constraint pitch_version_deck_fkey foreign key (deck_id) references deck;
create index pitch_version_deck_idx on pitch_version (deck_id);

create table consent (
    id bigint generated always as identity primary key,
    pitch_id bigint not null references pitch,
    person_id bigint not null references person,
    purpose text not null check (purpose in ('show_to_providers', 'showcase')),
    text_version text not null,
    lang text not null check (lang in ('zh', 'en')),
    given_at timestamptz not null,
    revoked_at timestamptz
);
create unique index consent_in_force on consent (pitch_id, purpose) where revoked_at is null;

-- What vetted providers may read, and of that what anybody may: the one definition that every list and
-- lookup joins. Withdrawing clears approved_version; revoking a consent hides at once.
create view pitch_on_show as
select p.id as pitch_id, p.company_id, p.approved_version as version, p.approved_at,
    p.showcased and exists (select from consent c where c.pitch_id = p.id and c.purpose = 'showcase'
                            and c.revoked_at is null) as showcased
from pitch p join organisation o on o.id = p.company_id and o.closed_at is null
where p.approved_version is not null and p.status <> 'withdrawn'
  and exists (select from consent c where c.pitch_id = p.id and c.purpose = 'show_to_providers'
              and c.revoked_at is null);

create table review (
    id bigint generated always as identity primary key,
    pitch_id bigint not null,
    version integer not null,
    decision text not null check (decision in ('returned', 'approved')),
    comment text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    reviewed_by bigint not null references person,
    body_id bigint not null references organisation,
    reviewed_at timestamptz not null,
    foreign key (pitch_id, version) references pitch_version (pitch_id, version),
    constraint review_returned_says_why check (decision <> 'returned' or comment <> '')
);
create unique index review_once_per_version on review (pitch_id, version);

create table pitch_comment (
    id bigint generated always as identity primary key,
    pitch_id bigint not null references pitch,
    event_id bigint,
    person_id bigint not null references person,
    body text not null,
    lang text not null check (lang in ('zh', 'en')),
    written_at timestamptz not null
);
create index pitch_comment_pitch_idx on pitch_comment (pitch_id);

-- Who opened a pitch, for its founder to read. Append-only.
create table pitch_view (
    id bigint generated always as identity primary key,
    pitch_id bigint not null references pitch,
    person_id bigint not null references person,
    organisation_id bigint references organisation,
    what text not null check (what in ('page', 'deck', 'terms', 'contact')),
    seen_at timestamptz not null
);
create index pitch_view_pitch_idx on pitch_view (pitch_id, seen_at desc);

-- ---------------------------------------------------------------- providers

create table provider_profile (
    organisation_id bigint primary key references organisation,
    lang text not null check (lang in ('zh', 'en')),
    thesis text not null default '',
    sectors text[] not null default '{}',
    stages text[] not null default '{}',
    instruments text[] not null default '{}',
    amount_min bigint check (amount_min >= 0),
    amount_max bigint check (amount_max >= 0),
    currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
    districts text[] not null default '{}',
    never_sectors text[] not null default '{}',
    never_text text not null default '',
    max_founders integer check (max_founders >= 0),
    visible_to_founders boolean not null default true,
    house text,
    changed_by bigint references person,
    changed_at timestamptz not null,
    constraint provider_profile_amounts check (amount_min is null or amount_max is null or amount_min <= amount_max)
);

create table provider_product (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    kind text not null check (kind in ('loan', 'guarantee')),
    name text not null,
    purpose text not null default '',
    amount_min bigint check (amount_min >= 0),
    amount_max bigint check (amount_max >= 0),
    currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
    rate_text text not null default '',
    term_months integer check (term_months > 0),
    lang text not null check (lang in ('zh', 'en')),
    added_at timestamptz not null,
    retired_at timestamptz
);
create index provider_product_organisation_idx on provider_product (organisation_id);

create table provider_deal (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    company_name text not null,
    sector text,
    stage text,
    instrument text,
    amount bigint check (amount >= 0),
    currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
    dealt_on date,
    district text,
    added_by bigint references person,
    added_at timestamptz not null
);
create index provider_deal_organisation_idx on provider_deal (organisation_id);

-- ---------------------------------------------------------------- matching

-- One row a part (sentence) of a text, so that a reason can put two sentences side by side.
create table embedding (
    subject text not null check (subject in ('pitch', 'thesis')),
    subject_id bigint not null,
    model text not null,
    part integer not null,
    body text not null,
    lang text not null check (lang in ('zh', 'en')),
    dimension integer not null,
    text_hash text not null,
    vector vector not null,
    encoded_at timestamptz not null,
    primary key (subject, subject_id, model, part)
);

create table impression (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    organisation_id bigint not null references organisation,
    pitch_id bigint not null references pitch,
    position integer not null check (position >= 1),
    score double precision not null,
    model_version text not null,
    shown_at timestamptz not null
);
create index impression_organisation_idx on impression (organisation_id, shown_at);
create index impression_pitch_idx on impression (pitch_id, shown_at);

-- What a provider thinks of a pitch now; every change is kept in feedback.
create table interest (
    organisation_id bigint not null references organisation,
    pitch_id bigint not null references pitch,
    choice text not null check (choice in ('interested', 'later', 'no')),
    reason text,
    note text not null default '',
    chosen_by bigint not null references person,
    chosen_at timestamptz not null,
    primary key (organisation_id, pitch_id),
    constraint interest_no_says_why check (choice <> 'no' or reason is not null)
);
create index interest_pitch_idx on interest (pitch_id);

create table feedback (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    pitch_id bigint not null references pitch,
    choice text not null,
    reason text,
    chosen_by bigint not null references person,
    chosen_at timestamptz not null
);

create table introduction (
    id bigint generated always as identity primary key,
    organisation_id bigint not null references organisation,
    pitch_id bigint not null references pitch,
    status text not null default 'proposed' check (status in ('proposed', 'accepted', 'declined', 'withdrawn')),
    proposed_by bigint not null references person,
    proposed_at timestamptz not null,
    answered_by bigint references person,
    answered_at timestamptz,
    decline_reason text not null default '',
    constraint introduction_pair_key unique (organisation_id, pitch_id)
);
create index introduction_pitch_idx on introduction (pitch_id);

-- ---------------------------------------------------------------- events

create table event (
    id bigint generated always as identity primary key,
    organiser_id bigint not null references organisation,
    kind text not null check (kind in ('roadshow', 'competition', 'salon', 'lecture')),
    status text not null default 'draft' check (status in ('draft', 'published', 'cancelled')),
    title_zh text not null default '',
    title_en text not null default '',
    about_zh text not null default '',
    about_en text not null default '',
    during tstzrange not null check (not isempty(during) and lower(during) is not null and upper(during) is not null
                                     and lower_inc(during) and not upper_inc(during)),
    timezone text not null default 'Asia/Shanghai',
    attendance text not null default 'on_site' check (attendance in ('on_site', 'online', 'hybrid')),
    place text not null default '',
    link text not null default '',
    district text,
    space_id bigint references organisation,
    languages text[] not null default '{zh}',
    n_tables integer not null default 0 check (n_tables >= 0),
    created_by bigint not null references person,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    published_at timestamptz,
    cancelled_at timestamptz,
    sequence integer not null default 0,
    constraint event_has_title check (title_zh <> '' or title_en <> '')
);
create index event_organiser_idx on event (organiser_id);
create index event_during_idx on event (lower(during)) where status = 'published';
alter table pitch_comment add foreign key (event_id) references event;

create table event_room (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    name text not null,
    constraint event_room_name_key unique (event_id, name)
);

create table event_slot (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    kind text not null check (kind in ('pitch', 'meeting')),
    room_id bigint references event_room,
    during tstzrange not null check (not isempty(during) and lower(during) is not null and upper(during) is not null
                                     and lower_inc(during) and not upper_inc(during)),
    constraint event_slot_pitch_has_room check ((kind = 'pitch') = (room_id is not null)),
    constraint event_slot_room_time_excl exclude using gist
        (int8range(room_id, room_id, '[]') with &&, during with &&) where (kind = 'pitch'),
    constraint event_slot_meeting_time_excl exclude using gist
        (int8range(event_id, event_id, '[]') with &&, during with &&) where (kind = 'meeting')
);
create index event_slot_event_idx on event_slot (event_id);

create table participant (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    side text not null check (side in ('founder', 'provider')),
    organisation_id bigint not null references organisation,
    pitch_id bigint references pitch,
    -- Who comes; null until somebody of the organisation answers.
    person_id bigint references person,
    answer text not null default 'pending' check (answer in ('pending', 'accepted', 'declined')),
    max_meetings integer not null default 6 check (max_meetings >= 0),
    min_meetings integer not null default 0 check (min_meetings >= 0),
    invited_by bigint not null references person,
    invited_at timestamptz not null,
    answered_at timestamptz,
    -- When this participant said which slots are free; before that all count as free.
    availability_at timestamptz,
    constraint participant_founder_has_pitch check ((side = 'founder') = (pitch_id is not null)),
    constraint participant_pitch_key unique (event_id, pitch_id)
);
create unique index participant_provider_key on participant (event_id, organisation_id) where side = 'provider';
create index participant_organisation_idx on participant (organisation_id);

-- Slots in which a participant is not free.
create table participant_busy (
    participant_id bigint not null references participant,
    slot_id bigint not null references event_slot,
    primary key (participant_id, slot_id)
);

create table event_juror (
    event_id bigint not null references event,
    person_id bigint not null references person,
    invited_by bigint not null references person,
    invited_at timestamptz not null,
    primary key (event_id, person_id)
);
create index event_juror_person_idx on event_juror (person_id);

create table plan (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    version integer not null check (version >= 1),
    status text not null check (status in ('queued', 'solving', 'draft', 'released', 'superseded', 'failed')),
    requested_by bigint not null references person,
    requested_at timestamptz not null,
    solved_at timestamptz,
    value double precision,
    bound double precision,
    solver_status text,
    failure text,
    -- What the solver left undone and why, as typed values: [{"code": …, "params": …}]
    notes jsonb not null default '[]',
    -- Counts hand corrections, so that a second editor meets a conflict instead of overwriting.
    revision integer not null default 0,
    released_at timestamptz,
    released_by bigint references person,
    constraint plan_version_key unique (event_id, version)
);
create unique index plan_one_released on plan (event_id) where status = 'released';
create index plan_open_idx on plan (id) where status in ('queued', 'solving');

create table plan_pitch (
    id bigint generated always as identity primary key,
    plan_id bigint not null references plan on delete cascade,
    slot_id bigint not null references event_slot,
    participant_id bigint not null references participant,
    locked boolean not null default false,
    answer text not null default 'pending' check (answer in ('pending', 'accepted', 'declined')),
    answered_at timestamptz,
    constraint plan_pitch_slot_key unique (plan_id, slot_id),
    constraint plan_pitch_participant_key unique (plan_id, participant_id)
);

create table plan_meeting (
    id bigint generated always as identity primary key,
    plan_id bigint not null references plan on delete cascade,
    founder_id bigint not null references participant,
    provider_id bigint not null references participant,
    slot_id bigint not null references event_slot,
    table_no integer not null check (table_no >= 1),
    value double precision not null default 0,
    locked boolean not null default false,
    founder_answer text not null default 'pending' check (founder_answer in ('pending', 'accepted', 'declined')),
    provider_answer text not null default 'pending' check (provider_answer in ('pending', 'accepted', 'declined')),
    founder_answered_at timestamptz,
    provider_answered_at timestamptz,
    constraint plan_meeting_pair_key unique (plan_id, founder_id, provider_id),
    constraint plan_meeting_founder_slot_key unique (plan_id, founder_id, slot_id),
    constraint plan_meeting_provider_slot_key unique (plan_id, provider_id, slot_id),
    constraint plan_meeting_table_key unique (plan_id, slot_id, table_no)
);

-- A person's time that a released plan takes; across events nobody is in two places at once.
create table booking (
    id bigint generated always as identity primary key,
    person_id bigint not null references person,
    event_id bigint not null references event,
    plan_id bigint not null references plan,
    during tstzrange not null check (not isempty(during) and lower(during) is not null and upper(during) is not null
                                     and lower_inc(during) and not upper_inc(during)),
    cancelled boolean not null default false,
    constraint booking_person_time_excl exclude using gist
        (int8range(person_id, person_id, '[]') with &&, during with &&) where (not cancelled)
);
create index booking_plan_idx on booking (plan_id);

create table calendar_token (
    token_hash bytea primary key,
    person_id bigint not null references person,
    created_at timestamptz not null,
    revoked_at timestamptz
);
create index calendar_token_person_idx on calendar_token (person_id);

-- ---------------------------------------------------------------- money

-- Append-only: a correction is a new row that names the one it corrects.
create table funding_record (
    id bigint generated always as identity primary key,
    idempotency_key text not null,
    company_id bigint not null references organisation,
    provider_id bigint not null references organisation,
    creditor_id bigint references organisation,
    kind text not null check (kind in ('investment', 'loan', 'guarantee', 'purchase')),
    instrument text not null check (instrument in
        ('priced_equity', 'convertible_note', 'safe', 'loan', 'guarantee', 'purchase')),
    product text not null default '',
    amount bigint not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    value_on date not null,
    event_id bigint references event,
    introduction_id bigint references introduction,
    pitch_id bigint references pitch,
    district text,
    space_id bigint references organisation,
    founder_category text,
    details jsonb not null default '{}',
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    proposed_by bigint not null references person,
    proposed_side text not null check (proposed_side in ('company', 'provider', 'organiser')),
    proposed_body_id bigint not null references organisation,
    proposed_at timestamptz not null,
    corrects_id bigint references funding_record,
    constraint funding_record_idempotency_key unique (proposed_by, idempotency_key),
    constraint funding_record_two_parties check (company_id <> provider_id),
    constraint funding_record_instrument_fits check (
        (kind = 'investment' and instrument in ('priced_equity', 'convertible_note', 'safe'))
        or (kind = 'loan' and instrument = 'loan')
        or (kind = 'guarantee' and instrument = 'guarantee')
        or (kind = 'purchase' and instrument = 'purchase')),
    constraint funding_record_creditor_of_guarantee check (kind = 'guarantee' or creditor_id is null)
);
create index funding_record_company_idx on funding_record (company_id);
create index funding_record_provider_idx on funding_record (provider_id);
create index funding_record_event_idx on funding_record (event_id);
create index funding_record_corrects_idx on funding_record (corrects_id);

-- Counting one event twice is impossible: one file proves one chain of records (a record and its
-- corrections) of a company and kind.
create table evidence_claim (
    company_id bigint not null references organisation,
    kind text not null,
    sha256 text not null references stored_file,
    chain_id bigint not null references funding_record,
    primary key (company_id, kind, sha256),
    unique (company_id, kind, sha256, chain_id)
);

create table funding_evidence (
    id bigint generated always as identity primary key,
    record_id bigint not null references funding_record,
    company_id bigint not null,
    kind text not null,
    sha256 text not null,
    chain_id bigint not null,
    filename text not null,
    evidence_type text not null check (evidence_type in
        ('agreement', 'bank_slip', 'register_extract', 'drawdown_slip', 'guarantee_letter', 'contract', 'other')),
    attached_by bigint not null references person,
    attached_at timestamptz not null,
    constraint funding_evidence_per_record unique (record_id, sha256),
    constraint funding_evidence_one_chain foreign key (company_id, kind, sha256, chain_id)
        references evidence_claim (company_id, kind, sha256, chain_id)
);

create table funding_step (
    id bigint generated always as identity primary key,
    record_id bigint not null references funding_record,
    step text not null check (step in
        ('confirmed_by_company', 'confirmed_by_provider', 'disputed', 'withdrawn', 'voided')),
    person_id bigint not null references person,
    body_id bigint not null references organisation,
    comment text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    taken_at timestamptz not null,
    constraint funding_step_once unique (record_id, step),
    constraint funding_step_dispute_says_why check (step not in ('disputed', 'voided') or comment <> '')
);

-- Where each record stands, derived from its steps and its corrections.
create view funding_state as
with step as (
    select record_id,
        max(taken_at) filter (where step = 'confirmed_by_company') as company_at,
        max(taken_at) filter (where step = 'confirmed_by_provider') as provider_at,
        bool_or(step = 'disputed') as disputed,
        bool_or(step = 'withdrawn') as withdrawn,
        bool_or(step = 'voided') as voided
    from funding_step group by record_id
)
select r.id as record_id,
    case
        when s.voided then 'voided'
        when s.withdrawn then 'withdrawn'
        when s.disputed then 'disputed'
        when s.company_at is not null and s.provider_at is not null then
            case when exists (
                select from funding_record later
                join step c on c.record_id = later.id
                where later.corrects_id = r.id and c.company_at is not null and c.provider_at is not null
                  and not (c.disputed or c.withdrawn or c.voided))
            then 'corrected' else 'confirmed' end
        else 'proposed'
    end as status,
    s.company_at, s.provider_at,
    case when s.company_at is not null and s.provider_at is not null
        then greatest(s.company_at, s.provider_at) end as confirmed_at
from funding_record r left join step s on s.record_id = r.id;

-- Derived, never typed: at most one in force per company, kind and definition.
create table first_certificate (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    kind text not null check (kind in ('investment', 'loan', 'guarantee', 'purchase')),
    definition text not null,
    record_id bigint not null references funding_record,
    issued_at timestamptz not null,
    revoked_at timestamptz,
    revoked_because text
);
create unique index first_certificate_in_force on first_certificate (company_id, kind, definition)
    where revoked_at is null;
create index first_certificate_record_idx on first_certificate (record_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows are append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger funding_record_append_only before update or delete or truncate on funding_record
    for each statement execute function refuse_change();
create trigger funding_step_append_only before update or delete or truncate on funding_step
    for each statement execute function refuse_change();
create trigger evidence_claim_append_only before update or delete or truncate on evidence_claim
    for each statement execute function refuse_change();
create trigger funding_evidence_append_only before update or delete or truncate on funding_evidence
    for each statement execute function refuse_change();
create trigger vetting_append_only before update or delete or truncate on vetting
    for each statement execute function refuse_change();
create trigger review_append_only before update or delete or truncate on review
    for each statement execute function refuse_change();

-- ---------------------------------------------------------------- mail and trail

create table outbox_mail (
    id bigint generated always as identity primary key,
    person_id bigint references person,
    to_address text not null,
    locale text not null check (locale in ('zh', 'en')),
    purpose text not null,
    subject text not null,
    body text not null,
    attachment_name text,
    attachment_type text,
    attachment bytea,
    dedupe_key text,
    status text not null default 'queued' check (status in ('queued', 'sent', 'failed')),
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    constraint outbox_mail_dedupe_key unique (dedupe_key)
);
create index outbox_mail_due_idx on outbox_mail (next_attempt_at) where status = 'queued';

create table audit (
    id bigint generated always as identity primary key,
    happened_at timestamptz not null,
    person_id bigint references person,
    action text not null,
    subject text not null,
    subject_id bigint,
    details jsonb not null default '{}'
);
create index audit_subject_idx on audit (subject, subject_id);
create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change();
