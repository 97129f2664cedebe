-- note --
-- Who did what, to what; only ever added.
insert into audit (happened_at, person_id, action, subject, subject_id, details) values ($1, $2, $3, $4, $5, $6)
