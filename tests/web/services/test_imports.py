"""Files taken whole or not at all: who may, what is new, what is left alone, once, and by the worker."""

from __future__ import annotations

import asyncio

import pytest

from models.entities.imports import Fate, ImportKind, ImportStatus
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.imports import ImportRepository
from tests.web.imports.files import as_csv
from tests.web.services.event_stories import mails, viewer
from web.imports import taking
from web.imports.taking import look, take, take_queued
from web.services.forgetting import forget_person
from web.services.imports import (
    KEPT,
    MOST_BYTES,
    bring,
    drop,
    find_file,
    forget_expired,
    map_columns,
    open_desk,
)

pytestmark = pytest.mark.anyio

PEOPLE, PITCHES, PROVIDERS, DEALS = (
    ImportKind.PARTICIPANTS,
    ImportKind.PITCHES,
    ImportKind.PROVIDERS,
    ImportKind.DEALS,
)


class Story:
    """One person brings files."""

    def __init__(self, db, clock, settings, world, who="zhao") -> None:
        self.db, self.clock, self.settings, self.world, self.who = db, clock, settings, world, who

    async def viewer(self):
        return await viewer(self.db, self.clock, self.who)

    async def brings(self, kind, rows, **more) -> int:
        content = rows if isinstance(rows, bytes) else as_csv(rows)
        if kind is PEOPLE:
            more.setdefault("event_id", self.world.event["salon"])
        return await bring(
            self.db,
            self.clock,
            viewer=await self.viewer(),
            kind=kind,
            filename="C:\\files\\list.csv",
            content=content,
            **more,
        )

    async def looks(self, import_id):
        return await look(self.db, self.clock, viewer=await self.viewer(), import_id=import_id)

    async def takes(self, import_id):
        _, counts = await take(
            self.db, self.clock, self.settings, viewer=await self.viewer(), import_id=import_id
        )
        return counts

    async def file(self, import_id):
        return await find_file(self.db, self.clock, viewer=await self.viewer(), import_id=import_id)

    async def count(self, table, where="true", *values) -> int:
        async with self.db.read() as conn:
            return int(await conn.fetchval(f"select count(*) from {table} where {where}", *values))


@pytest.fixture
def story(world_db, clock, settings, world):
    return Story(world_db, clock, settings, world)


NEW_PEOPLE = [
    ["姓名", "邮箱", "语言"],
    ["新一", "one@example.test", "中文"],
    ["Two", "two@example.test", "en"],
]


async def test_looking_at_a_file_writes_nothing(story) -> None:
    import_id = await story.brings(PEOPLE, NEW_PEOPLE)

    found = await story.looks(import_id)

    assert (found.counts.n_new, found.n_wait, found.problems, found.may_be_taken) == (2, 2, [], True)
    assert await story.count("person", "email like '%@example.test' and name in ('新一', 'Two')") == 0
    assert await mails(story.db, "entered") == []


async def test_participants_get_seats_then_turns_and_a_mail_in_their_language(story) -> None:
    import_id = await story.brings(PEOPLE, NEW_PEOPLE)

    counts = await story.takes(import_id)

    assert (counts.n_new, counts.n_same) == (2, 0)
    states = await story.count(
        "registration", "event_id = $1 and status = 'waiting'", story.world.event["salon"]
    )
    assert states == 3
    one, two = sorted(await mails(story.db, "entered"), key=lambda m: m["to_address"])
    assert (one["to_address"], one["locale"], two["locale"]) == ("one@example.test", "zh", "en")
    assert "忘记密码" in one["body"]
    assert "waiting list" in two["subject"]
    assert await story.count("audit", "action = 'import'") == 1


async def test_who_comes_already_is_left_as_they_are(story) -> None:
    rows = [["name", "email"], ["Xu", "xu@example.test"], ["He", "he@example.test"]]
    import_id = await story.brings(PEOPLE, rows)

    counts = await story.takes(import_id)

    assert (counts.n_new, counts.n_same) == (1, 1)
    assert await story.count("registration", "event_id = $1", story.world.event["salon"]) == 4


