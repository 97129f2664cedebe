-- Text models whose vectors are kept. The lists read the one that serves; the next is prepared beside it
-- and takes over in one transaction.
create table text_model (
    model text primary key,
    -- The value of EMBEDDING_MODEL that leads to it: while the next one is prepared, words that change are
    -- encoded for both.
    source text not null,
    dimension integer not null check (dimension > 0),
    state text not null check (state in ('serving', 'coming', 'retired')),
    announced_at timestamptz not null,
    serving_since timestamptz,
    retired_at timestamptz,
    check (state <> 'serving' or serving_since is not null),
    check ((state = 'retired') = (retired_at is not null))
);
create unique index text_model_serving_key on text_model (state) where state = 'serving';
create unique index text_model_coming_key on text_model (state) where state = 'coming';

-- Until now the model that encoded last served.
insert into text_model (model, source, dimension, state, announced_at, serving_since)
select e.model, '', e.dimension, 'serving', e.encoded_at, e.encoded_at
from embedding e order by e.encoded_at desc limit 1;

-- What is to be encoded: pitches on show with their deck's text, profiles with their products.
create view text_on_show as
with said as (
    select 'pitch' as subject, s.pitch_id as id, v.lang,
        concat_ws(E'\n', v.name, v.one_line, v.problem, v.solution, v.market, v.team) as words,
        coalesce(d.extracted_text, '') as more
    from pitch_on_show s
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
