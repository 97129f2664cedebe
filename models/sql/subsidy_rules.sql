-- published --
-- Every version that an administrator published, the oldest first; anybody signed in may read rules.
select v.id, v.code, v.version, v.content, v.note, v.lang, p.name as published_by_name, v.published_at
from subsidy_rule_version v join person p on p.id = v.published_by order by v.id

-- publish --
-- A version from now on.
insert into subsidy_rule_version (code, version, content, note, lang, published_by, published_at)
values ($1, $2, $3, $4, $5, $6, $7) returning id

-- drafts --
-- The drafts; their readers are administrators, which the service checks.
select d.code, d.content, d.note, d.lang, p.name as edited_by_name, d.edited_at, d.revision
from subsidy_rule_draft d join person p on p.id = d.edited_by
where $1::text is null or d.code = $1 order by d.code

-- save_draft --
-- Keep a draft, unless somebody else saved since `$7`, the revision that was read (0: there was none).
insert into subsidy_rule_draft as d (code, content, note, lang, edited_by, edited_at)
select $1, $2, $3, $4, $5, $6 where $7::int = 0 or exists (select from subsidy_rule_draft where code = $1)
on conflict (code) do update set content = excluded.content, note = excluded.note, lang = excluded.lang,
    edited_by = excluded.edited_by, edited_at = excluded.edited_at, revision = d.revision + 1
where d.revision = $7
returning d.revision

-- take_draft --
-- Take the draft away, when it is still the revision that was read.
delete from subsidy_rule_draft where code = $1 and revision = $2
returning content, note, lang
