"""What a running application holds; built once by the lifespan, or passed in by a test."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from models.db import Database
from web.clock import Clock
from web.files import FileStore
from web.quick import QuickEncoders
from web.services.index import MatchIndex
from web.services.nearest import InMemory, Nearest
from web.services.passwords import Passwords
from web.services.rankers import RankerSource
from web.services.search import Searcher
from web.services.search_index import SearchIndex
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """The parts that services are given; none of them is a global."""

    settings: Settings
    db: Database
    clock: Clock
    files: FileStore
    passwords: Passwords
    rankers: RankerSource
    quick: QuickEncoders
    index: MatchIndex = field(default_factory=MatchIndex)
    texts: SearchIndex = field(default_factory=SearchIndex)
    nearest: Nearest = field(default_factory=InMemory)

    @property
    def searcher(self) -> Searcher:
        """What a search is done with."""
        return Searcher(self.index, self.texts, self.quick)


def resources(request: Request) -> Resources:
    """The application's parts, for a route to hand to a service."""
    found: Resources = request.app.state.resources
    return found
