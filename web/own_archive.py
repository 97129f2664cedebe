"""A person's data as one ZIP: everything as JSON, a page to read, a CSV a kind, and their own files."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from web import formats
from web.files import FileStore
from web.i18n import current_locale, gettext
from web.render import environment
from web.services.own_data import OwnData, Row
from web.services.own_data_kinds import COLUMNS, GROUPS, Kind
from web.tables.cells import ZONE, guarded

ZIP_TYPE = "application/zip"
# Rows that the page shows of a kind; the files hold all.
MOST_ON_PAGE = 500
_MARK = "\ufeff"
_NOT_IN_A_NAME = re.compile(r"[^\w.\- ]+")


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of rows on the page."""

    title: str
    file: str
    headers: list[str]
    rows: list[list[str]]
    n_rows: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """`rights/archive.html`: the page inside the archive, which needs nothing beside it."""

    title: str
    locale: str
    name: str
    drawn_at: str
    groups: list[tuple[str, list[Section]]]
    files: list[str]


def archive_name(person_id: int, drawn_at: datetime) -> str:
    """What the file is called: whose it is, and of which day."""
    return f"shoutou-{person_id}-{drawn_at.astimezone(ZONE):%Y-%m-%d}.zip"


def build_archive(data: OwnData, files: FileStore) -> IO[bytes]:
    """The archive in a nameless file, at its beginning; blocking, so call it in a thread."""
    # The file lives as long as its reader: whoever sends it closes it.
    out = tempfile.TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = _put_files(archive, data, files)
        everything = {
            "name": data.name,
            "drawn_at": data.drawn_at.isoformat(),
            "kinds": {kind.key: rows for kind, rows in data.kinds},
            "files": kept,
        }
        archive.writestr("data.json", json.dumps(everything, ensure_ascii=False, indent=1, default=str))
        for kind, rows in data.kinds:
            archive.writestr(f"csv/{kind.key}.csv", _csv(rows))
        page = _page(data, kept)
        archive.writestr("index.html", environment().get_template("rights/archive.html").render(page=page))
    out.seek(0)
    return out


def _put_files(archive: zipfile.ZipFile, data: OwnData, files: FileStore) -> list[str]:
    """The person's own files under their names; the same name twice stays apart by its number."""
    kept = []
    contents = [(name, content) for name, content in data.brought]
    for sha256, name in data.files:
        # A file that is gone from the store cannot be given; `shoutou doctor` names such.
        if files.path(sha256).exists():
            contents.append((name, files.get(sha256)))
    for number, (name, content) in enumerate(contents, 1):
        path = f"files/{number:03}-{_NOT_IN_A_NAME.sub('_', name)[-120:]}"
        archive.writestr(path, content)
        kept.append(path)
    return kept


def _headers(rows: Sequence[Row]) -> list[str]:
    """Every column of the rows, in the order in which they first stand."""
    return list(dict.fromkeys(column for row in rows for column in row))


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    headers = _headers(rows)
    write.writerow(headers)
    for row in rows:
        write.writerow([guarded(_plain(row.get(column))) for column in headers])
    return _MARK + out.getvalue()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _page(data: OwnData, files: list[str]) -> ArchivePage:
    groups = [
        (gettext(title), [_section(kind, rows) for kind, rows in data.kinds if kind.group == group])
        for group, title in GROUPS.items()
    ]
    return ArchivePage(
        title=gettext("What Shoutou knows about %(name)s", name=data.name),
        locale="zh-Hans" if current_locale() == "zh" else "en",
        name=data.name,
        drawn_at=formats.datetime(data.drawn_at),
        groups=[(title, sections) for title, sections in groups if sections],
        files=files,
    )


def _section(kind: Kind, rows: Sequence[Row]) -> Section:
    headers = _headers(rows)
    return Section(
        gettext(kind.title),
        f"csv/{kind.key}.csv",
        [gettext(COLUMNS[h]) if h in COLUMNS else h for h in headers],
        [[_plain(row.get(h)) for h in headers] for row in rows[:MOST_ON_PAGE]],
        len(rows),
    )
