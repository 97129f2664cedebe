-- wordings_in_use --
-- The wordings that hold for an event: its own before the site's; for the site where no event is asked for.
select distinct on (x.code, x.locale) x.code, x.locale, x.subject, x.body
from (
    select distinct on (t.event_id, t.code, t.locale) t.event_id, t.code, t.locale, t.subject, t.body
    from mail_template t
    where t.event_id is null or t.event_id = $1
    order by t.event_id, t.code, t.locale, t.version desc
) x
where x.subject is not null
order by x.code, x.locale, x.event_id nulls last

-- wording_versions --
-- All versions of one wording of an event, or of the site, the newest first.
select t.version, t.subject, t.body, p.name as written_by, t.written_at
from mail_template t join person p on p.id = t.written_by
where t.event_id is not distinct from $1 and t.code = $2 and t.locale = $3
order by t.version desc

-- written_wordings --
-- Which wordings of an event, or of the site, somebody wrote and did not take back.
select code, locale from (
    select distinct on (code, locale) code, locale, subject from mail_template
    where event_id is not distinct from $1 order by code, locale, version desc
) x where subject is not null

-- add_wording --
-- The next version of a wording; nothing comes back when another came in between.
insert into mail_template (event_id, code, locale, version, subject, body, written_by, written_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict on constraint mail_template_version_key do nothing
returning id
