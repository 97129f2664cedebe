"""What an operation is: one use case by name, method and path, with the types that go in and come out."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.datastructures import UploadFile

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from web.api.bodies import Body, Query
from web.api.problems import Problem
from web.forms.base import Data, Parsed
from web.resources import Resources
from web.services.api_scopes import SCOPES
from web.viewer import NEEDS_SECOND_FACTOR

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """The one file of a request."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A file as the answer."""

    content: bytes
    media_type: str
    filename: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of an operation after which there is nothing to tell."""

    done: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """The answer of an operation that made something: its id."""

    id: int


@dataclass(frozen=True, slots=True)
class HowMany:
    """How many came of it."""

    n: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as an operation meets it: who asks, and everything that was read and checked."""

    parts: Resources
    viewer: Viewer | None
    # Names of the path with their values: whole numbers where the name ends in `_id`, else text.
    path: Mapping[str, Any]
    # Instances of the operation's own types.
    body: Any = None
    query: Any = None
    upload: Upload | None = None

    @property
    def file(self) -> Upload:
        """The file of an operation that takes one, which has always one."""
        if self.upload is None:
            raise Problem(415, "wrong_media_type", wanted="multipart/form-data")
        return self.upload

    @property
    def person(self) -> Viewer:
        """Who asks; an operation with a scope always has somebody."""
        if self.viewer is None:
            raise Problem(401, "token_needed", headers={"WWW-Authenticate": "Bearer"})
        return self.viewer

    def acting(self, *roles: Role) -> Viewer:
        """Who asks, if they may act in one of these roles; the second factor counts as on pages."""
        viewer = self.person
        role = next((r for r in roles if r in viewer.roles), None)
        if role is None:
            raise NotAllowed("not_allowed")
        self.check_factor(viewer, role)
        return viewer

    def check_factor(self, viewer: Viewer, role: Role) -> None:
        """Refuse who owes the second factor that this role asks for."""
        if role in NEEDS_SECOND_FACTOR and not self.factor_shown:
            raise NotAllowed("token_without_second_factor")

    @property
    def factor_shown(self) -> bool:
        """Whether the token was made after the second factor, or the site lets people go without one."""
        viewer = self.person
        if viewer.passed_second_factor:
            return True
        return not viewer.has_second_factor and not self.parts.settings.second_factor_required

    def careful(self) -> Viewer:
        """Who asks; somebody with a second factor, or a role that needs one, has shown it."""
        viewer = self.person
        if viewer.has_second_factor and not viewer.passed_second_factor:
            raise NotAllowed("token_without_second_factor")
        return viewer

    def form(self, **more: str | list[str]) -> Data:
        """The body as the page's form would have sent it, with what the page adds in hidden fields."""
        pairs: list[tuple[str, str | UploadFile]] = [*self.body.pairs()] if self.body is not None else []
        for name, value in more.items():
            pairs += [(name, v) for v in ([value] if isinstance(value, str) else value)]
        return Data(pairs)

    def clean(self, parsed: Parsed[T]) -> T:
        """What a form made of it; errors of fields become a problem that points to them."""
        if parsed.clean is None or parsed.errors:
            raise Problem(
                422,
                "fields_not_accepted",
                errors=[
                    {"pointer": self.pointer(name), "detail": text} for name, text in parsed.errors.items()
                ],
            )
        return parsed.clean

    def pointer(self, form_field: str) -> str:
        """Where in the body the form's field was."""
        return f"/{self.body.name_of(form_field)}" if isinstance(self.body, Body) else f"/{form_field}"


Handler = Callable[[Ask], Awaitable[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One thing that can be asked for; `answer` is the type of what the handler returns.

    Each is made once, at import, and is equal to itself alone.
    """

    name: str
    method: str
    path: str
    tag: str
    # Nobody needs a token where it is None.
    scope: str | None
    # English, marked for translation.
    summary: str
    handler: Handler
    answer: Any
    body: type[Body] | None = None
    query: type[Query] | None = None
    # What the one file of a multipart request is; the body's fields stand beside it.
    takes_file: bool = False
    file_needed: bool = True
    gives_file: bool = False
    status: int = 200
    # The pages' routes that it stands for, for the test that no page is left out.
    pages: tuple[str, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A wrong scope or method is a mistake of ours, seen at import."""
        if self.scope is not None and self.scope not in SCOPES:
            message = f"{self.name}: no scope {self.scope}"
            raise ValueError(message)
        if self.method not in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            message = f"{self.name}: no method {self.method}"
            raise ValueError(message)


class Area:
    """The operations of one module, gathered by its decorators."""

    def __init__(self, tag: str, scope: str | None) -> None:
        self.tag = tag
        self._area = scope
        self.operations: list[Operation] = []

    def add(
        self,
        method: str,
        path: str,
        name: str,
        summary: str,
        answer: Any,
        *,
        public: bool = False,
        scope: str | None = None,
        **more: Any,
    ) -> Callable[[Handler], Handler]:
        """Make the decorated handler an operation; reading is GET, all else writes."""

        def keep(handler: Handler) -> Handler:
            area = scope or self._area
            needed = None if public else f"{area}:{'read' if method == 'GET' else 'write'}"
            self.operations.append(
                Operation(name, method, path, self.tag, needed, summary, handler, answer, **more)
            )
            return handler

        return keep


def with_example(operation: Operation, example: Mapping[str, Any]) -> Operation:
    """The same operation, shown with an example."""
    return dataclasses.replace(operation, example=example)
