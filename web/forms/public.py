"""The filters of the showcase and of feeds; the address is their state."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from models.entities.vocabulary import EventKind, Stage
from web.forms.base import Data, FormReader, Parsed
from web.vocabulary import district_codes, leaf_sector_codes


@dataclass(frozen=True, slots=True)
class ShowcaseFilters:
    """Which projects to show; None is all."""

    sector: str | None = None
    stage: str | None = None
    district: str | None = None


class ShowcaseFiltersForm:
    """`?sector=&stage=&district=`."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[ShowcaseFilters]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        sector = form.code("sector", leaf_sector_codes(), required=False)
        stage = form.choice("stage", Stage, required=False)
        district = form.code("district", district_codes(), required=False)
        return form.finish(ShowcaseFilters(sector, stage, district))


@dataclass(frozen=True, slots=True)
class EventFilters:
    """Which public events a feed tells of; None is all."""

    kind: EventKind | None = None
    district: str | None = None


class EventFeedForm:
    """`?kind=&district=`."""

    @staticmethod
    def parse(query: Data) -> Parsed[EventFilters]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(query)
        kind = form.choice("kind", EventKind, required=False)
        return form.finish(EventFilters(kind, form.code("district", district_codes(), required=False)))
