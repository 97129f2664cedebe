-- movements_of --
-- How a record's money moved, in the order of the days.
select m.id, m.record_id, m.movement, m.amount, m.value_on, m.into_record_id, m.note, m.lang,
    m.stated_by, p.name as stated_by_name, m.stated_side, m.stated_body_id, o.name as stated_body_name, m.stated_at,
    s.status, s.confirmed_at, said.name as answered_by_name, said.comment
from funding_movement m
join person p on p.id = m.stated_by
join organisation o on o.id = m.stated_body_id
join funding_movement_state s on s.movement_id = m.id
left join lateral (
    select a.name, t.comment from funding_movement_step t join person a on a.id = t.person_id
    where t.movement_id = m.id and t.person_id <> m.stated_by order by t.id desc limit 1) said on true
where m.record_id = $1 order by m.value_on, m.id

-- balance_of --
-- What is left of a record's money.
select drawn, repaid, written_off, converted, outstanding, called, recovered, released, liability, proceeds
from funding_balance where record_id = $1

-- add_movement --
-- A statement of one side.
insert into funding_movement (record_id, movement, amount, value_on, into_record_id, stated_by, stated_side,
    stated_body_id, stated_at, idempotency_key, note, lang)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id

-- add_movement_step --
-- What a named signer did about a movement.
insert into funding_movement_step (movement_id, step, person_id, body_id, comment, lang, taken_at)
values ($1, $2, $3, $4, $5, $6, $7)

-- record_of_movement --
-- The record that a movement belongs to, and where the movement stands.
select m.record_id, m.movement, m.amount, m.stated_by, m.stated_side, m.stated_body_id, s.status
from funding_movement m join funding_movement_state s on s.movement_id = m.id where m.id = $1

-- conversions_of --
-- Confirmed priced equity of the same parties, which a note or SAFE may have become.
select r.id, r.company_id, r.provider_id, coalesce(r.provider_name, p.name) as provider_name, r.amount, r.currency,
    r.value_on
from funding_record r join organisation p on p.id = r.provider_id join funding_state s on s.record_id = r.id
where r.company_id = $1 and r.provider_id = $2 and r.instrument = 'priced_equity' and s.status = 'confirmed'
order by r.value_on desc, r.id desc

-- records_with_open_movements --
-- Records of these parties on which the other side has stated a movement that nobody has answered.
select distinct m.record_id
from funding_movement m
join funding_record r on r.id = m.record_id
join funding_movement_state s on s.movement_id = m.id and s.status = 'proposed'
where (m.stated_side = 'provider' and r.company_id = any($1::bigint[]))
   or (m.stated_side = 'company' and r.provider_id = any($2::bigint[]))
