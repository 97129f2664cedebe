"""The public window: everybody, the same for all."""

from tests.web.expectations import EVERYBODY, Expect

EXPECTATIONS = [
    Expect("public.home", EVERYBODY),
    Expect("public.showcase", EVERYBODY),
    Expect(
        "public.project",
        EVERYBODY,
        params=lambda w: {"pitch_id": w.pitch["lin"]},
        # Approved, but not on show to everybody.
        other=lambda w: {"pitch_id": w.pitch["qian"]},
        missing={"pitch_id": 999_999},
    ),
    Expect("public.results", EVERYBODY),
    Expect("public.about", EVERYBODY),
    Expect("public.components", EVERYBODY),
    Expect("public.health", EVERYBODY, is_page=False),
    Expect("public.robots", EVERYBODY, is_page=False),
    Expect("public.favicon", EVERYBODY, is_page=False, ok=302),
    Expect("public.metrics", EVERYBODY, is_page=False),
]
