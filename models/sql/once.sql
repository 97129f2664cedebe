-- begin --
-- Claim a key; nothing comes back when it was used before. Who presses twice waits here for the first press.
insert into idempotent_step (person_id, key, action, body_hash, taken_at) values ($1, $2, $3, $4, $5)
on conflict (person_id, key) do nothing returning key

-- answered --
-- What was done under a key.
select action, body_hash, answer from idempotent_step where person_id = $1 and key = $2

-- finish --
-- Keep the answer.
update idempotent_step set answer = $3 where person_id = $1 and key = $2 and answer is null
