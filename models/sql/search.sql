-- texts_to_find --
-- What is found by words, and by whom beside its owner: all of it ($1), or these pitches ($2), vetted providers ($3)
-- and events ($4). A pitch's text is the one on show, else the newest that was handed in; drafts are for their form
-- alone. Events that were called off are not to be found.
select 'pitch' as kind, p.id as number, p.company_id as owner_id,
    array_remove(array[case when s.showcased then 'anybody' end,
        case when s.pitch_id is not null then 'providers' end,
        case when exists (select from pitch_for_organisers r where r.pitch_id = p.id) then 'organisers' end],
        null) as audience,
    case when v.name = o.name then v.name else v.name || ' ' || o.name end as names, v.one_line as line,
    concat_ws(E'\n', v.problem, v.solution, v.market, v.team, v.city) as rest,
    array_remove(array[v.sector, v.sector2], null) as sectors, array_remove(array[v.stage], null) as stages,
    array_remove(array[v.district], null) as districts, null as event_kind
from pitch p
join organisation o on o.id = p.company_id and o.closed_at is null
left join pitch_on_show s on s.pitch_id = p.id
join lateral (select * from pitch_version x
              where x.pitch_id = p.id and x.frozen_at is not null and (s.version is null or x.version = s.version)
              order by x.version desc limit 1) v on true
where p.status <> 'withdrawn' and ($1::boolean or p.id = any($2::bigint[]))
union all
select 'provider', f.organisation_id, 0,
    case when f.visible_to_founders then array['organisers', 'founders'] else array['organisers'] end,
    o.name, f.thesis,
    concat_ws(E'\n', o.city, (select string_agg(p.name || ' ' || p.purpose, ' ' order by p.id) from provider_product p
                             where p.organisation_id = o.id and p.retired_at is null)),
    f.sectors, f.stages, array_remove(f.districts || o.district, null), null
from provider_profile f join organisation o on o.id = f.organisation_id and o.closed_at is null
where (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
  and ($1::boolean or f.organisation_id = any($3::bigint[]))
union all
select 'event', e.id, e.organiser_id, case when e.status = 'published' then array['anybody'] else '{}' end,
    concat_ws(' ', e.title_zh, e.title_en), o.name, concat_ws(E'\n', e.about_zh, e.about_en, e.place),
    '{}', '{}', array_remove(array[e.district], null), e.kind
from event e join organisation o on o.id = e.organiser_id
where e.status <> 'cancelled' and ($1::boolean or e.id = any($4::bigint[]))

-- what_a_viewer_may_find --
-- What the feed cannot say of one who asks: pitches kept from every one of their vetted providers ($1), and their
-- own pitches on show as founders ($2), the newest first.
select
    array(select k.pitch_id from pitch_kept_from k where k.organisation_id = any($1::bigint[])
          group by k.pitch_id having count(*) = cardinality($1::bigint[])) as kept_from,
    array(select s.pitch_id from pitch_on_show s where s.company_id = any($2::bigint[])
          order by s.pitch_id desc) as own_on_show

-- found_pitches --
-- Of these pitches ($1), in their order, what a hit shows, once more as far as the viewer may see them: by their vetted providers
-- ($2), as an organiser ($3), by their companies ($4), or as anybody.
select p.id as pitch_id, o.name as company_name, o.lang as company_lang, v.lang, v.name, v.one_line, v.problem,
    v.solution, v.market, v.team, v.sector, v.sector2, v.stage, v.district, v.city, v.main_category, v.seeks, v.currency,
    case when p.company_id = any($4::bigint[]) then 'own'
         when exists (select from pitch_shown_to t where t.pitch_id = p.id and t.organisation_id = any($2::bigint[]))
             then 'provider'
         when $3::boolean and exists (select from pitch_for_organisers r where r.pitch_id = p.id) then 'organiser'
         when s.showcased then 'public' end as via
from pitch p
join organisation o on o.id = p.company_id and o.closed_at is null
left join pitch_on_show s on s.pitch_id = p.id
join lateral (select * from pitch_version x
              where x.pitch_id = p.id and x.frozen_at is not null and (s.version is null or x.version = s.version)
              order by x.version desc limit 1) v on true
where p.id = any($1::bigint[]) and p.status <> 'withdrawn'
  and (p.company_id = any($4::bigint[])
       or exists (select from pitch_shown_to t where t.pitch_id = p.id and t.organisation_id = any($2::bigint[]))
       or ($3::boolean and exists (select from pitch_for_organisers r where r.pitch_id = p.id))
       or s.showcased)
order by array_position($1::bigint[], p.id)

-- found_providers --
-- Of these vetted providers ($1), in their order, what a hit shows: to organisers ($2), and to founders with a pitch on show ($3)
-- those that let founders see them and that the pitch is not kept from.
select f.organisation_id, o.name, o.lang as name_lang, o.district,
    (select array_agg(k.kind order by k.kind) from organisation_kind k where k.organisation_id = o.id) as kinds,
    f.lang, f.thesis, f.sectors, f.stages, f.instruments
from provider_profile f join organisation o on o.id = f.organisation_id and o.closed_at is null
where f.organisation_id = any($1::bigint[])
  and (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
  and ($2::boolean or (f.visible_to_founders and exists (
        select from pitch_shown_to t where t.pitch_id = any($3::bigint[]) and t.organisation_id = o.id)))
order by array_position($1::bigint[], o.id)

-- found_events --
-- Of these events ($1), in their order, what a hit shows: what is published to anybody, drafts to the organiser's own body ($2).
select e.id as event_id, e.kind, e.status, e.title_zh, e.title_en, e.about_zh, e.about_en,
    lower(e.during) as starts_at, upper(e.during) as ends_at, e.timezone, e.date_open, e.attendance, e.place, e.district,
    e.organiser_id = any($2::bigint[]) as is_own
from event e
where e.id = any($1::bigint[])
  and (e.status = 'published' or (e.status = 'draft' and e.organiser_id = any($2::bigint[])))
order by array_position($1::bigint[], e.id)

-- note_compared --
-- A vetted provider's member ($2, of $3) has read these pitches ($1) side by side, for their founders to know.
insert into pitch_view (pitch_id, person_id, organisation_id, what, seen_at)
select t.pitch_id, $2, $3, 'compare', $4 from pitch_shown_to t
where t.pitch_id = any($1::bigint[]) and t.organisation_id = $3
