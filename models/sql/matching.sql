-- candidate_ids --
-- Which pitches on show fit the filters, as big-endian numbers one after the other; of them those that this
-- provider answered, those it said no to, and those whose founders declined it. Vetted providers only, and only
-- pitches whose founders let this one see them.
select coalesce(string_agg(int8send(s.pitch_id), ''::bytea), ''::bytea) as ids,
    coalesce(array_agg(s.pitch_id) filter (where i.choice is not null), '{}') as answered,
    coalesce(array_agg(s.pitch_id) filter (where i.choice = 'no'), '{}') as refused,
    coalesce(array_agg(s.pitch_id) filter (where n.status = 'declined'), '{}') as declined
from pitch_shown_to s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
left join interest i on i.pitch_id = s.pitch_id and i.organisation_id = $1
left join introduction n on n.pitch_id = s.pitch_id and n.organisation_id = $1
where s.organisation_id = $1 and $1 = any($2::bigint[])
  and ($3::text is null or v.stage = $3)
  and ($4::text is null or v.sector = $4 or v.sector2 = $4
       or v.sector like $4 || '.%' or v.sector2 like $4 || '.%')
  and ($5::text is null or v.district = $5)
  and ($6::text is null or v.seeks @> jsonb_build_array(jsonb_build_object('instrument', $6)))
  and ($7::text is null
       or ($7 = 'new' and i.choice is null)
       or i.choice = $7
       or ($7 = 'open' and i.choice is distinct from 'no'))

-- newest --
-- Of these pitches the last approved, for a provider whose member reads lists by date; vetted providers only.
select s.pitch_id from pitch_shown_to s
where s.organisation_id = $1 and $1 = any($2::bigint[]) and s.pitch_id = any($3::bigint[])
order by s.approved_at desc, s.pitch_id desc limit $4

-- newest_providers --
-- Of these providers those that were let in last.
select f.organisation_id from provider_profile f
cross join lateral (select v.id from vetting v where v.organisation_id = f.organisation_id
                    order by v.id desc limit 1) last
where f.organisation_id = any($1::bigint[])
order by last.id desc limit $2

-- candidates --
-- These pitches as far as they are on show, with what this provider thinks of them; vetted providers only.
select s.pitch_id, s.company_id, o.name as company_name, o.created_at as company_since, s.approved_at,
    v.lang, v.name, v.one_line, v.sector, v.sector2, v.stage, v.seeks, v.currency, v.district, v.city, v.main_category,
    i.choice, i.reason, n.id as introduction_id, n.status as introduction_status,
    exists (select from impression m where m.pitch_id = s.pitch_id and m.organisation_id = $1) as seen_before,
    array(select r.provider_id from funding_record r join funding_state f on f.record_id = r.id
          where r.company_id = s.company_id and f.status = 'confirmed') as backers
from pitch_shown_to s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
left join interest i on i.pitch_id = s.pitch_id and i.organisation_id = $1
left join introduction n on n.pitch_id = s.pitch_id and n.organisation_id = $1
where s.organisation_id = $1 and $1 = any($2::bigint[]) and s.pitch_id = any($3::bigint[])
order by s.pitch_id