async def test_one_bad_row_and_nothing_is_taken(story) -> None:
    import_id = await story.brings(PEOPLE, [*NEW_PEOPLE, ["", "three@example.test", "en"]])

    with pytest.raises(Conflict) as refused:
        await story.takes(import_id)

    found = await story.looks(import_id)
    assert refused.value.code == "import_has_problems"
    assert [(p.row, p.column) for p in found.problems] == [(4, "name")]
    assert await mails(story.db, "entered") == []
    assert (await story.file(import_id)).status is ImportStatus.PREVIEW


async def test_row_that_is_twice_in_the_file_names_the_first(story) -> None:
    import_id = await story.brings(PEOPLE, [*NEW_PEOPLE, ["Again", "ONE@example.test", "en"]])

    [problem] = (await story.looks(import_id)).problems

    assert (problem.row, problem.column) == (4, "email")
    assert "2" in problem.text


async def test_taking_twice_is_taking_once_also_from_another_upload(story) -> None:
    first, second = [await story.brings(PEOPLE, NEW_PEOPLE) for _ in range(2)]
    await story.takes(first)

    for again in (first, second):
        with pytest.raises(Conflict) as refused:
            await story.takes(again)
        assert refused.value.code == "import_taken_before"

    assert (await story.looks(second)).taken_before
    assert len(await mails(story.db, "entered")) == 2


async def test_event_that_is_over_takes_nobody(story) -> None:
    import_id = await story.brings(PEOPLE, NEW_PEOPLE)
    story.clock.instant = story.clock.instant.replace(month=6, day=13)
    again = await story.brings(PEOPLE, NEW_PEOPLE)

    found = await story.looks(again)

    assert {p.column for p in found.problems} == {"email"}
    with pytest.raises(NotFound):
        # The first upload was kept for three days only.
        await story.looks(import_id)


COMPANY = "91350211M000100Y43"
PITCH_ROWS = [
    ["企业", "邮箱", "项目", "阶段", "语言"],
    ["新芽农机", "founder@example.test", "小苗机", "种子轮", "zh"],
    ["新芽农机", "founder@example.test", "大苗机", "", "zh"],
    ["晨稷冷链", "lin@example.test", "第二个项目", "", "zh"],
    ["晨稷冷链", "lin@example.test", "lin 项目", "", "zh"],
]


async def test_pitches_become_drafts_whose_founders_are_asked_to_take_over(story) -> None:
    rows = [[c if c != "种子轮" else "seed" for c in r] for r in PITCH_ROWS]
    import_id = await story.brings(PITCHES, rows)

    counts = await story.takes(import_id)

    assert (counts.n_new, counts.n_same) == (3, 1)
    [asked] = [m for m in await mails(story.db, "invitation") if m["to_address"] == "founder@example.test"]
    assert "新芽农机" in asked["subject"]
    [told] = await mails(story.db, "pitch_brought")
    assert told["to_address"] == "lin@example.test"
    assert await story.count("organisation", "name = '新芽农机'") == 1
    drafts = "exists (select from pitch_version v where v.pitch_id = pitch.id and v.name in ('小苗机', '大苗机', '第二个项目'))"
    assert await story.count("pitch", f"{drafts} and status = 'draft'") == 3
    assert await story.count("consent", f"pitch_id in (select id from pitch where {drafts})") == 0


async def test_name_of_a_company_on_record_alone_reaches_nobody(story) -> None:
    rows = [["company_name", "email", "name"], ["晨稷冷链", "stranger@example.test", "偷来的项目"]]

    found = await story.looks(await story.brings(PITCHES, rows))

    assert [(p.row, p.column) for p in found.problems] == [(2, "company_name")]


async def test_founder_brings_for_own_companies_alone(story) -> None:
    story.who = "qian"
    rows = [
        ["company_name", "uscc", "name"],
        ["Rival Cooling", "", "Second box"],
        ["晨稷冷链", "91350100M000100Y43", "Not mine"],
    ]

    found = await story.looks(await story.brings(ImportKind.OWN_PITCHES, rows))

    assert [(p.row, p.column) for p in found.problems] == [(3, "uscc")]
    assert [r.fate for r in found.rows] == [Fate.NEW, None]


