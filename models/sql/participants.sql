-- participants --
-- Who is asked to an event and what they answered, with the slots in which they are not free.
-- Read by the organising body and the planner.
select p.id, p.event_id, p.side, p.organisation_id, o.name as organisation_name, o.lang as organisation_lang,
    coalesce((select array_agg(k.kind order by k.kind) from organisation_kind k
              where k.organisation_id = o.id), '{}') as kinds,
    p.pitch_id, v.name as pitch_name, v.lang as pitch_lang, p.person_id, who.name as person_name,
    p.answer, p.max_meetings, p.min_meetings, p.availability_at,
    coalesce((select array_agg(b.slot_id) from participant_busy b where b.participant_id = p.id), '{}') as busy,
    case when p.side = 'provider' then profile.house end as house, split_part(v.sector, '.', 1) as topic,
    v.main_category as category, way.attendance,
    case when cardinality(way.languages) > 0 then way.languages
         else array_remove(array[coalesce(v.lang, profile.lang, o.lang), who.locale], null) end as languages,
    coalesce((select array_agg(j.person_id) from jury_assignment j
              where j.event_id = p.event_id and j.participant_id = p.id and j.reserve is null), '{}') as jurors
from participant p
left join participant_way way on way.participant_id = p.id
left join provider_profile profile on profile.organisation_id = p.organisation_id and p.side = 'provider'
join organisation o on o.id = p.organisation_id
left join pitch on pitch.id = p.pitch_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
left join person who on who.id = p.person_id
where p.event_id = $1 and ($2::text is null or p.answer = $2)
order by p.side, coalesce(v.name, o.name), p.id

-- own_participants --
-- The viewer's own participations: as founder for their companies, as provider for those let in.
select p.id, p.event_id, p.side, p.organisation_id, o.name as organisation_name, o.lang as organisation_lang,
    coalesce((select array_agg(k.kind order by k.kind) from organisation_kind k
              where k.organisation_id = o.id), '{}') as kinds,
    p.pitch_id, v.name as pitch_name, v.lang as pitch_lang, p.person_id, who.name as person_name,
    p.answer, p.max_meetings, p.min_meetings, p.availability_at,
    coalesce((select array_agg(b.slot_id) from participant_busy b where b.participant_id = p.id), '{}') as busy,
    case when p.side = 'provider' then profile.house end as house, split_part(v.sector, '.', 1) as topic,
    v.main_category as category, way.attendance,
    case when cardinality(way.languages) > 0 then way.languages
         else array_remove(array[coalesce(v.lang, profile.lang, o.lang), who.locale], null) end as languages,
    '{}'::bigint[] as jurors
from participant p
left join participant_way way on way.participant_id = p.id
left join provider_profile profile on profile.organisation_id = p.organisation_id and p.side = 'provider'
join organisation o on o.id = p.organisation_id
left join pitch on pitch.id = p.pitch_id
left join pitch_version v on v.pitch_id = pitch.id and v.version = pitch.approved_version
left join person who on who.id = p.person_id
where ((p.side = 'founder' and p.organisation_id = any($1::bigint[]))
       or (p.side = 'provider' and p.organisation_id = any($2::bigint[])))
  and ($3::bigint is null or p.id = $3)
  and ($4::bigint is null or p.event_id = $4)
order by p.event_id, p.side, p.id

-- pitch_choices --
-- Pitches on show that could be selected for an event: those put forward first, then by interest.
select s.pitch_id, s.company_id, o.name as company_name, o.lang as company_lang, v.name, v.lang, v.one_line,
    v.sector, v.stage, v.district, v.main_category,
    (select count(*) from interest i where i.pitch_id = s.pitch_id and i.choice = 'interested') as n_interested,
    exists (select from participant p where p.event_id = $1 and p.pitch_id = s.pitch_id) as selected,
    exists (select from pitch_application a where a.event_id = $1 and a.pitch_id = s.pitch_id
            and a.withdrawn_at is null) as applied,
    (select r.rank from reserve_pitch r where r.event_id = $1 and r.pitch_id = s.pitch_id) as reserve_rank
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
order by applied desc, n_interested desc, v.name, s.pitch_id

