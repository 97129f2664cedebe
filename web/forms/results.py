"""The filters of the results page; the address is their state."""

from __future__ import annotations

from starlette.datastructures import QueryParams

from models.entities.vocabulary import FundingKind
from web.forms.base import Data, FormReader, Parsed
from web.services.results import ResultFilters
from web.vocabulary import district_codes


class ResultFiltersForm:
    """`?kind=&district=&year=`."""

    @staticmethod
    def parse(query: QueryParams) -> Parsed[ResultFilters]:
        """An unknown value is an error of its field, not quietly ignored."""
        form = FormReader(Data(query.multi_items()))
        kind = form.choice("kind", FundingKind, required=False)
        district = form.code("district", district_codes(), required=False)
        year = form.whole("year", least=2000, most=2100, required=False)
        return form.finish(ResultFilters(kind, district, year))
