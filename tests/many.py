"""More pitches on show and more providers than the world has, with texts as long as people write them."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from tests.world import NOW, World, insert

# What the texts are drawn from: enough words that no sentence helps to pack another one.
WORDS = [
    "冷链",
    "果园",
    "螃蟹",
    "保鲜",
    "传感器",
    "县域",
    "合作社",
    "农机",
    "电池",
    "储能",
    "药材",
    "醋渣",
    "饲料",
    "码头",
    "集装箱",
    "调度",
    "船闸",
    "水质",
    "养殖",
    "稻田",
    "无人机",
    "喷洒",
    "检测",
    "芯片",
    "封装",
    "老人",
    "护理",
    "康复",
    "学徒",
    "夜校",
    "旧衣",
    "回收",
    "竹编",
    "非遗",
    "直播",
    "民宿",
    "茶山",
    "古渡",
    "咖啡",
    "烘焙",
    "包装",
    "降解",
    "纸浆",
    "模具",
    "铸造",
    "焊接",
    "机床",
    "刀具",
    "轴承",
    "齿轮",
    "涂层",
    "光伏",
    "支架",
    "屋顶",
    "充电",
    "换电",
    "路灯",
    "停车",
    "骑手",
    "配送",
    "菜场",
    "团购",
    "仓库",
    "分拣",
    "称重",
    "溯源",
    "保险",
    "理赔",
    "信贷",
    "账本",
    "税务",
    "发票",
    "翻译",
    "字幕",
    "配音",
    "校园",
    "食堂",
    "自习",
    "宿舍",
    "打印",
    "实验",
    "试剂",
    "显微",
    "疫苗",
    "宠物",
    "兽医",
    "牧草",
    "羊毛",
    "纺纱",
    "印染",
    "缝纫",
]


def prose(drawn: random.Random, length: int) -> str:
    """A Chinese text of just so many characters, a sentence every thirty or so."""
    out = ""
    while len(out) < length:
        out += "".join(drawn.choices(WORDS, k=drawn.randint(10, 16))) + "。"
    return out[: length - 1] + "。"


async def add_pitch(conn: Any, world: World, key: str, *, hours: int = 0, **more: Any) -> int:
    """One more pitch of qian's on show, approved so many hours later; farther from wang's thesis than the others."""
    at = NOW + timedelta(hours=hours)
    pitch_id: int = await insert(
        conn,
        "pitch",
        company_id=world.org["qian"],
        status="draft",
        created_by=world.person["qian"],
        created_at=NOW,
        changed_at=NOW,
        submitted_at=NOW,
    )
    values = {
        "lang": "en",
        "name": key,
        "one_line": "Something else",
        "problem": "Another problem.",
        "solution": "Another solution.",
        "market": "Another market.",
        "team": "Another team.",
        "main_category": "farmer",
        "categories": ["farmer"],
        "sector": "energy.storage",
        "stage": "seed",
        "district": "jingkou",
        "seeks": [{"instrument": "equity", "amount_min": 50_000_000, "amount_max": 150_000_000}],
    } | more
    await insert(
        conn,
        "pitch_version",
        pitch_id=pitch_id,
        version=1,
        saved_by=world.person["qian"],
        saved_at=NOW,
        frozen_at=NOW,
        **values,
    )
    await insert(
        conn,
        "consent",
        pitch_id=pitch_id,
        person_id=world.person["qian"],
        purpose="show_to_providers",
        text_version="1",
        lang="en",
        given_at=NOW,
    )
    await conn.execute(
        "update pitch set status = 'approved', approved_version = 1, approved_at = $2 where id = $1",
        pitch_id,
        at,
    )
    return pitch_id


async def add_long_pitches(conn: Any, world: World, n: int) -> list[int]:
    """Pitches whose every text is Chinese and as long as its field allows, for angels and banks alike."""
    drawn = random.Random(0)
    return [
        await add_pitch(
            conn,
            world,
            prose(drawn, 40),
            hours=number,
            lang="zh",
            one_line=prose(drawn, 80),
            problem=prose(drawn, 600),
            solution=prose(drawn, 600),
            market=prose(drawn, 300),
            team=prose(drawn, 300),
            sector=drawn.choice(["agri.cold-chain", "energy.storage", "agri.aquaculture"]),
            stage=drawn.choice(["idea", "seed", "angel"]),
            district=drawn.choice(["jingkou", "runzhou", "dantu"]),
            seeks=[
                {"instrument": instrument, "amount_min": 100_000 * low, "amount_max": 900_000 * low}
                for instrument in ("equity", "loan")
                for low in [drawn.randint(101, 399)]
            ],
        )
        for number in range(n)
    ]


async def add_long_providers(conn: Any, world: World, n: int) -> list[int]:
    """Banks that are let in, each with a long thesis and products that a founder reads of."""
    drawn = random.Random(1)
    made = []
    for _ in range(n):
        bank: int = await insert(
            conn, "organisation", name=prose(drawn, 40), lang="zh", created_at=NOW, district="jingkou"
        )
        await insert(conn, "organisation_kind", organisation_id=bank, kind="bank")
        await insert(
            conn,
            "vetting",
            organisation_id=bank,
            decision="granted",
            evidence="已核对",
            decided_by=world.person["zhao"],
            body_id=world.org["zhao"],
            decided_at=NOW,
        )
        await insert(
            conn,
            "provider_profile",
            organisation_id=bank,
            lang="zh",
            thesis=prose(drawn, 600),
            sectors=[drawn.choice(["agri", "energy"])],
            stages=["idea", "seed", "angel"],
            instruments=["loan"],
            amount_min=10_000_000,
            amount_max=300_000_000,
            max_founders=6,
            changed_by=world.person["chen"],
            changed_at=NOW,
        )
        await insert(
            conn,
            "provider_product",
            organisation_id=bank,
            kind="loan",
            name=prose(drawn, 16),
            purpose=prose(drawn, 60),
            amount_min=10_000_000,
            amount_max=100_000 * drawn.randint(1_000, 3_000),
            rate_text=f"LPR + {drawn.randint(10, 90)} bp",
            term_months=drawn.randint(6, 36),
            lang="zh",
            added_at=NOW,
        )
        made.append(bank)
    return made
