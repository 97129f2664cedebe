-- stale_texts --
-- Texts on show whose words differ from what this model encoded, in an order of the asker's own: several
-- who work at once seldom take the same. Reads and hashes every text.
select t.id from text_on_show t
left join embedding e on e.subject = t.subject and e.subject_id = t.id and e.model = $2 and e.part = 0
where t.subject = $1 and e.text_hash is distinct from t.text_hash
order by md5(t.id::text || $3)

-- texts_to_encode --
-- Of some texts those whose words differ from what this model encoded; in the order asked in.
select t.id, t.lang, t.words, t.more, t.text_hash from text_on_show t
left join embedding e on e.subject = t.subject and e.subject_id = t.id and e.model = $2 and e.part = 0
where t.subject = $1 and t.id = any($3::bigint[]) and e.text_hash is distinct from t.text_hash
order by array_position($3::bigint[], t.id)

-- embedding_progress --
-- How many texts are on show, and how many of them this model has encoded as they are now.
select count(*)::int as total,
    count(*) filter (where e.text_hash = t.text_hash)::int as done
from text_on_show t
left join embedding e on e.subject = t.subject and e.subject_id = t.id and e.model = $1 and e.part = 0

-- hold_embedding --
-- One writer a text and model at a time, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended(concat_ws(':', $1::text, $2::bigint::text, $3::text), 0))

-- embedding_hash --
-- The hash of the words that are stored; a statement of its own, so that it sees what was waited for.
select text_hash from embedding where subject = $1 and subject_id = $2 and model = $3 and part = 0

-- forget_embedding --
-- Make room for a new encoding of one text.
delete from embedding where subject = $1 and subject_id = $2 and model = $3

-- save_embedding --
-- One part: 0 is the whole text, the others are its clauses, each with the sentence that it stands in.
insert into embedding (subject, subject_id, model, part, body, lang, dimension, text_hash, vector, encoded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- embeddings --
-- All parts of several pitches and theses, as the model that serves made them.
select e.subject, e.subject_id, e.part, e.body, e.lang, e.vector from embedding e
join text_model m on m.model = e.model and m.state = 'serving'
where e.subject = 'pitch' and e.subject_id = any($1::bigint[])
   or e.subject = 'thesis' and e.subject_id = any($2::bigint[])
order by e.subject, e.subject_id, e.part

-- lock_text_models --
-- One changes which model serves, after the other.
lock table text_model in share row exclusive mode

-- text_models --
-- All that vectors may be kept of; the serving one first, then the coming one.
select model, source, dimension, state, announced_at, serving_since, retired_at, background_version from text_model
order by array_position(array['serving', 'coming', 'retired'], state), retired_at desc nulls first, model

-- set_text_model_source --
-- The setting that leads to a model has another name now.
update text_model set source = $2 where model = $1

-- set_text_model_background --
-- What texts are like at large under a model, unless somebody has stored the same version already.
update text_model set background = $2, background_version = $3
where model = $1 and background_version is distinct from $3

-- put_text_model --
-- A model that serves from now on (the first), or is prepared from now on.
insert into text_model (model, source, dimension, state, announced_at, serving_since)
values ($1, $2, $3, $4, $5::timestamptz, case when $4 = 'serving' then $5::timestamptz end)
on conflict (model) do update
set source = excluded.source, dimension = excluded.dimension, state = excluded.state,
    announced_at = excluded.announced_at, serving_since = excluded.serving_since, retired_at = null

-- retire_text_model --
-- It neither serves nor is prepared any more; its vectors rest for a while.
update text_model set state = 'retired', retired_at = $2 where model = $1 and state <> 'retired'

-- is_ready_to_serve --
-- Whether the coming model has encoded every text on show as it is now.
select exists (select from text_model m where m.model = $1 and m.state = 'coming')
    and not exists (
        select from text_on_show t
        left join embedding e on e.subject = t.subject and e.subject_id = t.id and e.model = $1 and e.part = 0
        where e.text_hash is distinct from t.text_hash)

-- let_serve --
-- The coming model serves; the one before has been retired in the same transaction.
update text_model set state = 'serving', serving_since = $2 where model = $1 and state = 'coming'

-- forget_rested_vectors --
-- Vectors of models that were retired before this instant, or that are known to nobody.
delete from embedding e
where not exists (select from text_model m where m.model = e.model and (m.state <> 'retired' or m.retired_at >= $1))

-- forget_rested_models --
-- Models that were retired before this instant.
delete from text_model where state = 'retired' and retired_at < $1
