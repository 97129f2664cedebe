"""The inbox, how a person wants mail, and the link in each mail that ends its kind."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.errors import Invalid
from web.forms.base import Data, blank
from web.forms.messages import InboxFilterForm, MailChoicesForm, ReadForm
from web.i18n import gettext
from web.middleware import LOCALE_COOKIE
from web.pages.messages import UnsubscribePage, inbox_page, notifications_page
from web.render import render, see, see_path
from web.resources import resources
from web.routes.account import careful
from web.routes.sign_in import YEAR_SECONDS, remember
from web.services import inbox, mail_choices
from web.services.inbox import InboxFilter
from web.services.mail_purposes import DIGESTS, TOPIC_LABELS, Topic


async def show(request: Request) -> Response:
    """What the platform has written to the viewer."""
    viewer, r = careful(request), resources(request)
    parsed = InboxFilterForm.parse(Data(request.query_params.multi_items()))
    wanted = parsed.clean or InboxFilter()
    found = await inbox.open_inbox(r.db, viewer=viewer, wanted=wanted)
    page = inbox_page(request.url.path, found, wanted)
    return render(request, "messages/inbox.html", page, status=422 if parsed.errors else 200)


async def read(request: Request) -> Response:
    """Open a message, or mark everything shown as read."""
    viewer, r = careful(request), resources(request)
    parsed = ReadForm.parse(await request.form())
    mark = parsed.clean
    if mark is None or parsed.errors:
        raise Invalid("not_a_choice")
    if mark.mail_id is not None:
        link = await inbox.read_message(r.db, r.clock, viewer=viewer, mail_id=mark.mail_id)
        return see_path(request, link or request.url_for("messages.inbox").path)
    await inbox.read_all(r.db, r.clock, viewer=viewer, newest=mark.newest or 0, topic=mark.topic)
    return see(request, "messages.inbox", flash="all_read")


async def notifications(request: Request) -> Response:
    """What comes by mail, and when."""
    viewer, r = careful(request), resources(request)
    if request.method == "GET":
        choices = await mail_choices.open_choices(r.db, viewer=viewer)
        page = notifications_page(blank(MailChoicesForm.values_of(choices)))
        return render(request, "messages/notifications.html", page)
    parsed = MailChoicesForm.parse(await request.form())
    if parsed.clean is None or parsed.errors:
        return render(request, "messages/notifications.html", notifications_page(parsed), status=422)
    await mail_choices.save_choices(r.db, r.clock, viewer=viewer, choices=parsed.clean)
    response = see(request, "account.notifications", flash="mail_choices_saved")
    remember(request, response, LOCALE_COOKIE, parsed.clean.locale, YEAR_SECONDS)
    return response


async def unsubscribe(request: Request) -> Response:
    """A page with one button for who follows the link; the POST of the button or of a mail program ends it.

    Programs that look at every link in a mail only ask for the page, which changes nothing.
    """
    r, token = resources(request), request.path_params["token"]
    if request.method == "GET":
        topic = mail_choices.group_of(r.settings, r.clock, token)
    else:
        topic = await mail_choices.unsubscribe(r.db, r.settings, r.clock, token=token)
    label = gettext(DIGESTS if topic is Topic.ACCOUNT else TOPIC_LABELS[topic])
    page = UnsubscribePage(gettext("No more of these mails"), label, request.method == "POST")
    return render(request, "messages/unsubscribe.html", page)


routes = [
    Route("/inbox", show, name="messages.inbox"),
    Route("/inbox/read", read, name="messages.read", methods=["POST"]),
    Route("/account/notifications", notifications, name="account.notifications", methods=["GET", "POST"]),
    Route("/unsubscribe/{token}", unsubscribe, name="messages.unsubscribe", methods=["GET", "POST"]),
]
