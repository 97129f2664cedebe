"""Rules that pay: `/rules` for everybody signed in, and the administrator's desk at `/admin/rules`."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid
from web.forms.base import Data, Parsed
from web.forms.rules import DataForm, DeskAct, DeskActForm, NewRuleForm, RuleForm, read_change
from web.pages.rule_desk import desk_page, refusal_words, shelf_page
from web.pages.rules import rule_page, rules_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import rule_desk
from web.services.rule_desk import Desk, NewProduct
from web.services.rule_edits import Act
from web.services.subsidy_rules import book_of, rule_books
from web.services.tenancies import ZONE
from web.viewer import viewer_for, viewer_of


def _today(request: Request) -> date:
    return resources(request).clock.now().astimezone(ZONE).date()


async def rules(request: Request) -> Response:
    """All rules, in words."""
    viewer = viewer_of(request)
    books = await rule_books(resources(request).db)
    page = rules_page(books, _today(request), may_edit=Role.ADMIN in viewer.roles)
    return render(request, "rules/list.html", page)


async def rule(request: Request) -> Response:
    """One rule with every condition of each version."""
    viewer = viewer_of(request)
    book = book_of(await rule_books(resources(request).db), request.path_params["code"])
    page = rule_page(book, _today(request), may_edit=Role.ADMIN in viewer.roles)
    return render(request, "rules/show.html", page)


async def shelf(request: Request) -> Response:
    """Rules and drafts, and the form for a rule that does not exist yet."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    if request.method == "GET":
        return await _shelf(request, viewer, Parsed({}, {}, None))
    parsed = NewRuleForm.parse(await request.form())
    if parsed.clean is None:
        return await _shelf(request, viewer, parsed)
    try:
        await rule_desk.begin_rule(parts.db, parts.clock, viewer=viewer, new=parsed.clean)
    except Conflict as error:
        return await _shelf(request, viewer, parsed.with_error("code", sentence(error.code)))
    return see(request, "admin.rule", code=parsed.clean.code, flash="rule_draft_saved")


async def _shelf(request: Request, viewer: Viewer, form: Parsed[NewProduct]) -> Response:
    found = await rule_desk.open_shelf(resources(request).db, viewer=viewer)
    page = shelf_page(found, _today(request), form)
    return render(request, "rules/shelf.html", page, status=422 if form.errors else 200)


async def desk(request: Request) -> Response:
    """One rule's next version: what it says, whom it would affect, and the act that publishes it."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    code = request.path_params["code"]
    found = await rule_desk.open_desk(parts.db, parts.clock, viewer=viewer, code=code)
    if request.method == "GET":
        page = desk_page(found, _today(request), forms=_forms(found))
        return render(request, "rules/desk.html", page)
    data = await request.form()
    asked = DeskActForm.parse(data)
    if asked.clean is None:
        raise Invalid("not_a_choice")
    if asked.clean.act is Act.DISCARD:
        await rule_desk.discard_draft(
            parts.db, parts.clock, viewer=viewer, code=code, revision=asked.clean.revision
        )
        return see(request, "admin.rules", flash="rule_draft_discarded")
    if asked.clean.act is Act.PUBLISH:
        await rule_desk.publish_draft(
            parts.db, parts.clock, viewer=viewer, code=code, revision=asked.clean.revision
        )
        return see(request, "rules.show", code=code, flash="rule_published")
    return await _change(request, viewer, found, asked.clean, data)


def _forms(found: Desk) -> dict[Act, Parsed[Any]]:
    """The forms of the desk as nobody has typed into them."""
    note = "" if found.draft is None else found.draft.note
    return {
        Act.SAVE: Parsed(RuleForm.values(found.content, note), {}, None),
        Act.ADD: Parsed({}, {}, None),
        Act.DATA: Parsed(DataForm.values(found.content, note), {}, None),
    }


async def _change(request: Request, viewer: Viewer, found: Desk, asked: DeskAct, data: Data) -> Response:
    """Keep a changed draft, or show the same page with what is wrong."""
    parts, note = resources(request), "" if found.draft is None else found.draft.note
    parsed = read_change(asked.act, data, found.content, note)
    if parsed.clean is not None:
        try:
            await rule_desk.save_draft(
                parts.db,
                parts.clock,
                viewer=viewer,
                code=found.code,
                content=parsed.clean.content,
                note=parsed.clean.note,
                revision=asked.revision,
            )
        except Invalid as error:
            parsed = parsed.with_error("data", refusal_words(error))
        except Conflict as error:
            if error.code != "rule_version_taken":
                raise
            parsed = parsed.with_error("version", sentence(error.code))
        else:
            return see(request, "admin.rule", code=found.code, flash="rule_draft_saved")
    page = desk_page(found, _today(request), forms={**_forms(found), asked.act: parsed})
    return render(request, "rules/desk.html", page, status=422)


routes = [
    Route("/rules", rules, name="rules.list"),
    Route("/rules/{code}", rule, name="rules.show"),
    Route("/admin/rules", shelf, name="admin.rules", methods=["GET", "POST"]),
    Route("/admin/rules/{code}", desk, name="admin.rule", methods=["GET", "POST"]),
]
