"""What matching has learned: `/learning`, one model, and what a provider's own answers taught."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from web.forms.learning import UseModelForm
from web.navigation import role_in_use
from web.pages.learning import learning_page, model_page, own_taste_page
from web.render import render, see
from web.resources import resources
from web.services import learning
from web.viewer import organisation_asked, viewer_for, viewer_of

KEEPERS = (Role.ORGANISER, Role.ADMIN)


def _keeper(request: Request) -> tuple[Viewer, Role]:
    """The viewer as organiser or administrator, whichever is in use."""
    viewer = viewer_of(request)
    role = role_in_use(request, viewer)
    if role not in KEEPERS:
        role = next((r for r in KEEPERS if r in viewer.roles), None)
    if role is None:
        raise NotAllowed("not_allowed")
    return viewer_for(request, role), role


async def show(request: Request) -> Response:
    """Which model makes the lists, what it was made from, and how well it foretells."""
    viewer, role = _keeper(request)
    found = await learning.open_learning(resources(request).db, viewer=viewer)
    return render(request, "learning/show.html", learning_page(found, role))


async def train(request: Request) -> Response:
    """Ask for a run of training."""
    viewer, parts = viewer_for(request, Role.ADMIN), resources(request)
    await learning.ask_for_training(parts.db, parts.clock, viewer=viewer)
    return see(request, "learning.show", query={"as": Role.ADMIN}, flash="training_asked")


async def use(request: Request) -> Response:
    """Let another model make the lists."""
    viewer, role = _keeper(request)
    parts = resources(request)
    wanted = UseModelForm.parse(await request.form()).clean
    if wanted is None:
        return see(request, "learning.show", query={"as": role})
    await learning.use_model(parts.db, parts.clock, viewer=viewer, version=wanted.version, seen=wanted.seen)
    parts.rankers.forget()
    return see(
        request,
        "learning.show",
        query={"as": role},
        flash="model_in_use",
        flash_params={"model": wanted.version},
    )


async def model(request: Request) -> Response:
    """The model whose name stands under a list."""
    viewer = viewer_of(request)
    found = await learning.open_model(
        resources(request).db, viewer=viewer, version=request.path_params["version"]
    )
    return render(request, "learning/model.html", model_page(found))


async def taste(request: Request) -> Response:
    """What this provider's own answers moved in its own list."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    in_use = await parts.rankers.current()
    found = await learning.open_own_taste(
        parts.db, viewer=viewer, ranker=in_use.ranker, organisation_id=organisation_asked(request)
    )
    return render(request, "learning/own.html", own_taste_page(found))


async def reset_taste(request: Request) -> Response:
    """Start anew with the weights that hold for everybody."""
    viewer, parts = viewer_for(request, Role.PROVIDER), resources(request)
    asked = organisation_asked(request)
    await learning.reset_own_taste(parts.db, parts.clock, viewer=viewer, organisation_id=asked)
    parts.rankers.forget()
    query = {} if asked is None else {"for": str(asked)}
    return see(request, "provider.taste", query=query, flash="taste_reset")


routes = [
    Route("/learning", show, name="learning.show"),
    Route("/learning/train", train, name="learning.train", methods=["POST"]),
    Route("/learning/use", use, name="learning.use", methods=["POST"]),
    Route("/learning/models/{version}", model, name="learning.model"),
    Route("/provider/taste", taste, name="provider.taste"),
    Route("/provider/taste/reset", reset_taste, name="provider.taste_reset", methods=["POST"]),
]
