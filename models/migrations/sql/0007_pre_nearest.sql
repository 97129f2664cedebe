-- Whole texts of a model: to count them, and to see which are new.
create index embedding_whole_idx on embedding (subject, model, encoded_at) where part = 0;

-- What is to be encoded: pitches on show or waiting for an organiser, with their deck's text; profiles with
-- their products. A pitch on show stands with the version on show, whatever waits.
create or replace view text_on_show as
with pitched as (
    select s.pitch_id, s.version from pitch_on_show s
    union all
    select p.id, (select max(v.version) from pitch_version v where v.pitch_id = p.id and v.frozen_at is not null)
    from pitch p
    where p.status = 'submitted' and not exists (select from pitch_on_show s where s.pitch_id = p.id)
), said as (
    select 'pitch' as subject, s.pitch_id as id, v.lang,
        concat_ws(E'\n', v.name, v.one_line, v.problem, v.solution, v.market, v.team) as words,
        coalesce(d.extracted_text, '') as more
    from pitched s
    join pitch_version v on v.pitch_id = s.pitch_id and v.version = s.version
    left join deck d on d.id = v.deck_id and d.removed_at is null and d.extraction = 'done'
    union all
    select 'thesis', f.organisation_id, f.lang, f.thesis,
        coalesce((select string_agg(concat_ws(E'\n', p.name, p.purpose), E'\n' order by p.id)
                  from provider_product p where p.organisation_id = f.organisation_id and p.retired_at is null), '')
    from provider_profile f
), stated as (
    select * from said where words <> '' or more <> ''
)
select stated.*, encode(sha256(convert_to(words || E'\x1f' || more, 'UTF8')), 'hex') as text_hash from stated;

-- Pitches that an organiser may read: on show, or waiting for a decision.
create view pitch_for_organisers as
select p.id as pitch_id from pitch p
where p.status = 'submitted' or exists (select from pitch_on_show s where s.pitch_id = p.id);

-- The pitches nearest to a vector of the serving model, among those that organisers may read. An index on
-- vectors is for one model and one length, so model and length must stand in the statement's own text.
-- Candidates come by half precision, which is what the index holds; their order by the vectors themselves.
create function nearest_pitches(asked vector, but_not bigint, wanted integer)
returns table (pitch_id bigint, score double precision)
language plpgsql as $$
declare
    serving text_model;
begin
    select * into serving from text_model where state = 'serving';
    if not found or serving.dimension <> vector_dims(asked) then
        return;
    end if;
    -- The index is read on until enough are found that may be read: a filter after it would lose some.
    perform set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '200', true);
    return query execute format(
        'select near.subject_id, 1 - (near.vector <=> $1) from (
            select e.subject_id, e.vector from embedding e
            where e.subject = ''pitch'' and e.part = 0 and e.model = %L and e.subject_id <> $2
              and exists (select from pitch_for_organisers p where p.pitch_id = e.subject_id)
            order by e.vector::halfvec(%s) <=> $1::halfvec(%s) limit 2 * $3) near
         order by near.vector <=> $1, near.subject_id limit $3',
        serving.model, serving.dimension, serving.dimension) using asked, but_not, wanted;
end $$;
