"""The filters of the showcase; the address is their state."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from models.entities.vocabulary import Stage
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
