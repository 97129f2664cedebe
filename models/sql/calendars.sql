-- revoke_tokens --
-- The address for this event, or the one for everything when no event is named, stops working.
update calendar_token set revoked_at = $2
where person_id = $1 and event_id is not distinct from $3 and revoked_at is null

-- add_token --
-- A feed by the hash of its token, of one event or of everything; the token itself is shown once.
insert into calendar_token (token_hash, person_id, created_at, event_id) values ($1, $2, $3, $4)

-- tokens --
-- The addresses that a person has in use, the one for everything first.
select t.event_id, t.created_at, e.title_zh, e.title_en
from calendar_token t left join event e on e.id = t.event_id
where t.person_id = $1 and t.revoked_at is null
order by t.event_id nulls first, t.created_at

-- reader_by_token --
-- Whose feed this is and what they take part in: for their companies, as provider where they were let in, with a
-- seat, or as juror. `event_ids` are the events to which they come, whether or not anything is planned for them yet.
with reader as (
    select p.id, p.locale, t.event_id
    from calendar_token t join person p on p.id = t.person_id
    where t.token_hash = $1 and t.revoked_at is null and p.closed_at is null),
taking as (
    select a.id, a.event_id, a.answer
    from reader r
    join membership m on m.person_id = r.id and m.status = 'active'
    join participant a on a.organisation_id = m.organisation_id and (r.event_id is null or a.event_id = r.event_id)
    where (a.person_id = r.id or a.person_id is null)
      and (a.side = 'founder' or (select v.decision from vetting v where v.organisation_id = a.organisation_id
                                  order by v.id desc limit 1) = 'granted')),
coming as (
    select event_id from taking where answer = 'accepted'
    union
    select g.event_id from reader r join registration g on g.person_id = r.id and g.status = 'registered'
    where r.event_id is null or g.event_id = r.event_id
    union
    select j.event_id from reader r join event_juror j on j.person_id = r.id
    where r.event_id is null or j.event_id = r.event_id)
select r.id as person_id, r.locale, r.event_id,
    coalesce((select array_agg(distinct t.id order by t.id) from taking t), '{}') as participant_ids,
    coalesce((select array_agg(c.event_id order by c.event_id) from coming c
              join event e on e.id = c.event_id and e.published_at is not null), '{}') as event_ids
from reader r

-- takes_part --
-- Whether a person takes part in an event: for an organisation of theirs, with a seat, or as juror.
select exists (select from participant a
        join membership m on m.organisation_id = a.organisation_id and m.person_id = $1 and m.status = 'active'
        where a.event_id = $2)
    or exists (select from registration g where g.person_id = $1 and g.event_id = $2)
    or exists (select from event_juror j where j.person_id = $1 and j.event_id = $2)

-- public_entries --
-- The pitches of everything that was ever released of published events: what stands and what was taken away.
-- Names only of those whose founder agreed to a showcase.
select distinct on (pp.participant_id)
    l.event_id, pp.participant_id, lower(s.during) as starts_at, upper(s.during) as ends_at, r.name as room_name,
    l.status = 'released' and e.status = 'published' and not e.date_open and pp.answer <> 'declined' as stands,
    case when shown.showcased then v.name end as pitch_name,
    case when shown.showcased then o.name end as company_name,
    greatest(e.changed_at, e.cancelled_at, pp.answered_at,
             (select max(x.released_at) from plan x where x.event_id = e.id),
             (select max(greatest(d.made_at, d.undone_at)) from delay d where d.event_id = e.id)) as changed_at
from plan l
join event e on e.id = l.event_id and e.published_at is not null
join plan_pitch pp on pp.plan_id = l.id
join slot_as_held s on s.id = pp.slot_id
join event_room r on r.id = s.room_id
join participant p on p.id = pp.participant_id
left join pitch_on_show shown on shown.pitch_id = p.pitch_id
left join pitch_version v on v.pitch_id = shown.pitch_id and v.version = shown.version
left join organisation o on o.id = p.organisation_id
where l.event_id = any($1::bigint[]) and l.released_at is not null and l.status in ('released', 'superseded')
order by pp.participant_id, l.version desc
