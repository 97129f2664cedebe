-- viewer_by_session --
-- The person behind a session, with all they may act as; nothing when it has ended.
select a.*, s.second_factor_at is not null as passed_second_factor, s.last_seen_at
from session s cross join lateral acting_person(s.person_id, $2) a
where s.token_hash = $1 and s.expires_at > $2

-- open_session --
-- Remember a new sign-in by the hash of its token.
insert into session (token_hash, person_id, created_at, last_seen_at, expires_at, user_agent, second_factor_at)
values ($1, $2, $3, $3, $4, $5, $6)

-- touch_session --
-- Note that the session is in use and keep it alive.
update session set last_seen_at = $2, expires_at = $3 where token_hash = $1

-- pass_second_factor --
-- The session's person has shown the second factor.
update session set second_factor_at = $2 where token_hash = $1

-- end_session --
-- Sign out here.
delete from session where token_hash = $1

-- end_sessions_of --
-- Sign out everywhere.
delete from session where person_id = $1

-- hit_throttle --
-- Count one try and tell how many there were in this window.
insert into throttle (key, window_start, hits) values ($1, $2, 1)
on conflict (key, window_start) do update set hits = throttle.hits + 1
returning hits

-- clear_throttle --
-- Forget the tries of a key, after a success.
delete from throttle where key = $1

-- forget_old_throttles --
-- Windows that have passed.
delete from throttle where window_start < $1
