-- reserves --
-- The pitches in reserve of an event in their order, or the places offered to these companies; by id also
-- one that was offered to them before.
select r.id, r.event_id, r.pitch_id, coalesce(v.name, o.name) as pitch_name, coalesce(v.lang, o.lang) as pitch_lang,
    o.id as company_id, o.name as company_name, o.lang as company_lang, r.rank, r.status, r.set_by, r.freed_by,
    coalesce(fv.name, fo.name) as freed_name, coalesce(fv.lang, fo.lang) as freed_lang, r.offered_at, r.offer_until
from reserve_pitch r
join pitch on pitch.id = r.pitch_id
join organisation o on o.id = pitch.company_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
left join participant f on f.id = r.freed_by
left join organisation fo on fo.id = f.organisation_id
left join pitch fp on fp.id = f.pitch_id
left join pitch_version fv on fv.pitch_id = fp.id and fv.version = fp.approved_version
where ($1::bigint is null or r.event_id = $1)
  and ($2::bigint[] is null or (pitch.company_id = any($2) and r.status <> 'waiting'
       and (r.status = 'offered' or r.id = $3)))
  and ($3::bigint is null or r.id = $3)
order by r.event_id, r.rank, r.id

-- add --
-- A pitch on show as the last in reserve; nothing when it is selected, or stands there already.
insert into reserve_pitch (event_id, pitch_id, rank, set_by, set_at)
select $1, s.pitch_id, coalesce((select max(rank) from reserve_pitch where event_id = $1), 0) + 1, $3, $4
from pitch_on_show s
where s.pitch_id = $2
  and not exists (select from participant p where p.event_id = $1 and p.pitch_id = s.pitch_id)
on conflict on constraint reserve_pitch_key do nothing
returning id

-- remove --
-- A pitch that stands in reserve no longer; one with an offer or a place stays.
delete from reserve_pitch where event_id = $1 and id = $2 and status in ('waiting', 'declined', 'lapsed') returning id

-- set_rank --
-- The place of one reserve in the order.
update reserve_pitch set rank = $3 where event_id = $1 and id = $2

-- place_given_on --
-- Whether the place that a participant gave up is offered to, or taken by, a reserve.
select exists (select from reserve_pitch where freed_by = $1 and status in ('offered', 'accepted'))

-- first_free --
-- The first reserve who could come: on show, not selected, and at no other event in that time.
select r.id from reserve_pitch r
join event e on e.id = r.event_id
join pitch_on_show s on s.pitch_id = r.pitch_id
where r.event_id = $1 and r.status = 'waiting'
  and not exists (select from participant p where p.event_id = r.event_id and p.pitch_id = r.pitch_id)
  and not exists (select from participant p join event x on x.id = p.event_id
                  where p.pitch_id = r.pitch_id and p.answer = 'accepted' and x.id <> e.id
                    and x.status <> 'cancelled' and not x.date_open and not e.date_open and x.during && e.during)
order by r.rank, r.id limit 1

-- offer --
-- Offer the place that a participant gave up.
update reserve_pitch set status = 'offered', freed_by = $2, offered_at = $3, offer_until = $4
where id = $1 and status = 'waiting' returning id

-- answer --
-- Take or refuse an offer while it stands.
update reserve_pitch set status = $2, answered_at = $3
where id = $1 and status = 'offered' and offer_until > $3 returning id

-- take_selected --
-- A reserve that the organiser selects by hand stands in reserve no longer, unless it has an offer.
delete from reserve_pitch where event_id = $1 and pitch_id = any($2::bigint[]) and status <> 'offered'
  and status <> 'accepted'

-- due --
-- The offers that nobody answered in time, the oldest first.
select r.id, r.event_id, r.freed_by from reserve_pitch r where r.status = 'offered' and r.offer_until <= $1
order by r.offer_until, r.id

-- lapse --
-- An offer that was not answered in time stands no longer.
update reserve_pitch set status = 'lapsed', answered_at = $2
where id = $1 and status = 'offered' and offer_until <= $2 returning id

-- lapse_event --
-- No offer of an event stands any longer.
update reserve_pitch set status = 'lapsed', answered_at = $2 where event_id = $1 and status = 'offered'
