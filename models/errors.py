"""What can go wrong in the domain, a stable code each; `web/errors.py` has statuses and words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg


class DomainError(Exception):
    """A rule of the domain was not kept."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotFound(DomainError):
    """There is no such thing, or the viewer may not know of it."""

    def __init__(self, code: str = "not_found", **params: object) -> None:
        super().__init__(code, **params)


class NotAllowed(DomainError):
    """The viewer may know of it, but not do this."""


class Conflict(DomainError):
    """Somebody else was quicker, or the state has moved on."""


class Invalid(DomainError):
    """The values cannot be accepted; `field` names the one to mend where there is one."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


# A constraint that a person can run into, and the code under which they read of it.
CONFLICTS = {
    "person_email_key": "email_taken",
    "organisation_uscc_key": "uscc_taken",
    "membership_person_organisation_key": "already_member",
    "invitation_open_key": "address_invited",
    "tenancy_company_time_excl": "tenancy_overlaps",
    "pitch_version_one_draft": "draft_exists",
    "consent_in_force": "consent_already_given",
    "review_once_per_version": "already_reviewed",
    "introduction_pair_key": "introduction_exists",
    "event_room_name_key": "room_name_taken",
    "event_slot_room_time_excl": "slot_taken",
    "event_slot_meeting_time_excl": "slot_taken",
    "participant_pitch_key": "already_invited",
    "participant_provider_key": "already_invited",
    "plan_version_key": "plan_version_taken",
    "plan_one_released": "plan_already_released",
    "plan_pitch_slot_key": "slot_taken",
    "plan_pitch_participant_key": "already_placed",
    "plan_meeting_pair_key": "pair_meets_already",
    "plan_meeting_founder_slot_key": "founder_busy",
    "plan_meeting_provider_slot_key": "provider_busy",
    "plan_meeting_table_key": "table_taken",
    "booking_person_time_excl": "person_booked_elsewhere",
    "jury_pick_once": "picked_already",
    "registration_seat_free": "no_seat_left",
    "registration_person_key": "registered_already",
    "event_seats_taken": "seats_below_taken",
    "reserve_pitch_place_key": "place_given_on",
    "funding_record_idempotency_key": "already_proposed",
    "funding_step_once": "already_answered",
    "funding_evidence_one_chain": "evidence_used",
    "funding_evidence_per_record": "evidence_attached_already",
    "first_certificate_in_force": "first_exists",
    "funding_movement_idempotency_key": "already_proposed",
    "funding_movement_step_once": "already_answered",
    "funding_balance_fits": "balance_does_not_fit",
    "funding_movement_fits": "movement_does_not_fit",
    "company_succession_one_heir": "heir_already",
    "company_succession_no_circle": "heir_of_itself",
    "first_withdrawal_succession_key": "withdrawn_already",
    "first_withdrawal_elsewhere_key": "withdrawn_already",
    "first_withdrawal_fact_key": "withdrawn_already",
    "event_host_once": "host_stated_already",
    "event_host_name_once": "host_stated_already",
    "deal_pair_key": "deal_exists",
    "pool_name_key": "pool_name_taken",
    "pool_product_key": "pool_product_taken",
    "deal_step_key": "deal_moved_on",
    "deal_lead_open_key": "lead_asked_already",
    "deal_lead_one_per_round": "round_has_a_lead",
    "subsidy_rule_version_key": "rule_version_taken",
    "subsidy_claim_idempotency_key": "claim_moved_on",
    "subsidy_claim_step_key": "claim_moved_on",
    "subsidy_claim_step_idempotency_key": "claim_moved_on",
    "subsidy_hold_once_per_deal": "claimed_once_already",
    "subsidy_claim_within_total": "cap_used_up",
    "subsidy_claim_within_caps": "cap_used_up",
    "subsidy_step_within_claim": "more_than_claimed",
    "service_step_one_accepts": "service_moved_on",
    "service_step_rated_once": "service_moved_on",
    "import_file_once": "import_taken_before",
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn a violated, named constraint into the `Conflict` that a person can read; let the rest pass."""
    try:
        yield
    except (
        asyncpg.UniqueViolationError,
        asyncpg.ExclusionViolationError,
        asyncpg.ForeignKeyViolationError,
    ) as error:
        code = CONFLICTS.get(error.constraint_name or "")
        if code is None:
            raise
        raise Conflict(code) from error
