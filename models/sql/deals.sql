-- visible_deals --
-- The deals of these companies (as founder) or of these vetted providers, live ones first, what moved last before.
-- Whether another provider leads the round is told to founders alone.
select d.id, d.organisation_id, po.name as provider_name, po.lang as provider_lang,
    (select array_agg(k.kind order by k.kind) from organisation_kind k where k.organisation_id = po.id) as provider_kinds,
    d.pitch_id, v.name as pitch_name, v.lang as pitch_lang, s.company_id, co.name as company_name,
    co.lang as company_lang, d.ground, d.opened_at, s.level, s.level_at, s.amount_min, s.amount_max,
    coalesce(s.currency, v.currency) as currency, s.last_step, s.reason, s.ended_side, s.record_id,
    n.id as introduction_id,
    (select f.event_id from participant f join participant r on r.event_id = f.event_id and r.side = 'provider'
     join event e on e.id = f.event_id
     where f.pitch_id = d.pitch_id and r.organisation_id = d.organisation_id and lower(e.during) <= $6
       and f.answer = 'accepted' and r.answer = 'accepted' and e.status = 'published'
     order by lower(e.during) desc, e.id desc limit 1) as event_id,
    d.founder_moved_at, d.provider_moved_at, d.founder_until, d.provider_until,
    i.n_founder_items, i.n_provider_items, i.n_founder_due, i.n_provider_due,
    array(select q.side from deal_silence q where q.deal_id = d.id and q.ended_at is null order by q.side) as silent,
    l.asked_side as lead_asked_side, l.agreed_at as lead_agreed_at,
    s.company_id = any($1::bigint[]) and exists (
        select from deal_lead o where o.pitch_id = d.pitch_id and o.deal_id <> d.id
          and o.agreed_at is not null and o.ended_at is null) as led_by_another
from deal d
join deal_state s on s.deal_id = d.id
join organisation po on po.id = d.organisation_id
join organisation co on co.id = s.company_id
join pitch p on p.id = d.pitch_id
join pitch_version v on v.pitch_id = p.id and v.version = coalesce(p.approved_version,
    (select max(w.version) from pitch_version w where w.pitch_id = p.id and w.frozen_at is not null))
left join introduction n on n.organisation_id = d.organisation_id and n.pitch_id = d.pitch_id and n.status = 'accepted'
left join deal_lead l on l.deal_id = d.id and l.ended_at is null
cross join lateral (
    select count(*) filter (where t.side = 'founder')::int as n_founder_items,
        count(*) filter (where t.side = 'provider')::int as n_provider_items,
        count(*) filter (where t.side = 'founder' and t.due_on <= $5)::int as n_founder_due,
        count(*) filter (where t.side = 'provider' and t.due_on <= $5)::int as n_provider_due
    from deal_item t where t.deal_id = d.id and t.state = 'open') i
where (s.company_id = any($1::bigint[]) or d.organisation_id = any($2::bigint[]))
  and ($3::bigint is null or d.id = $3) and ($4::bigint is null or d.pitch_id = $4)
order by s.level = 'ended', greatest(d.founder_moved_at, d.provider_moved_at) desc, d.id desc
limit 500

-- own_pitch --
-- The name of a pitch of these companies, whatever stands in its latest version.
select v.name from pitch p join pitch_version v on v.pitch_id = p.id
where p.id = $1 and p.company_id = any($2::bigint[]) order by v.version desc limit 1

-- ground --
-- What a provider's deal with a pitch would rest on; no row when there is nothing between the two.
select g.ground from deal_ground g where g.organisation_id = $1 and g.pitch_id = $2 and g.ground is not null

-- open --
-- A new deal; nothing when the two have one.
insert into deal (organisation_id, pitch_id, ground, opened_by, opened_at, founder_moved_at, provider_moved_at)
values ($1, $2, $3, $4, $5, $5, $5)
on conflict (organisation_id, pitch_id) do nothing
returning id

-- deal_of_pair --
-- The deal of a provider and a pitch.
select id from deal where organisation_id = $1 and pitch_id = $2

-- lock --
-- Hold a deal, so that its steps happen one after the other.
select id from deal where id = $1 for update

-- level --
-- Where a deal that is held stands now.
select level, company_id from deal_state where deal_id = $1

-- step_by_key --
-- What this person has already done under this key.
select deal_id, step, amount_min, amount_max, reason, until_on, note from deal_step
where person_id = $1 and idempotency_key = $2

