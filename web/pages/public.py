"""Pages of the public window: the start page, showcased projects, what the platform is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.pitches import ShownPitch
from web.forms.base import Parsed
from web.pages.results import Bar
from web.services.public_window import Upcoming
from web.services.results import PublicResults


@dataclass(frozen=True, slots=True)
class HomePage:
    """`public/home.html`."""

    title: str
    answer: str
    results: PublicResults
    by_kind: list[Bar]
    events: list[Upcoming]
    pitches: list[ShownPitch]


@dataclass(frozen=True, slots=True)
class ShowcasePage:
    """`public/showcase.html`."""

    title: str
    answer: str
    pitches: list[ShownPitch]
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """`public/project.html`."""

    title: str
    pitch: ShownPitch
    # The one address under which others know the page, without a language.
    canonical: str


@dataclass(frozen=True, slots=True)
class AboutPage:
    """`public/about.html`."""

    title: str
    answer: str


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """`dev/components.html`: every piece of the interface in every state."""

    title: str
    blank: Parsed[object]
    now: datetime
    later: datetime
