-- Where a registration stood: each time that it was asked for, got a seat or was given up.
create table registration_step (
    id bigint generated always as identity primary key,
    registration_id bigint not null references registration,
    event_id bigint not null references event,
    status text not null,
    taken_at timestamptz not null
);
create index registration_step_event_idx on registration_step (event_id, registration_id, taken_at);
create trigger registration_step_append_only before update or delete or truncate on registration_step
    for each statement execute function refuse_change();
create function keep_registration_step() returns trigger language plpgsql as $$
begin
    insert into registration_step (registration_id, event_id, status, taken_at)
    values (new.id, new.event_id, new.status, case new.status when 'registered' then new.registered_at
        when 'cancelled' then new.cancelled_at else new.asked_at end);
    return null;
end $$;
create trigger registration_keeps_step after insert or update of status on registration
    for each row execute function keep_registration_step();
insert into registration_step (registration_id, event_id, status, taken_at)
select id, event_id, 'waiting', asked_at from registration where status = 'cancelled'
union all
select id, event_id, status, case status when 'registered' then registered_at when 'cancelled' then cancelled_at
    else asked_at end from registration
order by 1, 4;

-- Where registrations of an event stood at an instant.
create function registrations_at(t timestamptz, of_event bigint) returns table (registration_id bigint, status text)
language sql stable as $$
    select distinct on (h.registration_id) h.registration_id, h.status from registration_step h
    where h.event_id = of_event and h.taken_at <= t
    order by h.registration_id, h.taken_at desc, h.id desc
$$;
