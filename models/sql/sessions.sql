-- viewer_by_session --
-- The person behind a session, with all they may act as; nothing when it has ended.
select p.id as person_id, p.email, p.name, p.locale, p.list_order,
    p.totp_enrolled_at is not null as has_second_factor,
    s.second_factor_at is not null as passed_second_factor,
    (select count(*) from (select from outbox_mail u where u.person_id = p.id and u.read_at is null
                           and u.status not in ('held', 'removed') limit 100) unread)::int as n_unread,
    s.last_seen_at,
    coalesce((select array_agg(r.role) from person_role r where r.person_id = p.id), '{}')
        || case when exists (select from event_juror j where j.person_id = p.id)
           then array['juror'] else '{}' end as granted,
    coalesce((select array_agg(w.role) from welcome_seen w where w.person_id = p.id), '{}') as welcomed,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'organisation_id', o.id,
            'name', o.name,
            'kinds', (select jsonb_agg(k.kind) from organisation_kind k where k.organisation_id = o.id),
            'is_manager', m.is_manager,
            'may_sign', may_sign(m.id, m.is_manager),
            'vetted', coalesce((select v.decision = 'granted' from vetting v
                                where v.organisation_id = o.id order by v.id desc limit 1), false),
            'qualified', exists (select from qualification q
                                 where q.organisation_id = o.id and q.revoked_at is null
                                   and (q.valid_until is null or q.valid_until >= $2::timestamptz::date))
        ) order by o.id)
        from membership m join organisation o on o.id = m.organisation_id
        where m.person_id = p.id and m.status = 'active' and o.closed_at is null), '[]') as acting
from session s join person p on p.id = s.person_id
where s.token_hash = $1 and s.expires_at > $2 and p.closed_at is null

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
