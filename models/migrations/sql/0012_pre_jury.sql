-- The jury of an event: who judges what, what they score, and what the founder goes home with.

-- An event without a row has no jury that scores; its jurors comment.
create table jury (
    event_id bigint primary key references event,
    mode text not null default 'rubric' check (mode in ('rubric', 'pairs', 'both')),
    jurors_per_pitch integer not null check (jurors_per_pitch between 1 and 20),
    least_pitches integer not null default 0 check (least_pitches >= 0),
    most_pitches integer not null check (most_pitches between 1 and 200),
    points integer not null default 10 check (points between 2 and 100),
    drop_extremes boolean not null default false,
    pitch_minutes integer not null default 8 check (pitch_minutes between 1 and 120),
    question_minutes integer not null default 7 check (question_minutes between 0 and 120),
    look_back_years integer not null default 5 check (look_back_years between 0 and 50),
    state text not null default 'setup' check (state in ('setup', 'open', 'closed', 'released')),
    revision integer not null default 0,
    set_up_by bigint not null references person,
    set_up_at timestamptz not null,
    -- The assignment that is asked for, and what the last one came to.
    wanted_at timestamptz,
    assigned_at timestamptz,
    value double precision,
    bound double precision,
    optimal boolean,
    notes jsonb not null default '[]',
    closed_by bigint references person,
    closed_at timestamptz,
    -- Why scoring was closed although a founder had no reason in both languages; empty when all had.
    closed_without text not null default '',
    released_by bigint references person,
    released_at timestamptz,
    -- Whether founders read their exact place, and whether anybody reads the result.
    shows_places boolean not null default false,
    is_public boolean not null default false
);

create table jury_criterion (
    id bigint generated always as identity primary key,
    event_id bigint not null references jury,
    position integer not null,
    name_zh text not null default '',
    name_en text not null default '',
    about_zh text not null default '',
    about_en text not null default '',
    weight integer not null check (weight between 1 and 100),
    constraint jury_criterion_position_key unique (event_id, position) deferrable initially deferred,
    constraint jury_criterion_has_name check (name_zh <> '' and name_en <> '')
);

-- What a juror brings: topics, how many pitches they can read, and whether they fell out.
create table jury_member (
    event_id bigint not null,
    person_id bigint not null,
    sectors text[] not null default '{}',
    most_pitches integer check (most_pitches between 0 and 200),
    away_at timestamptz,
    primary key (event_id, person_id),
    foreign key (event_id, person_id) references event_juror (event_id, person_id) on delete cascade
);

-- A juror has said of this pitch whether they know its people; before that they do not read it.
create table jury_said (
    event_id bigint not null,
    person_id bigint not null,
    participant_id bigint not null references participant,
    said_at timestamptz not null,
    primary key (participant_id, person_id),
    foreign key (event_id, person_id) references event_juror (event_id, person_id) on delete cascade
);

-- A conflict of interest that somebody declared; what the records show is found by the view below.
create table jury_declared (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    person_id bigint not null references person,
    company_id bigint not null references organisation,
    kind text not null check (kind in ('employer', 'investor', 'rival', 'adviser', 'family', 'supervisor',
                                       'house', 'trade', 'incubator')),
    since date,
    until date,
    side text not null check (side in ('juror', 'company', 'organiser')),
    pinned boolean not null default false,
    note text not null default '',
    declared_by bigint not null references person,
    declared_at timestamptz not null,
    withdrawn_by bigint references person,
    withdrawn_at timestamptz,
    constraint jury_declared_span check (since is null or until is null or since <= until)
);
create unique index jury_declared_once on jury_declared (event_id, person_id, company_id, kind, side)
    where withdrawn_at is null;

-- A conflict that an organiser looked into and set aside, with the reason.
create table jury_lift (
    event_id bigint not null references event,
    person_id bigint not null references person,
    company_id bigint not null references organisation,
    kind text not null,
    reason text not null check (reason <> ''),
    lifted_by bigint not null references person,
    lifted_at timestamptz not null,
    primary key (event_id, person_id, company_id, kind)
);

-- Decisions by hand that each assignment keeps.
create table jury_rule (
    participant_id bigint not null references participant,
    event_id bigint not null,
    person_id bigint not null,
    rule text not null check (rule in ('fixed', 'forbidden')),
    set_by bigint not null references person,
    set_at timestamptz not null,
    primary key (participant_id, person_id),
    foreign key (event_id, person_id) references event_juror (event_id, person_id) on delete cascade
);

