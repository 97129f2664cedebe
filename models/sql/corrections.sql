-- ask --
-- Somebody says what is wrong.
insert into correction_request (person_id, kind, wanted, lang, asked_at) values ($1, $2, $3, $4, $5) returning id

-- corrections --
-- Requests of one person ($1), or of everybody for an administrator (null): open ones first, the longest waiting
-- before, then the last answered; one of them where an id is given.
select c.id, c.person_id, p.name as person_name, p.email, p.locale, c.kind, c.wanted, c.lang, c.asked_at, c.outcome,
    c.answer, c.answer_lang, e.name as ended_by_name, c.ended_at
from correction_request c
join person p on p.id = c.person_id
left join person e on e.id = c.ended_by
where ($1::bigint is null or c.person_id = $1) and ($2::bigint is null or c.id = $2)
order by c.outcome is not null, case when c.outcome is null then c.asked_at end, c.ended_at desc, c.id desc
limit $3

-- end --
-- What became of a request that is open, and why; nothing comes back when somebody was quicker.
update correction_request set outcome = $2, answer = $3, answer_lang = $4, ended_by = $5, ended_at = $6
where id = $1 and outcome is null
returning id

-- count_open --
-- How many of one person's requests wait.
select count(*)::int from correction_request where person_id = $1 and outcome is null

-- administrators --
-- Who is told of a request.
select p.id as person_id, p.email, p.locale
from person_role r join person p on p.id = r.person_id
where r.role = 'admin' and p.closed_at is null order by p.id

-- own_consents --
-- What a person ($1) agreed to for pitches, the last first; whether they still act for the company ($2).
select c.pitch_id, v.name as pitch_name, v.lang as pitch_lang, c.purpose, c.text_version, c.lang, c.given_at,
    c.revoked_at, p.company_id = any($2::bigint[]) as is_own
from consent c
join pitch p on p.id = c.pitch_id
join lateral (select x.name, x.lang from pitch_version x where x.pitch_id = p.id order by x.version desc limit 1) v on true
where c.person_id = $1
order by c.given_at desc, c.id desc
limit $3
