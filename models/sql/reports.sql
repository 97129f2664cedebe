-- space --
-- A space as it was called at an instant.
select o.id, o.name, o.lang, o.district from organisation_at($1) o
where o.id = $2 and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'space')

-- tenants --
-- Companies that were in a space during a span of days, as known at an instant: their whole way through it,
-- and what all investors together had put into them by the span's end, of which only a verdict is shown.
-- A company and whom it inherited from by then are one.
with root as (select * from company_roots_at($1))
select c.company_id, o.name as company_name, o.lang as company_lang, o.uscc, c.stages, c.stage_days, c.entered_on, c.left_on,
    first_pitch.founder_name, first_pitch.category,
    (select coalesce(sum(r.cny_amount), 0)::bigint
     from funding_record r join funding_state_at($1) s on s.record_id = r.id
     where (r.company_id = c.company_id or r.company_id in (select x.company_id from root x where x.root_id = c.company_id))
       and r.kind = 'investment' and s.status = 'confirmed' and r.value_on < $4::date) as invested
from (
    select coalesce(h.root_id, t.company_id) as company_id, array_agg(t.stage order by lower(t.during)) as stages,
        array_agg(lower(t.during) order by lower(t.during)) as stage_days, min(lower(t.during)) as entered_on,
        case when bool_or(upper_inf(t.during)) then null else max(upper(t.during)) end as left_on,
        bool_or(t.during && daterange($3::date, $4::date)) as in_span
    from tenancy_at($1) t left join root h on h.company_id = t.company_id
    where t.space_id = $2 and lower(t.during) < $4::date group by coalesce(h.root_id, t.company_id)) c
join organisation_at($1) o on o.id = c.company_id
left join lateral (
    select p.name as founder_name, v.main_category as category
    from pitch h join person p on p.id = h.created_by
    join lateral (select x.main_category from pitch_version x
                  where x.pitch_id = h.id and x.frozen_at <= $1 order by x.version desc limit 1) v on true
    where h.company_id = c.company_id or h.company_id in (select x.company_id from root x where x.root_id = c.company_id)
    order by h.id limit 1) first_pitch on true
where c.in_span
order by c.entered_on, c.company_id

-- money_in_space --
-- Confirmed money of companies while they were in a space, of a span of days, as known at an instant; under
-- the company that has inherited it by then.
select r.id as record_id, c.id as company_id, c.name as company_name, c.lang as company_lang, r.provider_id, p.name as provider_name,
    r.kind, r.instrument, r.product, r.amount, r.currency, r.cny_amount, r.value_on, r.district,
    exists (select from certificates_at($1) f where f.record_id = r.id and f.definition = $5) as is_first
from funding_record r
join funding_state_at($1) s on s.record_id = r.id
left join company_roots_at($1) h on h.company_id = r.company_id
join organisation_at($1) c on c.id = coalesce(h.root_id, r.company_id)
join organisation_at($1) p on p.id = r.provider_id
where r.space_id = $2 and s.status = 'confirmed' and r.value_on >= $3::date and r.value_on < $4::date
order by r.value_on, r.id

-- declared --
-- What organisations said of themselves by an instant: of each fact the last word.
select distinct on (d.organisation_id, d.fact) d.organisation_id, d.fact, d.value, d.as_of
from declared_fact d
where d.organisation_id = any($2::bigint[]) and d.fact = any($3::text[]) and d.record_id is null and d.declared_at <= $1
order by d.organisation_id, d.fact, d.id desc

-- events_of_host --
-- Events of a span of days that a body hosted or undertook, or that were held in it with no host named.
select e.id as event_id, e.title_zh, e.title_en, e.kind, e.timezone, lower(e.during) as starts_at, h.role,
    (select count(*) from event_host x where x.event_id = e.id and x.role = h.role and x.stated_at <= $1
     and (x.withdrawn_at is null or x.withdrawn_at > $1))::int as n_in_role
from event e
left join lateral (
    select x.role from event_host x
    where x.event_id = e.id and x.organisation_id = $2 and x.stated_at <= $1
      and (x.withdrawn_at is null or x.withdrawn_at > $1)) h on true
where e.published_at <= $1 and (e.cancelled_at is null or e.cancelled_at > $1)
  and lower(e.during) >= $3 and lower(e.during) < $4
  and (h.role is not null or e.space_id = $2 and not exists (
        select from event_host x where x.event_id = e.id and x.stated_at <= $1
        and (x.withdrawn_at is null or x.withdrawn_at > $1)))
