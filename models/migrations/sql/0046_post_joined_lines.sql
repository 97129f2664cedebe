-- Sentences of a deck are cut after the lines that its pages broke are joined. The hash tells how a text is
-- cut, too: of one with a deck it is another now, so that it is encoded anew in the background, and until then
-- its old vectors serve. The hash of all others stays.
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
select stated.*,
    encode(sha256(convert_to(
        case when subject = 'pitch' and more <> '' then 'joined clauses' else 'clauses' end
            || E'\x1f' || words || E'\x1f' || more, 'UTF8')), 'hex') as text_hash
from stated;
