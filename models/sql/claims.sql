-- deals_for --
-- Confirmed deals in yuan that the viewer may see, the latest money first: those of these companies ($2),
-- those in which these vetted providers ($3) gave or lent, all of them ($1); of one kind ($7) or every kind.
-- With what the ledger knows of each: its evidence, its provider's kinds, whether it is the company's first
-- under a definition ($4), and the day on which an investment was sold or a loan repaid in full.
select r.id as record_id, r.company_id, c.name as company_name, r.provider_id, p.name as provider_name,
    r.creditor_id, cr.name as creditor_name, r.kind, r.instrument, r.amount, r.value_on, r.district,
    r.space_id is not null as in_space, r.details,
    array(select distinct e.evidence_type from funding_evidence e where e.record_id = r.id order by 1)
        as evidence_types,
    array(select k.kind from organisation_kind k where k.organisation_id = r.provider_id order by 1) as provider_kinds,
    exists (select from first_certificate f where f.record_id = r.id and f.definition = $4 and f.revoked_at is null)
        as is_first,
    exists (select from first_certificate f where f.company_id = r.company_id and f.kind = r.kind
            and f.definition = $4 and f.revoked_at is null) as has_first,
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
where s.status = 'confirmed' and r.currency = 'CNY'
  and ($1::boolean or r.company_id = any($2::bigint[]) or r.provider_id = any($3::bigint[])
       or r.creditor_id = any($3))
  and ($5::bigint is null or r.id = $5)
  and ($7::text is null or r.kind = $7)
order by r.value_on desc, r.id desc limit $6

-- declared --
-- What these organisations say of themselves, and what is said of these deals; what was taken back is
-- left out. The service hides from each side what the other has said.
select d.id, d.organisation_id, o.name as organisation_name, d.record_id, d.fact, d.value, d.as_of, d.source,
    d.lang, d.filename, p.name as declared_by_name, d.declared_at
from declared_fact_now d
join organisation o on o.id = d.organisation_id
join person p on p.id = d.declared_by
where d.organisation_id = any($1::bigint[]) and (d.record_id is null or d.record_id = any($2::bigint[]))
  and d.value is not null and d.value <> 'null'::jsonb
order by d.id

-- speakers --
-- Who declared these facts, and for whom; claims keep the ids alone, so that a person who leaves is gone.
select d.id, o.name as organisation_name, p.name as person_name
from declared_fact d join organisation o on o.id = d.organisation_id join person p on p.id = d.declared_by
where d.id = any($1::bigint[])

-- declare --
-- One more word on a fact.
insert into declared_fact (organisation_id, record_id, fact, value, as_of, source, lang, sha256, filename,
    declared_by, declared_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- remember_file --
-- A file is known by the hash of its content.
insert into stored_file (sha256, size_bytes, media_type, stored_at) values ($1, $2, $3, $4)
on conflict (sha256) do nothing

-- fact_file --
-- The file behind a fact: for those who declared it ($2) and for officers ($3).
select d.id, d.organisation_id, d.sha256, f.media_type
from declared_fact d join stored_file f on f.sha256 = d.sha256
where d.id = $1 and ($3::boolean or d.organisation_id = any($2::bigint[]))

-- adoptions --
-- The last word on each rule of which somebody has decided whether it pays here.
select distinct on (a.code) a.code, a.adopted, a.note, a.lang, p.name as decided_by_name, a.decided_at
from subsidy_rule_adoption a join person p on p.id = a.decided_by
order by a.code, a.id desc

-- decide_adoption --
-- From now on a rule pays here, or does not.
insert into subsidy_rule_adoption (code, adopted, note, lang, decided_by, decided_at) values ($1, $2, $3, $4, $5, $6)

-- lock_rule --
-- Let claims of one rule be judged one after the other.
select lock_subsidy_rule($1)

-- held --
-- What living claims hold of the caps, by rule: of these applicants and deals one row a claim, and of the
-- whole pool of a rule one row without an applicant.
select h.rule_code, h.record_id, h.organisation_id, h.claim_year, h.amount, 1 as times
from subsidy_hold h where h.organisation_id = any($1::bigint[]) or h.record_id = any($2::bigint[])
union all
select h.rule_code, null, null, null, sum(h.amount)::bigint, count(*)::int from subsidy_hold h group by h.rule_code

-- claim_by_key --
-- What this person has already claimed under this key.
select id, rule_code, record_id from subsidy_claim where claimed_by = $1 and idempotency_key = $2

-- claim --
-- A claim with all that it was judged by; the triggers keep the caps.
insert into subsidy_claim (rule_code, rule_version, rule, record_id, company_id, organisation_id, claimed_on, amount,
    total, caps, used, facts, note, lang, claimed_by, claimed_at, idempotency_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
returning id

-- claims --
-- Claims of the viewer's organisations ($2), all for officers ($1), what waits the longest first.
select c.id, c.rule_code, c.rule_version, c.rule, c.record_id, c.company_id, co.name as company_name,
    c.organisation_id, o.name as organisation_name, r.product, c.claimed_on, c.amount, c.used, c.facts, c.note, c.lang,
    p.name as claimed_by_name, c.claimed_at, s.status, s.n_steps, s.moved_at, s.granted, s.paid, s.clawed_back
from subsidy_claim c
join subsidy_claim_state s on s.claim_id = c.id
join funding_record r on r.id = c.record_id
join organisation co on co.id = c.company_id
join organisation o on o.id = c.organisation_id
join person p on p.id = c.claimed_by
where ($1::boolean or c.organisation_id = any($2::bigint[]))
  and ($3::bigint is null or c.id = $3)
  and ($4::bigint[] is null or c.record_id = any($4))
  and ($5::text is null or s.status = $5)
order by s.status not in ('claimed', 'under_review'), s.status not in ('granted'), c.id desc limit $6

-- step_by_key --
-- What this person has already done under this key.
select claim_id, step, amount from subsidy_claim_step where person_id = $1 and idempotency_key = $2

-- step --
-- The next step of a claim; a number that is taken is a conflict.
insert into subsidy_claim_step (claim_id, place, step, amount, note, lang, person_id, body_id, taken_at, idempotency_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- steps --
-- What became of a claim, in order.
select s.step, s.amount, s.note, s.lang, p.name as person_name, o.name as body_name, s.taken_at
from subsidy_claim_step s join person p on p.id = s.person_id left join organisation o on o.id = s.body_id
where s.claim_id = $1 order by s.place

-- costs --
-- What claims come to by the year of the claim, rule and product of the deal; read by officers.
select extract(year from c.claimed_on)::int as year, c.rule_code, r.product, count(*)::int as n_claims,
    (count(*) filter (where s.status in ('claimed', 'under_review')))::int as n_waiting,
    sum(c.amount)::bigint as claimed, coalesce(sum(s.granted), 0)::bigint as granted, sum(s.paid)::bigint as paid,
    sum(s.clawed_back)::bigint as clawed_back
from subsidy_claim c join subsidy_claim_state s on s.claim_id = c.id join funding_record r on r.id = c.record_id
group by 1, 2, 3 order by 1 desc, 2, 3

-- addressees --
-- Who is told of a claim: the applicant's active members, and officers who have not closed their account.
select p.id as person_id, p.email, p.locale, false as is_officer
from subsidy_claim c join membership m on m.organisation_id = c.organisation_id and m.status = 'active'
join person p on p.id = m.person_id
where c.id = $1 and p.closed_at is null
union all
select p.id, p.email, p.locale, true
from person_role g join person p on p.id = g.person_id
where g.role = 'officer' and p.closed_at is null
order by 1, 4