PROVIDER = ["Harbour Capital", "fund", "", "ada@example.test", "en", "Post-harvest handling.", "20", "yes"]
PROVIDER_HEAD = ["name", "kinds", "uscc", "email", "lang", "thesis", "max_founders", "visible_to_founders"]


async def test_providers_wait_to_be_vetted_and_change_only_until_somebody_acts_for_them(story) -> None:
    first = await story.takes(await story.brings(PROVIDERS, [PROVIDER_HEAD, PROVIDER]))
    changed = [*PROVIDER[:5], "Cold chain.", *PROVIDER[6:]]
    second = await story.takes(await story.brings(PROVIDERS, [PROVIDER_HEAD, changed]))
    third = await story.takes(
        await story.brings(
            PROVIDERS,
            [PROVIDER_HEAD, changed, ["王天使", "angel", "", "wang@example.test", "zh", "别的方向", "", ""]],
        )
    )

    assert [(c.n_new, c.n_changed, c.n_same) for c in (first, second, third)] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 2),
    ]
    named = "organisation_id = (select id from organisation where name = 'Harbour Capital')"
    assert await story.count("provider_profile", f"{named} and thesis = 'Cold chain.'") == 1
    assert await story.count("vetting", named) == 0
    assert await story.count("provider_profile", "thesis = '别的方向'") == 0


async def test_past_deals_reach_providers_by_name_or_code_and_tell_them(story) -> None:
    story.who = "sun"
    rows = [
        ["资金方", "企业", "金额", "日期"],
        ["王天使", "禾光科技", "100万", "2014年3月2日"],
        ["王天使", "禾光科技", "100万", "2015/3/2"],
        ["江南银行", "禾光科技", "", ""],
    ]

    counts = await story.takes(await story.brings(DEALS, rows))
    again = await story.looks(await story.brings(DEALS, [*rows, ["无此机构", "某公司", "", ""]]))

    assert counts.n_new == 3
    assert [(p.row, p.column) for p in again.problems] == [(5, "provider")]
    assert again.counts.n_same == 3
    assert {m["to_address"] for m in await mails(story.db, "deals_brought")} == {
        "wang@example.test",
        "chen@example.test",
    }


async def test_own_deals_are_for_own_provider_alone(story) -> None:
    story.who = "wang"
    rows = [["company", "amount"], ["禾光科技", "100万"]]

    with pytest.raises(NotFound):
        await story.brings(ImportKind.OWN_DEALS, rows, organisation_id=story.world.org["chen"])
    counts = await story.takes(await story.brings(ImportKind.OWN_DEALS, rows))

    assert counts.n_new == 1
    assert await mails(story.db, "deals_brought") == []


@pytest.mark.parametrize(
    ("who", "kind"),
    [("lin", PITCHES), ("wang", PROVIDERS), ("qian", DEALS), ("sun", PROVIDERS), ("lin", PEOPLE)],
)
async def test_kind_of_another_role_is_refused(story, who, kind) -> None:
    story.who = who

    with pytest.raises(NotAllowed):
        await story.brings(kind, NEW_PEOPLE)


async def test_event_of_another_body_is_not_known(story) -> None:
    story.who = "zhou"

    with pytest.raises(NotFound):
        await story.brings(PEOPLE, NEW_PEOPLE)
    with pytest.raises(NotFound):
        await story.looks(story.world.brought["zhao"])


async def test_column_may_be_mapped_by_hand(story) -> None:
    import_id = await story.brings(PEOPLE, [["who", "where"], ["新一", "one@example.test"]])
    before = await story.looks(import_id)

    await map_columns(
        story.db, story.clock, viewer=await story.viewer(), import_id=import_id, mapping=["name", "email"]
    )
    after = await story.looks(import_id)

    assert [p.row for p in before.problems] == [0, 0]
    assert (after.problems, after.counts.n_new) == ([], 1)


async def test_dropped_and_expired_files_leave_no_content(story) -> None:
    dropped, expired = [await story.brings(PEOPLE, NEW_PEOPLE) for _ in range(2)]
    await drop(story.db, story.clock, viewer=await story.viewer(), import_id=dropped)
    story.clock.instant += KEPT

    n = await forget_expired(story.db, story.clock)

    assert n >= 1
    assert (
        await story.count("import_file", "content is not null and id = any($1::bigint[])", [dropped, expired])
        == 0
    )
    with pytest.raises(Conflict):
        await story.takes(dropped)


