"""The organiser's list of registrations as a file that spreadsheets open in either language."""

from __future__ import annotations

import csv
import io

from web import formats
from web.i18n import gettext
from web.services.registrations import RegistrationBook
from web.vocabulary import label

MEDIA_TYPE = "text/csv; charset=utf-8"
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(book: RegistrationBook) -> bytes:
    """One line a person; the mark at the start tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(
        [
            gettext("Name"),
            gettext("Mail address"),
            gettext("Organisation"),
            gettext("State"),
            gettext("Turn"),
            gettext("Registered"),
            gettext("Came"),
        ]
    )
    for one in book.lines:
        write.writerow(
            [
                _cell(one.name),
                _cell(one.email),
                _cell(one.organisations),
                label("registration_status", one.status),
                one.turn or "",
                formats.datetime(one.asked_at, book.event.timezone),
                label("came", one.came),
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
