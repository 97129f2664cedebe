-- about_person --
-- Every row in which a person ($1) stands, by table, and what others did with the pitches of
-- their companies ($2). What is added here is named in `web/services/own_data_kinds.py`.
select 'person' as kind, to_jsonb(x) as row from person x where x.id = $1
union all select 'api_token', to_jsonb(x) from api_token x where x.person_id = $1
union all select 'audit', to_jsonb(x) from audit x where x.person_id = $1 or (x.subject = 'person' and x.subject_id = $1)
union all select 'availability_word', to_jsonb(x) from availability_word x where x.said_by = $1
union all select 'booking', to_jsonb(x) from booking x where x.person_id = $1
union all select 'calendar_token', to_jsonb(x) from calendar_token x where x.person_id = $1
union all select 'check_in', to_jsonb(x) from check_in x where $1 in (x.person_id, x.staff_id)
union all select 'company_succession', to_jsonb(x) from company_succession x where x.recorded_by = $1
union all select 'consent', to_jsonb(x) from consent x where x.person_id = $1
union all select 'correction_request', to_jsonb(x) from correction_request x where $1 in (x.ended_by, x.person_id)
union all select 'deal', to_jsonb(x) from deal x where x.opened_by = $1
union all select 'deal_hours', to_jsonb(x) from deal_hours x where x.person_id = $1
union all select 'deal_item', to_jsonb(x) from deal_item x where x.owner_id = $1
union all select 'deal_item_change', to_jsonb(x) from deal_item_change x where $1 in (x.changed_by, x.owner_id)
union all select 'deal_lead', to_jsonb(x) from deal_lead x where $1 in (x.agreed_by, x.asked_by, x.ended_by)
union all select 'deal_memo', to_jsonb(x) from deal_memo x where x.saved_by = $1
union all select 'deal_step', to_jsonb(x) from deal_step x where x.person_id = $1
union all select 'deck', to_jsonb(x) - 'extracted_text' from deck x where x.uploaded_by = $1
union all select 'deck_reading', to_jsonb(x) - 'pages' from deck_reading x where x.person_id = $1
union all select 'declared_fact', to_jsonb(x) from declared_fact x where x.declared_by = $1
union all select 'delay', to_jsonb(x) from delay x where $1 in (x.made_by, x.undone_by)
union all select 'event', to_jsonb(x) from event x where x.created_by = $1
union all select 'event_host', to_jsonb(x) from event_host x where $1 in (x.stated_by, x.withdrawn_by)
union all select 'event_juror', to_jsonb(x) from event_juror x where $1 in (x.invited_by, x.person_id)
union all select 'event_link', to_jsonb(x) from event_link x where x.created_by = $1
union all select 'fairness_rule', to_jsonb(x) from fairness_rule x where x.set_by = $1
union all select 'feedback', to_jsonb(x) from feedback x where x.chosen_by = $1
union all select 'first_elsewhere', to_jsonb(x) from first_elsewhere x where x.declared_by = $1
union all select 'first_evidence', to_jsonb(x) from first_evidence x where x.attached_by = $1
union all select 'first_fact', to_jsonb(x) from first_fact x where x.stated_by = $1
union all select 'first_withdrawal', to_jsonb(x) from first_withdrawal x where x.withdrawn_by = $1
union all select 'floor_request', to_jsonb(x) from floor_request x where x.requested_by = $1
union all select 'funding_counter', to_jsonb(x) from funding_counter x where x.stated_by = $1
union all select 'funding_draft', to_jsonb(x) from funding_draft x where x.person_id = $1
union all select 'funding_evidence', to_jsonb(x) from funding_evidence x where x.attached_by = $1
union all select 'funding_movement', to_jsonb(x) from funding_movement x where x.stated_by = $1
union all select 'funding_movement_step', to_jsonb(x) from funding_movement_step x where x.person_id = $1
union all select 'funding_record', to_jsonb(x) from funding_record x where x.proposed_by = $1
union all select 'funding_step', to_jsonb(x) from funding_step x where x.person_id = $1
union all select 'import_file', to_jsonb(x) - 'content' from import_file x where x.person_id = $1
union all select 'impression', to_jsonb(x) from impression x where x.person_id = $1
union all select 'interest', to_jsonb(x) from interest x where x.chosen_by = $1
union all select 'introduction', to_jsonb(x) from introduction x where $1 in (x.answered_by, x.proposed_by)
union all select 'invitation', to_jsonb(x) from invitation x where $1 in (x.accepted_by, x.invited_by)
union all select 'jury', to_jsonb(x) from jury x where $1 in (x.closed_by, x.released_by, x.set_up_by)
union all select 'jury_declared', to_jsonb(x) from jury_declared x where $1 in (x.declared_by, x.person_id, x.withdrawn_by)
union all select 'jury_lift', to_jsonb(x) from jury_lift x where $1 in (x.lifted_by, x.person_id)
union all select 'jury_pick', to_jsonb(x) from jury_pick x where x.person_id = $1
union all select 'jury_rule', to_jsonb(x) from jury_rule x where x.set_by = $1
union all select 'jury_sheet', to_jsonb(x) from jury_sheet x where x.person_id = $1
union all select 'jury_translation', to_jsonb(x) from jury_translation x where x.written_by = $1
union all select 'leaving', to_jsonb(x) from leaving x where x.person_id = $1
union all select 'mail_delivery', to_jsonb(x) from mail_delivery x where x.person_id = $1
union all select 'mail_reader', to_jsonb(x) from mail_reader x where x.person_id = $1
union all select 'mail_template', to_jsonb(x) from mail_template x where x.written_by = $1
union all select 'meeting_said', to_jsonb(x) from meeting_said x where x.person_id = $1
union all select 'membership', to_jsonb(x) from membership x where $1 in (x.invited_by, x.person_id)
union all select 'membership_step', to_jsonb(x) from membership_step x where x.person_id = $1
union all select 'organisation', to_jsonb(x) from organisation x where x.created_by = $1
union all select 'outbox_mail', to_jsonb(x) - 'attachment' from outbox_mail x where x.person_id = $1
union all select 'participant', to_jsonb(x) from participant x where $1 in (x.invited_by, x.person_id)
union all select 'participant_way', to_jsonb(x) from participant_way x where x.set_by = $1
union all select 'passport_share', to_jsonb(x) from passport_share x where $1 in (x.made_by, x.revoked_by)
union all select 'person_role', to_jsonb(x) from person_role x where $1 in (x.granted_by, x.person_id)
union all select 'pitch', to_jsonb(x) from pitch x where x.created_by = $1
union all select 'pitch_application', to_jsonb(x) from pitch_application x where x.applied_by = $1
union all select 'pitch_audience', to_jsonb(x) from pitch_audience x where x.person_id = $1
union all select 'pitch_comment', to_jsonb(x) from pitch_comment x where x.person_id = $1
union all select 'pitch_version', to_jsonb(x) from pitch_version x where x.saved_by = $1
union all select 'pitch_view', to_jsonb(x) from pitch_view x where x.person_id = $1
union all select 'plan', to_jsonb(x) from plan x where $1 in (x.released_by, x.requested_by)
union all select 'plan_edit', to_jsonb(x) from plan_edit x where x.person_id = $1
union all select 'plan_meeting', to_jsonb(x) from plan_meeting x where x.called_off_by = $1
union all select 'pool', to_jsonb(x) from pool x where x.made_by = $1
union all select 'pool_cover', to_jsonb(x) from pool_cover x where x.set_by = $1
union all select 'pool_money', to_jsonb(x) from pool_money x where x.stated_by = $1
union all select 'pool_product', to_jsonb(x) from pool_product x where x.made_by = $1
union all select 'pool_terms', to_jsonb(x) from pool_terms x where x.stated_by = $1
union all select 'promise', to_jsonb(x) from promise x where x.made_by = $1
union all select 'provider_deal', to_jsonb(x) from provider_deal x where x.added_by = $1
union all select 'provider_profile', to_jsonb(x) from provider_profile x where x.changed_by = $1
union all select 'qualification', to_jsonb(x) from qualification x where x.granted_by = $1
union all select 'ranker_in_use', to_jsonb(x) from ranker_in_use x where x.chosen_by = $1
union all select 'registration', to_jsonb(x) from registration x where $1 in (x.person_id, x.promoted_by)
union all select 'reserve_pitch', to_jsonb(x) from reserve_pitch x where x.set_by = $1
union all select 'review', to_jsonb(x) from review x where x.reviewed_by = $1
union all select 'saved_search', to_jsonb(x) from saved_search x where x.person_id = $1
union all select 'sealed_person', to_jsonb(x) from sealed_person x where x.person_id = $1
union all select 'service_request', to_jsonb(x) from service_request x where x.asked_by = $1
union all select 'service_step', to_jsonb(x) from service_step x where x.person_id = $1
union all select 'session', to_jsonb(x) from session x where x.person_id = $1
union all select 'signing_right', to_jsonb(x) from signing_right x where x.decided_by = $1
union all select 'space_contact', to_jsonb(x) from space_contact x where x.person_id = $1
union all select 'space_offer', to_jsonb(x) from space_offer x where x.changed_by = $1
union all select 'space_profile', to_jsonb(x) from space_profile x where x.changed_by = $1
union all select 'standby_offer', to_jsonb(x) from standby_offer x where x.offered_by = $1
union all select 'subsidy_claim', to_jsonb(x) from subsidy_claim x where x.claimed_by = $1
union all select 'subsidy_claim_step', to_jsonb(x) from subsidy_claim_step x where x.person_id = $1
union all select 'subsidy_rule_adoption', to_jsonb(x) from subsidy_rule_adoption x where x.decided_by = $1
union all select 'subsidy_rule_draft', to_jsonb(x) from subsidy_rule_draft x where x.edited_by = $1
union all select 'subsidy_rule_version', to_jsonb(x) from subsidy_rule_version x where x.published_by = $1
union all select 'taste_reset', to_jsonb(x) from taste_reset x where x.reset_by = $1
union all select 'tenancy', to_jsonb(x) from tenancy x where x.recorded_by = $1
union all select 'training', to_jsonb(x) from training x where x.requested_by = $1
union all select 'vetting', to_jsonb(x) from vetting x where x.decided_by = $1
union all select 'webhook', to_jsonb(x) from webhook x where x.person_id = $1
union all select 'welcome_seen', to_jsonb(x) from welcome_seen x where x.person_id = $1
union all select 'wish', to_jsonb(x) from wish x where x.said_by = $1
union all select 'wish_terms', to_jsonb(x) from wish_terms x where x.set_by = $1
union all select 'comment_received', jsonb_build_object('pitch_id', x.pitch_id, 'event_id', x.event_id,
    'written_by', w.name, 'body', x.body, 'lang', x.lang, 'written_at', x.written_at)
