-- revoke_tokens --
-- Feeds handed out before stop working.
update calendar_token set revoked_at = $2 where person_id = $1 and revoked_at is null

-- add_token --
-- A feed by the hash of its token; the token itself is shown once.
insert into calendar_token (token_hash, person_id, created_at) values ($1, $2, $3)

-- has_token --
-- When the feed in use was made.
select created_at from calendar_token where person_id = $1 and revoked_at is null order by created_at desc limit 1

-- reader_by_token --
-- Whose feed this is and what they take part in: for their companies, and as provider where they were let in.
select p.id as person_id, p.locale,
    coalesce((select array_agg(a.id order by a.id) from participant a
        join membership m on m.organisation_id = a.organisation_id and m.person_id = p.id and m.status = 'active'
        where (a.person_id = p.id or a.person_id is null)
          and (a.side = 'founder' or (select v.decision from vetting v where v.organisation_id = a.organisation_id
                                      order by v.id desc limit 1) = 'granted')), '{}') as participant_ids
from calendar_token t join person p on p.id = t.person_id
where t.token_hash = $1 and t.revoked_at is null and p.closed_at is null
