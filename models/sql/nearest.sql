-- count_whole --
-- How many pitches the serving model has encoded, counted no further than one above a limit.
select count(*)::int from (
    select from embedding e join text_model m on m.model = e.model and m.state = 'serving'
    where e.subject = 'pitch' and e.part = 0 limit $1::int + 1) counted

-- whole_since --
-- Vectors of whole pitches by the serving model that were made at or after an instant.
select e.model, e.subject_id, e.vector, e.encoded_at from embedding e
join text_model m on m.model = e.model and m.state = 'serving'
where e.subject = 'pitch' and e.part = 0 and ($1::timestamptz is null or e.encoded_at >= $1)
order by e.encoded_at

-- serving_model --
-- The name of the model whose vectors are read.
select model from text_model where state = 'serving'

-- for_organisers --
-- The pitches that organisers may read.
select pitch_id from pitch_for_organisers

-- whole_vector --
-- The vector of one whole pitch by the serving model.
select e.vector from embedding e join text_model m on m.model = e.model and m.state = 'serving'
where e.subject = 'pitch' and e.part = 0 and e.subject_id = $1

-- nearest_pitches --
-- The pitches nearest to a vector that organisers may read, without the one that asks.
select pitch_id, score from nearest_pitches($1::vector, $2, $3)

-- alike_pitches --
-- What stands beside a pitch under review: these pitches by name, as far as organisers may read them.
select p.id as pitch_id, v.name, v.one_line, v.lang, o.name as company_name, o.lang as company_lang
from pitch_for_organisers f
join pitch p on p.id = f.pitch_id
join organisation o on o.id = p.company_id
left join pitch_on_show s on s.pitch_id = p.id
join pitch_version v on v.pitch_id = p.id and v.version = coalesce(s.version,
    (select max(x.version) from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null))
where p.id = any($1::bigint[])

-- vector_indexes --
-- Indexes on vectors, whether they can be used, and whether their model is one that lists read or will read.
select c.relname as name, i.indisvalid as is_valid,
    exists (select from text_model m where m.state <> 'retired'
            and c.relname = 'embedding_near_' || left(md5(m.model), 12)) as is_wanted
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = 'embedding'::regclass and c.relname like 'embedding\_near\_%'

-- vector_index_statements --
-- What makes the index of each model that has more whole pitches than a limit; run one by one.
select format('create index concurrently if not exists %I on embedding using hnsw '
    '((vector::halfvec(%s)) halfvec_cosine_ops) where subject = ''pitch'' and part = 0 and model = %L',
    'embedding_near_' || left(md5(m.model), 12), m.dimension, m.model) as statement
from text_model m
where m.state <> 'retired' and $1::int < (
    select count(*) from embedding e where e.subject = 'pitch' and e.part = 0 and e.model = m.model)
order by m.model

-- drop_index_statement --
-- What drops an index without holding anybody up.
select format('drop index concurrently if exists %I', $1::text)

-- more_memory --
-- An index on vectors is built many times faster in memory.
set maintenance_work_mem = '1GB'