-- provider_ids --
-- Which vetted providers let founders see them and are shown this pitch, as big-endian numbers one after the other.
-- Others take no part in a founder's list: neither what it counts nor what would open it may tell of them.
select coalesce(string_agg(int8send(f.organisation_id), ''::bytea), ''::bytea) as ids
from provider_profile f join organisation o on o.id = f.organisation_id and o.closed_at is null
where (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
  and f.visible_to_founders
  and not exists (select from pitch_kept_from k where k.pitch_id = $1 and k.organisation_id = f.organisation_id)

-- providers --
-- Vetted providers with their profile, all or those asked for ($1); for the founders of a pitch ($2) those that
-- let founders see them or have been introduced, without those from whom the founders keep it.
select f.organisation_id, o.name, o.district as home_district, o.city as home_city,
    (select array_agg(k.kind order by k.kind) from organisation_kind k where k.organisation_id = o.id) as kinds,
    f.lang, f.thesis, f.sectors, f.stages, f.instruments, f.amount_min, f.amount_max, f.currency, f.districts,
    f.never_sectors, f.never_text, f.max_founders, f.visible_to_founders, f.house,
    (select count(*) from introduction n where n.organisation_id = o.id and n.status = 'accepted')::int as n_introduced,
    coalesce((select jsonb_agg(jsonb_build_object('name', p.name, 'kind', p.kind, 'purpose', p.purpose,
            'amount_min', p.amount_min, 'amount_max', p.amount_max, 'rate_text', p.rate_text,
            'term_months', p.term_months, 'lang', p.lang) order by p.id)
        from provider_product p where p.organisation_id = o.id and p.retired_at is null), '[]') as products,
    coalesce((select jsonb_agg(jsonb_build_object('sector', d.sector, 'stage', d.stage, 'amount', d.amount,
            'dealt_on', d.dealt_on, 'district', d.district)) from provider_deal d where d.organisation_id = o.id), '[]')
    || coalesce((select jsonb_agg(jsonb_build_object('sector', pv.sector, 'stage', pv.stage, 'amount', r.amount,
            'dealt_on', r.value_on, 'district', r.district))
        from funding_record r join funding_state st on st.record_id = r.id and st.status = 'confirmed'
        left join pitch_version pv on pv.pitch_id = r.pitch_id and pv.version =
            (select p.approved_version from pitch p where p.id = r.pitch_id)
        where r.provider_id = o.id), '[]') as deals
from provider_profile f join organisation o on o.id = f.organisation_id and o.closed_at is null
where (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
  and ($1::bigint[] is null or f.organisation_id = any($1))
  and ($2::bigint is null or f.visible_to_founders
       or exists (select from introduction n where n.organisation_id = o.id and n.pitch_id = $2))
  and not exists (select from pitch_kept_from k where k.pitch_id = $2 and k.organisation_id = o.id)
order by f.organisation_id

-- own_pitch --
-- A founder's own pitch on show, as a candidate sees it.
select s.pitch_id, s.company_id, o.name as company_name, o.created_at as company_since, s.approved_at,
    v.lang, v.name, v.one_line, v.sector, v.sector2, v.stage, v.seeks, v.currency, v.district, v.city, v.main_category,
    null::text as choice, null::text as reason, null::bigint as introduction_id, null::text as introduction_status,
    false as seen_before,
    array(select r.provider_id from funding_record r join funding_state f on f.record_id = r.id
          where r.company_id = s.company_id and f.status = 'confirmed') as backers
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
where s.pitch_id = $1 and s.company_id = any($2::bigint[])

-- record_impressions --
-- What was shown to whom at which place, counted on from those before ($8), and by which model; by date there are
-- no scores.
insert into impression (person_id, organisation_id, pitch_id, position, score, model_version, shown_at, list_order)
select $1, $2, p, $8::int + n, s, $5, $6, $7
from unnest($3::bigint[], $4::double precision[]) with ordinality as shown (p, s, n)

-- choose --
-- What a provider thinks of a pitch now.
insert into interest (organisation_id, pitch_id, choice, reason, note, chosen_by, chosen_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (organisation_id, pitch_id) do update
set choice = excluded.choice, reason = excluded.reason, note = excluded.note,
    chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at

-- remember_choice --
-- Every answer, for learning.
insert into feedback (organisation_id, pitch_id, choice, reason, chosen_by, chosen_at)
values ($1, $2, $3, $4, $5, $6)

-- propose_introduction --
-- Ask the founder to be introduced; an open or answered one stays as it is, a withdrawn one opens again.
insert into introduction (organisation_id, pitch_id, status, proposed_by, proposed_at)
values ($1, $2, 'proposed', $3, $4)
on conflict (organisation_id, pitch_id) do update
set status = 'proposed', proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at
where introduction.status = 'withdrawn'
returning id

-- withdraw_introduction --
-- The provider no longer asks.
update introduction set status = 'withdrawn', withdrawn_at = $3
where organisation_id = $1 and pitch_id = $2 and status = 'proposed'

-- answer_introduction --
-- The founder's answer; only once.
update introduction set status = $2, answered_by = $3, answered_at = $4, decline_reason = $5
where id = $1 and status = 'proposed'
returning organisation_id, pitch_id

-- introductions --
-- The introductions of these companies or these vetted providers; contacts only where both agreed.
select n.id, n.status, n.proposed_at, n.answered_at, n.decline_reason, n.organisation_id, po.name as provider_name,
    (select array_agg(k.kind order by k.kind) from organisation_kind k where k.organisation_id = po.id) as provider_kinds,
    n.pitch_id, v.name as pitch_name, v.one_line, v.lang as pitch_lang, p.company_id, co.name as company_name,
    coalesce((select jsonb_agg(jsonb_build_object('name', x.name, 'email', x.email) order by x.id)
        from membership m join person x on x.id = m.person_id
        where n.status = 'accepted' and m.status = 'active' and x.closed_at is null
          and m.organisation_id = case when $3::boolean then n.organisation_id else p.company_id end), '[]') as contacts
from introduction n
join organisation po on po.id = n.organisation_id
join pitch p on p.id = n.pitch_id
join organisation co on co.id = p.company_id
join pitch_version v on v.pitch_id = p.id and v.version = coalesce(p.approved_version,
    (select max(l.version) from pitch_version l where l.pitch_id = p.id and l.frozen_at is not null))
where (p.company_id = any($1::bigint[]) or n.organisation_id = any($2::bigint[]))
  and ($4::bigint is null or n.id = $4) and ($5::bigint is null or n.pitch_id = $5)
  and (n.status <> 'withdrawn' or not $3)
  and ($3 or n.status = 'accepted' or not exists (
        select from pitch_kept_from k where k.pitch_id = n.pitch_id and k.organisation_id = n.organisation_id))
order by n.status = 'proposed' desc, n.proposed_at desc, n.id desc
