"""The provider's own page."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.profiles import NewDeal, NewProduct, NewProfile
from models.entities.viewer import Acting
from web.forms.base import Parsed
from web.services.profiles import OwnProfile


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """`provider/profile.html`."""

    title: str
    answer: str
    own: OwnProfile
    organisations: tuple[Acting, ...]
    form: Parsed[NewProfile]
    # Values were filled in that nobody has saved.
    suggested: bool
    product: Parsed[NewProduct]
    deal: Parsed[NewDeal]
    problems: list[str]
    lends: bool
