-- visible_records --
-- The records that the viewer may see, newest first: parties, who inherited from the company, the lending bank
-- of a guarantee, the organising body that proposed it or whose event it came from, and officers. A page of them comes
-- after the record `$9`.
select r.id, r.company_id, coalesce(r.company_name, c.name) as company_name,
    case when r.company_name is null then c.uscc else r.company_uscc end as company_uscc,
    nullif(c.name, coalesce(r.company_name, c.name)) as company_now,
    r.provider_id, coalesce(r.provider_name, p.name) as provider_name,
    case when r.provider_name is null then p.uscc else r.provider_uscc end as provider_uscc,
    nullif(p.name, coalesce(r.provider_name, p.name)) as provider_now,
    r.creditor_id, coalesce(r.creditor_name, cr.name) as creditor_name,
    case when r.creditor_name is null then cr.uscc else r.creditor_uscc end as creditor_uscc,
    r.kind, r.instrument, r.product, r.amount, r.currency,
    r.cny_amount, r.cny_rate, r.cny_rate_on, r.cny_rate_source, r.value_on,
    r.event_id, e.title_zh as event_title_zh, e.title_en as event_title_en, e.organiser_id as event_organiser_id,
    r.pitch_id, r.introduction_id, r.district, r.space_id,
    coalesce(r.space_name, sp.name) as space_name, r.founder_category,
    r.details, r.loan_record_id, r.note, r.lang, r.proposed_by, r.proposed_side, r.proposed_body_id, b.name as proposed_body_name,
    r.proposed_at, r.answer_until, r.corrects_id, later.id as corrected_by_id, st.status, st.confirmed_at,
    coalesce((select array_agg(f.definition order by f.definition) from first_certificate f
              where f.record_id = r.id and f.revoked_at is null), '{}') as first_under,
    coalesce((select array_agg(f.id order by f.definition) from first_certificate f
              where f.record_id = r.id and f.revoked_at is null), '{}') as certificate_ids
from funding_record r
join organisation c on c.id = r.company_id
join organisation p on p.id = r.provider_id
join organisation b on b.id = r.proposed_body_id
join funding_state st on st.record_id = r.id
left join organisation cr on cr.id = r.creditor_id
left join organisation sp on sp.id = r.space_id
left join event e on e.id = r.event_id
left join lateral (
    select l.id from funding_record l join funding_state ls on ls.record_id = l.id
    where l.corrects_id = r.id and ls.status in ('proposed', 'confirmed', 'corrected')
    order by l.id desc limit 1) later on true
where ($1::boolean
       or r.company_id = any($2::bigint[]) or r.provider_id = any($2) or r.creditor_id = any($2)
       or r.company_id in (select l.company_id from company_line l where l.root_id = any($2))
       or r.proposed_body_id = any($3::bigint[]) or e.organiser_id = any($3))
  and ($4::bigint is null or r.id = $4)
  and ($5::bigint is null or r.event_id = $5)
  and ($7::text is null or st.status = $7)
  and ($8::text is null or r.kind = $8)
  and ($9::bigint is null or (r.value_on, r.id) < (select l.value_on, l.id from funding_record l where l.id = $9))
order by r.value_on desc, r.id desc
limit $6

-- lock_record --
-- Let answers to one record come one after the other.
select lock_record($1)

-- record_for_update --
-- A record's parties and standing inside the transaction that changes it.
select r.id, r.company_id, r.provider_id, r.kind, r.proposed_by, r.proposed_body_id, r.corrects_id, st.status
from funding_record r join funding_state st on st.record_id = r.id where r.id = $1

