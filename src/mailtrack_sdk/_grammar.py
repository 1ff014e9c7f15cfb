"""Say where each construct of HTML source ends, exactly as the tokenizer of a browser does.

A tag is one regular expression, and so is a step: all that does not matter, up to and with the next tag
that may. Every repetition takes all it can and no alternative overlaps with what comes after it, so
there is one way to match and the time is linear on any input.

Grammar: https://html.spec.whatwg.org/multipage/parsing.html#tokenization (read 2026-07).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

BLANK: Final = r"\t\n\f\r "
"""HTML white space, for use inside a character class. Not ``\\s``, which means more."""

RAW_TEXT: Final = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
"""Elements whose content is text up to their own end tag. Not noscript: mail is read without scripts."""

LOOKS: Final = frozenset({"align", "border", "class", "rel", "style", "target", "title", "width"})
"""Attributes of a link that say how it looks or opens, and nothing that tracking asks about."""

CONDITIONAL: Final = re.compile(r"(?ai)<!--\[if")
"""How a conditional comment begins; what it holds is live in Outlook for Windows."""

_NOTABLE_STARTS: Final = (
    "a(?:rea)?|body|frameset|i(?:mg|frame)|math|no(?:embed|frames)|plaintext|s(?:cript|tyle|vg)|"
    "t(?:extarea|itle)|xmp"
)
_NOTABLE_ENDS: Final = "a|body|html"
# What nearly all tags of nearly all mail are; spelt without (?i), which would cost a fifth of the time.
_COMMON_STARTS: Final = (
    "b br center div em font h1 h2 h3 i li o:p p small span strong table tbody td tr u ul".split()
)
_COMMON_END: Final = r"</(?:[c-gi-zC-GI-Z][a-zA-Z0-9:]*|[bB]|[hH][1-6])>"
_COMMENT: Final = r"<!--(?:-?>|(?!\[[iI][fF]|-?>)(?s:.*?)--!?>)"
_DECLARATION: Final = r"<(?:!(?!--)|\?)[^>]*>"
# Without possessive repetition a match keeps a note of every round, so one match has this many at most.
_ROUNDS: Final = 100
_COMMENT_STOP: Final = re.compile(r"--!?>")
_RAW_STOP: Final = {name: re.compile(rf"(?ai)</{name}(?=[{BLANK}/>])") for name in RAW_TEXT}
# A script may hide its end tag: inside <!-- --> a nested <script> has to be closed first.
_SCRIPT: Final = re.compile(rf"(?ai)<!--|</script(?=[{BLANK}/>])")
_SCRIPT_ESCAPED: Final = re.compile(rf"(?ai)-->|</?script(?=[{BLANK}/>])")
_SCRIPT_DOUBLE_ESCAPED: Final = re.compile(rf"(?ai)-->|</script(?=[{BLANK}/>])")


class Unterminated(str, Enum):
    """What a document was inside of when it ended: whatever is appended would be part of it."""

    COMMENT = "comment"
    DECLARATION = "declaration"
    """A doctype, or one of the odd spellings (``<?``, ``</3``) that run to the next ``>``."""
    TAG = "tag"
    RAW_TEXT = "raw text"
    PLAINTEXT = "plaintext"
    CDATA = "cdata section"


class Patterns(NamedTuple):
    """The expressions.

    Attributes:
        tag: A whole tag. Groups: the slash of an end tag or nothing; the name.
        step: All that does not matter, then the next tag that may, if there is one. Matches
            everywhere. Groups: of a plain link nothing (at its ``<``), the address, and the text if
            ``</a>`` follows it; of an image the whole of it; of another tag as above.
    """

    tag: re.Pattern[str]
    step: re.Pattern[str]


def compile_patterns(*, possessive: bool) -> Patterns:
    """Compile the grammar of tags.

    Args:
        possessive: Whether to use possessive repetition (Python 3.11 and later). Without it the same
            language is written with a lookahead after each run. It is slower and matches the same,
            but for steps that may end early, at a tag that does not matter.

    Returns:
        The expressions.
    """

    def run(characters: str, least: str) -> str:
        return f"[{characters}]{least}+" if possessive else f"[{characters}]{least}(?![{characters}])"

    blanks = run(BLANK, "*")
    name = f"[a-z]{run(f'^{BLANK}/>', '*')}"
    double = '"' + run('^"', "*") + '"'
    single = "'" + run("^'", "*") + "'"
    unquoted = f"[^{BLANK}>\"']{run(f'^{BLANK}>', '*')}"
    value = f"{blanks}={blanks}(?:{double}|{single}|{unquoted}|(?=>))"
    # An attribute without a value must not be followed by "=", or "a=b" could be read in two ways.
    attribute = f"[^{BLANK}/>]{run(f'^{BLANK}/=>', '*')}(?:{value}|(?!{blanks}=))"
    attributes = f"(?:{run(f'{BLANK}/', '+')}|{attribute})*" + ("+" if possessive else "")
    tag = f"<(/?)({name}){attributes}>"
    ends = f"(?=[{BLANK}/>])"
    dull_tag = f"<(?:(?!(?:{_NOTABLE_STARTS}){ends}|v:)|/(?!(?:{_NOTABLE_ENDS}){ends})){name}{attributes}>"
    text = run("^<", "*")
    others = (
        _COMMON_END,
        _common_start(run),
        f"(?i:{dull_tag})",
        _COMMENT,
        _DECLARATION,
        "<(?![A-Za-z/!?])",
    )
    rounds = "*+" if possessive else f"{{0,{_ROUNDS}}}"
    looks = f"(?:{run(BLANK, '+')}(?:{'|'.join(sorted(LOOKS))})={double})*"
    address = f'{run(BLANK, "+")}href="({run("^" + chr(34), "*")})"'
    image = f"<img{ends}{attributes}>"
    link = f"()<a{looks}{address}{looks}{blanks}>(?:({text})</a>)?"
    return Patterns(
        tag=re.compile(f"(?ai){tag}"),
        step=re.compile(f"(?a){text}(?:(?:{'|'.join(others)}){text}){rounds}(?i:{link}|({image})|{tag})?"),
    )


def _common_start(run: Callable[[str, str], str]) -> str:
    """Match a common start tag as it is mostly written; every other spelling is left to the full grammar."""
    names = "|".join(
        "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in name) for name in _COMMON_STARTS
    )
    values = f'"{run("^" + chr(34), "*")}"|{run(f"^{BLANK}" + chr(34) + chr(39) + ">", "+")}'
    attributes = f"(?:{run(BLANK, '+')}{run('a-zA-Z-', '+')}=(?:{values}))*"
    return f"<(?:{names}){attributes}{run(BLANK, '*')}/?>"


# Possessive repetition is new in Python 3.11; before 3.11.5 it lost its way in groups like these (gh-106052).
PATTERNS: Final = compile_patterns(possessive=sys.version_info >= (3, 11, 5))


def raw_text_end(html: str, name: str, start: int, stop: int) -> int:
    """Find where the text of a raw text element ends.

    Args:
        html: The source.
        name: Lower-cased name of the element, one of `RAW_TEXT`.
        start: Index of the first character of the text.
        stop: Where the document ends.

    Returns:
        Index of the ``<`` of its end tag; -1 when there is none.
    """
    if name != "script":
        found = _RAW_STOP[name].search(html, start, stop)
        return -1 if found is None else found.start()
    pattern, position = _SCRIPT, start
    while (found := pattern.search(html, position, stop)) is not None:
        text, position = found[0], found.end()
        if text == "<!--":
            # The dashes of "<!--" may be those of "-->".
            pattern, position = _SCRIPT_ESCAPED, found.start() + 2
        elif text == "-->":
            pattern = _SCRIPT
        elif text[1] != "/":
            pattern = _SCRIPT_DOUBLE_ESCAPED
        elif pattern is _SCRIPT_DOUBLE_ESCAPED:
            pattern = _SCRIPT_ESCAPED
        else:
            return found.start()
    return -1


def after_raw_text(html: str, name: str, start: int, stop: int) -> tuple[int, Unterminated | None]:
    """Find where markup goes on behind the start tag of an element whose content is text.

    Args:
        html: The source.
        name: Lower-cased name of the element, one of `RAW_TEXT` or ``plaintext``.
        start: Index of the first character of the text.
        stop: Where the document ends.

    Returns:
        Index of the ``<`` of its end tag, or the end of the document and what never ended.
    """
    if name == "plaintext":
        return stop, Unterminated.PLAINTEXT
    end = raw_text_end(html, name, start, stop)
    # An end tag cut short ends the raw text, and everything else with it.
    if end < 0 or PATTERNS.tag.match(html, end, stop) is None:
        return stop, Unterminated.RAW_TEXT
    return end, None


def after_other(html: str, start: int, stop: int, *, cdata: bool) -> tuple[int, Unterminated | None]:
    """Find the end of what begins with ``<`` and is not a complete tag.

    Args:
        html: The source.
        start: Index of the ``<``.
        stop: Where the document ends.
        cdata: Whether CDATA sections exist here, as they do in SVG and MathML.

    Returns:
        Index after it, one more than ``start`` if it is text; and what never ended, if that is so.
    """
    following = html[start + 1 : min(start + 3, stop)]
    if not following or (following[0] not in "/!?" and not _is_letter(following[0])):
        return start + 1, None
    if following == "/>":
        return start + 3, None
    if following == "/" or _is_letter(following[0]) or (following[0] == "/" and _is_letter(following[1])):
        return stop, Unterminated.TAG
    if html.startswith("<!--", start, stop):
        return _comment_end(html, start + 4, stop)
    if cdata and html.startswith("<![CDATA[", start, stop):
        end = html.find("]]>", start, stop)
        return (end + 3, None) if end >= 0 else (stop, Unterminated.CDATA)
    end = html.find(">", start + 2, stop)
    return (end + 1, None) if end >= 0 else (stop, Unterminated.DECLARATION)


def _comment_end(html: str, start: int, stop: int) -> tuple[int, Unterminated | None]:
    """Find the end of a comment from the text after its "<!--"; "<!-->" and "<!--->" are complete."""
    for short in (">", "->"):
        if html.startswith(short, start, stop):
            return start + len(short), None
    found = _COMMENT_STOP.search(html, start, stop)
    return (stop, Unterminated.COMMENT) if found is None else (found.end(), None)


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
