-- visible --
-- Requests of these companies and requests to these spaces, at each space that was asked: what waits first, then
-- what moved last. $3 leaves one request alone.
select a.request_id, a.space_id, sp.name as space_name, sp.lang as space_lang, r.company_id, co.name as company_name,
    co.lang as company_lang, v.name as pitch_name, v.lang as pitch_lang, r.kind, r.need, r.lang, r.needed_by, r.openly,
    r.district, a.state, a.asked_at, a.state_at, a.moved_at, a.answered_at, a.promised_on, a.done_at, a.rating, a.reason
from service_request r
join service_ask a on a.request_id = r.id
join organisation sp on sp.id = a.space_id
join organisation co on co.id = r.company_id
left join lateral (select x.name, x.lang from pitch p join pitch_version x on x.pitch_id = p.id and x.version = coalesce(
        p.approved_version, (select max(w.version) from pitch_version w where w.pitch_id = p.id and w.frozen_at is not null))
    where p.id = r.pitch_id) v on true
where (r.company_id = any($1::bigint[]) or a.space_id = any($2::bigint[])) and ($3::bigint is null or r.id = $3)
order by a.state not in ('asked', 'needs_more', 'accepted', 'in_progress'), a.moved_at desc, r.id desc, a.space_id
limit 500

-- counted_waiting --
-- How many requests wait for an answer of these spaces.
select count(*)::int from service_ask a where a.space_id = any($1::bigint[]) and a.state = 'asked'

-- steps --
-- The history of a request at these spaces, the latest first.
select s.space_id, s.side, s.step, s.note, s.lang, s.reason, s.promised_on, s.rating, p.name as person_name, s.taken_at
from service_step s left join person p on p.id = s.person_id
where s.request_id = $1 and s.space_id = any($2::bigint[])
order by s.id desc limit 300

-- spaces_that_offer --
-- Published spaces with the kinds of service that they offer on a day, and how much they have to do.
select o.id, o.name, o.lang, o.district,
    array(select distinct x.kind from space_offer x where x.space_id = o.id
          and x.active_from <= $1::date and (x.active_until is null or x.active_until >= $1::date)) as kinds,
    w.n_waiting, w.asked_at,
    exists (select from membership m join person p on p.id = m.person_id and p.closed_at is null
            where m.organisation_id = o.id and m.status = 'active') as has_people
from space_profile f
join organisation o on o.id = f.space_id and o.closed_at is null
cross join lateral (
    select count(*) filter (where a.state in ('asked', 'needs_more'))::int as n_waiting, max(a.asked_at) as asked_at
    from service_ask a where a.space_id = o.id) w
where f.published
order by o.district nulls last, o.name, o.id

-- own_pitches --
-- Pitches of these companies that were submitted once and not withdrawn, by the name under which others know them.
select p.id, p.company_id, v.name, v.lang
from pitch p
join pitch_version v on v.pitch_id = p.id and v.version = coalesce(p.approved_version,
    (select max(w.version) from pitch_version w where w.pitch_id = p.id and w.frozen_at is not null))
where p.company_id = any($1::bigint[]) and p.status <> 'withdrawn'
order by p.changed_at desc, p.id desc limit 50

-- counted_open --
-- How many requests of a company are still open at any space.
select count(distinct r.id)::int from service_request r join service_ask a on a.request_id = r.id
where r.company_id = $1 and a.state in ('asked', 'needs_more', 'accepted', 'in_progress')

-- ask --
-- What a founder needs.
insert into service_request (company_id, pitch_id, kind, need, lang, needed_by, openly, district, asked_by, asked_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning id

-- lock --
-- Hold a request, so that its steps happen one after the other; a row that is only added to cannot be locked itself.
select pg_advisory_xact_lock(hashtextextended('service_request:' || $1::bigint, 0))

-- states --
-- Where a request that is held stands now with each space.
select space_id, state, rating from service_ask where request_id = $1

-- add_step --
-- What a side did.
insert into service_step (request_id, space_id, side, step, note, lang, reason, promised_on, rating, person_id, taken_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- readers --
-- Whom to write to about a request at a space: active members of its company and of the space.
select p.id as person_id, p.email, p.locale,
    case when m.organisation_id = $2 then 'space' else 'founder' end as side
from service_request r
join membership m on m.organisation_id in (r.company_id, $2) and m.status = 'active'
join person p on p.id = m.person_id and p.closed_at is null
where r.id = $1 order by p.id

-- for_mail --
-- The names of a request at a space, whoever reads the mail.
select r.kind, co.name as company_name, sp.name as space_name
from service_request r join organisation co on co.id = r.company_id join organisation sp on sp.id = $2
where r.id = $1

-- quiet --
-- Open requests at spaces about which nothing has happened since $1 and, where a day was promised, that day has
-- passed so long ago ($2), and of which both sides were not reminded.
select a.request_id, a.space_id, a.state, a.moved_at as since
from service_ask a
where a.moved_at < $1 and a.state in ('asked', 'needs_more', 'accepted', 'in_progress')
  and (a.promised_on is null or a.promised_on < $2::date)
  and not exists (select from service_reminder m
                  where m.request_id = a.request_id and m.space_id = a.space_id and m.since = a.moved_at)
order by a.moved_at, a.request_id, a.space_id limit 200

-- remind --
-- Note that both sides were reminded of a silence that still goes on; nothing when it has ended, or they were.
insert into service_reminder (request_id, space_id, since, reminded_at)
select $1, $2, $3, $4
where exists (select from service_ask a where a.request_id = $1 and a.space_id = $2 and a.moved_at = $3)
on conflict do nothing
returning id

-- unanswered --
-- Requests that nobody at a space has answered, and questions that no founder has, since $1.
select a.request_id, a.space_id, a.state, a.moved_at as since
from service_ask a where a.moved_at < $1 and a.state in ('asked', 'needs_more')
order by a.moved_at, a.request_id, a.space_id limit 200

-- facts --
-- What reports count, as known at an instant, of requests asked within a span: of these spaces ($4), or of all.
select a.request_id, a.space_id, sp.name as space_name, sp.lang as space_lang, sp.district, r.kind, a.state, a.asked_at,
    a.answered_at, a.done_at, a.rating
from service_ask_at($1) a
join service_request r on r.id = a.request_id
join organisation_at($1) sp on sp.id = a.space_id
where a.asked_at >= $2 and a.asked_at < $3 and ($4::bigint[] is null or a.space_id = any($4::bigint[]))
order by a.asked_at desc, a.request_id desc, a.space_id
