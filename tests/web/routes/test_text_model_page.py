"""The administrator sees which text model serves and how far the next one is."""

from __future__ import annotations

import pytest

from matcher.encoding import HashingEncoder
from tests.web.services.test_encoding import MADE, NEW, Breaking
from web.services.encoding import encode_pending, prepare_coming, use_model

pytestmark = pytest.mark.anyio


async def test_page_tells_the_model_that_serves_and_how_far_the_next_is(client, world_db, clock):
    client.sign_in("gao")
    await encode_pending(world_db, HashingEncoder(), clock)

    done = await client.get("/admin/text-model", params={"lang": "en"})
    await use_model(world_db, NEW, clock, "new")
    with pytest.raises(RuntimeError, match="killed"):
        await prepare_coming(world_db, {"new": Breaking(48, calls=3)}.__getitem__, clock)
    halfway = await client.get("/admin/text-model", params={"lang": "en"})
    await prepare_coming(world_db, MADE.__getitem__, clock)
    after = await client.get("/admin/text-model", params={"lang": "zh"})

    assert "hashing-256" in done.text
    assert "<progress" not in done.text
    assert "hashing-48 is being prepared" in halfway.text
    assert "<progress" in halfway.text
    assert "hashing-48" in after.text
    assert "停用的模型" in after.text
