-- pending --
-- A person's wish to leave that waits for its day.
select id, person_id, asked_at, due_at from leaving
where person_id = $1 and cancelled_at is null and left_at is null

-- ask --
-- Leave on a day to come; nothing comes back when that was asked before.
insert into leaving (person_id, asked_at, due_at) values ($1, $2, $3)
on conflict (person_id) where cancelled_at is null and left_at is null do nothing
returning id

-- cancel --
-- Not leave after all.
update leaving set cancelled_at = $2 where person_id = $1 and cancelled_at is null and left_at is null returning id

-- due --
-- Whose day has come.
select id, person_id, asked_at, due_at from leaving
where cancelled_at is null and left_at is null and due_at <= $1
order by due_at, id

-- done --
-- The person has left, asked for before or not.
with waited as (
    update leaving set left_at = $2 where person_id = $1 and cancelled_at is null and left_at is null returning id
)
insert into leaving (person_id, asked_at, due_at, left_at)
select $1, $2, $2, $2 where not exists (select from waited)

-- hindrances --
-- Organisations that a person alone manages and that others act for, too, or that have something open: records that
-- wait for an answer, events to come, claims under way.
select h.id as organisation_id, h.name, h.lang, h.n_others, h.records, h.events, h.claims
from (
    select o.id, o.name, o.lang,
        (select count(*) from membership x
         where x.organisation_id = o.id and x.status = 'active' and x.person_id <> $1)::int as n_others,
        array(select r.id from funding_record r join funding_state f on f.record_id = r.id
              where o.id in (r.company_id, r.provider_id) and f.status = 'proposed' order by r.id) as records,
        array(select coalesce(nullif(e.title_zh, ''), e.title_en) from event e
              where e.organiser_id = o.id and e.status = 'published' and upper(e.during) > $2 order by e.id) as events,
        array(select c.id from subsidy_claim c join subsidy_claim_state s on s.claim_id = c.id
              where c.organisation_id = o.id and s.status in ('claimed', 'under_review', 'granted') order by c.id) as claims
    from membership m join organisation o on o.id = m.organisation_id and o.closed_at is null
    where m.person_id = $1 and m.status = 'active' and m.is_manager
      and not exists (select from membership x where x.organisation_id = o.id and x.status = 'active'
                      and x.is_manager and x.person_id <> $1)) h
where h.n_others > 0 or cardinality(h.records) > 0 or cardinality(h.events) > 0 or cardinality(h.claims) > 0
order by h.id

-- alone --
-- Organisations for which nobody but this person acts, or acted until their account was closed: whether they have a
-- code, and whether money names them.
select o.id, o.uscc is not null as has_code,
    exists (select from funding_record r where o.id in (r.company_id, r.provider_id)) as has_money,
    array(select p.id from pitch p where p.company_id = o.id order by p.id) as pitches,
    array(select p.id from pitch p where p.company_id = o.id and p.status <> 'withdrawn' order by p.id) as open_pitches
from membership m join organisation o on o.id = m.organisation_id join person w on w.id = m.person_id
where m.person_id = $1 and (m.status = 'active' or (m.status = 'left' and m.left_at >= w.closed_at))
  and not exists (select from membership x where x.organisation_id = o.id and x.status = 'active' and x.person_id <> $1)
order by o.id

-- open_matters --
-- What ends when a person leaves who alone acts for these organisations ($2): their registrations and the
-- organisations' participations in events that are not over ($3), and introductions that wait for an answer.
select
    array(select r.event_id from registration r join event e on e.id = r.event_id
          where r.person_id = $1 and r.status <> 'cancelled' and (upper(e.during) > $3 or e.date_open)
          order by r.event_id) as registrations,
    array(select t.id from participant t join event e on e.id = t.event_id
          where t.organisation_id = any($2::bigint[]) and t.answer <> 'declined' and e.status <> 'cancelled'
            and upper(e.during) > $3 order by t.id) as participants,
    array(select n.id from introduction n join pitch p on p.id = n.pitch_id
          where n.status = 'proposed' and p.company_id = any($2) order by n.id) as asked,
    array(select n.id from introduction n
          where n.status = 'proposed' and n.organisation_id = any($2) order by n.id) as asking

-- withdraw_asking --
-- Providers that ask no longer; the companies that were asked, and about which pitch.
with gone as (
    update introduction set status = 'withdrawn', withdrawn_at = $2 where id = any($1::bigint[]) and status = 'proposed'
    returning id, pitch_id
)
select g.id, p.company_id, v.name as pitch_name
from gone g join pitch p on p.id = g.pitch_id
join lateral (select x.name from pitch_version x where x.pitch_id = p.id and x.frozen_at is not null
              order by x.version desc limit 1) v on true
order by g.id

-- erase_settings --
-- What a person set for themselves alone, and what was kept of their presses.
with a as (delete from saved_search where person_id = $1),
    b as (delete from mail_reader where person_id = $1),
    c as (delete from mail_delivery where person_id = $1),
    d as (delete from welcome_seen where person_id = $1),
    e as (delete from calendar_token where person_id = $1),
    f as (delete from api_answer where person_id = $1),
    g as (delete from idempotent_step where person_id = $1),
    h as (delete from correction_request where person_id = $1),
    i as (delete from import_file where person_id = $1),
    j as (update api_token set revoked_at = coalesce(revoked_at, $2), name = $3 where person_id = $1),
    k as (update webhook set removed_at = coalesce(removed_at, $2), url = $3 where person_id = $1)
