-- A host space's public page and offers, and what founders ask of it, step by step.

-- What a space says of itself, in either language or both; nobody sees it before its manager publishes it.
create table space_profile (
    space_id bigint primary key references organisation,
    about_zh text not null default '',
    about_en text not null default '',
    address_zh text not null default '',
    address_en text not null default '',
    opening_zh text not null default '',
    opening_en text not null default '',
    link text not null default '',
    -- Founders whom it welcomes in particular (none: all alike), and which parts of the path it has.
    categories text[] not null default '{}' check (
        categories <@ array['youth', 'executive', 'scientist', 'returnee', 'farmer']),
    stages text[] not null default '{}' check (stages <@ array['nursery', 'incubator', 'accelerator']),
    n_desks integer check (n_desks >= 0),
    n_rooms integer check (n_rooms >= 0),
    area_m2 integer check (area_m2 >= 0),
    published boolean not null default false,
    revision integer not null default 1,
    changed_by bigint not null references person,
    changed_at timestamptz not null
);

-- Who agreed to stand on the page with name and address; at most one at a time, by their own word alone.
create table space_contact (
    id bigint generated always as identity primary key,
    space_id bigint not null references organisation,
    person_id bigint not null references person,
    phone text not null default '',
    text_version text not null,
    given_at timestamptz not null,
    withdrawn_at timestamptz
);
create unique index space_contact_in_force on space_contact (space_id) where withdrawn_at is null;

-- What a space offers. An offer ends by its last day; it is never deleted, requests were made of it.
create table space_offer (
    id bigint generated always as identity primary key,
    space_id bigint not null references organisation,
    kind text not null check (kind in ('places', 'equipment', 'registration', 'law', 'accounting',
        'intellectual_property', 'mentors', 'finance')),
    title_zh text not null default '',
    title_en text not null default '',
    text_zh text not null default '',
    text_en text not null default '',
    is_free boolean not null,
    price_zh text not null default '',
    price_en text not null default '',
    capacity integer check (capacity > 0),
    -- Who gives the service where it is not the space itself: a law firm, a bank, a school.
    partner text not null default '',
    active_from date not null,
    active_until date,
    revision integer not null default 1,
    changed_by bigint not null references person,
    changed_at timestamptz not null,
    constraint space_offer_named check (title_zh <> '' or title_en <> ''),
    constraint space_offer_dates check (active_until is null or active_until >= active_from)
);
create index space_offer_space_idx on space_offer (space_id);

-- What a founder needs. Either one space was chosen, or any of a district (null: of the city) that offers it.
create table service_request (
    id bigint generated always as identity primary key,
    company_id bigint not null references organisation,
    pitch_id bigint references pitch,
    kind text not null check (kind in ('places', 'equipment', 'registration', 'law', 'accounting',
        'intellectual_property', 'mentors', 'finance')),
    need text not null check (need <> ''),
    lang text not null check (lang in ('zh', 'en')),
    needed_by date,
    openly boolean not null,
    district text,
    asked_by bigint not null references person,
    asked_at timestamptz not null,
    constraint service_request_district check (openly or district is null)
);
create index service_request_company_idx on service_request (company_id, id desc);
create trigger service_request_append_only before update or delete or truncate on service_request
    for each statement execute function refuse_change();

-- What was done about it at each space that was asked, in order; rows are appended, never changed. The platform
-- itself says only that another space was quicker, and that nobody answered.
create table service_step (
    id bigint generated always as identity primary key,
    request_id bigint not null references service_request,
    space_id bigint not null references organisation,
    side text not null check (side in ('founder', 'space', 'platform')),
    step text not null check (step in ('asked', 'needs_more', 'reply', 'accepted', 'declined', 'started', 'done',
        'withdrawn', 'taken', 'expired', 'rated', 'word')),
    note text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    reason text check (reason in ('full', 'not_offered', 'not_for_you', 'too_soon', 'other')),
    promised_on date,
    rating smallint check (rating between 1 and 5),
    person_id bigint references person,
    taken_at timestamptz not null,
    constraint service_step_side check (
        case step
            when 'asked' then side = 'founder' when 'reply' then side = 'founder'
            when 'withdrawn' then side = 'founder' when 'rated' then side = 'founder'
            when 'done' then side in ('founder', 'space') when 'word' then side in ('founder', 'space')
            when 'taken' then side = 'platform' when 'expired' then side = 'platform'
            else side = 'space'
        end and (person_id is null) = (side = 'platform')),
    constraint service_step_says_it check (
        (step not in ('needs_more', 'reply', 'word') or note <> '')
        and (reason is not null) = (step = 'declined')
        and (promised_on is not null) = (step = 'accepted')
        and (rating is not null) = (step = 'rated'))
);
create unique index service_step_asked_once on service_step (request_id, space_id) where step = 'asked';
-- However many were asked, one space takes a request, and it is rated once.
create unique index service_step_one_accepts on service_step (request_id) where step = 'accepted';
create unique index service_step_rated_once on service_step (request_id) where step = 'rated';
create index service_step_ask_idx on service_step (request_id, space_id, id);
create index service_step_space_idx on service_step (space_id, request_id, id);
create trigger service_step_append_only before update or delete or truncate on service_step
    for each statement execute function refuse_change();

-- A silence that both sides were reminded of: since when nothing had happened.
create table service_reminder (
    id bigint generated always as identity primary key,
    request_id bigint not null references service_request,
    space_id bigint not null references organisation,
    since timestamptz not null,
    reminded_at timestamptz not null,
    constraint service_reminder_once unique (request_id, space_id, since)
);

-- Where each request stood with each space that was asked, as known at an instant. A reply puts the question
-- back to the space; a word and a rating leave it where it is. Answered is whatever the space itself first said.
create function service_ask_at(t timestamptz) returns table (
    request_id bigint, space_id bigint, state text, asked_at timestamptz, state_at timestamptz, moved_at timestamptz,
    answered_at timestamptz, promised_on date, done_at timestamptz, rating smallint, reason text)
language sql stable as $$
    select s.request_id, s.space_id,
        case (array_agg(s.step order by s.id desc) filter (where s.step not in ('rated', 'word')))[1]
            when 'reply' then 'asked' when 'started' then 'in_progress'
            else (array_agg(s.step order by s.id desc) filter (where s.step not in ('rated', 'word')))[1] end,
        min(s.taken_at), max(s.taken_at) filter (where s.step not in ('rated', 'word')), max(s.taken_at),
        min(s.taken_at) filter (where s.side = 'space' and s.step <> 'word'),
        max(s.promised_on), max(s.taken_at) filter (where s.step = 'done'), max(s.rating), max(s.reason)
    from service_step s where s.taken_at <= t group by s.request_id, s.space_id
$$;
create view service_ask as select * from service_ask_at('infinity');
