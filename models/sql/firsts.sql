-- hold --
-- Confirmations of one company's records may stand beside one another; whatever takes money away may not.
select id from organisation where id = $1 for share

-- hold_alone --
-- What takes a record, a fact or a company out of the count waits for everything else, and all wait for it.
select id from organisation where id = $1 for no key update

-- root --
-- The company that has inherited from this one.
select company_root($1)

-- family --
-- A company and all that it has inherited from.
select f as id from company_family($1) f

-- hold_first --
-- Issuing the firsts of one kind under one definition; issuers stand beside one another.
select pg_advisory_xact_lock_shared(hashtextextended($1, 0))

-- hold_first_alone --
-- Finding that there is no first: waits for every issuer.
select pg_advisory_xact_lock(hashtextextended($1, 0))

-- candidates --
-- Confirmed records in force of a company and its forebears, of one kind or of all.
select r.id, r.company_id, r.provider_id, r.kind, r.instrument, r.value_on,
    array(select k.kind from organisation_kind k where k.organisation_id = r.provider_id) as provider_kinds,
    (select min(m.value_on) from funding_movement m join funding_movement_state c on c.movement_id = m.id
     where m.record_id = r.id and m.movement = 'conversion' and c.status = 'confirmed') as converted_on,
    p.name as provider_name
from funding_record r join funding_state s on s.record_id = r.id join organisation p on p.id = r.provider_id
where r.company_id in (select company_family($1)) and ($2::text is null or r.kind = $2) and s.status = 'confirmed'
order by r.id

-- facts --
-- What is stated in force of a company and its forebears.
select f.id, f.fact, f.record_id, r.provider_id, f.value, f.seen_on, f.stated_side, f.stated_at
from first_fact f left join funding_record r on r.id = f.record_id
where f.company_id in (select company_family($1))
  and not exists (select from first_withdrawal w where w.fact_id = f.id)
order by f.id

-- elsewhere_on --
-- Days on which a first of this kind happened outside the platform.
select e.happened_on from first_elsewhere e
where e.company_id in (select company_family($1)) and e.kind = $2
  and not exists (select from first_withdrawal w where w.elsewhere_id = e.id)
order by e.happened_on

-- in_force --
-- Certificates in force of a company and its forebears, of one kind under one definition.
select f.id, f.company_id, f.definition, f.record_id, f.effective_on from first_certificate f
where f.company_id in (select company_family($1)) and f.kind = $2 and f.definition = $3 and f.revoked_at is null
order by f.id

-- has_certificates --
-- Whether the company or a forebear ever held one under this definition.
select exists (select from first_certificate f
               where f.company_id in (select company_family($1)) and f.kind = $2 and f.definition = $3)

-- revoke --
-- Stamp a certificate as no longer in force; nothing comes back when somebody was quicker.
update first_certificate set revoked_at = $2, revoked_because = $3 where id = $1 and revoked_at is null
returning id

-- issue --
-- From now on this record is the first, in the place of the last that was revoked, that of the same record
-- before others; nothing comes back when somebody was quicker, for the index decides.
insert into first_certificate (company_id, kind, definition, record_id, effective_on, issued_at, supersedes_id)
values ($1, $2, $3, $4, $5, $6, (
    select f.id from first_certificate f
    where f.company_id in (select company_family($1)) and f.kind = $2 and f.definition = $3
      and f.revoked_at is not null
      and not exists (select from first_certificate l where l.supersedes_id = f.id)
    order by f.record_id = $4 desc, f.revoked_at desc, f.id desc limit 1))
on conflict do nothing
returning id

-- certificates --
-- Certificates with the record behind each: some by their ids, those of one record, or those of a company and its
-- forebears; for a page only those whose record the viewer may see, or whose company they act for.
select f.id, f.number, f.company_id, c.name as company_name, c.uscc as company_uscc, f.kind, f.definition, f.record_id,
    r.company_id as record_company_id, rc.name as record_company_name,
    r.provider_id, p.name as provider_name, p.uscc as provider_uscc, r.instrument, r.product, r.amount, r.currency,
    f.effective_on,
    (select max(t.taken_at) from funding_step t
     where t.record_id = r.id and t.step in ('confirmed_by_company', 'confirmed_by_provider')) as confirmed_at,
    f.issued_at, f.revoked_at, f.revoked_because,
    f.supersedes_id, b.number as supersedes_number, l.id as superseded_by_id, l.number as superseded_by_number,
    g.seq as sealed_seq, g.hash as sealed_hash
from first_certificate f
join organisation c on c.id = f.company_id
join funding_record r on r.id = f.record_id
join organisation rc on rc.id = r.company_id
join organisation p on p.id = r.provider_id
left join first_certificate b on b.id = f.supersedes_id
left join first_certificate l on l.supersedes_id = f.id
left join event e on e.id = r.event_id
left join ledger_entry g on g.subject = 'certificate' and g.subject_id = f.id
where ($1::bigint[] is null or f.id = any($1))
  and ($2::bigint is null or f.record_id = $2)
  and ($3::bigint is null or f.company_id in (select company_family($3)))
  and ($4::boolean or f.company_id = any($5::bigint[])
       or r.company_id = any($5) or r.provider_id = any($5) or r.creditor_id = any($5)
       or r.proposed_body_id = any($6::bigint[]) or e.organiser_id = any($6))
order by f.id

-- standing_of_number --
-- Whether the certificate with this number is in force; nothing else of it is told to everybody.
select f.revoked_at is null as in_force from first_certificate f where f.number = $1

