-- waiting --
-- Pitches that wait for an organiser, the longest first.
select p.id, v.version, o.name as company_name, o.lang as company_lang, v.name, v.one_line, v.lang, v.sector,
    p.submitted_at,
    (select count(*) from review r where r.pitch_id = p.id and r.decision = 'returned') as n_returned
from pitch p
join organisation o on o.id = p.company_id
join lateral (select * from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null
              order by x.version desc limit 1) v on true
where p.status = 'submitted'
order by p.submitted_at, p.id

-- decided_lately --
-- What was decided last, for looking it up again.
select p.id, r.version, o.name as company_name, o.lang as company_lang, v.name, v.lang, r.decision, r.reviewed_at,
    n.name as reviewer_name, b.name as body_name
from review r
join pitch p on p.id = r.pitch_id and p.status <> 'withdrawn'
join pitch_version v on v.pitch_id = r.pitch_id and v.version = r.version
join organisation o on o.id = p.company_id
join person n on n.id = r.reviewed_by
join organisation b on b.id = r.body_id
order by r.reviewed_at desc, r.id desc limit $1

-- add_review --
-- A decision on one version, once.
insert into review (pitch_id, version, decision, comment, lang, reviewed_by, body_id, reviewed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- latest_frozen --
-- The version that waits.
select max(version) from pitch_version where pitch_id = $1 and frozen_at is not null

-- approve --
-- The reviewed version is what providers see from now on.
update pitch set status = 'approved', approved_version = $2, approved_at = $3, changed_at = $3, showcased = $4
where id = $1 and status = 'submitted' returning id

-- return --
-- Back to the founder; an older approved version stays on show.
update pitch set status = 'returned', changed_at = $2 where id = $1 and status = 'submitted' returning id

-- set_showcase --
-- On the public pages or off them; on only with the founder's consent and an approved version.
update pitch set showcased = $2, changed_at = $3
where id = $1 and approved_version is not null and status <> 'withdrawn'
  and (not $2 or exists (select from consent c where c.pitch_id = pitch.id and c.purpose = 'showcase'
                         and c.revoked_at is null))
returning id
