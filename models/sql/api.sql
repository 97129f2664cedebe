-- viewer_by_token --
-- The person behind a token, with all they may act as and what the token allows; nothing when it has ended.
select p.id as person_id, p.email, p.name, p.locale,
    p.totp_enrolled_at is not null as has_second_factor,
    -- A factor set up anew after the token was made is another factor.
    t.second_factor and (p.totp_enrolled_at is null or p.totp_enrolled_at <= t.created_at) as passed_second_factor,
    t.id as token_id, t.scopes, t.last_used_at,
    coalesce((select array_agg(r.role) from person_role r where r.person_id = p.id), '{}')
        || case when exists (select from event_juror j where j.person_id = p.id)
           then array['juror'] else '{}' end as granted,
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
from api_token t join person p on p.id = t.person_id
where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and p.closed_at is null

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