-- add_record --
-- A new row, with names, district, space and founder category as they were on the value date, so far as the
-- platform knew them then; what it learnt only later is taken as it first learnt it. The name of a provider that
-- is one natural person is not written down here: it stands in one place, from which it can go.
with asked as (
    select ($10::date + 1)::timestamp at time zone 'Asia/Shanghai' as day_end
), called as (
    select o.id, coalesce(past.name, o.name) as name, coalesce(past.uscc, o.uscc) as uscc,
        coalesce(past.district, o.district) as district
    from organisation o cross join asked
    left join lateral (
        select h.name, h.uscc, h.district from organisation_past h
        where h.organisation_id = o.id and h.until_at >= asked.day_end order by h.until_at, h.id limit 1) past on true
)
insert into funding_record (
    idempotency_key, company_id, provider_id, creditor_id, kind, instrument, product, amount, currency, value_on,
    event_id, introduction_id, pitch_id, district, space_id, founder_category, note, lang,
    proposed_by, proposed_side, proposed_body_id, proposed_at, corrects_id,
    details, loan_record_id, answer_until, cny_rate, cny_rate_on, cny_rate_source, cny_converted,
    company_name, company_uscc, provider_name, provider_uscc, creditor_name, creditor_uscc, space_name)
select $1, c.id, $3, $4, $5, $6, $7, $8, $9, $10, $11,
    (select i.id from introduction i join pitch p on p.id = i.pitch_id
     where p.company_id = c.id and i.organisation_id = $3 and i.status = 'accepted' order by i.id limit 1),
    told.pitch_id,
    coalesce(told.district, c.district),
    host.space_id,
    told.main_category, $12, $13, $14, $15, $16, $17, $18,
    $19, $20, $21, $22, $23, $24, $25,
    c.name, c.uscc, case when not is_natural_person(provider.id) then provider.name end, provider.uscc, creditor.name, creditor.uscc, host.name
from called c
join called provider on provider.id = $3
left join called creditor on creditor.id = $4
left join lateral (
    select t.space_id, s.name from tenancy t join called s on s.id = t.space_id
    where t.company_id = c.id and t.during @> $10::date limit 1) host on true
left join lateral (
    -- The approved text of that day; of the days before the first one, the first.
    select v.pitch_id, v.district, v.main_category
    from pitch p
    join pitch_version v on v.pitch_id = p.id
    cross join asked
    left join lateral (
        select min(w.reviewed_at) as at from review w
        where w.pitch_id = v.pitch_id and w.version = v.version and w.decision = 'approved') w on true
    cross join lateral (
        select coalesce(w.at, case when v.version = p.approved_version then p.approved_at end) as at) known
    where p.company_id = c.id and known.at is not null
    order by known.at < asked.day_end desc, case when known.at < asked.day_end then known.at end desc, known.at
    limit 1) told on true
where c.id = $2
returning id

-- add_step --
-- What a named signer did.
insert into funding_step (record_id, step, person_id, body_id, comment, lang, taken_at)
values ($1, $2, $3, $4, $5, $6, $7)

-- steps --
-- All steps of a record in their order.
select s.step, s.person_id, p.name as person_name, o.name as body_name, s.comment, s.lang, s.taken_at
from funding_step s left join person p on p.id = s.person_id left join organisation o on o.id = s.body_id
where s.record_id = $1 order by s.id

-- signers --
-- Who has confirmed a record so far.
select step, person_id from funding_step where record_id = $1 and step in ('confirmed_by_company', 'confirmed_by_provider')

-- chain_of --
-- The first record of the chain of corrections that this record belongs to.
with recursive back as (
    select id, corrects_id from funding_record where id = $1
    union all
    select r.id, r.corrects_id from funding_record r join back on r.id = back.corrects_id
)
select id from back where corrects_id is null

-- open_correction --
-- A correction of this record that waits or is confirmed.
select r.id from funding_record r join funding_state s on s.record_id = r.id
where r.corrects_id = $1 and s.status in ('proposed', 'confirmed', 'corrected') limit 1

-- remember_file --
-- A file is known by the hash of its content.
insert into stored_file (sha256, size_bytes, media_type, stored_at) values ($1, $2, $3, $4)
on conflict (sha256) do nothing

-- claim_evidence --
-- This file proves this chain, unless it proves another already; then the foreign key below refuses it.
insert into evidence_claim (company_id, kind, sha256, chain_id) values ($1, $2, $3, $4)
on conflict (company_id, kind, sha256) do nothing

