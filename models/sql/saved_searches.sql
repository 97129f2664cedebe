-- searches --
-- The searches that a person keeps, by name.
select s.id, s.person_id, s.name, s.page, s.organisation_id, o.name as organisation_name, s.query, s.mails,
    s.created_at, s.looked_at
from saved_search s left join organisation o on o.id = s.organisation_id
where s.person_id = $1 order by s.name, s.id

-- count_searches --
-- How many a person keeps.
select count(*)::int from saved_search where person_id = $1

-- keep_search --
-- Keep a search; nothing comes back when one of that name is there.
insert into saved_search (person_id, name, page, organisation_id, query, created_at, looked_at)
values ($1, $2, $3, $4, $5, $6, $6)
on conflict on constraint saved_search_name_key do nothing
returning id

-- rename_search --
-- Another name for a person's own search; nothing comes back when it is not theirs, or the name is taken.
update saved_search s set name = $3
where s.id = $1 and s.person_id = $2
  and not exists (select from saved_search x where x.person_id = $2 and x.name = $3 and x.id <> s.id)
returning s.id

-- own_search --
-- One of a person's own.
select s.id, s.person_id, s.name, s.page, s.organisation_id, o.name as organisation_name, s.query, s.mails,
    s.created_at, s.looked_at
from saved_search s left join organisation o on o.id = s.organisation_id
where s.id = $1 and s.person_id = $2

-- set_search_mails --
-- Start or stop the mails of a person's own search.
update saved_search set mails = $3, looked_at = $4 where id = $1 and person_id = $2 returning id

-- delete_search --
-- A person's own search, with what it has told.
delete from saved_search where id = $1 and person_id = $2 returning id

-- due_searches --
-- Searches that mail and were last looked through before an instant, whose people are still here.
select s.id, s.person_id, s.name, s.page, s.organisation_id, o.name as organisation_name, s.query, s.mails,
    s.created_at, s.looked_at
from saved_search s join person p on p.id = s.person_id and p.closed_at is null and p.verified_at is not null
left join organisation o on o.id = s.organisation_id
where s.mails and s.looked_at <= $1 order by s.looked_at, s.id limit $2

-- take_search --
-- Look through a search now, unless another worker has meanwhile, or its person stopped it.
update saved_search set looked_at = $3 where id = $1 and looked_at = $2 and mails returning id

-- seen_of_search --
-- Of these numbers of one kind those that a search has told of.
select subject_id from saved_search_seen where search_id = $1 and kind = $2 and subject_id = any($3::bigint[])

-- note_seen --
-- A search has told of these, or had them when it was kept.
insert into saved_search_seen (search_id, kind, subject_id, seen_at)
select $1, $2, n, $4 from unnest($3::bigint[]) n
on conflict do nothing
