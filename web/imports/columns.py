"""What the columns of each kind of file are: key, names in both languages, how they read, an example."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum, auto

from models.entities.imports import ImportKind
from web.i18n import N_
from web.tables.table import both


class Reads(StrEnum):
    """How the cells of a column become what a form's field would hold."""

    TEXT = auto()
    # One code of a word list, or its name in either language; or several.
    CODE = auto()
    CODES = auto()
    MONEY = auto()
    DAY = auto()
    FLAG = auto()
    # The name of a host space on record.
    SPACE = auto()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column; its key is the form's field."""

    key: str
    header: str
    help: str
    example_zh: str
    example_en: str
    reads: Reads = Reads.TEXT
    # The word list of `web/vocabulary.py` that codes come from.
    words: str = ""
    needed: bool = False
    # What else people write above it.
    also: tuple[str, ...] = ()


_TEXT = N_("Text.")
_CODE = N_("One of the values listed below.")
_CODES = N_("Values listed below, separated by semicolons.")
_MONEY = N_("An amount in yuan, such as 500000 or 50万.")

_COMPANY = ImportColumn(
    "company_name",
    N_("Company"),
    N_("Name of the company or team."),
    "晨稷冷链",
    "Morning Millet Cold Chain",
    needed=True,
    also=("企业名称", "公司名称", "公司"),
)
_USCC = ImportColumn(
    "uscc",
    N_("Unified social credit code"),
    N_("18 characters; empty for a team without a company."),
    "",
    "",
    also=("统一社会信用代码", "信用代码", "uscc code"),
)
_EMAIL = ImportColumn(
    "email",
    N_("Mail address"),
    N_("Who is asked to join and manage; they get an invitation."),
    "lin@example.com",
    "lin@example.com",
    needed=True,
    also=("邮箱", "电子邮箱", "e-mail", "mail", "联系邮箱"),
)
_LANG = ImportColumn(
    "lang",
    N_("Language"),
    N_("In which language the texts are; empty: that of the reader of this page."),
    "zh",
    "en",
    Reads.CODE,
    "language",
)


def _amounts(instrument: str, least: str, most: str) -> tuple[ImportColumn, ImportColumn]:
    example = ("50万", "200万") if instrument == "equity" else ("", "")
    return (
        ImportColumn(f"{instrument}_min", least, _MONEY, example[0], example[0], Reads.MONEY),
        ImportColumn(f"{instrument}_max", most, _MONEY, example[1], example[1], Reads.MONEY),
    )