-- Who judges what; `reserve` counts the alternates of a pitch from 1, null for those who judge.
create table jury_assignment (
    participant_id bigint not null references participant,
    event_id bigint not null,
    person_id bigint not null,
    reserve integer check (reserve >= 1),
    assigned_at timestamptz not null,
    primary key (participant_id, person_id),
    foreign key (event_id, person_id) references event_juror (event_id, person_id) on delete cascade
);
create index jury_assignment_event_idx on jury_assignment (event_id, person_id);

create table jury_sheet (
    id bigint generated always as identity primary key,
    event_id bigint not null references jury,
    participant_id bigint not null references participant,
    person_id bigint not null references person,
    state text not null default 'draft' check (state in ('draft', 'submitted')),
    revision integer not null default 0,
    -- The reason for the founder: starter phrases (known in both languages) and own words in one.
    phrases text[] not null default '{}',
    reason text not null default '',
    lang text not null check (lang in ('zh', 'en')),
    signed boolean not null default false,
    saved_at timestamptz not null,
    submitted_at timestamptz,
    constraint jury_sheet_once unique (participant_id, person_id)
);
create index jury_sheet_event_idx on jury_sheet (event_id, person_id);

create table jury_mark (
    sheet_id bigint not null references jury_sheet on delete cascade,
    criterion_id bigint not null references jury_criterion,
    points integer not null check (points >= 0),
    primary key (sheet_id, criterion_id)
);

-- A reason in the other language, written by a person.
create table jury_translation (
    sheet_id bigint not null references jury_sheet on delete cascade,
    lang text not null check (lang in ('zh', 'en')),
    body text not null check (body <> ''),
    written_by bigint not null references person,
    written_at timestamptz not null,
    primary key (sheet_id, lang)
);

-- Which of two a juror would rather fund; a tie says that they see no difference.
create table jury_pick (
    id bigint generated always as identity primary key,
    event_id bigint not null references jury,
    person_id bigint not null references person,
    winner_id bigint not null references participant,
    loser_id bigint not null references participant,
    tie boolean not null default false,
    picked_at timestamptz not null,
    undone_at timestamptz,
    constraint jury_pick_two check (winner_id <> loser_id)
);
create unique index jury_pick_once on jury_pick
    (event_id, person_id, least(winner_id, loser_id), greatest(winner_id, loser_id)) where undone_at is null;

-- What was released; it stays as it was told.
create table jury_result (
    event_id bigint not null references jury,
    participant_id bigint not null references participant,
    n_sheets integer not null,
    n_picks integer not null,
    score double precision,
    low double precision,
    high double precision,
    place integer,
    place_best integer,
    place_worst integer,
    primary key (event_id, participant_id)
);

-- Whose conflicts matter at an event: its jurors and the people of its organising body, against each
-- company that pitches.
create view jury_pair as
select distinct e.id as event_id, w.person_id, a.organisation_id as company_id,
    (lower(e.during) - make_interval(years => coalesce(y.look_back_years, 5)))::date as looks_back_to
from event e
left join jury y on y.event_id = e.id
join participant a on a.event_id = e.id and a.side = 'founder'
join (select j.event_id, j.person_id from event_juror j
      union
      select h.id, m.person_id from event h
      join membership m on m.organisation_id = h.organiser_id and m.status = 'active') w on w.event_id = e.id;

