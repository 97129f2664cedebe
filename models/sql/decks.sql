-- keep_file --
-- The content lies in the file store; it may be there already.
insert into stored_file (sha256, size_bytes, media_type, stored_at) values ($1, $2, $3, $4)
on conflict (sha256) do nothing

-- add_deck --
-- A deck whose text is still to be read.
insert into deck (pitch_id, sha256, filename, uploaded_by, uploaded_at) values ($1, $2, $3, $4, $5) returning id

-- remove_decks --
-- Nobody may open this pitch's decks any more.
update deck set removed_at = $2 where pitch_id = $1 and removed_at is null returning id

-- openable --
-- A deck with the reason for which this person may open it: founder, organiser, provider or juror. The founder sees
-- every deck of the company; an organiser those of versions that were submitted; the others that of the version on
-- show.
select d.id, d.pitch_id, d.sha256, d.filename, f.media_type, a.via,
    -- For whom a provider's member reads it.
    (select min(s.organisation_id) from pitch_shown_to s
     where s.pitch_id = d.pitch_id and s.organisation_id = any($4)) as reader_id
from deck d
join stored_file f on f.sha256 = d.sha256
join pitch p on p.id = d.pitch_id
cross join lateral (
    select case
        when p.company_id = any($2::bigint[]) then 'founder'
        when $3::boolean and p.status <> 'withdrawn' and exists (
            select from pitch_version v where v.deck_id = d.id and v.frozen_at is not null) then 'organiser'
        when cardinality($4::bigint[]) > 0 and exists (
            select from pitch_shown_to s join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
            where s.pitch_id = d.pitch_id and v.deck_id = d.id and s.organisation_id = any($4)) then 'provider'
        when exists (
            select from pitch_on_show s
            join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
            join participant t on t.pitch_id = s.pitch_id and t.side = 'founder' and t.answer <> 'declined'
            join event e on e.id = t.event_id and e.status <> 'cancelled'
            join event_juror j on j.event_id = e.id and j.person_id = $5
            where s.pitch_id = d.pitch_id and v.deck_id = d.id
              and (not exists (select from jury y where y.event_id = e.id)
                   or (exists (select from jury_said q where q.participant_id = t.id and q.person_id = $5)
                       and not exists (select from jury_conflict c where c.event_id = e.id and c.person_id = $5
                                       and c.company_id = s.company_id and c.in_force)))) then 'juror'
    end as via) a
where d.id = $1 and d.removed_at is null and a.via is not null

-- next_pending --
-- One deck whose text nobody is reading.
select d.id, d.pitch_id, d.sha256, d.filename, f.media_type, p.company_id
from deck d join stored_file f on f.sha256 = d.sha256 join pitch p on p.id = d.pitch_id
where d.extraction = 'pending'
order by d.id limit 1
for update of d skip locked

-- extracted --
-- The deck's text, for matching.
update deck set extraction = 'done', extracted_text = $2, n_pages = $3, extraction_error = null where id = $1

-- not_extracted --
-- Why the deck's text could not be read.
update deck set extraction = 'failed', extraction_error = $2 where id = $1
