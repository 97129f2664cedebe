-- match_changes --
-- What changed since the transactions that were running at the last look ($1; null: nothing is asked for),
-- from where to ask next time, whether something was thrown away meanwhile, and the text model that serves with
-- the version of its background.
-- One row without a subject when nothing changed.
select l.next_since, l.lost, l.model, l.background_version, c.changed_in, c.subject, c.subject_id,
    c.changed_in = pg_current_xact_id_if_assigned()::text::bigint as own
from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as next_since,
        -- A number from before a restore may lie ahead of this server's.
        exists (select from match_change_forgotten f where f.changed_in >= $1
            and f.changed_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint) as lost,
        m.model, m.background_version
    from (values (1)) one left join text_model m on m.state = 'serving') l
left join match_change c on c.changed_in >= $1

-- text_background --
-- What texts are like at large under the model that serves; null before that is worked out.
select background from text_model where state = 'serving'

-- forget_match_changes --
-- Throw away what was noted before an instant, and remember how far.
with gone as (
    delete from match_change
    where changed_at < $1 and changed_in < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    returning changed_in
)
update match_change_forgotten set changed_in = last.changed_in
from (select max(changed_in) as changed_in from gone) last
where last.changed_in is not null

-- pitches_on_show --
-- The facts by which pitches on show are ranked, for everybody alike; all of them, or those asked for ($1).
select s.pitch_id, s.approved_at, v.sector, v.sector2, v.stage, v.seeks, v.district, v.city,
    array(select r.provider_id from funding_record r join funding_state f on f.record_id = r.id
          where r.company_id = s.company_id and f.status = 'confirmed') as backers
from pitch_on_show s
join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
where $1::bigint[] is null or s.pitch_id = any($1)
order by s.pitch_id

-- texts_of --
-- Several texts as the model that serves encoded them, each in one row: the whole first, then its clauses, of
-- which the bodies are the sentences that they stand in.
-- Vectors come as the server writes them, one after the other: four bytes of head, then big-endian floats.
select e.subject_id, min(e.lang) as lang, array_agg(e.body order by e.part) as bodies,
    string_agg(vector_send(e.vector), ''::bytea order by e.part) as vectors
from embedding e join text_model m on m.model = e.model and m.state = 'serving'
where e.subject = $1 and e.subject_id = any($2::bigint[])
group by e.subject_id