order by lower(e.during), e.id

-- event --
-- An event for its report, with how many had registered and come by then.
select e.id, e.organiser_id, o.name as organiser_name, o.lang as organiser_lang, e.kind, e.title_zh, e.title_en, e.timezone,
    lower(e.during) as starts_at, upper(e.during) as ends_at, e.place, e.district, e.status, e.published_at,
    n.*
from event e join organisation_at($1) o on o.id = e.organiser_id
cross join lateral (
    select (select count(*) from registrations_at($1, e.id) s where s.status = 'registered')::int as n_registered,
        (select count(*) from registrations_at($1, e.id) s where s.status = 'waiting')::int as n_waiting,
        (select count(distinct x.person_id) from (
            select r.person_id from registration r where r.event_id = e.id and r.came_at <= $1
            union all
            select c.person_id from check_in c
            where c.event_id = e.id and c.received_at <= $1 and (c.undone_at is null or c.undone_at > $1)) x)::int as n_came
    ) n
where e.id = $2 and e.created_at <= $1

-- hosts --
-- Who hosted an event, as stated by an instant.
select h.id, h.role, h.organisation_id, coalesce(o.name, h.name) as name, coalesce(o.lang, '') as lang, h.stated_at
from event_host h left join organisation_at($1) o on o.id = h.organisation_id
where h.event_id = $2 and h.stated_at <= $1 and (h.withdrawn_at is null or h.withdrawn_at > $1)
order by h.role, h.id

-- stage --
-- Pitches of the programme that was released last before an instant, with their meetings.
with released as (
    select id from plan where event_id = $2 and released_at <= $1 order by released_at desc, id desc limit 1
)
select t.organisation_id as company_id, o.name as company_name, o.lang as company_lang, t.pitch_id,
    coalesce(v.name, '') as pitch_name, coalesce(v.lang, o.lang) as pitch_lang, lower(e.during) as starts_at,
    (select count(*) from plan_meeting m where m.plan_id = l.id and m.founder_id = t.id
     and (m.called_off_at is null or m.called_off_at > $1))::int as n_meetings,
    (select count(*) from plan_meeting m join meeting_outcome_at($1) w
        on w.founder_id = m.founder_id and w.provider_id = m.provider_id
     where m.plan_id = l.id and m.founder_id = t.id and w.outcome = 'kept')::int as n_kept
from released l
join participant t on t.event_id = $2 and t.side = 'founder'
join organisation_at($1) o on o.id = t.organisation_id
left join plan_pitch s on s.plan_id = l.id and s.participant_id = t.id
left join event_slot e on e.id = s.slot_id
left join lateral (select x.name, x.lang from pitch_version x where x.pitch_id = t.pitch_id and x.frozen_at <= $1
                   order by x.version desc limit 1) v on true
where s.plan_id is not null or exists (select from plan_meeting m where m.plan_id = l.id and m.founder_id = t.id)
order by lower(e.during) nulls last, t.id

-- meetings --
-- Meetings of the plan that was released last before an instant, and what was said of them by then.
with released as (
    select id from plan where event_id = $2 and released_at <= $1 order by released_at desc, id desc limit 1
)
select m.id as meeting_id, c.name as company_name, c.lang as company_lang, p.name as provider_name, p.lang as provider_lang,
    lower(e.during) as starts_at, m.called_off_at is not null and m.called_off_at <= $1 as called_off, w.outcome
from plan_meeting m join released l on l.id = m.plan_id
join participant f on f.id = m.founder_id join organisation_at($1) c on c.id = f.organisation_id
join participant i on i.id = m.provider_id join organisation_at($1) p on p.id = i.organisation_id
join event_slot e on e.id = m.slot_id
left join meeting_outcome_at($1) w on w.founder_id = m.founder_id and w.provider_id = m.provider_id
order by lower(e.during), m.table_no, m.id

-- pairs --
-- Founder and provider who both took part: who was interested and who was introduced since the event began.
select c.name as company_name, c.lang as company_lang, p.name as provider_name, p.lang as provider_lang,
    case when i.choice = 'interested' then i.chosen_at end as interested_at,
    case when n.status = 'accepted' then n.since_at end as introduced_at
