-- token_in_force --
-- What a token in force allows, and its person with all they may act as.
select a.*, t.id as token_id, t.scopes, t.last_used_at,
    -- A factor set up anew after the token was made is another factor.
    t.second_factor and (a.totp_enrolled_at is null or a.totp_enrolled_at <= t.created_at) as passed_second_factor
from api_token t cross join lateral acting_person(t.person_id, $2) a
where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null

-- add_token --
-- Remember a new token by its hash.
insert into api_token (person_id, name, token_hash, scopes, second_factor, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id

-- touch_token --
-- Note that the token is in use.
update api_token set last_used_at = $2 where id = $1

-- tokens_of --
-- A person's tokens, those in force first, newest first.
select id, name, scopes, created_at, last_used_at, expires_at, revoked_at
from api_token where person_id = $1
order by revoked_at is not null, id desc
limit $2

-- count_tokens --
-- How many tokens of a person are in force.
select count(*)::int from api_token where person_id = $1 and revoked_at is null and expires_at > $2

-- revoke_token --
-- End a token; nothing comes back when it is another person's or has ended.
update api_token set revoked_at = $3 where id = $2 and person_id = $1 and revoked_at is null returning id

-- begin_answer --
-- Claim a key; nothing comes back when it was used before. Who comes second waits here for the first one's end.
insert into api_answer (person_id, key, operation, body_hash, taken_at) values ($1, $2, $3, $4, $5)
on conflict (person_id, key) do nothing returning key

-- kept_answer --
-- What was answered under a key.
select operation, body_hash, status, body from api_answer where person_id = $1 and key = $2

-- keep_answer --
-- Keep the answer.
update api_answer set status = $3, body = $4 where person_id = $1 and key = $2

-- forget_answers --
-- Answers that nobody will ask for again.
delete from api_answer where taken_at < $1
