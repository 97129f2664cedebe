-- add --
-- A new organisation.
insert into organisation (name, lang, uscc, district, city, about, created_by, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id

-- add_kinds --
-- What it is; several of the provider kinds at once are possible.
insert into organisation_kind (organisation_id, kind) select $1, unnest($2::text[])

-- change --
-- What its manager says of it.
update organisation set name = $2, lang = $3, uscc = $4, district = $5, city = $6, about = $7, changed_at = $8
where id = $1 and closed_at is null
returning id

-- lock --
-- Let changes to the people of one organisation happen one after the other.
select id from organisation where id = $1 and closed_at is null for update

-- for_member --
-- An organisation, for who acts for it.
select o.id, o.name, o.lang, o.uscc, o.district, o.city, o.about, o.created_at, o.closed_at,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds,
    (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) as vetting,
    m.is_manager
from organisation o
join membership m on m.organisation_id = o.id and m.person_id = $2 and m.status = 'active'
where o.id = $1 and o.closed_at is null

-- memberships_of --
-- The organisations that a person acts for or has asked to join.
select m.id, o.id as organisation_id, o.name, o.lang, m.status, m.is_manager,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds,
    (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) as vetting,
    (select count(*)::int from membership r where m.is_manager and m.status = 'active'
        and r.organisation_id = o.id and r.status = 'requested') as n_requests
from membership m join organisation o on o.id = m.organisation_id
where m.person_id = $1 and m.status in ('active', 'requested') and o.closed_at is null
order by m.status, o.name, o.id

-- members --
-- Who acts for an organisation and who asks to.
select m.id, p.id as person_id, p.name, p.email, p.locale, m.is_manager,
    may_sign(m.id, m.is_manager) as may_sign, m.status, m.created_at
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.status in ('active', 'requested') and p.closed_at is null
order by m.status desc, m.is_manager desc, p.name, m.id

-- managers --
-- Whom to write to about an organisation's people.
select m.id, p.id as person_id, p.name, p.email, p.locale, m.is_manager,
    may_sign(m.id, m.is_manager) as may_sign, m.status, m.created_at
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.status = 'active' and m.is_manager and p.closed_at is null
order by m.id

-- membership --
-- One person in an organisation.
select m.id, p.id as person_id, p.name, p.email, p.locale, m.is_manager,
    may_sign(m.id, m.is_manager) as may_sign, m.status, m.created_at
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.id = $2

-- membership_of_person --
-- Where a person stands with an organisation.
select m.id, p.id as person_id, p.name, p.email, p.locale, m.is_manager,
    may_sign(m.id, m.is_manager) as may_sign, m.status, m.created_at
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.person_id = $2

-- count_other_managers --
-- Who could still manage it without this membership.
select count(*)::int from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.id <> $2 and m.status = 'active' and m.is_manager and p.closed_at is null

-- join --
-- Let a person act for an organisation; one who left or was refused comes back; nothing when they act already.
insert into membership (person_id, organisation_id, status, is_manager, invited_by, created_at, answered_at)
values ($1, $2, 'active', $3, $4, $5, $5)
on conflict on constraint membership_person_organisation_key do update
set status = 'active', is_manager = excluded.is_manager, invited_by = excluded.invited_by,
    answered_at = excluded.answered_at, left_at = null
where membership.status <> 'active'
returning id

-- ask --
-- Ask to join; one who left or was refused may ask again; nothing when they act or ask already.
insert into membership (person_id, organisation_id, status, created_at)
select $1, o.id, 'requested', $3 from organisation o where o.id = $2 and o.closed_at is null
on conflict on constraint membership_person_organisation_key do update
set status = 'requested', is_manager = false, invited_by = null, created_at = excluded.created_at,
    answered_at = null, left_at = null
where membership.status in ('left', 'refused')
returning id

-- answer --
-- Say yes or no to somebody who asks.
update membership set status = $3, answered_at = $4
where organisation_id = $1 and id = $2 and status = 'requested'
returning person_id

-- set_manager --
-- Make somebody a manager, or no longer one.
update membership set is_manager = $3
where organisation_id = $1 and id = $2 and status = 'active' and is_manager <> $3
returning person_id

-- let_sign --
-- From now on somebody may sign on records of money, or no longer.
insert into signing_right (membership_id, may_sign, decided_by, decided_at) values ($1, $2, $3, $4)

-- leave --
-- A person no longer acts for the organisation; with the membership end all rights that came with it.
update membership set status = 'left', is_manager = false, left_at = $3
where organisation_id = $1 and id = $2 and status = 'active'
returning person_id

-- leave_all --
-- A closed account acts for nobody.
update membership set status = 'left', is_manager = false, left_at = $2
where person_id = $1 and status in ('active', 'requested')

-- withdraw_expired --
-- Make room for a new invitation in place of one that has run out.
update invitation set withdrawn_at = $3
where organisation_id = $1 and email = $2 and accepted_at is null and withdrawn_at is null and expires_at <= $3

-- invite --
-- Ask an address.
insert into invitation (organisation_id, email, is_manager, invited_by, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6)
returning id

-- open_invitations --
-- Invitations of an organisation, to an address, or one by its id, that can still be accepted.
select i.id, o.id as organisation_id, o.name as organisation_name, o.lang as organisation_lang, i.email, i.is_manager,
    p.name as invited_by_name, i.created_at, i.expires_at,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds
from invitation i
join organisation o on o.id = i.organisation_id and o.closed_at is null
join person p on p.id = i.invited_by
where ($1::bigint is null or i.organisation_id = $1)
  and ($2::text is null or i.email = $2)
  and ($3::bigint is null or i.id = $3)
  and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $4
order by i.id

-- accept_invitation --
-- Use an invitation up; nothing comes back when somebody was quicker.
update invitation set accepted_by = $2, accepted_at = $3
where id = $1 and accepted_at is null and withdrawn_at is null and expires_at > $3
returning organisation_id, is_manager, invited_by, email

-- withdraw_invitation --
-- It can no longer be accepted; by its organisation, or declined by its address.
update invitation set withdrawn_at = $2
where id = $1 and accepted_at is null and withdrawn_at is null
  and ($3::bigint is null or organisation_id = $3) and ($4::text is null or email = $4)
returning organisation_id

-- find --
-- Spaces and organising bodies by a part of their name; anybody else by the whole name or code alone, so that
-- nobody can list who is here.
select o.id, o.name, o.lang, o.district,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds,
    (select m.status from membership m where m.organisation_id = o.id and m.person_id = $3) as status
from organisation o
where o.closed_at is null
  and (lower(o.name) = lower($1) or o.uscc = $2
       or (length($1) >= 2 and position(lower($1) in lower(o.name)) > 0
           and exists (select from organisation_kind k where k.organisation_id = o.id
                       and k.kind in ('space', 'organiser'))))
order by o.name, o.id
limit 20

-- bodies --
-- The administrator's list, newest first.
select o.id, o.name, o.lang, o.district, o.uscc, o.created_at, o.closed_at,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id) as kinds,
    (select count(*)::int from membership m where m.organisation_id = o.id and m.status = 'active') as n_members,
    array(select p.name from membership m join person p on p.id = m.person_id
          where m.organisation_id = o.id and m.status = 'active' and m.is_manager and p.closed_at is null
          order by p.name) as managers,
    array(select i.email from invitation i where i.organisation_id = o.id and i.accepted_at is null
          and i.withdrawn_at is null and i.expires_at > $6 order by i.id) as invited,
    count(*) over ()::int as n_all
from organisation o
where ($1::text = '' or position(lower($1) in lower(o.name)) > 0 or o.uscc = upper($1))
  and ($2::text is null or exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = $2))
  and ($3::bigint is null or o.id = $3)
order by o.id desc
limit $4 offset $5
