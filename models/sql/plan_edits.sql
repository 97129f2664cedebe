-- add_edit --
-- A correction by hand with what it touched, before and after.
insert into plan_edit (plan_id, person_id, made_at, act, before, after) values ($1, $2, $3, $4, $5, $6) returning id

-- edit_to_undo --
-- The last correction that stands.
select id, act, before, after from plan_edit where plan_id = $1 and not undone order by id desc limit 1

-- edit_to_redo --
-- The first correction that was undone since the last one that stands.
select id, act, before, after from plan_edit x
where plan_id = $1 and undone
  and id > coalesce((select max(y.id) from plan_edit y where y.plan_id = $1 and not y.undone), 0)
order by id limit 1

-- set_undone --
-- Take a correction back, or make it again, if it still stands as it was read.
update plan_edit set undone = $2 where id = $1 and undone <> $2 returning id
