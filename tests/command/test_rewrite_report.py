"""The report of `mailtrack rewrite`: everything that was done, harmless to read, without secrets."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.command.program import main
from mailtrack_sdk.command.reasons import WHY_A_LINK, WHY_A_PART
from mailtrack_sdk.message import PartSkip
from tests.command._program import BASE_URL, HTML, KEY, Terminal, mail

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HOSTILE = '<a href="tel:\x1b]0;pwned\x07" data-mailtrack-name="\u202eeman">\x1b[2J\x9b1m\x7f</a>'


def text(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run `mailtrack rewrite --check` and return the report for people."""
    assert main(["rewrite", "--check", *arguments]) == 0
    return capsys.readouterr().out


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The same for programs."""
    found: dict[str, Any] = json.loads(text(capsys, "--json", *arguments))
    return found


def test_every_reason_is_explained() -> None:
    """A new `Skip` or `PartSkip` needs its half line."""
    assert set(WHY_A_LINK) == set(mt.Skip)
    assert set(WHY_A_PART) == set(PartSkip)
    assert all(0 < len(why) < 60 for why in (*WHY_A_LINK.values(), *WHY_A_PART.values()))


@pytest.mark.usefixtures("live")
def test_a_body_is_reported_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Sizes, pixel, links by reason, and a line for each link."""
    size = len(HTML)
    after = size + data(capsys, "news.html")["bytes"]["difference"]
    must_work = "(must work without a detour)"
    lines = text(capsys, "news.html").splitlines()
    assert lines == [
        "'news.html', an HTML body: message news for an anonymous reader",
        f"Size    {size} bytes before, {after} after (+{after - size})",
        "Pixel   bottom",
        "Links   2 tracked through https://t.example.com, 3 left alone",
        "        1 scheme: is no web link",
        "        1 unsubscribe: must work without a detour",
        "        1 empty: there is no URL in it",
        "",
        "Links",
        "    0  tracked      minutes  The minutes  https://example.com/minutes",
        "    0  tracked      minutes  The minutes  https://example.com/minutes  (seen by Outlook only)",
        "    1  scheme                Write to us  mailto:us@example.com  (is no web link)",
        f"    2  unsubscribe           -            https://example.com/unsubsc...  {must_work}",
        "    3  empty                 -            -  (there is no URL in it)",
    ]


@pytest.mark.usefixtures("live")
def test_a_body_is_reported_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has the same and more, and without --urls no tracked URL."""
    found = data(capsys, "news.html", "--recipient", "u-1", "--sent-at", "2026-03-01T09:00:00Z")
    size = found["bytes"].pop("before")
    assert size == len(HTML)
    assert found.pop("bytes")["difference"] > 0
    links = found.pop("links")
    assert found == {
        "source": "news.html",
        "type": "html",
        "written_to": None,
        "changed": True,
        "rehearsal": False,
        "base_url": BASE_URL,
        "delivery": {
            "message_key": "news",
            "recipient": "u-1",
            "sent_at": "2026-03-01T09:00:00+00:00",
            "opens": "full",
            "clicks": "full",
            "preview": False,
        },
        "pixel": {"position": "bottom", "reason": None},
        "tracked": 2,
        "left_alone": {"scheme": 1, "unsubscribe": 1, "empty": 1},
        "parts": [],
        "warnings": [],
    }
    assert [link["tracked"] for link in links] == [True, True, False, False, False]
    assert links[2] == {
        "index": 1,
        "name": None,
        "text": "Write to us",
        "url": "mailto:us@example.com",
        "hidden": False,
        "tracked": False,
        "skipped": "scheme",
        "why": "is no web link",
    }


def test_a_mail_is_reported_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, with its content type and why it was left."""
    assert (
        "\nParts\n"
        "  1.1  text/plain       not_html: only HTML is tracked\n"
        "  1.2  text/html        tracked\n"
        "  2    application/pdf  attachment: a file of its own, not the text of the mail\n"
        "\nLinks\n"
    ) in text(capsys, "news.eml")
    assert data(capsys, "news.eml")["parts"] == [
        {
            "position": "1.1",
            "content_type": "text/plain",
            "skipped": "not_html",
            "why": "only HTML is tracked",
        },
        {"position": "1.2", "content_type": "text/html", "skipped": None, "why": None},
        {
            "position": "2",
            "content_type": "application/pdf",
            "skipped": "attachment",
            "why": "a file of its own, not the text of the mail",
        },
    ]