-- provider_choices --
-- Providers let in that could be invited, those with the most interest in the selected pitches first.
select o.id as organisation_id, o.name, o.lang, o.district,
    (select array_agg(k.kind order by k.kind) from organisation_kind k
     where k.organisation_id = o.id and k.kind in ('angel', 'fund', 'bank', 'guarantor', 'public_buyer')) as kinds,
    (select count(*) from interest i join participant p on p.pitch_id = i.pitch_id and p.event_id = $1
     where i.organisation_id = o.id and i.choice = 'interested') as n_interested,
    exists (select from participant p where p.event_id = $1 and p.side = 'provider'
            and p.organisation_id = o.id) as invited
from organisation o
where o.closed_at is null
  and exists (select from organisation_kind k where k.organisation_id = o.id
              and k.kind in ('angel', 'fund', 'bank', 'guarantor', 'public_buyer'))
  and (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
order by n_interested desc, o.name, o.id

-- add_founder --
-- Select a pitch that is on show; nothing when it is not, or is selected already.
insert into participant (event_id, side, organisation_id, pitch_id, max_meetings, invited_by, invited_at)
select $1, 'founder', s.company_id, s.pitch_id, $3, $4, $5 from pitch_on_show s where s.pitch_id = $2
on conflict do nothing returning id

-- add_provider --
-- Invite a provider that was let in; nothing when it was not, or is invited already.
insert into participant (event_id, side, organisation_id, max_meetings, invited_by, invited_at)
select $1, 'provider', o.id,
    coalesce(least((select f.max_founders from provider_profile f where f.organisation_id = o.id), $3), $3), $4, $5
from organisation o
where o.id = $2 and o.closed_at is null
  and (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
on conflict do nothing returning id

-- answer_invitation --
-- Who comes and how many they can meet, if the answer is still the one that was read.
update participant set answer = $3, person_id = $4, max_meetings = $5, answered_at = $6
where id = $1 and answer = $2
returning id

-- free_availability --
-- Take back what a participant said before.
delete from participant_busy where participant_id = $1

-- set_busy --
-- Slots of the participant's event in which they are not free.
insert into participant_busy (participant_id, slot_id)
select p.id, s.id from participant p join event_slot s on s.event_id = p.event_id
where p.id = $1 and s.id = any($2::bigint[])

-- availability_said --
-- When a participant said which slots are free.
update participant set availability_at = $2 where id = $1

-- members --
-- Who may come for these organisations.
select m.person_id, p.name, m.organisation_id from membership m join person p on p.id = m.person_id
where m.organisation_id = any($1::bigint[]) and m.status = 'active' and p.closed_at is null order by p.name, p.id

-- addressees_of_organisations --
-- The members of organisations, for invitations; a person once an organisation.
select p.id as person_id, p.email, p.name, p.locale, o.name as organisation_name
from membership m join person p on p.id = m.person_id join organisation o on o.id = m.organisation_id
where m.organisation_id = any($1::bigint[]) and m.status = 'active' and p.closed_at is null
order by p.id, o.id

-- addressees_of_event --
-- Everybody concerned by an event: members of those asked who have not declined, jurors, and whoever is
-- registered or waits; each once.
select distinct on (p.id) p.id as person_id, p.email, p.name, p.locale, coalesce(o.name, '') as organisation_name
from (
    select m.person_id, a.organisation_id from participant a
    join membership m on m.organisation_id = a.organisation_id and m.status = 'active'
    where a.event_id = $1 and a.answer <> 'declined'
    union all
    select j.person_id, null from event_juror j where j.event_id = $1
    union all
    select r.person_id, null from registration r where r.event_id = $1 and r.status <> 'cancelled') c
join person p on p.id = c.person_id left join organisation o on o.id = c.organisation_id
where p.closed_at is null
order by p.id, o.id

-- persons --
-- People by id, for mails.
select id as person_id, email, name, locale, '' as organisation_name from person
where id = any($1::bigint[]) and closed_at is null order by id
