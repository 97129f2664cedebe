-- upcoming_events --
-- Published events that have not ended, the next first; for anybody.
select e.id, e.kind, e.title_zh, e.title_en, lower(e.during) as starts_at, e.timezone, e.attendance, e.place, e.district
from event e
where e.status = 'published' and upper(e.during) > $1 and not e.date_open
order by lower(e.during), e.id limit $2
