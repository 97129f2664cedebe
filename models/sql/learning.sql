-- in_use --
-- Which model makes the lists now (null: the stated weights), and marks of what else the ranker depends on.
select u.model_id, u.since, coalesce(u.id, 0) as use_id,
    coalesce((select max(c.id) from ranker_calibration c where c.model_id is not distinct from u.model_id), 0)
        as calibration_id,
    coalesce((select max(t.id) from taste_reset t), 0) as reset_id
from (select) as one left join lateral (select * from ranker_in_use order by id desc limit 1) u on true

-- model --
-- One model with its bytes.
select id, version, kind, content, trained_until from ranker_model where id = $1

-- calibration --
-- How fits came true, as measured last for a model.
select content from ranker_calibration where id = $1

-- resets_since --
-- Providers that have started anew since the last feedback that a model was made of.
select distinct organisation_id from taste_reset where reset_at >= $1

-- use_model --
-- From now on this model makes the lists.
insert into ranker_in_use (model_id, since, chosen_by, why) values ($1, $2, $3, $4)

-- lock_use --
-- Only one change of the model at a time.
select pg_advisory_xact_lock(hashtext('ranker_in_use'))

-- training_shown --
-- Which pitch stood at which place of whose list by fit. A place in a list by date says nothing of any score.
select organisation_id, pitch_id, shown_at, position, score from impression
where shown_at >= $1 and shown_at < $2 and list_order = 'fit' order by id

-- training_answers --
-- Every answer of providers.
select organisation_id, pitch_id, chosen_at, choice, reason from feedback
where chosen_at >= $1 and chosen_at < $2 order by id

-- training_happened --
-- What came of pairs: founders' answers, one-to-one meetings that both came to or a provider missed or declined,
-- confirmed money. What people said of a meeting goes before what they had answered; of one that is disputed, or
-- that the founder missed, nothing is learned.
select organisation_id, pitch_id, answered_at as happened_at, status as what from introduction
where status in ('accepted', 'declined') and answered_at >= $1 and answered_at < $2
union all
select r.organisation_id, f.pitch_id, upper(s.during),
    case when m.provider_answer = 'declined' or o.outcome in ('missed_by_provider', 'missed_by_both') then 'missed'
         else 'kept' end
from plan_meeting m
join plan p on p.id = m.plan_id and p.status = 'released'
join participant f on f.id = m.founder_id
join participant r on r.id = m.provider_id
join event_slot s on s.id = m.slot_id
left join meeting_outcome o on o.founder_id = m.founder_id and o.provider_id = m.provider_id
where upper(s.during) >= $1 and upper(s.during) < $2 and f.pitch_id is not null
  and (m.provider_answer = 'declined' or o.outcome in ('kept', 'missed_by_provider', 'missed_by_both')
       or (o.outcome is null and m.called_off_at is null
           and m.founder_answer = 'accepted' and m.provider_answer = 'accepted'))
union all
select r.provider_id, coalesce(r.pitch_id, (select max(c.id) from pitch c where c.company_id = r.company_id)),
    st.confirmed_at, 'record'
from funding_record r join funding_state st on st.record_id = r.id and st.status = 'confirmed'
where st.confirmed_at >= $1 and st.confirmed_at < $2
  and exists (select from pitch c where c.company_id = r.company_id)

-- training_pitches --
-- Pitches on show, as candidates that nobody has looked at; who withdrew consent is not learned from.
select s.pitch_id, s.company_id, o.name as company_name, o.created_at as company_since, s.approved_at,
    v.lang, v.name, v.one_line, v.sector, v.sector2, v.stage, v.seeks, v.currency, v.district, v.city, v.main_category,
    null::text as choice, null::text as reason, null::bigint as introduction_id, null::text as introduction_status,
    false as seen_before, '{}'::bigint[] as backers
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
join organisation o on o.id = s.company_id
order by s.pitch_id

-- training_money --
-- Confirmed money with its day, so that a feature knows only what was known.
select r.provider_id, r.company_id, st.confirmed_at
from funding_record r join funding_state st on st.record_id = r.id and st.status = 'confirmed' order by r.id

-- training_resets --
-- Since when each provider that started anew did so.
select organisation_id, max(reset_at) as reset_at from taste_reset group by organisation_id

-- not_encoded --
-- Whether a pitch on show or a thesis still waits to be read.
select exists (select from pitch_on_show s where not exists (
        select from embedding e where e.subject = 'pitch' and e.subject_id = s.pitch_id))
    or exists (select from provider_profile f where f.thesis <> '' and not exists (
        select from embedding e where e.subject = 'thesis' and e.subject_id = f.organisation_id))

-- request_training --
-- Ask for a run; one that waits already is enough.
insert into training (requested_at, requested_by) values ($1, $2)
on conflict ((finished_at is null)) where finished_at is null do nothing
returning id

-- open_training --
-- The run that waits, if any.
select id, requested_at, requested_by, finished_at, outcome, report from training where finished_at is null

-- try_lock_training --
-- Whether nobody else is training now.
select pg_try_advisory_xact_lock(hashtext('training'))

-- finish_training --
-- How a run ended.
update training set finished_at = $2, outcome = $3, report = $4 where id = $1 and finished_at is null

-- answers_since_training --
-- When the last run began, and how many answers have come since.
select t.last_at, (select count(*) from feedback f where t.last_at is null or f.chosen_at > t.last_at)::int as n_answers
from (select max(requested_at) as last_at from training where finished_at is not null) t

-- next_version --
-- The number of the next model.
select count(*)::int + 1 from ranker_model

-- add_model --
-- Put a learned ranker away.
insert into ranker_model (version, kind, training_id, content, summary, trained_from, trained_until, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id

-- add_calibration --
-- How fits came true, of a model or (null) of the stated weights.
insert into ranker_calibration (model_id, training_id, content, fitted_at) values ($1, $2, $3, $4)

-- trainings --
-- The last runs, the newest first.
select id, requested_at, requested_by, finished_at, outcome, report from training order by id desc limit $1

-- models --
-- Models without their bytes, the newest first.
select m.id, m.version, m.kind, m.summary, m.trained_from, m.trained_until, m.created_at,
    (select max(u.since) from ranker_in_use u where u.model_id = m.id) as last_used_at
from ranker_model m where $1::text is null or m.version = $1
order by m.id desc limit $2

-- uses --
-- Which model made the lists since when, the newest first.
select u.id, u.model_id, m.version, u.since, u.chosen_by, p.name as chosen_by_name, u.why
from ranker_in_use u left join ranker_model m on m.id = u.model_id left join person p on p.id = u.chosen_by
order by u.id desc limit $1

-- reset_taste --
-- A provider starts anew.
insert into taste_reset (organisation_id, reset_at, reset_by) values ($1, $2, $3)

-- last_reset --
-- When a provider of the viewer's started anew last.
select max(reset_at) from taste_reset where organisation_id = $1 and $1 = any($2::bigint[])

-- own_answers --
-- How often a provider of the viewer's said what, with which reason, since it started anew.
select choice, reason, count(*)::int as n from feedback
where organisation_id = $1 and $1 = any($2::bigint[])
  and chosen_at > coalesce((select max(t.reset_at) from taste_reset t where t.organisation_id = $1), '-infinity')
group by choice, reason order by choice, reason
