"""The mails of a claim: to officers when it is made or withdrawn, to the applicant whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from matcher.eligibility import read_rule
from models.db import Connection
from models.entities.claims import Claim, ClaimAddressee, ClaimStep
from models.repositories.claims import ClaimRepository
from web import formats
from web.clock import Clock
from web.i18n import current_locale, gettext
from web.services.mail import mail_each

Words = Callable[[dict[str, str]], tuple[str, str]]


async def tell_claimed(conn: Connection, clock: Clock, claim: Claim) -> None:
    """Officers have a claim to decide; the applicant's members know that one of them has claimed."""

    def to_officers(facts: dict[str, str]) -> tuple[str, str]:
        return (
            gettext("%(rule)s: %(applicant)s claims %(amount)s", **facts),
            gettext(
                "%(applicant)s claims %(amount)s by “%(rule)s” for its deal with %(company)s. The rule's "
                "version and the facts are frozen with the claim.\nOpen Claims to review and decide it.",
                **facts,
            ),
        )

    def to_applicant(facts: dict[str, str]) -> tuple[str, str]:
        return (
            gettext("%(rule)s: %(amount)s claimed", **facts),
            gettext(
                "%(applicant)s has claimed %(amount)s by “%(rule)s” for the deal with %(company)s. "
                "You will read here what is decided.",
                **facts,
            ),
        )

    await _send(conn, clock, claim, "claimed", to_officers, to_applicant, claim.amount)


async def tell_step(
    conn: Connection, clock: Clock, claim: Claim, step: ClaimStep, amount: int | None, note: str, *, by: int
) -> None:
    """What became of a claim: to the applicant, and a withdrawal to officers too."""

    def to_applicant(facts: dict[str, str]) -> tuple[str, str]:
        subject, body = _said(step, facts)
        return subject, f"{body}\n\n{note}" if note else body

    to_officers = to_applicant if step is ClaimStep.WITHDRAWN else None
    await _send(conn, clock, claim, str(step), to_officers, to_applicant, amount or claim.amount, but=by)


def _said(step: ClaimStep, facts: dict[str, str]) -> tuple[str, str]:
    return {
        ClaimStep.UNDER_REVIEW: lambda: (
            gettext("%(rule)s: your claim is under review", **facts),
            gettext("The claim of %(applicant)s for the deal with %(company)s is being reviewed.", **facts),
        ),
        ClaimStep.GRANTED: lambda: (
            gettext("%(rule)s: %(amount)s granted", **facts),
            gettext(
                "%(amount)s was granted to %(applicant)s for the deal with %(company)s. "
                "It is not paid yet; you will be told when it is.",
                **facts,
            ),
        ),
        ClaimStep.REFUSED: lambda: (
            gettext("%(rule)s: the claim was refused", **facts),
            gettext(
                "The claim of %(applicant)s for the deal with %(company)s was refused. The reason follows; "
                "when facts have changed, it can be claimed again.",
                **facts,
            ),
        ),
        ClaimStep.WITHDRAWN: lambda: (
            gettext("%(rule)s: %(applicant)s withdraws its claim", **facts),
            gettext("%(applicant)s no longer claims %(amount)s for the deal with %(company)s.", **facts),
        ),
        ClaimStep.PAID: lambda: (
            gettext("%(rule)s: %(amount)s paid", **facts),
            gettext(
                "%(amount)s was paid to %(applicant)s for the deal with %(company)s. "
                "Please tell the office if it has not arrived.",
                **facts,
            ),
        ),
        ClaimStep.CLAWED_BACK: lambda: (
            gettext("%(rule)s: %(amount)s is taken back", **facts),
            gettext(
                "%(amount)s that was granted to %(applicant)s for the deal with %(company)s is taken back. "
                "The reason follows.",
                **facts,
            ),
        ),
    }[step]()


async def _send(
    conn: Connection,
    clock: Clock,
    claim: Claim,
    key: str,
    to_officers: Words | None,
    to_applicant: Words,
    amount: int,
    *,
    but: int | None = None,
) -> None:
    rule = read_rule(claim.rule, claim.rule_code)
    told: dict[int, ClaimAddressee] = {}
    for one in await ClaimRepository(conn).addressees(claim.id):
        if one.person_id != but and (to_officers is not None or not one.is_officer):
            told.setdefault(one.person_id, one)

    def words(to: ClaimAddressee) -> tuple[str, str]:
        title = rule.title.zh if current_locale() == "zh" else rule.title.en
        facts = {
            "rule": title,
            "applicant": claim.organisation_name,
            "company": claim.company_name,
            "amount": formats.money(amount),
        }
        chosen = to_officers if to.is_officer and to_officers is not None else to_applicant
        return chosen(facts)

    key = f"claim-{claim.id}-{key}-{clock.now().isoformat()}"
    await mail_each(conn, clock, "claim", told.values(), words, key, link=f"/claims/{claim.id}")
