-- lock_head --
-- Wait for whoever is appending; held to the end of the transaction.
select lock_ledger_head()

-- tip --
-- The last entry, for the next one to follow.
select seq, hash, sealed_at from ledger_entry order by seq desc limit 1

-- append_entry --
-- One more link; two successors of one entry are refused by its unique key.
insert into ledger_entry
    (seq, subject, subject_id, content, content_hash, evidence_hash, previous_hash, hash, sealed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- entries_after --
-- The next entries in their order.
select seq, subject, subject_id, content, content_hash, evidence_hash, previous_hash, hash, sealed_at
from ledger_entry where seq > $1 order by seq limit $2

-- entry_of --
-- The entry that seals a row, if it is sealed.
select seq, subject, subject_id, content, content_hash, evidence_hash, previous_hash, hash, sealed_at
from ledger_entry where subject = $1 and subject_id = $2

-- records --
-- Records for sealing or checking.
select r.id as owner_id, r.* from funding_record r where r.id = any($1::bigint[])

-- record_steps --
-- Everything that was done to records up to their confirmation.
select s.record_id as owner_id, s.* from funding_step s
where s.record_id = any($1::bigint[]) and s.step not in ('void_by_company', 'void_by_provider', 'voided')
order by s.id

-- record_evidence --
-- The files that prove records; those of later movements and of voiding are sealed with these. Whatever
-- somebody called a file, what was there at the confirmation belongs to the record.
select e.record_id as owner_id, e.* from funding_evidence e join funding_state s on s.record_id = e.record_id
where e.record_id = any($1::bigint[]) and e.movement_id is null
  and (e.evidence_type <> 'void_proof' or e.attached_at < s.confirmed_at) order by e.id

-- void_steps --
-- How records were declared void.
select s.record_id as owner_id, s.* from funding_step s
where s.record_id = any($1::bigint[]) and s.step in ('void_by_company', 'void_by_provider', 'voided')
order by s.id

-- void_evidence --
-- The files that prove why records are void.
select e.record_id as owner_id, e.* from funding_evidence e join funding_state s on s.record_id = e.record_id
where e.record_id = any($1::bigint[]) and e.movement_id is null
  and e.evidence_type = 'void_proof' and e.attached_at >= s.confirmed_at order by e.id

-- movements --
-- Movements of money after a record.
select m.id as owner_id, m.* from funding_movement m where m.id = any($1::bigint[])

-- movement_steps --
-- Everything that was done to movements.
select s.movement_id as owner_id, s.* from funding_movement_step s
where s.movement_id = any($1::bigint[]) order by s.id

-- movement_evidence --
-- The files that prove movements.
select e.movement_id as owner_id, e.* from funding_evidence e where e.movement_id = any($1::bigint[]) order by e.id

-- certificates --
-- Certificates as they were issued.
select c.id as owner_id, c.* from first_certificate c where c.id = any($1::bigint[])

-- revocations --
-- The stamp on certificates that were revoked.
select c.id as owner_id, c.id, c.revoked_at, c.revoked_because from first_certificate c
where c.id = any($1::bigint[]) and c.revoked_at is not null

-- elsewheres --
-- Firsts that happened elsewhere.
select d.id as owner_id, d.* from first_elsewhere d where d.id = any($1::bigint[])

-- elsewhere_evidence --
-- The files behind them.
select e.elsewhere_id as owner_id, e.* from first_evidence e where e.elsewhere_id = any($1::bigint[]) order by e.id

-- mergers --
-- Who inherited from whom.
select s.id as owner_id, s.* from company_succession s where s.id = any($1::bigint[])

-- merger_evidence --
-- The files behind them.
select e.succession_id as owner_id, e.* from first_evidence e where e.succession_id = any($1::bigint[]) order by e.id

-- facts --
-- What a definition asks for and the ledger cannot know.
select f.id as owner_id, f.* from first_fact f where f.id = any($1::bigint[])

-- fact_evidence --
-- The files behind them.
select e.fact_id as owner_id, e.* from first_evidence e where e.fact_id = any($1::bigint[]) order by e.id

-- withdrawals --
-- Statements taken back.
select w.id as owner_id, w.* from first_withdrawal w where w.id = any($1::bigint[])

-- unsealed --
-- What is in force or was and has no entry, in the order in which it came about; at one instant a record
-- comes before what follows from it, and a revocation before the certificate that takes its place.
select subject, subject_id from (
    select 'record' as subject, s.record_id as subject_id, s.confirmed_at as at, 1 as rank
    from funding_state s where s.confirmed_at is not null
    union all
    select 'void', s.record_id, (select max(v.taken_at) from funding_step v
        where v.record_id = s.record_id and v.step in ('void_by_company', 'void_by_provider', 'voided')), 3
    from funding_state s where s.confirmed_at is not null and s.status = 'voided'
    union all
    select 'movement', m.movement_id, m.confirmed_at, 2 from funding_movement_state m
    where m.confirmed_at is not null and m.status = 'confirmed'
    union all
    select 'revocation', c.id, c.revoked_at, 4 from first_certificate c where c.revoked_at is not null
    union all
    select 'certificate', c.id, c.issued_at, case when c.revoked_at = c.issued_at then 3 else 5 end
    from first_certificate c
    union all
    select 'elsewhere', d.id, d.declared_at, 2 from first_elsewhere d
    union all
    select 'merger', s.id, s.recorded_at, 2 from company_succession s
    union all
    select 'fact', f.id, f.stated_at, 2 from first_fact f
    union all
    select 'withdrawal', w.id, w.withdrawn_at, 2 from first_withdrawal w) found
where not exists (select from ledger_entry e where e.subject = found.subject and e.subject_id = found.subject_id)
order by at, rank, subject_id

-- has_begun --
-- Whether anything was ever sealed or signed here.
select exists (select from ledger_entry) or exists (select from ledger_head)

-- identities --
-- Names and addresses for commitments, held so that nobody is forgotten between reading and sealing.
select p.id, p.name, p.email from person p where p.id = any($1::bigint[]) order by p.id for share of p

-- party_names --
-- How parties without a code are called, for commitments.
select o.id, o.name from organisation o where o.id = any($1::bigint[]) order by o.id for share of o

-- latest_commitments --
-- The latest commitment to each of these people and parties that is not erased.
select distinct on (person_id, organisation_id)
    commitment, person_id, organisation_id, identity, salt, erased_at
from sealed_person
where erased_at is null and (person_id = any($1::bigint[]) or organisation_id = any($2::bigint[]))
order by person_id, organisation_id, sealed_at desc, commitment

-- add_commitment --
-- A person or party, an identity and its salt.
insert into sealed_person (commitment, person_id, organisation_id, identity, salt, sealed_at)
values ($1, $2, $3, $4, $5, $6)

-- add_text_salt --
-- The salt of a free text.
insert into sealed_text (commitment, salt, sealed_at) values ($1, $2, $3)

-- commitments --
-- Who stands behind commitments.
select s.commitment, s.person_id, s.organisation_id, s.identity, s.salt, s.erased_at
from sealed_person s where s.commitment = any($1::text[])

-- text_salts --
-- The salts of free texts.
select t.commitment, t.salt, t.erased_at from sealed_text t where t.commitment = any($1::text[])

-- erased_but_here --
-- Commitments whose salt is gone although the person behind them has not left.
select s.commitment, s.person_id from sealed_person s join person p on p.id = s.person_id
where s.erased_at is not null and p.closed_at is null order by s.person_id, s.commitment

-- heads --
-- Every signed head, the first day first.
select day, seq, hash, signed_at, key_id, signature from ledger_head order by day

-- latest_heads --
-- The signed heads of the last days, the latest first.
select day, seq, hash, signed_at, key_id, signature from ledger_head order by day desc limit $1

-- last_head_day --
-- The last day that has its head.
select max(day) from ledger_head

-- first_sealed_at --
-- When the chain began.
select min(sealed_at) from ledger_entry

-- tip_before --
-- The last entry that was sealed before an instant.
select seq, hash, sealed_at from ledger_entry where sealed_at < $1 order by seq desc limit 1

-- add_head --
-- A day's head, once.
insert into ledger_head (day, seq, hash, signed_at, key_id, signature) values ($1, $2, $3, $4, $5, $6)
on conflict (day) do nothing returning day

-- add_check --
-- What a look over the whole ledger found.
insert into ledger_check (began_at, ended_at, n_entries, n_files, findings, n_findings)
values ($1, $2, $3, $4, $5, $6)

-- last_check --
-- The latest look over the whole ledger.
select began_at, ended_at, n_entries, n_files, findings, n_findings from ledger_check order by id desc limit 1

-- erase_person --
-- Somebody leaves: identity and salt of every commitment to them go.
update sealed_person set identity = null, salt = null, erased_at = $2
where person_id = $1 and erased_at is null returning commitment

-- erase_party --
-- The same for a party that is a natural person.
update sealed_person set identity = null, salt = null, erased_at = $2
where organisation_id = $1 and erased_at is null returning commitment