from pitch_comment x join person w on w.id = x.person_id where x.pitch_id = any($2::bigint[])
union all select 'review_received', jsonb_build_object('pitch_id', x.pitch_id, 'version', x.version,
    'decision', x.decision, 'comment', x.comment, 'lang', x.lang, 'reviewed_at', x.reviewed_at)
from review x where x.pitch_id = any($2::bigint[])
union all select 'pitch_seen', jsonb_build_object('pitch_id', x.pitch_id, 'organisation_id', x.organisation_id,
    'what', x.what, 'seen_at', x.seen_at)
from pitch_view x where x.pitch_id = any($2::bigint[])
union all select 'pitch_listed', jsonb_build_object('pitch_id', x.pitch_id, 'organisation_id', x.organisation_id,
    'position', x.position, 'list_order', x.list_order, 'shown_at', x.shown_at)
from impression x where x.pitch_id = any($2::bigint[])
union all select 'interest_received', jsonb_build_object('pitch_id', x.pitch_id, 'organisation_id', x.organisation_id,
    'status', x.status, 'proposed_at', x.proposed_at, 'answered_at', x.answered_at)
from introduction x where x.pitch_id = any($2::bigint[])

-- names --
-- What organisations ($1), pitches ($2) and events ($3) are called, for people who know of them already.
select 'organisation' as of, o.id, o.name from organisation o where o.id = any($1::bigint[])
union all
select 'pitch', p.id, (select v.name from pitch_version v where v.pitch_id = p.id order by v.version desc limit 1)
from pitch p where p.id = any($2::bigint[])
union all
select 'event', e.id, coalesce(nullif(e.title_zh, ''), e.title_en) from event e where e.id = any($3::bigint[])

-- own_pitches --
-- The pitches of the companies that a person acts for.
select p.id from pitch p join membership m on m.organisation_id = p.company_id
where m.person_id = $1 and m.status = 'active' order by p.id

-- own_files --
-- The files that a person has put up and that are still there.
select d.sha256, d.filename from deck d where d.uploaded_by = $1 and d.removed_at is null
union select e.sha256, e.filename from funding_evidence e where e.attached_by = $1
union select e.sha256, e.filename from first_evidence e where e.attached_by = $1
union select f.sha256, f.filename from declared_fact f where f.declared_by = $1 and f.sha256 is not null
union select r.sha256, r.filename from deck_reading r where r.person_id = $1
order by filename, sha256

-- brought_files --
-- The files that a person has brought in and that are not thrown away yet.
select f.filename, f.content from import_file f where f.person_id = $1 and f.content is not null order by f.id
