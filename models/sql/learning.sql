-- in_use --
-- Which model makes the lists now (null: the stated weights), and marks of what else the ranker depends on.
select u.model_id, u.since, coalesce(u.id, 0) as use_id,
    coalesce((select max(c.id) from ranker_calibration c where c.model_id is not distinct from u.model_id), 0)
        as calibration_id,
    coalesce((select max(t.id) from taste_reset t), 0) as reset_id
from (select) as one left join lateral (select * from ranker_in_use order by id desc limit 1) u on true

-- model --
-- One model with its bytes.
select id, version, kind, content, created_at from ranker_model where id = $1

-- calibration --
-- How fits came true, as measured last for a model.
select content from ranker_calibration where id = $1

-- resets_since --
-- Providers that have started anew since a model was made.
select distinct organisation_id from taste_reset where reset_at >= $1

-- use_model --
-- From now on this model makes the lists.
insert into ranker_in_use (model_id, since, chosen_by, why) values ($1, $2, $3, $4)

-- lock_use --
-- Only one change of the model at a time.
select pg_advisory_xact_lock(hashtext('ranker_in_use'))