-- Every conflict on record, declared or detected, that is not older than the event looks back.
-- `evidence` says what it rests on; a pinned one cannot be set aside.
create view jury_conflict as
with telling as (
    select split_part(f.email, '@', 2) as domain from membership m join person f on f.id = m.person_id
    where m.status = 'active' group by 1 having count(distinct m.organisation_id) <= 2
), found as (
    select p.*, 'employer' as kind, 'membership' as evidence, m.created_at::date as since, m.left_at::date as until,
        m.status = 'active' as pinned, ''::text as note, null::bigint as declared_id
    from jury_pair p
    join membership m on m.person_id = p.person_id and m.organisation_id = p.company_id
        and m.status in ('active', 'left')
    union all
    -- A domain tells only where few use it: not a mail provider's, not a whole university's.
    select p.*, 'employer', 'mail_domain', null, null, false, '', null
    from jury_pair p
    join person j on j.id = p.person_id
    where split_part(j.email, '@', 2) in (
            select split_part(f.email, '@', 2) from membership m join person f on f.id = m.person_id
            where m.organisation_id = p.company_id and m.status = 'active' and m.person_id <> p.person_id)
      and split_part(j.email, '@', 2) not in
            ('qq.com', 'foxmail.com', '163.com', '126.com', 'yeah.net', 'sina.com', 'sina.cn', 'sohu.com', '139.com',
             '189.cn', 'aliyun.com', 'gmail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com')
      and split_part(j.email, '@', 2) in (select domain from telling)
    union all
    select p.*, case r.kind when 'investment' then 'investor' else 'trade' end, 'record', r.value_on,
        case r.kind when 'investment' then null else r.value_on end,
        r.kind = 'investment' and m.status = 'active', '', null
    from jury_pair p
    join membership m on m.person_id = p.person_id and m.status in ('active', 'left')
    join funding_record r on r.provider_id = m.organisation_id and r.company_id = p.company_id
    join funding_state s on s.record_id = r.id and s.status in ('proposed', 'confirmed', 'disputed')
    union all
    select p.*, case when d.instrument in ('loan', 'guarantee') then 'trade' else 'investor' end, 'deal', d.dealt_on,
        case when d.instrument in ('loan', 'guarantee') then d.dealt_on end, false, '', null
    from jury_pair p
    join organisation c on c.id = p.company_id
    join membership m on m.person_id = p.person_id and m.status in ('active', 'left')
    join provider_deal d on d.organisation_id = m.organisation_id
        and lower(btrim(d.company_name)) = lower(btrim(c.name))
    union all
    -- Money in another company of the very same field.
    select p.*, 'rival', 'record', r.value_on, null, false, '', null
    from jury_pair p
    join participant a on a.event_id = p.event_id and a.organisation_id = p.company_id and a.side = 'founder'
    join pitch own on own.id = a.pitch_id
    join pitch_version ov on ov.pitch_id = own.id and ov.version = own.approved_version and ov.sector like '%.%'
    join membership m on m.person_id = p.person_id and m.status = 'active'
    join funding_record r on r.provider_id = m.organisation_id and r.kind = 'investment'
        and r.company_id <> p.company_id
    join funding_state s on s.record_id = r.id and s.status in ('proposed', 'confirmed', 'disputed')
    join pitch other on other.company_id = r.company_id
    join pitch_version rv on rv.pitch_id = other.id and rv.version = other.approved_version and rv.sector = ov.sector
    union all
    select p.*, 'house', 'house', r.value_on, null, false, '', null
    from jury_pair p
    join membership m on m.person_id = p.person_id and m.status = 'active'
    join provider_profile f on f.organisation_id = m.organisation_id and f.house is not null
    join provider_profile g on g.house = f.house and g.organisation_id <> f.organisation_id
    join funding_record r on r.provider_id = g.organisation_id and r.company_id = p.company_id
    join funding_state s on s.record_id = r.id and s.status in ('proposed', 'confirmed', 'disputed')
    union all
    select p.*, 'incubator', 'tenancy', lower(t.during), upper(t.during), false, '', null
    from jury_pair p
    join membership m on m.person_id = p.person_id and m.status = 'active'
    join tenancy t on t.space_id = m.organisation_id and t.company_id = p.company_id
    union all
    select p.*, d.kind, d.side, d.since, d.until, d.pinned, d.note, d.id
    from jury_pair p
    join jury_declared d on d.event_id = p.event_id and d.person_id = p.person_id and d.company_id = p.company_id
        and d.withdrawn_at is null
)
select f.event_id, f.person_id, f.company_id, f.kind, f.evidence, min(f.since) as since,
    case when bool_or(f.until is null) then null else max(f.until) end as until, bool_or(f.pinned) as pinned,
    max(f.note) as note, max(f.declared_id) as declared_id, l.reason as lifted_because, l.lifted_at, l.lifted_by,
    bool_or(f.pinned) or l.event_id is null as in_force
from found f
left join jury_lift l on l.event_id = f.event_id and l.person_id = f.person_id and l.company_id = f.company_id
    and l.kind = f.kind
where f.until is null or f.until >= f.looks_back_to
group by f.event_id, f.person_id, f.company_id, f.kind, f.evidence, l.event_id, l.reason, l.lifted_at, l.lifted_by;
