"""The mails of a request for a service: to whom a step matters, each in their own language."""

from __future__ import annotations

from collections.abc import Callable, Collection

from models.db import Connection
from models.entities.service_requests import NewServiceStep, ServiceSide, ServiceStep
from models.repositories.service_requests import ServiceRequestRepository
from web import formats
from web.clock import Clock
from web.i18n import gettext
from web.services.mail import mail_each
from web.space_words import space_word

Names = dict[str, str]
Words = Callable[[Names], tuple[str, str]]
PURPOSE = "service"
_BOTH = frozenset({ServiceSide.FOUNDER, ServiceSide.SPACE})


async def tell_asked(conn: Connection, clock: Clock, request_id: int, space_id: int, need: str) -> None:
    """A space is asked; its people read what is needed."""

    def words(names: Names) -> tuple[str, str]:
        return (
            gettext("%(service)s: %(company)s asks %(space)s", **names),
            gettext(
                "%(company)s asks %(space)s for a service: %(service)s. What is needed:\n\n%(need)s\n\n"
                "Answer it under Requests: accept it with a day, ask for more, or decline with a reason.",
                **names,
                need=need,
            ),
        )

    await _send(conn, clock, request_id, space_id, {ServiceSide.SPACE}, "asked", words)


async def tell_step(
    conn: Connection,
    clock: Clock,
    request_id: int,
    space_id: int,
    side: ServiceSide,
    new: NewServiceStep,
) -> None:
    """The other side reads what was done; what the platform says goes to whom it concerns."""
    if new.step is ServiceStep.TAKEN:
        to = {ServiceSide.SPACE}
    elif side is ServiceSide.PLATFORM:
        to = set(_BOTH)
    else:
        to = {ServiceSide.FOUNDER if side is ServiceSide.SPACE else ServiceSide.SPACE}

    def words(names: Names) -> tuple[str, str]:
        subject, text = _said(new, side, names)
        return subject, f"{text}\n\n{new.note}" if new.note else text

    await _send(conn, clock, request_id, space_id, to, new.step, words)


async def tell_quiet(
    conn: Connection, clock: Clock, request_id: int, space_id: int, waits_on: ServiceSide, days: int
) -> None:
    """Both sides are reminded that nothing has happened, and whose turn it is."""

    def words(names: Names) -> tuple[str, str]:
        who = names["company" if waits_on is ServiceSide.FOUNDER else "space"]
        return (
            gettext("%(service)s: nothing from %(who)s for %(days)s days", **names, who=who, days=days),
            gettext(
                "%(company)s has asked %(space)s for a service (%(service)s), and nothing has happened for "
                "%(days)s days. It is the turn of %(who)s; any step on the request ends this silence.",
                **names,
                who=who,
                days=days,
            ),
        )

    await _send(conn, clock, request_id, space_id, _BOTH, f"quiet-{days}", words)


def _said(new: NewServiceStep, side: ServiceSide, names: Names) -> tuple[str, str]:  # noqa: PLR0911 - one a step
    match new.step:
        case ServiceStep.ACCEPTED:
            facts = names | {"day": formats.date(new.promised_on)}
            return (
                gettext("%(service)s: %(space)s accepts, by %(day)s", **facts),
                gettext("%(space)s takes on the request of %(company)s and promises it by %(day)s.", **facts),
            )
        case ServiceStep.DECLINED:
            facts = names | {"reason": space_word("decline", new.reason)}
            return (
                gettext("%(service)s: %(space)s declines", **facts),
                gettext(
                    "%(space)s does not take on the request of %(company)s. The reason: %(reason)s. "
                    "You can ask another space with the same words.",
                    **facts,
                ),
            )
        case ServiceStep.NEEDS_MORE:
            return (
                gettext("%(service)s: %(space)s asks for more", **names),
                gettext("%(space)s needs to know more before it can answer %(company)s:", **names),
            )
        case ServiceStep.REPLY:
            return (
                gettext("%(service)s: %(company)s replies", **names),
                gettext("%(company)s replies to the question of %(space)s:", **names),
            )
        case ServiceStep.STARTED:
            return (
                gettext("%(service)s: %(space)s has begun", **names),
                gettext("%(space)s is at work on the request of %(company)s.", **names),
            )
        case ServiceStep.DONE:
            who = names["company" if side is ServiceSide.FOUNDER else "space"]
            return (
                gettext("%(service)s: done, says %(who)s", **names, who=who),
                gettext(
                    "The request of %(company)s to %(space)s is done. Its founder can rate it on its page.",
                    **names,
                ),
            )
        case ServiceStep.RATED:
            return (
                gettext("%(service)s: %(company)s has rated it", **names),
                gettext("%(company)s gives %(rating)s of 5.", **names, rating=new.rating),
            )
        case ServiceStep.WITHDRAWN:
            return (
                gettext("%(service)s: %(company)s withdraws its request", **names),
                gettext("%(company)s does not need the service of %(space)s any more.", **names),
            )
        case ServiceStep.TAKEN:
            return (
                gettext("%(service)s: another space has taken it", **names),
                gettext(
                    "%(company)s had asked several spaces, and another one was quicker. "
                    "%(space)s need not answer any more.",
                    **names,
                ),
            )
        case ServiceStep.EXPIRED:
            return (
                gettext("%(service)s: it has ended without an answer", **names),
                gettext(
                    "The request of %(company)s to %(space)s was not answered in time and has ended. "
                    "It can be asked again, of this space or of another.",
                    **names,
                ),
            )
        case ServiceStep.WORD | ServiceStep.ASKED:
            who = names["company" if side is ServiceSide.FOUNDER else "space"]
            return (
                gettext("%(service)s: a word from %(who)s", **names, who=who),
                gettext("%(who)s writes:", who=who),
            )


async def _send(
    conn: Connection,
    clock: Clock,
    request_id: int,
    space_id: int,
    sides: Collection[ServiceSide],
    key: str,
    words: Words,
) -> None:
    requests = ServiceRequestRepository(conn)
    found = await requests.for_mail(request_id, space_id)
    # Somebody of both sides reads it once.
    to = {one.person_id: one for one in await requests.readers(request_id, space_id) if one.side in sides}

    def said(_: object) -> tuple[str, str]:
        return words(
            {
                "service": space_word("offer_kind", found["kind"]),
                "company": found["company_name"],
                "space": found["space_name"],
            }
        )

    at = f"service-{request_id}-{space_id}-{key}-{clock.now().isoformat()}"
    await mail_each(
        conn,
        clock,
        PURPOSE,
        to.values(),
        said,
        at,
        link=lambda one: f"/services/{request_id}?as={one.side}",
    )
