-- add_person --
-- Enter an account; nothing comes back when the address has one already.
insert into person (email, name, locale, came_as, password_hash, verified_at, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (email) do nothing
returning id

-- renew_unverified --
-- Somebody signs up again before the address was proven: the later words count, earlier links die.
update person set name = $2, locale = $3, came_as = $4, password_hash = $5
where email = $1 and verified_at is null and closed_at is null
returning id

-- person_by_email --
-- The account of an address, closed or not.
select id, email, name, locale, came_as, password_hash, verified_at, totp_secret, totp_enrolled_at, closed_at
from person where email = $1

-- person_by_id --
-- One account, closed or not.
select id, email, name, locale, came_as, password_hash, verified_at, totp_secret, totp_enrolled_at, closed_at
from person where id = $1

-- lock_person --
-- One account, held until the transaction ends.
select id, email, name, locale, came_as, password_hash, verified_at, totp_secret, totp_enrolled_at, closed_at
from person where id = $1
for update

-- viewer_by_person --
-- The person with all they may act as, without a session or a token.
select a.*, true as passed_second_factor from acting_person($1, $2) a

-- verify_person --
-- The address is proven; nothing comes back when it was before.
update person set verified_at = $2
where id = $1 and verified_at is null and closed_at is null
returning id

-- set_password --
-- A new password in place of the one expected; the address counts as proven where `$4` says when.
update person set password_hash = $3, verified_at = coalesce(verified_at, $4)
where id = $1 and password_hash is not distinct from $2 and closed_at is null
returning id

-- set_profile --
-- Name and language.
update person set name = $2, locale = $3 where id = $1

-- set_list_order --
-- In which order somebody reads lists.
update person set list_order = $2 where id = $1

-- enrol_second_factor --
-- Keep the secret of a second factor in place of the one expected; the step of its first code is used up.
update person set totp_secret = $3, totp_enrolled_at = $4, totp_last_step = $5
where id = $1 and totp_enrolled_at is not distinct from $2
returning id

-- use_second_factor_step --
-- A code counts once: nothing comes back when its step, or a later one, was used before.
update person set totp_last_step = $2
where id = $1 and totp_enrolled_at is not null and (totp_last_step is null or totp_last_step < $2)
returning id

-- remove_second_factor --
-- Forget the second factor.
update person set totp_secret = null, totp_enrolled_at = null, totp_last_step = null
where id = $1 and totp_enrolled_at is not null
returning id

-- forget_second_factor_passed --
-- No session of the person has shown a second factor any more.
update session set second_factor_at = null where person_id = $1

-- end_other_sessions --
-- Sign out everywhere but here.
delete from session where person_id = $1 and token_hash <> $2

-- count_sessions --
-- In how many places the person is signed in.
select count(*)::int from session where person_id = $1 and expires_at > $2

-- grant_role --
-- Let the person act in a role; nothing comes back when they may already.
insert into person_role (person_id, role, granted_by, granted_at)
select p.id, $2, $3, $4 from person p where p.id = $1 and p.closed_at is null
on conflict do nothing
returning person_id

-- revoke_role --
-- End a granted role.
delete from person_role where person_id = $1 and role = $2 returning person_id

-- lock_admins --
-- Who administers, held so that two cannot end each other's role at once.
select r.person_id from person_role r join person p on p.id = r.person_id
where r.role = 'admin' and p.closed_at is null
order by r.person_id
for update of r

-- close --
-- End an account; what the person did stays on record.
update person set closed_at = $2 where id = $1 and closed_at is null returning id

-- own_parties --
-- Providers without a code that nobody but this person ever acted for: angels who are this natural person.
select o.id from organisation o
where o.uscc is null
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'angel')
  and not exists (select from organisation_kind k where k.organisation_id = o.id and k.kind <> 'angel')
  and exists (select from membership m where m.organisation_id = o.id and m.person_id = $1)
  and not exists (select from membership m where m.organisation_id = o.id and m.person_id <> $1
                  and m.status in ('active', 'left'))
order by o.id

-- forget --
-- Take everything that tells who a person with a closed account was, and what they looked for.
with searches as (delete from saved_search where person_id = $1),
    contacts as (delete from space_contact where person_id = $1)
update person set name = $2, email = 'left-' || id || '@left.invalid', password_hash = null, came_as = null,
    totp_secret = null, totp_enrolled_at = null, totp_last_step = null
where id = $1 and closed_at is not null and name <> $2 returning id

-- forget_party --
-- The same for a party that was this person.
update organisation set name = $2, about = '', closed_at = coalesce(closed_at, $3) where id = $1

-- people --
-- People by a part of name or address, by a granted role, or one by id; newest first, for an administrator.
select p.id, p.email, p.name, p.locale, p.came_as, p.created_at, p.verified_at, p.closed_at,
    p.totp_enrolled_at is not null as has_second_factor,
    (select max(s.last_seen_at) from session s where s.person_id = p.id) as last_seen_at,
    array(select r.role from person_role r where r.person_id = p.id order by r.role) as roles,
    array(select o.name from membership m join organisation o on o.id = m.organisation_id
          where m.person_id = p.id and m.status = 'active' and o.closed_at is null
          order by o.name) as organisations,
    count(*) over ()::int as n_all
from person p
where ($1::text = '' or strpos(lower(p.name), lower($1)) > 0 or strpos(p.email, lower($1)) > 0)
  and ($2::text is null or exists (select from person_role r where r.person_id = p.id and r.role = $2))
  and ($3::bigint is null or p.id = $3)
order by p.id desc
limit $4 offset $5