select

-- erase_words --
-- What a person wrote beside their own answers, their telephone number, and their address where others had used it.
with a as (update interest set note = '' where chosen_by = $1 and note <> ''),
    b as (update introduction set decline_reason = '' where answered_by = $1 and decline_reason <> ''),
    c as (update availability_word set note = '' where said_by = $1 and note <> ''),
    d as (update jury_declared set note = '' where $1 in (person_id, declared_by) and note <> ''),
    e as (update space_contact set phone = '', withdrawn_at = coalesce(withdrawn_at, $3) where person_id = $1),
    f as (update invitation set email = 'left-' || id || '@left.invalid' where accepted_by = $1 or email = $2),
    g as (update passport_share set audience = '', revoked_at = coalesce(revoked_at, $3),
              revoked_by = coalesce(revoked_by, $1) where made_by = $1)
select

-- erase_mails --
-- Mails to a person: that one was sent, when and for what stays.
update outbox_mail set subject = '', body = '', to_address = '', link = '', attachment = null, attachment_name = null,
    attachment_type = null, last_error = null,
    status = case when status in ('sent', 'failed', 'removed') then status else 'removed' end
where person_id = $1 or to_address = $2

-- erase_mentions --
-- A person's name ($1) and address ($2) in mails to others, by a word in the mail's language. A name in Latin letters
-- goes where it stands as a word of its own, so that "Li" leaves "liability" alone.
update outbox_mail m set
    subject = replace(regexp_replace(m.subject, n.pattern, w.word, 'g'), $2, w.word),
    body = replace(regexp_replace(m.body, n.pattern, w.word, 'g'), $2, w.word)
from (select case when $1 ~ '^[[:ascii:]]*$' then '\m' || q.text || '\M' else q.text end as pattern
      from (select regexp_replace($1, '([^[:alnum:][:space:]])', '\\\1', 'g') as text) q) n,
    (values ('zh', $3::text), ('en', $4::text)) w (locale, word)
where w.locale = m.locale and (m.subject ~ n.pattern or m.body ~ n.pattern
    or strpos(m.body, $2) > 0 or strpos(m.subject, $2) > 0)

-- erase_pitches --
-- The texts of pitches that were nobody else's; what they were about (stage, sector, district) stays for figures.
with a as (
    update pitch_version set name = '', one_line = '', problem = '', solution = '', market = '', team = '', terms = '',
        city = '', deck_id = null
    where pitch_id = any($1::bigint[])),
    b as (delete from embedding where subject = 'pitch' and subject_id = any($1::bigint[])),
    c as (delete from pitch_comment where pitch_id = any($1::bigint[])),
    d as (update pitch set status = 'withdrawn', withdrawn_at = coalesce(withdrawn_at, $2), approved_version = null,
              showcased = false where id = any($1::bigint[]) and status <> 'withdrawn'),
    e as (update consent set revoked_at = $2 where pitch_id = any($1::bigint[]) and revoked_at is null)
select

-- erase_decks --
-- Their decks, and decks that the person had put up before there was a pitch.
with a as (delete from deck where pitch_id = any($1::bigint[]) returning sha256),
    b as (delete from deck_reading where person_id = $2 returning sha256)
select sha256 from a union select sha256 from b order by sha256

-- drop_files --
-- Of these files those that nothing refers to any more.
delete from stored_file f
where f.sha256 = any($1::text[])
  and not exists (select from deck d where d.sha256 = f.sha256)
  and not exists (select from deck_reading d where d.sha256 = f.sha256)
  and not exists (select from declared_fact d where d.sha256 = f.sha256)
  and not exists (select from evidence_claim d where d.sha256 = f.sha256)
  and not exists (select from first_evidence d where d.sha256 = f.sha256)
returning f.sha256

-- erase_profiles --
-- What providers that were this person alone said of themselves.
with a as (
    update provider_profile set thesis = '', never_text = '', house = null, visible_to_founders = false
    where organisation_id = any($1::bigint[])),
    b as (delete from provider_deal where organisation_id = any($1::bigint[])),
    c as (delete from provider_product where organisation_id = any($1::bigint[])),
    d as (delete from embedding where subject = 'thesis' and subject_id = any($1::bigint[])),
    e as (delete from deal_memo m using deal x where x.id = m.deal_id and x.organisation_id = any($1::bigint[])),
    f as (update qualification set evidence = '' where organisation_id = any($1::bigint[]))
select

-- close_alone --
-- Bodies for which nobody acts any more; without a code and without money on record their name ($3) goes, too.
update organisation o set closed_at = coalesce(o.closed_at, $2), about = '',
    name = case when o.uscc is null
                  and not exists (select from funding_record r where o.id in (r.company_id, r.provider_id))
                then $3 else o.name end
where o.id = any($1::bigint[]) and o.uscc is null
