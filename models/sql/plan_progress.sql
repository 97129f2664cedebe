-- add_progress --
-- One step of a solve: what the plan is worth by now, and what no plan can be worth more than.
insert into plan_progress (plan_id, seconds, value, bound, n_meetings) values ($1, $2, $3, $4, $5)

-- progress --
-- How a solve went, in its order.
select seconds, value, bound, n_meetings from plan_progress where plan_id = $1 order by id

-- seconds_spent --
-- How long a plan has been solved already, by solvers that are gone too.
select coalesce(max(seconds), 0)::double precision from plan_progress where plan_id = $1
