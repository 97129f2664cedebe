-- The day of an event: who came, what runs late, who steps in, and which meetings were kept.

-- An address that opens one page of one event without signing in: the door's, or a projector's.
-- The token in it is signed and names the row; the row says until when and whether it still holds.
create table event_link (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    kind text not null check (kind in ('door', 'screen')),
    name text not null,
    created_by bigint not null references person,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index event_link_event_idx on event_link (event_id);

-- Somebody was seen at the door. The id is made there, so that sending it twice is once;
-- of several of one person the earliest stands. A mistaken one is undone and never comes back.
create table check_in (
    id uuid primary key,
    event_id bigint not null references event,
    person_id bigint not null references person,
    seen_at timestamptz not null,
    received_at timestamptz not null,
    link_id bigint references event_link,
    staff_id bigint references person,
    undone_at timestamptz,
    constraint check_in_by_one check ((link_id is null) <> (staff_id is null))
);
create index check_in_event_idx on check_in (event_id, person_id);

-- A room (or, without one, the tables) runs late from an instant on.
create table delay (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    room_id bigint references event_room,
    from_at timestamptz not null,
    minutes integer not null check (minutes between 1 and 240),
    made_by bigint not null references person,
    made_at timestamptz not null,
    undone_at timestamptz,
    undone_by bigint references person
);
create index delay_event_idx on delay (event_id);

-- What a delay does to a slot. One in progress starts as it did and ends late; breaks swallow some.
create table slot_shift (
    delay_id bigint not null references delay on delete cascade,
    slot_id bigint not null references event_slot on delete cascade,
    starts_late integer not null check (starts_late >= 0),
    ends_late integer not null check (ends_late > 0),
    primary key (delay_id, slot_id)
);
create index slot_shift_slot_idx on slot_shift (slot_id);

-- Slots as they are held: planned time and all delays in force.
create view slot_as_held as
select s.id, s.event_id, s.kind, s.room_id, s.during as planned,
    tstzrange(lower(s.during) + coalesce(d.starts_late, interval '0'),
              upper(s.during) + coalesce(d.ends_late, interval '0')) as during
from event_slot s
left join lateral (
    select make_interval(mins => sum(h.starts_late)::integer) as starts_late,
        make_interval(mins => sum(h.ends_late)::integer) as ends_late
    from slot_shift h join delay l on l.id = h.delay_id and l.undone_at is null
    where h.slot_id = s.id) d on true;

-- A meeting that the day took away gives its people and its table free for another one.
alter table plan_meeting
    add column origin text not null default 'plan' check (origin in ('plan', 'standby')),
    add column called_off_at timestamptz,
    add column called_off_by bigint references person,
    drop constraint plan_meeting_pair_key,
    drop constraint plan_meeting_founder_slot_key,
    drop constraint plan_meeting_provider_slot_key,
    drop constraint plan_meeting_table_key;
create unique index plan_meeting_pair_key on plan_meeting (plan_id, founder_id, provider_id);
create unique index plan_meeting_founder_slot_key on plan_meeting (plan_id, founder_id, slot_id)
    where called_off_at is null;
create unique index plan_meeting_provider_slot_key on plan_meeting (plan_id, provider_id, slot_id)
    where called_off_at is null;
create unique index plan_meeting_table_key on plan_meeting (plan_id, slot_id, table_no)
    where called_off_at is null;

-- Two who are both there and free, for a table at which somebody waits in vain.
create table standby_offer (
    id bigint generated always as identity primary key,
    event_id bigint not null references event,
    missing_id bigint not null references plan_meeting on delete cascade,
    slot_id bigint not null references event_slot,
    table_no integer not null check (table_no >= 1),
    founder_id bigint not null references participant,
    provider_id bigint not null references participant,
    value double precision not null,
    offered_by bigint references person,
    offered_at timestamptz not null,
    founder_accepted_at timestamptz,
    provider_accepted_at timestamptz,
    closed_at timestamptz,
    closed_because text check (closed_because in ('booked', 'declined', 'taken', 'over')),
    meeting_id bigint references plan_meeting on delete cascade,
    constraint standby_offer_once unique (slot_id, founder_id, provider_id),
    constraint standby_offer_closed check ((closed_at is null) = (closed_because is null))
);
create unique index standby_offer_table_key on standby_offer (slot_id, table_no) where closed_at is null;
create index standby_offer_event_idx on standby_offer (event_id);

-- What each side of a meeting, and the staff, say came of it. By the pair, so that the next version of
-- the plan keeps it.
create table meeting_said (
    founder_id bigint not null references participant,
    provider_id bigint not null references participant,
    side text not null check (side in ('founder', 'provider', 'staff')),
    said text not null,
    person_id bigint not null references person,
    said_at timestamptz not null,
    primary key (founder_id, provider_id, side),
    constraint meeting_said_words check (
        case side when 'staff' then said in ('took_place', 'founder_missing', 'provider_missing', 'nobody_came')
                  else said in ('took_place', 'waited', 'could_not') end)
);

-- What came of a pair's meeting. The staff's word decides; without it two sides that contradict each other
-- leave it disputed, and one side's word stands while the other says nothing.
create view meeting_outcome as
select w.founder_id, w.provider_id, w.founder_said, w.provider_said, w.staff_said,
    case
        when w.staff_said = 'took_place' then 'kept'
        when w.staff_said = 'founder_missing' then 'missed_by_founder'
        when w.staff_said = 'provider_missing' then 'missed_by_provider'
        when w.staff_said = 'nobody_came' then 'missed_by_both'
        when w.founder_said = 'took_place' and coalesce(w.provider_said, 'took_place') = 'took_place' then 'kept'
        when w.provider_said = 'took_place' and w.founder_said is null then 'kept'
        when w.founder_said = 'could_not' and w.provider_said = 'could_not' then 'missed_by_both'
        when w.founder_said = 'could_not' and coalesce(w.provider_said, 'waited') = 'waited' then 'missed_by_founder'
        when w.provider_said = 'could_not' and coalesce(w.founder_said, 'waited') = 'waited' then 'missed_by_provider'
        when w.founder_said = 'waited' and w.provider_said is null then 'missed_by_provider'
        when w.provider_said = 'waited' and w.founder_said is null then 'missed_by_founder'
        else 'disputed'
    end as outcome
from (
    select founder_id, provider_id,
        max(said) filter (where side = 'founder') as founder_said,
        max(said) filter (where side = 'provider') as provider_said,
        max(said) filter (where side = 'staff') as staff_said
    from meeting_said group by founder_id, provider_id) w;