-- attach_evidence --
-- One file of one record, or of one movement of its money.
insert into funding_evidence (record_id, company_id, kind, sha256, chain_id, filename, evidence_type, attached_by,
    attached_at, page, movement_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- carry_evidence --
-- What proves an older row of a chain proves the new one too, until somebody adds to it.
insert into funding_evidence (record_id, company_id, kind, sha256, chain_id, filename, evidence_type, attached_by,
    attached_at, page)
select $2, e.company_id, e.kind, e.sha256, e.chain_id, e.filename, e.evidence_type, $3, $4, e.page
from funding_evidence e
where e.record_id = $1 and e.movement_id is null and e.evidence_type <> 'void_proof'
  and not exists (select from funding_evidence n where n.record_id = $2 and n.sha256 = e.sha256)
order by e.id

-- evidence_of --
-- The files of a record.
select e.id, e.record_id, e.movement_id, e.sha256, e.filename, e.evidence_type, e.page, f.media_type, f.size_bytes,
    p.name as attached_by_name, e.attached_at
from funding_evidence e join stored_file f on f.sha256 = e.sha256 join person p on p.id = e.attached_by
where e.record_id = $1 order by e.id

-- evidence_by_id --
-- One file, whatever record it belongs to; the service checks that the viewer sees that record.
select e.id, e.record_id, e.movement_id, e.sha256, e.filename, e.evidence_type, e.page, f.media_type, f.size_bytes,
    p.name as attached_by_name, e.attached_at
from funding_evidence e join stored_file f on f.sha256 = e.sha256 join person p on p.id = e.attached_by
where e.id = $1

-- companies_for_organiser --
-- Companies that took part in events of these bodies.
select distinct o.id, o.name, array['company'] as kinds
from participant t join event e on e.id = t.event_id join organisation o on o.id = t.organisation_id
where e.organiser_id = any($1::bigint[]) and t.side = 'founder' order by o.name, o.id

-- providers_for_organiser --
-- Providers that took part in events of these bodies.
select distinct o.id, o.name,
    (select array_agg(k.kind order by k.kind) from organisation_kind k where k.organisation_id = o.id) as kinds
from participant t join event e on e.id = t.event_id join organisation o on o.id = t.organisation_id
where e.organiser_id = any($1::bigint[]) and t.side = 'provider' order by o.name, o.id

-- providers_for_company --
-- Vetted providers whom these companies may know of: those that let founders see them, were introduced,
-- or took part in the same event.
select o.id, o.name,
    (select array_agg(k.kind order by k.kind) from organisation_kind k where k.organisation_id = o.id) as kinds
from organisation o
where (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
  and (exists (select from provider_profile f where f.organisation_id = o.id and f.visible_to_founders)
       or exists (select from introduction i join pitch p on p.id = i.pitch_id
                  where i.organisation_id = o.id and p.company_id = any($1::bigint[]))
       or exists (select from participant a join participant b on b.event_id = a.event_id
                  where a.organisation_id = o.id and a.side = 'provider' and b.organisation_id = any($1)))
order by o.name, o.id

-- companies_for_provider --
-- Companies whom these vetted providers may know of: pitches shown to them, introductions, shared events;
-- a provider that nobody has let in knows of none.
select o.id, o.name, array['company'] as kinds
from organisation o
where exists (select from pitch_shown_to s where s.company_id = o.id and s.organisation_id = any($1::bigint[]))
   or exists (select from introduction i join pitch p on p.id = i.pitch_id
              where p.company_id = o.id and i.organisation_id = any($1::bigint[]) and i.status = 'accepted')
   or exists (select from participant a join participant b on b.event_id = a.event_id
              where a.organisation_id = o.id and a.side = 'founder' and b.organisation_id = any($1))
order by o.name, o.id

-- banks --
-- Vetted banks, for the creditor of a guarantee.
select o.id, o.name, array['bank'] as kinds
from organisation o join organisation_kind k on k.organisation_id = o.id and k.kind = 'bank'
where (select v.decision from vetting v where v.organisation_id = o.id order by v.id desc limit 1) = 'granted'
order by o.name, o.id

-- events_for --
-- Events that these organisations took part in or arranged, the latest first.
select e.id, e.title_zh, e.title_en from event e
where e.status = 'published'
  and (e.organiser_id = any($1::bigint[])
       or exists (select from participant t where t.event_id = e.id and t.organisation_id = any($1)
                  and t.answer <> 'declined'))
order by lower(e.during) desc, e.id desc limit 100

-- firsts_by_district_and_year --
-- Certificates in force with the money of their records; counts only, so that anybody may see it.
select r.kind, r.district, extract(year from r.value_on)::int as year, count(*)::int as n_firsts,
    sum(r.amount)::bigint as amount
from first_certificate f join funding_record r on r.id = f.record_id
where f.revoked_at is null and f.definition = $1 and r.currency = 'CNY'
group by r.kind, r.district, extract(year from r.value_on) order by 3 desc, 2, 1

-- add_counter --
-- What the disputing side says instead.
insert into funding_counter (record_id, side, instrument, product, amount, currency, value_on, details, creditor_id,
    loan_record_id, cny_rate, cny_rate_on, cny_rate_source, stated_by, stated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- counter_of --
-- What the disputing side of a record says instead.
select n.record_id, n.side, n.instrument, n.product, n.amount, n.currency, n.value_on, n.details, n.creditor_id,
    o.name as creditor_name, n.loan_record_id, n.cny_rate, n.cny_rate_on, n.cny_rate_source, n.stated_at
from funding_counter n left join organisation o on o.id = n.creditor_id where n.record_id = $1

-- loans_to_guarantee --
-- Loans of these companies that the viewer may see as a party, for the guarantee that stands for one.
select r.id, r.company_id, r.provider_id, coalesce(r.provider_name, p.name) as provider_name, r.amount, r.currency,
    r.value_on
from funding_record r join organisation p on p.id = r.provider_id join funding_state s on s.record_id = r.id
left join event e on e.id = r.event_id
where r.kind = 'loan' and r.company_id = any($1::bigint[]) and s.status in ('proposed', 'confirmed')
  and (r.company_id = any($2::bigint[]) or r.provider_id = any($2)
       or r.proposed_body_id = any($3::bigint[]) or e.organiser_id = any($3))
order by r.value_on desc, r.id desc

-- unanswered --
-- Records that still wait although their time is over at $1, or will be by $2 and nobody was reminded.
select r.id, r.company_id, coalesce(r.answer_until, r.proposed_at + make_interval(days => $3)) as until,
    exists (select from funding_step s where s.record_id = r.id and s.step = 'reminded') as reminded
from funding_record r join funding_state f on f.record_id = r.id
where coalesce(r.answer_until, r.proposed_at + make_interval(days => $3)) <= $2 and f.status = 'proposed'
  and (coalesce(r.answer_until, r.proposed_at + make_interval(days => $3)) <= $1
       or not exists (select from funding_step s where s.record_id = r.id and s.step = 'reminded'))
order by r.id

-- save_draft --
-- Keep what somebody is writing under the key of its form.
insert into funding_draft (person_id, key, role, fields, saved_at) values ($1, $2, $3, $4, $5)
on conflict (person_id, key) do update set role = excluded.role, fields = excluded.fields, saved_at = excluded.saved_at
returning id

-- drafts_of --
-- What a person was writing, the latest first.
select id, key, role, fields, saved_at from funding_draft where person_id = $1 order by saved_at desc, id desc

-- drop_draft --
-- Forget a draft of this person, by its number or by the key of its form.
delete from funding_draft where person_id = $1 and (id = $2 or key = $3) returning id

-- void_signers --
-- Who has signed that a record is void.
select person_id from funding_step where record_id = $1 and step in ('void_by_company', 'void_by_provider')

-- drop_drafts_of --
-- A person who leaves leaves nothing half written behind.
delete from funding_draft where person_id = $1
