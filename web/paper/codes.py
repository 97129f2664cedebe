"""Codes to scan, as drawings: the same on the screen and on paper."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_svg(content: str) -> str:
    """The code as SVG on a white ground; a quarter of it may be hidden or torn and it can still be read."""
    out = BytesIO()
    segno.make(content, error="q", micro=False).save(
        out, kind="svg", border=2, light="white", xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()