_PITCH = (
    ImportColumn(
        "name",
        N_("Project"),
        N_("Name of the pitch."),
        "田头预冷箱",
        "Field-side cooler",
        needed=True,
        also=("项目名称", "pitch"),
    ),
    ImportColumn(
        "one_line", N_("In one sentence"), _TEXT, "果园旁两小时降到四度", "Down to four degrees in two hours"
    ),
    ImportColumn("problem", N_("Problem"), _TEXT, "桃子傍晚就烂了。", "Peaches rot by evening."),
    ImportColumn("solution", N_("Solution"), _TEXT, "", ""),
    ImportColumn("market", N_("Market"), _TEXT, "", ""),
    ImportColumn("team", N_("Team"), _TEXT, "", ""),
    ImportColumn("main_category", N_("Founder category"), _CODE, "youth", "youth", Reads.CODE, "category"),
    ImportColumn("categories", N_("More founder categories"), _CODES, "", "", Reads.CODES, "category"),
    ImportColumn("sector", N_("Sector"), _CODE, "agri.cold-chain", "agri.cold-chain", Reads.CODE, "sector"),
    ImportColumn("sector2", N_("Second sector"), _CODE, "", "", Reads.CODE, "sector"),
    ImportColumn("stage", N_("Stage"), _CODE, "seed", "seed", Reads.CODE, "stage"),
    ImportColumn("district", N_("District"), _CODE, "jingkou", "jingkou", Reads.CODE, "district"),
    ImportColumn("city", N_("City"), _TEXT, "", ""),
    ImportColumn("space_id", N_("Host space"), N_("Name of a host space on record."), "", "", Reads.SPACE),
    ImportColumn("seeks", N_("Seeks"), _CODES, "equity", "equity", Reads.CODES, "instrument"),
    *_amounts("equity", N_("Equity, at least"), N_("Equity, at most")),
    *_amounts("loan", N_("Loan, at least"), N_("Loan, at most")),
    *_amounts("guarantee", N_("Guarantee, at least"), N_("Guarantee, at most")),
    ImportColumn("terms", N_("Terms"), N_("Read by qualified providers alone."), "", ""),
)
_PROVIDER = (
    ImportColumn(
        "name",
        N_("Provider"),
        N_("Name of the organisation, or of the angel."),
        "扬子天使",
        "Yangtze Angels",
        needed=True,
        also=("机构名称", "资金方名称", "name"),
    ),
    ImportColumn("kinds", N_("Kind"), _CODES, "angel", "angel", Reads.CODES, "organisation", needed=True),
    _USCC,
    _EMAIL,
    ImportColumn("district", N_("District"), _CODE, "jingkou", "jingkou", Reads.CODE, "district"),
    ImportColumn("city", N_("City"), _TEXT, "", ""),
    ImportColumn("about", N_("About"), _TEXT, "", ""),
    _LANG,
    ImportColumn(
        "thesis",
        N_("Thesis"),
        N_("What the provider looks for, in its own words."),
        "关注农产品采后处理与冷链。",
        "Post-harvest handling and cold chain.",
        needed=True,
        also=("投资方向",),
    ),
    ImportColumn("sectors", N_("Sectors"), _CODES, "agri", "agri", Reads.CODES, "sector_any"),
    ImportColumn("stages", N_("Stages"), _CODES, "seed;angel", "seed;angel", Reads.CODES, "stage"),
    ImportColumn("instruments", N_("Instruments"), _CODES, "equity", "equity", Reads.CODES, "instrument"),
    ImportColumn("amount_min", N_("Amount, at least"), _MONEY, "50万", "500000", Reads.MONEY),
    ImportColumn("amount_max", N_("Amount, at most"), _MONEY, "300万", "3000000", Reads.MONEY),
    ImportColumn("districts", N_("Districts"), _CODES, "", "", Reads.CODES, "district"),
    ImportColumn("never_sectors", N_("Never these sectors"), _CODES, "", "", Reads.CODES, "sector_any"),
    ImportColumn("never_text", N_("Never, in words"), _TEXT, "", ""),
    ImportColumn(
        "max_founders", N_("Most founders at a time"), N_("A whole number from 0 to 500."), "20", "20"
    ),
    ImportColumn(
        "visible_to_founders",
        N_("Visible to founders"),
        N_("Yes or no; empty is no."),
        "是",
        "yes",
        Reads.FLAG,
    ),
    ImportColumn("house", N_("House"), N_("A name that providers of one house share."), "", ""),
)
_DEAL = (
    ImportColumn(
        "company",
        N_("Company"),
        N_("Into which company it was."),
        "禾光科技",
        "Hoguang Technology",
        needed=True,
        also=("企业名称", "公司名称", "被投企业"),
    ),
    ImportColumn(
        "sector", N_("Sector"), _CODE, "agri.cold-chain", "agri.cold-chain", Reads.CODE, "sector_any"
    ),
    ImportColumn("stage", N_("Stage"), _CODE, "seed", "seed", Reads.CODE, "stage"),
    ImportColumn("instrument", N_("Instrument"), _CODE, "equity", "equity", Reads.CODE, "instrument"),
    ImportColumn("amount", N_("Amount"), _MONEY, "100万", "1000000", Reads.MONEY, also=("投资金额",)),
    ImportColumn(
        "date",
        N_("Date"),
        N_("A day such as 2015-05-15."),
        "2015-05-15",
        "2015-05-15",
        Reads.DAY,
        also=("投资日期", "投资时间"),
    ),
    ImportColumn("district", N_("District"), _CODE, "jingkou", "jingkou", Reads.CODE, "district"),
)
_DEAL_OF = ImportColumn(
    "provider",
    N_("Provider"),
    N_("Name or unified social credit code of a provider on record."),
    "扬子天使",
    "Yangtze Angels",
    needed=True,
    also=("机构名称", "投资机构", "资金方名称"),
)
_PERSON = (
    ImportColumn(
        "name", N_("Name"), N_("Name of the person."), "林晓", "Lin Xiao", needed=True, also=("姓名",)
    ),
    ImportColumn(
        "email",
        N_("Mail address"),
        N_("They get a mail that says so and how to give the seat back."),
        "lin@example.com",
        "lin@example.com",
        needed=True,
        also=("邮箱", "电子邮箱", "e-mail", "mail"),
    ),
    ImportColumn(
        "locale",
        N_("Language"),
        N_("In which language to write to them."),
        "zh",
        "en",
        Reads.CODE,
        "language",
    ),
)

COLUMNS: dict[ImportKind, tuple[ImportColumn, ...]] = {
    ImportKind.PITCHES: (_COMPANY, _USCC, _EMAIL, _LANG, *_PITCH),
    ImportKind.OWN_PITCHES: (_COMPANY, _USCC, _LANG, *_PITCH),
    ImportKind.PROVIDERS: _PROVIDER,
    ImportKind.DEALS: (_DEAL_OF, *_DEAL),
    ImportKind.OWN_DEALS: _DEAL,
    ImportKind.PARTICIPANTS: _PERSON,
}


@functools.cache
def column(kind: ImportKind, key: str) -> ImportColumn | None:
    """The column of this key."""
    return next((c for c in COLUMNS[kind] if c.key == key), None)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().strip().strip("*").strip()
    without_unit = re.sub(r"\((?:元|yuan|cny|必填|required)\)$", "", folded)
    return re.sub(r"[\s_]+", " ", without_unit).strip()


@functools.cache
def _names(kind: ImportKind) -> dict[str, str]:
    """Plain name -> key, where only one column has it."""
    found: dict[str, set[str]] = {}
    for one in COLUMNS[kind]:
        header = both(one.header)
        for name in (one.key, header.zh, header.en, *one.also):
            found.setdefault(_plain(name), set()).add(one.key)
    # A key always means its own column, whatever else is called so.
    exact = {_plain(c.key): c.key for c in COLUMNS[kind]}
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1} | exact


def recognised(kind: ImportKind, header: str) -> str:
    """The key of the column that a header names in either language, or in both; empty when it names none."""
    names = _names(kind)
    whole = names.get(_plain(header))
    if whole is not None:
        return whole
    parts = {names.get(_plain(part), "") for part in re.split(r"[/／\n|]", header)}
    return parts.pop() if len(parts) == 1 else ""


def mapping_of(kind: ImportKind, headers: tuple[str, ...]) -> list[str]:
    """What the headers say, column by column; of two that say the same the first counts."""
    found: list[str] = []
    for header in headers:
        key = recognised(kind, header)
        found.append("" if key in found else key)
    return found
