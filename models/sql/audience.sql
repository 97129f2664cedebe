-- audience --
-- The decisions about who is shown a pitch of these companies ($2), the one in force first.
select a.audience, a.text_version, a.lang, n.name as person_name, a.decided_at, a.ended_at,
    array(select o.name from pitch_audience_named m join organisation o on o.id = m.organisation_id
          where m.audience_id = a.id order by o.name, o.id) as named
from pitch_audience a
join pitch p on p.id = a.pitch_id and p.company_id = any($2::bigint[])
join person n on n.id = a.person_id
where a.pitch_id = $1
order by a.ended_at is not null, a.id desc

-- recipients --
-- Vetted providers whom the founders of a pitch ($1, of the companies $2) may know of: those that let founders see
-- them, have read the pitch or asked to meet; by a part of the name ($3). Those named now come first.
select o.id as organisation_id, o.name, o.lang,
    coalesce((select array_agg(k.kind order by k.kind) from organisation_kind k
              where k.organisation_id = o.id), '{}') as kinds,
    m.organisation_id is not null as named,
    exists (select from pitch_view w where w.pitch_id = p.id and w.organisation_id = o.id) as has_read
from pitch p
join provider_profile f on true
join organisation o on o.id = f.organisation_id and o.closed_at is null
left join pitch_audience a on a.pitch_id = p.id and a.ended_at is null
left join pitch_audience_named m on m.audience_id = a.id and m.organisation_id = o.id
where p.id = $1 and p.company_id = any($2::bigint[])
  and (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
  and (f.visible_to_founders or m.organisation_id is not null
       or exists (select from pitch_view w where w.pitch_id = p.id and w.organisation_id = o.id)
       or exists (select from introduction n where n.pitch_id = p.id and n.organisation_id = o.id))
  and ($3::text = '' or strpos(lower(o.name), lower($3)) > 0 or m.organisation_id is not null)
order by named desc, has_read desc, o.name, o.id
limit $4

-- end_audience --
-- The decision in force is none any more.
update pitch_audience set ended_at = $2 where pitch_id = $1 and ended_at is null

-- decide_audience --
-- To whom a pitch is shown from now on.
insert into pitch_audience (pitch_id, audience, text_version, lang, person_id, decided_at)
values ($1, $2, $3, $4, $5, $6) returning id

-- name_recipients --
-- Whom the decision names.
insert into pitch_audience_named (audience_id, organisation_id) select $1, o from unnest($2::bigint[]) o

-- decline_kept --
-- What a provider from whom a pitch is now kept had asked is answered with no.
update introduction n set status = 'declined', answered_by = $2, answered_at = $3
from pitch_kept_from k
where n.pitch_id = $1 and n.status = 'proposed' and k.pitch_id = n.pitch_id and k.organisation_id = n.organisation_id
returning n.id, n.organisation_id

-- seen_by --
-- Who has seen what of a pitch of these companies ($2), how often, first and last; the last first. Mentors and jurors
-- read for no organisation and stand together.
select s.organisation_id, o.name, o.lang,
    coalesce((select array_agg(k.kind order by k.kind) from organisation_kind k
              where k.organisation_id = o.id), '{}') as kinds,
    s.n_people, s.n_lists, s.n_pages, s.n_compared, s.n_decks, s.n_terms, s.n_contacts, s.first_at, s.last_at,
    exists (select from pitch_kept_from f where f.pitch_id = $1 and f.organisation_id = s.organisation_id) as kept
from (
    select x.organisation_id, count(distinct x.person_id)::int as n_people,
        count(*) filter (where x.what = 'list')::int as n_lists,
        count(*) filter (where x.what = 'page')::int as n_pages,
        count(*) filter (where x.what = 'compare')::int as n_compared,
        count(*) filter (where x.what = 'deck')::int as n_decks,
        count(*) filter (where x.what = 'terms')::int as n_terms,
        count(*) filter (where x.what = 'contact')::int as n_contacts,
        min(x.at) as first_at, max(x.at) as last_at
    from (
        select i.organisation_id, i.person_id, 'list' as what, i.shown_at as at from impression i
        where i.pitch_id = $1
        union all
        select w.organisation_id, w.person_id, w.what, w.seen_at from pitch_view w where w.pitch_id = $1) x
    group by x.organisation_id) s
left join organisation o on o.id = s.organisation_id
where exists (select from pitch p where p.id = $1 and p.company_id = any($2::bigint[]))
order by s.last_at desc, s.organisation_id