-- add_step --
-- What a side did.
insert into deal_step (deal_id, side, step, amount_min, amount_max, currency, reason, until_on, words_version, note,
    lang, person_id, body_id, taken_at, idempotency_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- moved --
-- A side did something at $3, and perhaps asked for patience until $4.
update deal set
    founder_moved_at = case when $2 = 'founder' then $3 else founder_moved_at end,
    provider_moved_at = case when $2 = 'provider' then $3 else provider_moved_at end,
    founder_until = case when $2 = 'founder' then $4 else founder_until end,
    provider_until = case when $2 = 'provider' then $4 else provider_until end
where id = $1

-- end_silence --
-- A side that was silent is so no longer.
update deal_silence set ended_at = $3 where deal_id = $1 and side = $2 and ended_at is null

-- end_silences --
-- Nobody is waited for any more.
update deal_silence set ended_at = $2 where deal_id = $1 and ended_at is null

-- steps --
-- The history of a deal, the latest first.
select s.side, s.step, s.amount_min, s.amount_max, s.currency, s.reason, s.until_on, s.note, s.lang,
    p.name as person_name, o.name as body_name, s.taken_at
from deal_step s join person p on p.id = s.person_id join organisation o on o.id = s.body_id
where s.deal_id = $1 order by s.id desc limit 200

-- members --
-- Active members of both sides, each once a side.
select p.id as person_id, p.name, case when m.organisation_id = d.organisation_id then 'provider' else 'founder' end as side
from deal d
join pitch c on c.id = d.pitch_id
join membership m on m.organisation_id in (d.organisation_id, c.company_id) and m.status = 'active'
join person p on p.id = m.person_id and p.closed_at is null
where d.id = $1 order by side, p.name, p.id

-- addressees --
-- Whom to write to on both sides.
select p.id as person_id, p.email, p.locale,
    case when m.organisation_id = d.organisation_id then 'provider' else 'founder' end as side
from deal d
join pitch c on c.id = d.pitch_id
join membership m on m.organisation_id in (d.organisation_id, c.company_id) and m.status = 'active'
join person p on p.id = m.person_id and p.closed_at is null
where d.id = $1 order by p.id

-- ask_lead --
-- One side asks that this provider lead the round.
insert into deal_lead (deal_id, pitch_id, asked_side, asked_by, asked_at)
select d.id, d.pitch_id, $2, $3, $4 from deal d where d.id = $1

-- agree_lead --
-- The other side agrees.
update deal_lead set agreed_by = $3, agreed_at = $4
where deal_id = $1 and ended_at is null and agreed_at is null and asked_side <> $2
returning id

-- end_lead --
-- Either side says that it is not, or no longer, so.
update deal_lead set ended_side = $2, ended_by = $3, ended_at = $4 where deal_id = $1 and ended_at is null returning id

-- add_items --
-- The checklist of a new deal, in the template's order.
insert into deal_item (deal_id, place, part, code, lang, side)
select $1, t.place, t.part, t.code, $2, t.side
from unnest($3::text[], $4::text[], $5::text[]) with ordinality as t (part, code, side, place)

-- add_item --
-- One more item, at the end.
insert into deal_item (deal_id, place, part, title, lang, side, owner_id, due_on)
select $1, coalesce(max(i.place), 0) + 1, 'own', $2, $3, $4, $5, $6 from deal_item i where i.deal_id = $1
returning id

-- items --
-- The checklist of a deal with who changed what last.
select i.id, i.part, i.code, i.title, i.lang, i.side, i.owner_id, w.name as owner_name, i.due_on, i.state, i.revision,
    c.name as changed_by_name, c.changed_at
from deal_item i
left join person w on w.id = i.owner_id
left join lateral (
    select p.name, h.changed_at from deal_item_change h join person p on p.id = h.changed_by
    where h.item_id = i.id order by h.id desc limit 1) c on true
where i.deal_id = $1 order by i.place, i.id

-- change_item --
-- Who has an item, until when, and where it stands; the side follows its owner. Nothing when it was changed meanwhile.
update deal_item set owner_id = $4, due_on = $5, state = $6, revision = revision + 1, side = coalesce($7, side)
where id = $1 and deal_id = $2 and revision = $3
returning id, side

-- remember_change --
-- Keep that an item was changed.
insert into deal_item_change (item_id, side, owner_id, due_on, state, changed_by, changed_at)
values ($1, $2, $3, $4, $5, $6, $7)

-- memo --
-- What the provider keeps for itself.
select coalesce(m.body, '') as body, coalesce(m.lang, 'zh') as lang, coalesce(m.revision, 0) as revision,
    p.name as saved_by_name, m.saved_at,
    coalesce((select sum(h.minutes) from deal_hours h where h.deal_id = d.id), 0)::int as minutes
from deal d
left join deal_memo m on m.deal_id = d.id
left join person p on p.id = m.saved_by
where d.id = $1 and d.organisation_id = any($2::bigint[])

-- first_memo --
-- The first words of a memo; nothing when there are some.
insert into deal_memo (deal_id, body, lang, saved_by, saved_at) values ($1, $2, $3, $4, $5)
on conflict (deal_id) do nothing returning revision

-- save_memo --
-- New words for a memo that nobody has changed meanwhile.
update deal_memo set body = $3, lang = $4, saved_by = $5, saved_at = $6, revision = revision + 1
where deal_id = $1 and revision = $2 returning revision

-- add_hours --
-- Time that the provider spent.
insert into deal_hours (deal_id, minutes, spent_on, person_id, entered_at) values ($1, $2, $3, $4, $5)

-- median_minutes --
-- The median of a provider's own deals that any time was spent on.
select percentile_disc(0.5) within group (order by m.minutes)::int as minutes, count(*)::int as n
from (select sum(h.minutes) as minutes from deal_hours h join deal d on d.id = h.deal_id
      where d.organisation_id = any($1::bigint[]) group by d.id having sum(h.minutes) > 0) m

-- due_silences --
-- Sides of live deals that last moved before $1, are not waited for until a day that is still to come ($2), and were
-- not flagged for this silence; money that waits for confirmation is no silence.
select d.id as deal_id, w.side, w.moved_at as since
from deal d
cross join lateral (values ('founder', d.founder_moved_at, d.founder_until),
                           ('provider', d.provider_moved_at, d.provider_until)) as w (side, moved_at, until_on)
join deal_state s on s.deal_id = d.id
where w.moved_at < $1 and (w.until_on is null or w.until_on < $2)
  and not exists (select from deal_silence q where q.deal_id = d.id and q.side = w.side
                    and (q.since = w.moved_at or q.ended_at is null))
  and s.level in ('observing', 'considering', 'committed')
  and not exists (select from funding_record r join funding_state f on f.record_id = r.id
                  where r.provider_id = d.organisation_id and r.company_id = s.company_id and f.status = 'proposed')
order by w.moved_at, d.id, w.side limit 200

-- flag_silence --
-- Flag a silence that still goes on; nothing when the side has moved or it was flagged.
insert into deal_silence (deal_id, side, since, flagged_at)
select d.id, $2, $3, $4 from deal d
where d.id = $1 and $3 = case when $2 = 'founder' then d.founder_moved_at else d.provider_moved_at end
on conflict do nothing
returning id

-- deal_for_mail --
-- A deal's names, whoever reads the mail.
select d.id, po.name as provider_name, co.name as company_name, v.name as pitch_name
from deal d
join organisation po on po.id = d.organisation_id
join pitch p on p.id = d.pitch_id
join organisation co on co.id = p.company_id
join pitch_version v on v.pitch_id = p.id and v.version = coalesce(p.approved_version,
    (select max(w.version) from pitch_version w where w.pitch_id = p.id and w.frozen_at is not null))
where d.id = $1

-- event_levels --
-- How many deals came of an event of these bodies, by level: both took part, and the deal was opened from its day on.
select s.level, count(*)::int as n
from event e
join participant f on f.event_id = e.id and f.side = 'founder' and f.answer = 'accepted'
join participant r on r.event_id = e.id and r.side = 'provider' and r.answer = 'accepted'
join deal d on d.pitch_id = f.pitch_id and d.organisation_id = r.organisation_id
join deal_state s on s.deal_id = d.id
where e.id = $1 and e.organiser_id = any($2::bigint[]) and d.opened_at >= lower(e.during)
group by s.level

-- event_silences --
-- Deals of an event in which a side has been silent for long.
select po.name as provider_name, po.lang as provider_lang, v.name as pitch_name, v.lang as pitch_lang, s.level,
    q.side, q.since
from event e
join participant f on f.event_id = e.id and f.side = 'founder' and f.answer = 'accepted'
join participant r on r.event_id = e.id and r.side = 'provider' and r.answer = 'accepted'
join deal d on d.pitch_id = f.pitch_id and d.organisation_id = r.organisation_id
join deal_state s on s.deal_id = d.id
join deal_silence q on q.deal_id = d.id and q.ended_at is null
join organisation po on po.id = d.organisation_id
join pitch p on p.id = d.pitch_id
join pitch_version v on v.pitch_id = p.id and v.version = p.approved_version
where e.id = $1 and e.organiser_id = any($2::bigint[]) and d.opened_at >= lower(e.during)
  and s.level in ('observing', 'considering', 'committed')
order by q.since, d.id, q.side limit 200
