"""A newsletter made up from a seed: as many links and as many bytes as a measurement wants."""

# ruff: noqa: S311 - random words are no secrets

from __future__ import annotations

import random

__all__ = ["newsletter"]

_WORDS = (
    "spring autumn garden kitchen coffee teapot lantern ladder basket blanket winter summer river market "
    "morning evening letter harbour station bakery orchard window copper linen walnut paper pencil velvet "
    "light quiet early fresh small bright second northern simple handmade open the a of with for and from"
).split()
_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>News of the week</title>
<style>
body { margin: 0; padding: 0; background: #f4f4f5; font-family: Arial, Helvetica, sans-serif; }
.card { width: 600px; margin: 0 auto; background: #ffffff; border-collapse: collapse; }
@media (max-width: 620px) { .card { width: 100% !important; } }
</style>
</head>
<body>
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" border="0" align="center">
"""
_TAIL = "</table>\n</body>\n</html>\n"
_CELL = '<tr><td style="padding:12px 24px;font-size:15px;line-height:22px;color:#27272a;">'
_LINK = '<a href="{url}" style="color:#1d4ed8;text-decoration:underline;" target="_blank">{text}</a>'


def newsletter(*, links: int, size: int, seed: int = 7) -> str:
    """Make up a mail.

    Args:
        links: How many links it has, each with a target of its own.
        size: Its size in bytes (it is all ASCII); links that need more make it larger.
        seed: The same seed gives the same mail.
    """
    chance = random.Random(seed)
    rows = [_row(chance, number) for number in range(links)]
    room = size - len(_HEAD) - len(_TAIL) - sum(map(len, rows))
    # Spread over the rows, so that what stands between two links is as long everywhere.
    share = max(0, room) // (links + 1)
    fillers = [_filler(chance, share) for _ in range(links)]
    fillers.append(_filler(chance, max(0, room) - sum(map(len, fillers))))
    body = "".join(part for pair in zip(fillers, [*rows, ""], strict=True) for part in pair)
    return f"{_HEAD}{body}{_TAIL}"


def _row(chance: random.Random, number: int) -> str:
    link = _LINK.format(url=_url(chance, number), text=_text(chance, 3))
    return f"{_CELL}{_text(chance, 6)} {link}</td></tr>\n"


def _filler(chance: random.Random, size: int) -> str:
    """Make a row of text of exactly this size, or blanks where a row does not fit."""
    end = "</td></tr>\n"
    room = size - len(_CELL) - len(end)
    if room < 1:
        return " " * size
    words = _text(chance, room // 3 + 2)[:room]
    return f"{_CELL}{words}{end}"


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _url(chance: random.Random, number: int) -> str:
    slug = "-".join(chance.choices(_WORDS, k=4))
    return (
        f"https://www.example.com/{chance.choice(('blog', 'shop', 'news'))}/{slug}-{number}"
        "?utm_source=newsletter&amp;utm_medium=email&amp;utm_campaign=week-12"
    )