async def test_what_somebody_brought_goes_when_they_leave(story) -> None:
    waits, taken = [await story.brings(PEOPLE, rows) for rows in (NEW_PEOPLE[:2], NEW_PEOPLE[::2])]
    await story.takes(taken)
    gao = await viewer(story.db, story.clock, "gao")

    await forget_person(story.db, story.clock, viewer=gao, person_id=story.world.person["zhao"])

    kept = "content is not null or filename <> ''"
    assert await story.count("import_file", f"id = any($1::bigint[]) and ({kept})", [waits, taken]) == 0


async def test_file_that_is_too_large_is_not_kept(story) -> None:
    with pytest.raises(Invalid):
        await story.brings(PEOPLE, b"x" * (MOST_BYTES + 1))


async def test_large_file_is_taken_by_the_worker_which_tells_its_owner(story, monkeypatch) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    good = await story.brings(PEOPLE, NEW_PEOPLE)
    assert await story.takes(good) is None
    other = await story.brings(PEOPLE, [*NEW_PEOPLE, ["Three", "three@example.test", "en"]])
    assert await story.takes(other) is None
    assert await take_queued(story.db, story.clock, story.settings) == 2

    assert (await story.file(good)).status is ImportStatus.DONE
    assert ((await story.file(other)).n_new, (await story.file(other)).n_same) == (1, 2)
    told = await mails(story.db, "import_done")
    assert [m["to_address"] for m in told] == ["zhao@example.test"] * 2


async def test_queued_file_that_can_no_longer_be_taken_says_why(story, monkeypatch, world_conn) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    import_id = await story.brings(PEOPLE, NEW_PEOPLE)
    await story.takes(import_id)
    await world_conn.execute(
        "update event set status = 'cancelled' where id = $1", story.world.event["salon"]
    )

    await take_queued(story.db, story.clock, story.settings)

    file = await story.file(import_id)
    assert (file.status, file.content) == (ImportStatus.REFUSED, None)
    assert taking.refusal_of(file)
    assert len(await mails(story.db, "import_done")) == 1
    assert await mails(story.db, "entered") == []


async def test_same_file_at_once_is_imported_once(cloned_world_db, clock, settings, world) -> None:
    story = Story(cloned_world_db, clock, settings, world)
    ids = [await story.brings(PROVIDERS, [PROVIDER_HEAD, PROVIDER]) for _ in range(2)]

    ends = await asyncio.gather(*[story.takes(i) for i in (*ids, *ids)], return_exceptions=True)

    assert [e.code for e in ends if isinstance(e, Conflict)] == ["import_taken_before"] * 3
    assert await story.count("organisation", "name = 'Harbour Capital'") == 1
    assert len(await mails(story.db, "invitation")) == 1


async def test_files_that_overlap_at_once_import_each_row_once(
    cloned_world_db, clock, settings, world
) -> None:
    story = Story(cloned_world_db, clock, settings, world)
    other = ["Second Fund", "fund", "", "bo@example.test", "en", "Boxes.", "", ""]
    ids = [await story.brings(PROVIDERS, [PROVIDER_HEAD, PROVIDER, *more]) for more in ([], [other])]

    counts = await asyncio.gather(*[story.takes(i) for i in ids])

    assert sum(c.n_new for c in counts) == 2
    assert sum(c.n_same for c in counts) == 1
    assert await story.count("organisation", "name in ('Harbour Capital', 'Second Fund')") == 2


async def test_desk_lists_own_files_of_its_kind(story) -> None:
    import_id = await story.brings(PEOPLE, NEW_PEOPLE)

    found = await open_desk(
        story.db, story.clock, viewer=await story.viewer(), kind=PEOPLE, event_id=story.world.event["salon"]
    )

    assert [f.id for f in found.files] == [import_id, story.world.brought["zhao"]]
    assert found.files[0].filename == "list.csv"
    async with story.db.read() as conn:
        assert (
            await ImportRepository(conn).one(import_id, story.world.person["lin"], story.clock.now()) is None
        )