from participant f
join participant t on t.event_id = f.event_id and t.side = 'provider' and t.answer <> 'declined'
join organisation_at($1) c on c.id = f.organisation_id
join organisation_at($1) p on p.id = t.organisation_id
left join interest_at($1) i on i.organisation_id = t.organisation_id and i.pitch_id = f.pitch_id and i.chosen_at >= $3
left join introduction_at($1) n on n.organisation_id = t.organisation_id and n.pitch_id = f.pitch_id and n.since_at >= $3
where f.event_id = $2 and f.side = 'founder' and f.answer <> 'declined'
  and (i.choice = 'interested' or n.status = 'accepted')
order by least(i.chosen_at, n.since_at), c.id, p.id

-- money_of_event --
-- Confirmed money that names the event as where it came from, as known at an instant.
select r.id as record_id, r.company_id, c.name as company_name, c.lang as company_lang, r.provider_id, p.name as provider_name,
    r.kind, r.instrument, r.product, r.amount, r.currency, r.cny_amount, r.value_on, r.district,
    exists (select from certificates_at($1) f where f.record_id = r.id and f.definition = $3) as is_first
from funding_record r
join funding_state_at($1) s on s.record_id = r.id
join organisation_at($1) c on c.id = r.company_id
join organisation_at($1) p on p.id = r.provider_id
where r.event_id = $2 and s.status = 'confirmed'
order by r.value_on, r.id

-- state_host --
-- From now on this body is named as a host; a body of the platform by its id, another by its name.
insert into event_host (event_id, organisation_id, name, role, stated_by, stated_at)
select e.id, $2::bigint, case when $2::bigint is null then $3 else '' end, $4, $5, $6
from event e where e.id = $1 and e.organiser_id = any($7::bigint[])
returning id

-- withdraw_host --
-- No longer a host from now on.
update event_host h set withdrawn_at = $3, withdrawn_by = $4
from event e
where h.id = $2 and h.event_id = $1 and e.id = h.event_id and e.organiser_id = any($5::bigint[]) and h.withdrawn_at is null
returning h.id

-- possible_hosts --
-- Spaces and organising bodies that can be named as hosts.
select distinct o.id, o.name, o.lang from organisation o join organisation_kind k on k.organisation_id = o.id
where k.kind in ('space', 'organiser') and o.closed_at is null order by o.name, o.id

-- provider --
-- A provider as it was called at an instant.
select o.id, o.name, o.lang, o.district from organisation_at($1) o
where o.id = $2 and exists (select from organisation_kind k where k.organisation_id = o.id
                            and k.kind in ('angel', 'fund', 'bank', 'guarantor', 'public_buyer'))

-- portfolio --
-- A provider's records with their state and balance, as known at an instant; withdrawn ones are left out.
select r.id as record_id, r.company_id, c.name as company_name, c.lang as company_lang, r.kind, r.instrument, r.product,
    r.amount, r.currency, r.cny_amount, r.value_on, r.district, s.status,
    exists (select from certificates_at($1) f where f.record_id = r.id and f.definition = $3) as is_first,
    case when r.instrument in ('loan', 'convertible_note')
        then case r.instrument when 'loan' then coalesce((r.details ->> 'first_drawdown')::bigint, r.amount) + m.drawdown
            else r.amount end - m.repayment - m.write_off - m.conversion end as outstanding,
    case when r.instrument = 'guarantee' then r.amount - m.called - m.released end as liability,
    m.repayment as repaid, m.write_off as written_off, m.called, m.recovered, m.proceeds, m.in_default
from funding_record r
join funding_state_at($1) s on s.record_id = r.id
join organisation_at($1) c on c.id = r.company_id
cross join lateral (
    select coalesce(sum(x.amount) filter (where x.movement = 'drawdown'), 0)::bigint as drawdown,
        coalesce(sum(x.amount) filter (where x.movement = 'repayment'), 0)::bigint as repayment,
        coalesce(sum(x.amount) filter (where x.movement = 'write_off'), 0)::bigint as write_off,
        coalesce(sum(x.amount) filter (where x.movement = 'conversion'), 0)::bigint as conversion,
        coalesce(sum(x.amount) filter (where x.movement = 'called'), 0)::bigint as called,
        coalesce(sum(x.amount) filter (where x.movement = 'recovered'), 0)::bigint as recovered,
        coalesce(sum(x.amount) filter (where x.movement = 'released'), 0)::bigint as released,
        coalesce(sum(x.amount) filter (where x.movement = 'exit'), 0)::bigint as proceeds,
        coalesce(bool_or(x.movement = 'default'), false) as in_default
    from funding_movement x
    where x.record_id = r.id and (
        select count(*) filter (where t.step in ('confirmed_by_company', 'confirmed_by_provider')) = 2
            and count(*) filter (where t.step in ('disputed', 'withdrawn')) = 0
        from funding_movement_step t where t.movement_id = x.id and t.taken_at <= $1)) m
