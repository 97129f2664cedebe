-- add --
-- A file that somebody brought.
insert into import_file (kind, person_id, organisation_id, event_id, scope, sha256, filename, content, uploaded_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id

-- one --
-- A file of this person's; one that waits for a decision only while it is kept.
select id, kind, person_id, organisation_id, event_id, scope, sha256, filename, content, mapping, status,
    uploaded_at, expires_at, decided_at, n_new, n_changed, n_same, refusal
from import_file where id = $1 and person_id = $2 and (status <> 'preview' or expires_at > $3)

-- lock --
-- The same for a decision; a second press waits for the first.
select id, kind, person_id, organisation_id, event_id, scope, sha256, filename, content, mapping, status,
    uploaded_at, expires_at, decided_at, n_new, n_changed, n_same, refusal
from import_file where id = $1 and person_id = $2 and (status <> 'preview' or expires_at > $3)
for update

-- own --
-- What this person brought of one kind, or at all, the latest first.
select id, kind, event_id, filename, status, uploaded_at, expires_at, n_new, n_changed, n_same
from import_file
where person_id = $1 and ($2::text is null or kind = $2) and ($3::bigint is null or event_id = $3)
  and (status <> 'preview' or expires_at > $4)
order by id desc limit 20

-- taken_before --
-- When the same file was taken for the same before, or is being taken.
select coalesce(decided_at, uploaded_at) from import_file
where kind = $1 and scope = $2 and sha256 = $3 and status in ('queued', 'done') and id <> $4

-- map --
-- What the columns are, by hand.
update import_file set mapping = $2 where id = $1 and status = 'preview' returning id

-- queue --
-- It is to be taken by the worker.
update import_file set status = 'queued', decided_at = $2 where id = $1 and status = 'preview' returning id

-- next_queued --
-- The file whose turn it is; workers pass one another by.
select id, person_id from import_file where status = 'queued' order by id limit 1 for update skip locked

-- done --
-- It was taken; its content is no longer needed.
update import_file set status = 'done', content = null, decided_at = $2, n_new = $3, n_changed = $4, n_same = $5
where id = $1 and status in ('preview', 'queued') returning id

-- refuse --
-- It could not be taken after all, and why.
update import_file set status = 'refused', content = null, decided_at = $2, refusal = $3
where id = $1 and status = 'queued' returning id

-- drop --
-- Its owner thinks better of it.
update import_file set status = 'dropped', content = null, decided_at = $2
where id = $1 and status = 'preview' returning id

-- drop_expired --
-- Nobody decided in time.
update import_file set status = 'dropped', content = null, decided_at = $1
where status = 'preview' and expires_at <= $1 returning id

-- forget_of --
-- Of a person who leaves: no content is kept, and no name of a file; that something was imported stays.
update import_file set content = null, filename = '',
    status = case when status in ('preview', 'queued') then 'dropped' else status end,
    decided_at = coalesce(decided_at, $2)
where person_id = $1

-- one_at_a_time --
-- Imports of one kind happen one after the other, so that each sees what the one before has put on record.
select pg_advisory_xact_lock(734034, hashtext($1))

-- organisations --
-- The organisations with one of these codes or names, with the addresses of their people.
select o.id, o.name, o.uscc,
    array(select k.kind from organisation_kind k where k.organisation_id = o.id order by k.kind) as kinds,
    exists (select from membership m where m.organisation_id = o.id and m.status = 'active') as has_members,
    array(select p.email from membership m join person p on p.id = m.person_id
          where m.organisation_id = o.id and m.status = 'active'
          union select i.email from invitation i
          where i.organisation_id = o.id and i.accepted_at is null and i.withdrawn_at is null) as addresses
from organisation o
where o.closed_at is null and (o.uscc = any($1::text[]) or lower(o.name) = any($2::text[]))
order by o.id

-- pitches --
-- The pitches of these companies by their newest name.
select p.id, p.company_id, v.name
from pitch p
join lateral (select x.name from pitch_version x where x.pitch_id = p.id order by x.version desc limit 1) v on true
where p.company_id = any($1::bigint[])
order by p.id

-- deals --
-- The past deals of these providers.
select organisation_id, company_name, instrument, amount, dealt_on from provider_deal
where organisation_id = any($1::bigint[])

-- registered --
-- Which of these addresses are registered for an event, or come to it in another way; its organiser sees both.
select p.email from person p
where p.email = any($2::text[]) and (
    exists (select from registration r where r.event_id = $1 and r.person_id = p.id and r.status <> 'cancelled')
    or exists (select from participant a where a.event_id = $1 and a.person_id = p.id and a.answer = 'accepted')
    or exists (select from event_juror j where j.event_id = $1 and j.person_id = p.id))

-- profiles --
-- What these providers say of themselves, as far as nobody acts for them yet.
select f.organisation_id, f.lang, f.thesis, f.sectors, f.stages, f.instruments, f.amount_min, f.amount_max,
    f.districts, f.never_sectors, f.never_text, f.max_founders, f.visible_to_founders, f.house
from provider_profile f
where f.organisation_id = any($1::bigint[])
  and not exists (select from membership m where m.organisation_id = f.organisation_id and m.status = 'active')
