-- pending --
-- A person's wish to leave that waits for its day.
select id, person_id, asked_at, due_at from leaving
where person_id = $1 and cancelled_at is null and left_at is null

-- ask --
-- Leave on a day to come; nothing comes back when that was asked before.
insert into leaving (person_id, asked_at, due_at) values ($1, $2, $3)
on conflict (person_id) where cancelled_at is null and left_at is null do nothing
returning id

-- cancel --
-- Not leave after all.
update leaving set cancelled_at = $2 where person_id = $1 and cancelled_at is null and left_at is null returning id

-- due --
-- Whose day has come.
select id, person_id, asked_at, due_at from leaving
where cancelled_at is null and left_at is null and due_at <= $1
order by due_at, id

-- done --
-- The person has left, asked for before or not.
with waited as (
    update leaving set left_at = $2 where person_id = $1 and cancelled_at is null and left_at is null returning id
)
insert into leaving (person_id, asked_at, due_at, left_at)
select $1, $2, $2, $2 where not exists (select from waited)