where r.provider_id = $2 and s.status <> 'withdrawn'
order by r.value_on, r.id

-- subsidies --
-- Subsidies that a provider claimed by an instant, where each claim stood, and what of it is still due.
select c.id as claim_id, c.rule -> 'title' ->> 'zh' as rule_zh, c.rule -> 'title' ->> 'en' as rule_en, c.rule_code,
    c.rule_version, c.record_id, o.name as company_name, o.lang as company_lang, c.claimed_on, c.amount as claimed,
    coalesce(s.status, 'claimed') as status, s.granted, s.paid, s.taken_back
from subsidy_claim c
join organisation_at($1) o on o.id = c.company_id
cross join lateral (
    select (array_agg(x.step order by x.place desc))[1] as status,
        coalesce(sum(x.amount) filter (where x.step = 'granted'), 0)::bigint as granted,
        coalesce(sum(x.amount) filter (where x.step = 'paid'), 0)::bigint as paid,
        coalesce(sum(x.amount) filter (where x.step = 'clawed_back'), 0)::bigint as taken_back
    from subsidy_claim_step x where x.claim_id = c.id and x.taken_at <= $1) s
where c.organisation_id = $2 and c.claimed_at <= $1
order by c.claimed_on desc, c.id desc

-- subjects --
-- Whom or what one can open a report of, by a part of the name: one's own, or everything for an officer.
select * from (
    (select 'space' as kind, o.id, o.name as name_zh, o.name as name_en, o.lang from organisation o
     join organisation_kind k on k.organisation_id = o.id and k.kind = 'space'
     where ($1 or o.id = any($2::bigint[])) and strpos(lower(o.name), lower($4)) > 0 order by o.name, o.id limit 50)
    union all
    (select distinct 'provider', o.id, o.name, o.name, o.lang from organisation o
     join organisation_kind k on k.organisation_id = o.id and k.kind in ('angel', 'fund', 'bank', 'guarantor', 'public_buyer')
     where ($1 or o.id = any($2)) and strpos(lower(o.name), lower($4)) > 0 order by 3, 2 limit 50)
    union all
    (select 'company', o.id, o.name, o.name, o.lang from organisation o
     join organisation_kind k on k.organisation_id = o.id and k.kind = 'company'
     where ($1 or o.id = any($2)) and strpos(lower(o.name), lower($4)) > 0 order by o.name, o.id limit 50)
    union all
    (select 'event', e.id, e.title_zh, e.title_en, '' from event e
     where ($1 and e.status = 'published' or e.organiser_id = any($3::bigint[]))
       and strpos(lower(e.title_zh || ' ' || e.title_en), lower($4)) > 0
     order by lower(e.during) desc, e.id desc limit 50)) s

-- ledger --
-- Every record that the viewer may see, as known at an instant, the latest money first; for a list that leaves.
select r.id as record_id, s.status, r.kind, r.instrument, r.product, r.amount, r.currency, r.cny_amount, r.value_on,
    c.name as company_name, c.uscc as company_uscc, p.name as provider_name, p.uscc as provider_uscc,
    cr.name as creditor_name, sp.name as space_name, r.district, r.founder_category,
    e.title_zh as event_title_zh, e.title_en as event_title_en, r.proposed_at, s.confirmed_at, r.corrects_id,
    coalesce((select array_agg(f.definition order by f.definition) from certificates_at($1) f where f.record_id = r.id), '{}')
        as first_under
from funding_record r
join funding_state_at($1) s on s.record_id = r.id
join organisation_at($1) c on c.id = r.company_id
join organisation_at($1) p on p.id = r.provider_id
left join organisation_at($1) cr on cr.id = r.creditor_id
left join organisation_at($1) sp on sp.id = r.space_id
left join event e on e.id = r.event_id
where $2::boolean or r.company_id = any($3::bigint[]) or r.provider_id = any($3) or r.creditor_id = any($3)
   or r.proposed_body_id = any($4::bigint[]) or e.organiser_id = any($4)
order by r.value_on desc, r.id desc