-- declare_elsewhere --
-- A first outside the platform.
insert into first_elsewhere (company_id, kind, happened_on, provider_name, note, lang, declared_by, declared_side,
    declared_body_id, declared_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning id

-- state_fact --
-- What a definition asks for.
insert into first_fact (company_id, record_id, fact, value, seen_on, note, lang, stated_by, stated_side,
    stated_body_id, stated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
returning id

-- record_succession --
-- One company inherits from another.
insert into company_succession (from_id, to_id, kind, succeeded_on, note, lang, recorded_by, recorded_body_id, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
returning id

-- attach --
-- The file behind a statement.
insert into first_evidence (succession_id, elsewhere_id, fact_id, sha256, filename, attached_by, attached_at)
values ($1, $2, $3, $4, $5, $6, $7)

-- withdraw --
-- Take a statement back.
insert into first_withdrawal (succession_id, elsewhere_id, fact_id, because, lang, withdrawn_by, withdrawn_body_id, withdrawn_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning id

-- elsewhere --
-- Firsts elsewhere of a company and its forebears, those taken back too.
select e.id, e.company_id, c.name as company_name, e.kind, e.happened_on, e.provider_name, e.note, e.lang,
    e.declared_side, p.name as declared_by_name, e.declared_at, w.withdrawn_at, w.because as withdrawn_because,
    (select max(v.id) from first_evidence v where v.elsewhere_id = e.id) as evidence_id
from first_elsewhere e
join organisation c on c.id = e.company_id
join person p on p.id = e.declared_by
left join first_withdrawal w on w.elsewhere_id = e.id
where e.company_id in (select company_family($1))
order by e.id

-- fact_lines --
-- Facts of a company and its forebears, those taken back too.
select f.id, f.fact, f.record_id, r.provider_id, o.name as provider_name, f.value, f.seen_on, f.note, f.lang,
    f.stated_side, p.name as stated_by_name, f.stated_at, w.withdrawn_at, w.because as withdrawn_because,
    (select max(v.id) from first_evidence v where v.fact_id = f.id) as evidence_id
from first_fact f
join person p on p.id = f.stated_by
left join funding_record r on r.id = f.record_id
left join organisation o on o.id = r.provider_id
left join first_withdrawal w on w.fact_id = f.id
where f.company_id in (select company_family($1))
order by f.id

-- successions --
-- Who inherited from whom, as far as a company, its forebears and its heirs are concerned.
select s.id, s.from_id, f.name as from_name, s.to_id, t.name as to_name, s.kind, s.succeeded_on, s.note, s.lang,
    p.name as recorded_by_name, s.recorded_at, w.withdrawn_at, w.because as withdrawn_because,
    (select max(v.id) from first_evidence v where v.succession_id = s.id) as evidence_id
from company_succession s
join organisation f on f.id = s.from_id
join organisation t on t.id = s.to_id
join person p on p.id = s.recorded_by
left join first_withdrawal w on w.succession_id = s.id
where s.from_id = $1 or s.to_id in (select company_family($1))
order by s.id

-- evidence_by_id --
-- One file with the company that its statement is about; the service checks that the viewer may see that.
select e.sha256, f.media_type,
    coalesce(x.company_id, a.company_id, s.to_id) as company_id
from first_evidence e join stored_file f on f.sha256 = e.sha256
left join first_elsewhere x on x.id = e.elsewhere_id
left join first_fact a on a.id = e.fact_id
left join company_succession s on s.id = e.succession_id
where e.id = $1

-- company_for --
-- A company as its members, an organiser of an event that it took part in, or an officer may open it.
select o.id, o.name, o.lang, o.uscc, o.district, company_root(o.id) as root_id, h.name as root_name,
    case when $4::boolean or company_root(o.id) = any($2::bigint[]) then company_root(o.id) else o.id end as scope_id,
    o.id = any($2) as is_member,
    exists (select from participant t join event e on e.id = t.event_id
            where t.organisation_id = o.id and t.side = 'founder' and e.organiser_id = any($3::bigint[])) as of_organiser
from organisation o join organisation h on h.id = company_root(o.id)
where o.id = $1
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'company')
  and ($4 or o.id = any($2)
       or o.id in (select f from company_line l, company_family(l.root_id) f where l.root_id = any($2))
       or exists (select from participant t join event e on e.id = t.event_id
                  where t.organisation_id = o.id and t.side = 'founder' and e.organiser_id = any($3)))

-- statement_of --
-- Whom a statement is about and who made it.
select x.company_id, x.company_id as other_id, x.declared_side as side, x.declared_body_id as body_id, x.kind
from first_elsewhere x where $1 = 'elsewhere' and x.id = $2
union all
select x.company_id, x.company_id, x.stated_side, x.stated_body_id, null
from first_fact x where $1 = 'fact' and x.id = $2
union all
select x.to_id, x.from_id, case when x.recorded_body_id is null then 'officer' when x.recorded_body_id = x.to_id
    then 'company' else 'organiser' end, x.recorded_body_id, null
from company_succession x where $1 = 'succession' and x.id = $2

-- forebears_for --
-- Companies that this viewer may name as inherited: those that they act for, those of their events, or all
-- for an officer; whoever has an heir already is left out.
select o.id, o.name, o.uscc
from organisation o
where o.closed_at is null and o.id <> $1
  and exists (select from organisation_kind k where k.organisation_id = o.id and k.kind = 'company')
  and company_root(o.id) = o.id and company_root($1) <> o.id
  and ($4::boolean or o.id = any($2::bigint[])
       or exists (select from participant t join event e on e.id = t.event_id
                  where t.organisation_id = o.id and t.side = 'founder' and e.organiser_id = any($3::bigint[])))
order by o.name, o.id
limit 500