def test_a_mail_that_cannot_be_read_is_one_part(capsys: pytest.CaptureFixture[str]) -> None:
    """What is nested too deep is not looked into; there are no links and no pixel, and why."""
    html = b"Content-Type: text/html\n\n<p>Hello</p>\n"
    for number in range(30):
        html = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%b\n--b%d--\n" % (
            number,
            number,
            html,
            number,
        )
    Path("deep.eml").write_bytes(html)
    shown = text(capsys, "deep.eml")
    assert "\nLinks   none\n" in shown
    assert "\nPixel   none (the mail has no HTML body that can be tracked)\n" in shown
    assert "\nParts\n  -  the whole mail  complex: more parts, or deeper ones, than mails have\n" in shown


@pytest.mark.usefixtures("live")
def test_urls_and_keys_are_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    """No key is ever shown, and a tracked URL only when asked for: it works."""
    plain = text(capsys, "news.eml") + text(capsys, "news.eml", "--json")
    assert not re.search(r"t\.example\.com/[oc]/", plain)
    shown = text(capsys, "news.eml", "--urls")
    assert re.search(r"\nPixel   bottom\n        https://t\.example\.com/o/[\w-]+\n", shown)
    assert re.search(r"https://example\.com/minutes\n       https://t\.example\.com/c/[\w.-]+\n", shown)
    found = data(capsys, "news.eml", "--urls")
    assert found["pixel"]["url"].startswith("https://t.example.com/o/")
    assert [link["tracked_url"] is not None for link in found["links"]] == [True, True, False, False, False]
    assert KEY not in plain + shown


@pytest.mark.usefixtures("live")
def test_a_preview_says_that_it_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Its links work, and whoever reads the report knows that they count nowhere."""
    assert "\nA preview: its links work, and nothing is counted.\n" in text(capsys, "news.html", "--preview")
    shown = text(capsys, "news.html", "--recipient", "u-1", "--opens", "off")
    assert shown.startswith("'news.html', an HTML body: message news for u-1\n")
    assert "\nPixel   none (the delivery's mode for opens is OFF)\n" in shown


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--urls",)])
@pytest.mark.parametrize("name", ["esc\x1b[2J.html", "esc\x1b[2J.eml"])
def test_a_hostile_mail_does_nothing_to_a_terminal(
    name: str, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Not by its links, its names, its headers or the name of its file."""
    headers = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/\x1b[2J\n\n--b\n"
    tail = b"Content-Type: text/html\n\n" + HOSTILE.encode() + b"\n--b--\n"
    Path(name).write_bytes(headers + tail if name.endswith(".eml") else HOSTILE.encode())
    shown = text(capsys, name, *arguments)
    assert "pwned" in shown
    assert CONTROL.search(shown) is None


def test_colours_show_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal headings, what was tracked and warnings stand out; the text is the same."""
    Path("big.html").write_text(HTML + "<p>" + "x" * 103_000, "utf-8")
    coloured, plain = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", coloured)
    assert main(["rewrite", "big.html", "--check"]) == 0
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", plain)
    assert main(["rewrite", "big.html", "--check"]) == 0
    assert "\x1b[32m2 tracked\x1b[0m" in coloured.shown()
    assert re.search("\x1b\\[33m  the body has .+ Gmail", coloured.shown())
    assert re.sub("\x1b\\[[0-9]+m", "", coloured.shown()) == plain.shown()


def test_a_poor_terminal_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters that it lacks are spelled out."""
    Path("page.html").write_text('<a href="https://example.com/">日本語</a>', "utf-8")
    terminal = Terminal()
    terminal.reconfigure(encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["rewrite", "page.html", "--check"]) == 0
    assert r"\u65e5\u672c\u8a9e" in terminal.shown()


def test_a_long_list_is_cut_for_people_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Five hundred links are enough to read; a program gets all of them."""
    Path("many.html").write_text('<a href="#x">x</a>' * 1502, "utf-8")
    shown = text(capsys, "many.html")
    assert shown.count("points into the mail itself") == 501
    assert "\n  ... and 1,002 more; --json has them all\n" in shown
    assert len(data(capsys, "many.html")["links"]) == 1502


@pytest.mark.usefixtures("live")
def test_the_report_says_where_the_copy_is(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line names the file."""
    assert main(["rewrite", "news.eml"]) == 0
    assert capsys.readouterr().out.endswith("\n\nWritten to 'news.tracked.eml'\n")
    Path("news.eml").write_bytes(mail("<p>Hello</p>"))
    assert main(["rewrite", "news.eml", "--clicks", "off", "--opens", "off", "-o", "copy.eml"]) == 0
    ending = "the copy is the original, byte for byte.\nWritten to 'copy.eml'\n"
    assert capsys.readouterr().out.endswith(ending)
