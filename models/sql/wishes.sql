-- providers_to_wish --
-- The providers who come to a founder's event, as far as its founder may see them; what the founder said of each,
-- and whether the musts of other founders fill all the meetings that it has.
select r.id, r.organisation_id, o.name as organisation_name, o.lang as organisation_lang,
    coalesce((select array_agg(k.kind order by k.kind) from organisation_kind k
              where k.organisation_id = o.id), '{}') as kinds,
    null::bigint as pitch_id, null::text as pitch_name, null::text as pitch_lang, null::text as one_line,
    w.wish as said, null::text as choice, d.status as introduction,
    (select count(*) from wish m join participant x on x.id = m.participant_id and x.answer = 'accepted'
     where m.partner_id = r.id and m.wish = 'must' and m.participant_id <> f.id) >= r.max_meetings as full
from participant f
join participant r on r.event_id = f.event_id and r.side = 'provider' and r.answer = 'accepted'
join organisation o on o.id = r.organisation_id and o.closed_at is null
left join provider_profile g on g.organisation_id = r.organisation_id
left join introduction d on d.organisation_id = r.organisation_id and d.pitch_id = f.pitch_id
left join wish w on w.participant_id = f.id and w.partner_id = r.id
where f.id = $1 and f.side = 'founder' and r.organisation_id <> f.organisation_id
  and (coalesce(g.visible_to_founders, false) or d.id is not null)
  and not exists (select from pitch_kept_from k where k.pitch_id = f.pitch_id and k.organisation_id = r.organisation_id)
order by r.id

-- pitches_to_wish --
-- The pitches that come to a provider's event, as far as they are shown to it, with the provider's own answers.
select f.id, f.organisation_id, o.name as organisation_name, o.lang as organisation_lang,
    coalesce((select array_agg(k.kind order by k.kind) from organisation_kind k
              where k.organisation_id = o.id), '{}') as kinds,
    f.pitch_id, v.name as pitch_name, v.lang as pitch_lang, v.one_line,
    w.wish as said, n.choice, d.status as introduction, false as full
from participant r
join participant f on f.event_id = r.event_id and f.side = 'founder' and f.answer = 'accepted'
join pitch_shown_to s on s.pitch_id = f.pitch_id and s.organisation_id = r.organisation_id
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = f.organisation_id
left join interest n on n.organisation_id = r.organisation_id and n.pitch_id = f.pitch_id
left join introduction d on d.organisation_id = r.organisation_id and d.pitch_id = f.pitch_id
left join wish w on w.participant_id = r.id and w.partner_id = f.id
where r.id = $1 and r.side = 'provider' and f.organisation_id <> r.organisation_id
order by f.id

-- participant_of_event --
-- The event of a participant, if one of these bodies holds it.
select p.event_id from participant p join event e on e.id = p.event_id
where p.id = $1 and e.organiser_id = any($2::bigint[])

-- lock_wisher --
-- Let changes to one participant's wishes happen one after the other, so that the caps hold.
select id from participant where id = $1 for update

-- said --
-- What a participant said of others.
select partner_id, wish from wish where participant_id = $1 order by partner_id

-- say --
-- What a participant wishes of another of the other side who comes to the same event.
insert into wish (participant_id, partner_id, wish, said_by, said_at)
select p.id, o.id, $3, $4, $5
from participant p
join participant o on o.event_id = p.event_id and o.side <> p.side and o.organisation_id <> p.organisation_id
where p.id = $1 and o.id = $2
on conflict (participant_id, partner_id) do update
set wish = excluded.wish, said_by = excluded.said_by, said_at = excluded.said_at

-- set_terms --
-- How wishes work at an event.
insert into wish_terms (event_id, most_must, most_like, closes_at, n_interpreters, good_meetings, set_by, set_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (event_id) do update
set most_must = excluded.most_must, most_like = excluded.most_like, closes_at = excluded.closes_at,
    n_interpreters = excluded.n_interpreters, good_meetings = excluded.good_meetings, set_by = excluded.set_by, set_at = excluded.set_at

-- promises --
-- The organiser's words on pairs of an event, newest first.
select m.founder_id, m.provider_id, m.kind, m.reason, m.lang, x.name as made_by_name, m.made_at
from promise m join participant f on f.id = m.founder_id join person x on x.id = m.made_by
where f.event_id = $1
order by m.made_at desc, m.founder_id, m.provider_id

-- promise --
-- The organiser's word on a pair of one event; a later word takes the place of an earlier one.
insert into promise (founder_id, provider_id, kind, reason, lang, made_by, made_at)
select f.id, r.id, $4, $5, $6, $7, $8
from participant f join participant r on r.event_id = f.event_id and r.side = 'provider'
where f.event_id = $1 and f.id = $2 and f.side = 'founder' and r.id = $3 and r.organisation_id <> f.organisation_id
on conflict (founder_id, provider_id) do update
set kind = excluded.kind, reason = excluded.reason, lang = excluded.lang, made_by = excluded.made_by,
    made_at = excluded.made_at
returning founder_id

-- take_back --
-- The organiser's word on a pair no longer holds.
delete from promise m using participant f
where f.id = m.founder_id and f.event_id = $1 and m.founder_id = $2 and m.provider_id = $3
returning m.founder_id

-- set_way --
-- How a participant takes part.
insert into participant_way (participant_id, attendance, languages, set_by, set_at) values ($1, $2, $3, $4, $5)
on conflict (participant_id) do update
set attendance = excluded.attendance, languages = excluded.languages, set_by = excluded.set_by,
    set_at = excluded.set_at

-- availability_word --
-- Who last said when a participant is free.
select p.name as said_by_name, a.by_organiser, a.note, a.said_at
from availability_word a join person p on p.id = a.said_by where a.participant_id = $1

-- say_availability --
-- Somebody said when a participant is free.
insert into availability_word (participant_id, said_by, by_organiser, note, said_at) values ($1, $2, $3, $4, $5)
on conflict (participant_id) do update
set said_by = excluded.said_by, by_organiser = excluded.by_organiser, note = excluded.note,
    said_at = excluded.said_at

-- taken --
-- When the person who comes for a participant is booked by other events around these times.
select lower(b.during) as starts_at, upper(b.during) as ends_at, e.id as event_id, e.title_zh, e.title_en
from booking b join event e on e.id = b.event_id join participant p on p.id = $1
where not b.cancelled and b.person_id = p.person_id and b.event_id <> p.event_id
  and b.during && (select own.during from event own where own.id = p.event_id)
order by lower(b.during)

-- n_wishing --
-- How many of those who come have said any wish, by side.
select p.side, count(*) as n_coming,
    count(*) filter (where exists (select from wish w where w.participant_id = p.id)) as n_said
from participant p where p.event_id = $1 and p.answer = 'accepted'
group by p.side order by p.side

-- released_contents --
-- What the released plan of an event holds; nothing while none is.
select l.id as plan_id, 'pitch' as kind, p.id, p.slot_id, p.participant_id, p.locked, p.answer,
    null::bigint as founder_id, null::bigint as provider_id, null::integer as table_no,
    null::double precision as value, null as founder_answer, null as provider_answer
from plan l join plan_pitch p on p.plan_id = l.id where l.event_id = $1 and l.status = 'released'
union all
select l.id, 'meeting', m.id, m.slot_id, null, m.locked, null,
    m.founder_id, m.provider_id, m.table_no, m.value, m.founder_answer, m.provider_answer
from plan l join plan_meeting m on m.plan_id = l.id where l.event_id = $1 and l.status = 'released'
order by kind, slot_id, table_no, id
