-- rules --
-- What every approved pitch is promised now; no row: the rules that ship.
select r.id, r.enabled, r.reach, r.line, r.most, r.set_at, p.name as set_by_name
from fairness_rule r join person p on p.id = r.set_by order by r.id desc limit 1

-- set_rules --
-- From now on this is promised.
insert into fairness_rule (enabled, reach, line, most, set_by, set_at) values ($1, $2, $3, $4, $5, $6) returning id

-- request_plan --
-- Somebody wants a plan now.
insert into floor_request (requested_by, requested_at) values ($1, $2)

-- planning --
-- Whether a plan is due: the newest plan, rule and request.
select p.id as plan_id, p.rule_id as planned_rule_id, p.fingerprint, p.made_at,
    (select max(r.id) from fairness_rule r) as rule_id,
    (select max(q.requested_at) from floor_request q) as requested_at
from (select) as one left join lateral (select * from floor_plan order by id desc limit 1) p on true

-- fingerprint --
-- A mark of everything that a plan rests on: another mark, perhaps another plan.
select md5(concat_ws('|',
    (select string_agg(s.pitch_id || ':' || s.version, ',' order by s.pitch_id) from pitch_on_show s),
    (select concat(max(v.id)) from vetting v),
    (select concat(count(*), '/', max(f.changed_at)) from provider_profile f),
    (select concat(count(*), '/', max(p.id), '/', max(p.retired_at)) from provider_product p),
    (select concat(count(*), '/', max(d.id)) from provider_deal d),
    (select concat(max(s.id)) from funding_step s),
    (select concat(max(f.id)) from feedback f),
    (select concat(count(*), '/', max(n.proposed_at), '/', max(n.answered_at)) from introduction n),
    (select concat(max(e.encoded_at)) from embedding e),
    (select concat(max(a.id), '/', max(a.ended_at)) from pitch_audience a),
    (select concat(max(u.id)) from ranker_in_use u),
    (select concat(max(t.id)) from taste_reset t)))

-- answered --
-- Pairs of a provider and a pitch on which somebody has said something: the provider's answer, the founder's no, be
-- it to the provider's question or by keeping the pitch from it.
select coalesce(i.organisation_id, n.organisation_id) as organisation_id, coalesce(i.pitch_id, n.pitch_id) as pitch_id,
    i.choice, coalesce(n.status = 'declined', false) as founder_declined
from interest i full join introduction n on n.organisation_id = i.organisation_id and n.pitch_id = i.pitch_id
where i.choice is not null or n.status = 'declined'
union all
select k.organisation_id, k.pitch_id, null, true
from pitch_kept_from k join provider_profile f on f.organisation_id = k.organisation_id

-- save_plan --
-- A plan as it was made.
insert into floor_plan (rule_id, reach, line, most, model_version, fingerprint, made_at, n_pitches, n_providers,
    reached_before, price)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id

-- save_lift --
-- One pitch in one list.
insert into floor_lift (plan_id, organisation_id, pitch_id, instead_id, fit, fit_instead) values ($1, $2, $3, $4, $5, $6)

-- save_short --
-- One pitch that falls short, and why.
insert into floor_short (plan_id, pitch_id, reached, missing, n_open, gates) values ($1, $2, $3, $4, $5, $6)

-- forget_plans --
-- Keep the newest plans alone.
delete from floor_plan where id <= (select id from floor_plan order by id desc offset $1 limit 1)

-- latest_plan --
-- The plan that lists follow.
select id, rule_id, reach, line, most, model_version, made_at, n_pitches, n_providers, reached_before, price,
    (select count(*) from floor_lift l where l.plan_id = p.id)::int as n_lifts,
    (select count(*) from floor_short s where s.plan_id = p.id)::int as n_shorts
from floor_plan p order by id desc limit 1

-- plan_lifts --
-- Whom a plan lifts into whose list, the dearest first, for who may name both ($2); pitches on show alone.
select l.organisation_id, o.name as provider_name, l.pitch_id, v.name as pitch_name, v.lang as pitch_lang,
    w.name as instead_name, w.lang as instead_lang, l.fit, l.fit_instead
from floor_lift l join organisation o on o.id = l.organisation_id
join pitch_on_show s on s.pitch_id = l.pitch_id
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join pitch_on_show t on t.pitch_id = l.instead_id
join pitch_version w on w.pitch_id = t.pitch_id and w.version = t.version
where l.plan_id = $1 and $2 order by l.fit_instead - l.fit desc, l.organisation_id, l.pitch_id limit 200

-- plan_shorts --
-- Which pitches fall short under a plan, and why, for who may name them ($2).
select x.pitch_id, v.name as pitch_name, v.lang as pitch_lang, x.reached, x.missing, x.n_open, x.gates
from floor_short x join pitch_on_show s on s.pitch_id = x.pitch_id
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
where x.plan_id = $1 and $2 order by x.reached, x.pitch_id limit 200

-- lifts_for --
-- Whom the newest plan lifts into the list of one of the viewer's vetted providers; none while the floor is off.
select l.pitch_id, l.instead_id, p.reach, p.line, p.most
from (select id, reach, line, most from floor_plan order by id desc limit 1) p
join floor_lift l on l.plan_id = p.id
where l.organisation_id = $1 and $1 = any($2::bigint[])
  and coalesce((select r.enabled from fairness_rule r order by r.id desc limit 1), true)
order by l.pitch_id

-- shown --
-- How often each pitch was shown at which place since an instant: once a provider and day, at its best place.
select pitch_id, place, count(*)::int as n from (
    select pitch_id, min(position) as place from impression
    where shown_at >= $1 and position <= $2
    group by pitch_id, organisation_id, (shown_at at time zone 'Asia/Shanghai')::date) x
group by pitch_id, place order by pitch_id, place

-- groups --
-- Pitches on show with the groups that exposure is measured by.
select s.pitch_id, v.main_category as category, v.district
from pitch_on_show s join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version order by s.pitch_id
