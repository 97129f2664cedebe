-- add_reading --
-- A deck that waits to be read for its uploader.
insert into deck_reading (person_id, sha256, filename, uploaded_at) values ($1, $2, $3, $4) returning id

-- reading --
-- One of the person's own decks on its way to a pitch.
select r.id, r.sha256, r.filename, f.media_type, r.uploaded_at, r.state, r.error, r.pages, r.pitch_id
from deck_reading r join stored_file f on f.sha256 = r.sha256
where r.id = $1 and r.person_id = $2

-- lock_reading --
-- The same, held: what it is made into is decided once.
select r.id, r.sha256, r.filename, f.media_type, r.uploaded_at, r.state, r.error, r.pages, r.pitch_id
from deck_reading r join stored_file f on f.sha256 = r.sha256
where r.id = $1 and r.person_id = $2
for update of r

-- next_reading --
-- One deck whose pages nobody is reading.
select r.id, r.sha256, f.media_type
from deck_reading r join stored_file f on f.sha256 = r.sha256
where r.state = 'pending'
order by r.id limit 1
for update of r skip locked

-- read_reading --
-- The pages were read.
update deck_reading set state = 'done', pages = $2 where id = $1

-- unread_reading --
-- Why the pages could not be read.
update deck_reading set state = 'failed', error = $2 where id = $1

-- close_reading --
-- It has become a pitch; its text stands there, and not twice.
update deck_reading set pitch_id = $2, state = 'done', error = null, pages = '{}' where id = $1

-- forget_readings --
-- Decks that nobody has made into a pitch for long, and what is left of the others.
delete from deck_reading where uploaded_at < $1

-- forget_readings_of --
-- The decks of somebody who leaves.
delete from deck_reading where person_id = $1

-- see_welcome --
-- The person has put away the panel of a role's first visit.
insert into welcome_seen (person_id, role, seen_at) values ($1, $2, $3) on conflict do nothing
