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

-- ledger_deals --
-- Confirmed deals of a kind in yuan, the latest money first, with what the ledger knows of each: its
-- evidence, its provider's kinds, whether it is the company's first under a definition, and the day on
-- which an investment was sold or a loan repaid in full.
select r.id as record_id, r.company_id, c.name as company_name, r.provider_id, p.name as provider_name,
    r.creditor_id, cr.name as creditor_name, r.kind, r.instrument, r.amount, r.value_on, r.district,
    r.space_id is not null as in_space, r.details,
    array(select distinct e.evidence_type from funding_evidence e where e.record_id = r.id order by 1)
        as evidence_types,
    array(select k.kind from organisation_kind k where k.organisation_id = r.provider_id order by 1) as provider_kinds,
    exists (select from first_certificate f where f.record_id = r.id and f.definition = $2 and f.revoked_at is null)
        as is_first,
    exists (select from first_certificate f where f.company_id = r.company_id and f.kind = r.kind
            and f.definition = $2 and f.revoked_at is null) as has_first,
    (select case when r.kind = 'investment' then min(m.value_on) filter (where m.movement = 'exit')
            when b.outstanding = 0 then max(m.value_on) filter (where m.movement = 'repayment') end
     from funding_movement m join funding_movement_state ms on ms.movement_id = m.id
     where m.record_id = r.id and ms.status = 'confirmed') as ended_on
from funding_record r
join funding_state s on s.record_id = r.id
join funding_balance b on b.record_id = r.id
join organisation c on c.id = r.company_id
join organisation p on p.id = r.provider_id
left join organisation cr on cr.id = r.creditor_id
where s.status = 'confirmed' and r.currency = 'CNY' and r.kind = $1
  and ($3::bigint is null or r.id = $3)
order by r.value_on desc, r.id desc limit $4
