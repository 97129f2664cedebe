-- totals --
-- What is on record: counts that anybody may know.
select
    (select count(*) from organisation_kind where kind = 'space')::int as n_spaces,
    (select count(*) from organisation_kind where kind = 'company')::int as n_companies,
    (select count(*) from event where status = 'published')::int as n_events,
    (select count(*) from pitch_on_show)::int as n_pitches,
    (select count(*) from (
        select distinct on (organisation_id) decision from vetting order by organisation_id, id desc) v
     where v.decision = 'granted')::int as n_providers

-- spaces --
-- The host spaces on record at an instant, with their names of then.
select o.id, o.name, o.lang, o.district
from organisation_kind k join organisation_at($1) o on o.id = k.organisation_id
where k.kind = 'space' and o.closed_at is null
order by o.district nulls last, o.name, o.id limit 500

-- events --
-- The events that began last before an instant.
select e.id, e.title_zh, e.title_en, x.kind, lower(x.during) as starts_at
from event_at($1) x join event e on e.id = x.id
where x.status = 'published' and not x.date_open and lower(x.during) <= $1
order by lower(x.during) desc, e.id desc limit $2

-- event --
-- An event that has begun, for officers and for those who hold it.
select e.id, e.title_zh, e.title_en, x.kind, lower(x.during) as starts_at, e.timezone
from event_at($1) x join event e on e.id = x.id
where e.id = $2 and ($3::boolean or e.organiser_id = any($4::bigint[]))

-- outcome --
-- What an event led to, by an instant, each thing once with the day on which it came about: interest and
-- introductions between a founder and a provider of the event, from its beginning on; meetings there that were kept;
-- confirmed money that names the event, or names none and is between two who met there.
with founder as (
    select t.id as participant_id, t.pitch_id, p.company_id,
        coalesce((select l.root_id from company_roots_at($1) l where l.company_id = p.company_id), p.company_id) as root_id
    from participant t join pitch p on p.id = t.pitch_id
    where t.event_id = $2 and t.side = 'founder' and t.answer <> 'declined' and t.invited_at <= $1
), provider as (
    select t.id as participant_id, t.organisation_id
    from participant t where t.event_id = $2 and t.side = 'provider' and t.answer <> 'declined' and t.invited_at <= $1
), met as (
    select f.pitch_id, f.company_id, f.root_id, r.organisation_id
    from founder f cross join provider r
    join meeting_outcome_at($1) o on o.founder_id = f.participant_id and o.provider_id = r.participant_id
    where o.outcome = 'kept'
), found as (
    select 'meeting' as what, m.company_id, m.organisation_id as provider_id, city_day($3) as came_on,
        null::bigint as record_id, null::text as kind, null::bigint as amount, false as is_first, 'met' as because
    from met m
    union all
    select 'interest', f.company_id, r.organisation_id, city_day(i.chosen_at), null, null, null, false, 'took_part'
    from founder f cross join provider r
    join interest_at($1) i on i.pitch_id = f.pitch_id and i.organisation_id = r.organisation_id
    where i.choice = 'interested' and i.chosen_at >= $3
    union all
    select 'introduction', f.company_id, r.organisation_id, city_day(i.since_at), null, null, null, false, 'took_part'
    from founder f cross join provider r
    join introduction_at($1) i on i.pitch_id = f.pitch_id and i.organisation_id = r.organisation_id
    where i.status = 'accepted' and i.since_at >= $3
    union all
    select 'record', r.company_id, r.provider_id, r.value_on, r.id, r.kind, r.cny_amount,
        exists (select from certificates_at($1) c where c.record_id = r.id and c.definition = $4),
        case when r.event_id = $2 then 'stated' else 'met' end
    from funding_record r join funding_state_at($1) s on s.record_id = r.id
    where s.status = 'confirmed' and r.value_on >= city_day($3)
      and (r.event_id = $2
           or r.event_id is null and r.company_id in (select m.company_id from met m union select m.root_id from met m)
              and exists (select from met m where m.organisation_id = r.provider_id
                          and r.company_id in (m.company_id, m.root_id)))
)
select f.what, f.company_id, f.provider_id, f.came_on, f.record_id, f.kind, f.amount, f.is_first, f.because,
    c.name as company_name, c.lang as company_lang, p.name as provider_name, p.lang as provider_lang
from found f
join organisation_at($1) c on c.id = f.company_id
join organisation_at($1) p on p.id = f.provider_id
order by f.came_on, f.what, c.name, f.company_id, f.provider_id, f.record_id
