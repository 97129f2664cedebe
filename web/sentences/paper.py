"""What the codes of calendars and printed sheets say."""

from web.i18n import N_

SENTENCES = {
    "feed_revoked": N_("The address does not work any more."),
    "no_chinese_font": N_(
        "No PDF was made: this server has no font with Chinese characters (Debian: fonts-noto-cjk). "
        "This page prints from the browser instead."
    ),
}
