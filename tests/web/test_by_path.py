"""A path leads to the route that Starlette's own router would have chosen, or to one it would have hidden."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from web.by_path import ByPath


def says(name: str) -> Any:
    async def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{name} {sorted(request.path_params.items())}")

    return answer


ROUTES = [
    Route("/", says("home")),
    Route("/events", says("events")),
    Route("/events", says("make"), methods=["POST"]),
    Route("/events/{name}", says("event")),
    Route("/events/new", says("new")),
    Route("/events/{id:int}/plans/{rest:path}", says("plans")),
    Route("/{word}/mirror", says("mirror")),
    Mount("/static", says("never"), name="static"),
]


@pytest.fixture
def site() -> TestClient:
    app = Starlette()
    app.router = ByPath(ROUTES)
    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "home []"),
        ("/events", "events []"),
        ("/events/fair", "event [('name', 'fair')]"),
        ("/events/7/plans/a/b", "plans [('id', 7), ('rest', 'a/b')]"),
        ("/events/mirror", "event [('name', 'mirror')]"),
        ("/spaces/mirror", "mirror [('word', 'spaces')]"),
        ("/static/mirror", "mirror [('word', 'static')]"),
    ],
)
def test_the_first_route_that_fits_answers(site: TestClient, path: str, told: str) -> None:
    assert site.get(path).text == told


def test_a_path_without_parameters_comes_before_a_pattern(site: TestClient) -> None:
    assert site.get("/events/new").text == "new []"


def test_one_path_has_a_route_for_each_method(site: TestClient) -> None:
    assert site.post("/events").text == "make []"
    assert site.delete("/events").status_code == 405


def test_what_no_route_has_is_told_as_starlette_tells_it(site: TestClient) -> None:
    assert site.get("/nowhere").status_code == 404
    assert site.get("/events/x/y").status_code == 404
    slash = site.get("/events/", follow_redirects=False)
    assert (slash.status_code, slash.headers["location"]) == (307, "http://testserver/events")


def test_below_another_root_the_same_routes_answer() -> None:
    app = Starlette()
    app.router = ByPath(ROUTES)
    assert TestClient(app, root_path="/shoutou").get("/shoutou/events/new").text == "new []"
