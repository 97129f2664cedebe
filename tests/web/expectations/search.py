"""Finding by words, and searches that people keep."""

from tests.conftest import FixedClock
from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect
from tests.world_rows import NOW, World
from web.services.tokens import STOP_SEARCH, make_token
from web.settings import load


def stop_link(w: World) -> dict[str, str]:
    settings = load({"SECRET_KEY": "k" * 40})
    content = {"person": w.person["lin"], "search": w.link["lin_search"]}
    return {"token": make_token(settings, FixedClock(NOW), STOP_SEARCH, content)}


EXPECTATIONS = [
    Expect("search.find", EVERYBODY, query=lambda _: {"q": "冷链"}),
    # lin's pitch is in the showcase; qian's is for qian, for organisers and for vetted providers.
    Expect(
        "search.compare",
        frozenset({"qian", "wang", "chen", "guo", "zhao", "zhou"}),
        query=lambda w: {"pitch": [w.pitch["lin"], w.pitch["qian"]]},
        denied=404,
    ),
    Expect("account.searches", SIGNED_IN),
    Expect(
        "account.searches",
        SIGNED_IN,
        method="POST",
        data=lambda _: {"name": "果园", "page": "search", "query": "q=冷链&kind=event"},
        ok=303,
    ),
    Expect(
        "account.search",
        frozenset({"lin"}),
        method="POST",
        params=lambda w: {"search_id": w.link["lin_search"]},
        data=lambda _: {"act": "quiet"},
        ok=303,
        denied=404,
        other=lambda w: {"search_id": w.link["wang_search"]},
        missing={"search_id": 999_999},
    ),
    Expect("search.stop", EVERYBODY, params=stop_link, missing={"token": "forged"}),
    Expect("search.stop", EVERYBODY, method="POST", params=stop_link, missing={"token": "forged"}),
]
