"""`mailtrack inspect`: what URLs and tokens say, and whether these keys have signed them."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailtrack_sdk as mt
from mailtrack_sdk.command.inspect_token import inspected
from mailtrack_sdk.command.program import main
from mailtrack_sdk.tokens import TokenSigner
from tests.command._program import BASE_URL, KEY, Terminal, program

SENT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
TRACKER = mt.Tracker(KEY, base_url=f"{BASE_URL}/mail")
ADA = mt.Delivery(
    "news-7", 42, sent_at=SENT, sender="shop", expires_at=SENT + timedelta(days=365), attempt=2, test=True
)
PIXEL = TRACKER.pixel_url(ADA)
LINK = TRACKER.link_url(ADA, "https://e.example/?q=1", index=3, name="offer")
KEYS = ("--key-file", "key.txt")


def told(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    """Run `mailtrack inspect` and return what it prints."""
    assert main(["inspect", *arguments]) == status
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def objects(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    """Run `mailtrack inspect --json` and return what it prints."""
    return [json.loads(line) for line in told(capsys, "--json", *arguments, status=status).splitlines()]


def test_a_genuine_link_tells_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Message, recipient, times, where it leads, and how it is followed."""
    assert told(capsys, *KEYS, LINK) == (
        f"{LINK}\n"
        "  genuine: signed with these keys\n"
        "  kind       a link: a click\n"
        "  message    news-7\n"
        "  recipient  i:42\n"
        "  sent       2026-03-01 09:00:00Z\n"
        "  leads to   https://e.example/?q=1\n"
        "  link       number 3, counted from 0\n"
        "  named      offer\n"
        "  followed   opens full, clicks full\n"
        "  sender     shop\n"
        "  expires    2027-03-01 09:00:00Z\n"
        "  attempt    2\n"
        "  counted    apart: a test\n"
        f"  delivery   {ADA.id}\n"
    )


def test_a_program_is_told_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object a line."""
    copy = TRACKER.rewrite('<a href="https://e.example/">1</a><a href="https://e.example/2">2</a>', ADA)
    tracked = copy.links[1].tracked_url
    assert tracked is not None
    pixel, link = objects(capsys, *KEYS, PIXEL, tracked)
    assert pixel == {
        "text": PIXEL,
        "kind": "open",
        "genuine": True,
        "problem": None,
        "tenant": None,
        "delivery": {
            "id": ADA.id,
            "message": "news-7",
            "recipient": "i:42",
            "sent_at": "2026-03-01T09:00:00+00:00",
            "expires_at": "2027-03-01T09:00:00+00:00",
            "opens": "full",
            "clicks": "full",
            "sender": "shop",
            "attempt": 2,
            "test": True,
            "preview": False,
        },
        "link": None,
    }
    assert link["link"] == {"url": "https://e.example/2", "index": 1, "name": None, "of": 2}
    assert "number 1 of 2, counted from 0" not in told(capsys, *KEYS, tracked)
    assert "  link       number 1, of 2, counted from 0\n" in told(capsys, *KEYS, tracked)


def test_without_keys_it_is_only_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The same is told, as what it is: a claim."""
    shown = told(capsys, LINK)
    assert shown.splitlines()[1] == "  NOT verified, as there are no keys; it says, which may be untrue:"
    assert "  leads to   https://e.example/?q=1\n" in shown
    (said,) = objects(capsys, LINK)
    assert (said["genuine"], said["problem"], said["delivery"]["message"]) == (None, None, "news-7")


@pytest.mark.usefixtures("live")
def test_keys_may_come_from_the_environment(capsys: pytest.CaptureFixture[str]) -> None:
    """As for the other commands; a base URL is not needed, the host may be any."""
    assert "genuine: signed" in told(capsys, LINK.replace("t.example.com/mail", "other.example"))


def test_a_token_alone_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    """And so does a path, or what a mail program has left behind it."""
    token = LINK.rpartition("/")[2]
    for text in (token, f"/c/{token}", f"{LINK}?utm_source=x#top", f"{LINK}).", PIXEL.rpartition("/")[2]):
        (said,) = objects(capsys, *KEYS, text)
        assert said["genuine"]
        assert said["delivery"]["id"] == ADA.id


def test_what_is_not_genuine_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """With what it claims, and the status 1."""
    forged = mt.Tracker("another-key-of-somebody", base_url=BASE_URL).link_url(ADA, "https://evil.example/")
    shown = told(capsys, *KEYS, forged, status=1)
    assert shown.splitlines()[1] == (
        "  NOT genuine: the token was not signed with these keys for this purpose and tenant; "
        "it says, which may be untrue:"
    )
    assert "  leads to   https://evil.example/\n" in shown
    (said,) = objects(capsys, *KEYS, forged, status=1)
    assert (said["genuine"], said["link"]["url"]) == (False, "https://evil.example/")


@pytest.mark.parametrize(
    ("text", "with_keys", "without"),
    [
        ("https://example.com/", "this is no tracking URL", "this is no tracking URL"),
        ("", "not the shape of a token", "this is no tracking URL"),
        ("\udcff", "not the shape of a token", "this is no tracking URL"),
        ("hello", "shorter than any token", "the token ends in the middle of a value"),
        (PIXEL.replace("/o/", "/c/"), "the token was made for the purpose open", "the part that names the"),
        (f"{PIXEL}x", "the token was not signed", "the token ends in the middle of a value"),
        (f"{BASE_URL}/o/a b/{PIXEL.rpartition('/')[2]}", "this is no tracking URL", "this is no tracking"),
    ],
)
def test_what_is_wrong_with_it_is_told(
    text: str, with_keys: str, without: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, whether or not there are keys."""
    (said,) = objects(capsys, *KEYS, text, status=1)
    assert said["problem"].startswith(with_keys)
    assert said["genuine"] is False
    (said,) = objects(capsys, text, status=1)
    assert said["problem"].startswith(without)
    assert said["genuine"] is None
    assert told(capsys, text, status=1).splitlines()[1].startswith(f"  {without}")


def test_tenants_have_keys_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A segment of the path tells whose it is; a tenant with a host of its own has to be named."""
    by_path = TRACKER.for_tenant("acme").pixel_url(ADA)
    by_host = TRACKER.for_tenant("beta", base_url="https://beta.example").pixel_url(ADA)
    assert "  tenant     acme\n" in told(capsys, *KEYS, by_path)
    assert told(capsys, *KEYS, by_host, status=1)
    assert "  tenant     beta\n" in told(capsys, *KEYS, "--tenant", "beta", by_host)


def test_previews_and_copies_that_name_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """They say so."""
    shared = TRACKER.pixel_url(mt.Delivery.anonymous("news-7", sent_at=SENT))
    shown = told(capsys, *KEYS, shared, TRACKER.pixel_url(mt.Delivery.preview("news-7")))
    assert "  recipient  (anonymous)\n  sent       2026-03-01 (the day only)\n" in shown
    assert "  counted    nowhere: a preview\n" in shown


def test_lines_are_read_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One URL a line; blank lines are passed over, and no line is too long or too strange."""
    data = f"{PIXEL}\r\n\n  {LINK}\n\xff\xfe\n".encode("latin-1") + b"x" * (2**20 + 5) + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    said = objects(capsys, *KEYS, "-", status=1)
    assert [found["genuine"] for found in said] == [True, True, False, False]
    assert said[3]["text"] == "(a line of more than a megabyte)"


@pytest.mark.parametrize("arguments", [["-", PIXEL], ["-", "--key-file", "-"], ["-", "-"]])
def test_standard_input_is_read_once(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks for it twice is told."""
    assert main(["inspect", *arguments]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: standard input can be read only once")


def test_a_tenant_that_cannot_be_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It is no result, but a wrong argument."""
    assert main(["inspect", PIXEL, "--tenant", "a b"]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: tenant must be letters")


def test_hostile_texts_do_nothing_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what was asked about nor what is in a token; colours are ours."""
    evil = mt.Delivery("news\u202e-7", "u-1", sent_at=SENT)
    url = mt.Tracker("another-key-of-somebody", base_url=BASE_URL).pixel_url(evil)
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["inspect", "a\x1b[2Jb", url]) == 1
    shown = screen.shown()
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert shown.startswith("\x1b[1ma\\x1b[2Jb\x1b[0m\n")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["inspect", url]) == 0
    assert "\x1b" not in screen.shown()


@given(st.text() | st.from_regex(r"https?://t/[oc]/[A-Za-z0-9_.-]{1,80}", fullmatch=True))
def test_no_text_raises(text: str) -> None:
    """Whatever is pasted gets an answer."""
    for signer in (None, TokenSigner(KEY)):
        found = inspected(text, signer=signer, tenant=None)
        assert found.text == text
        assert found.is_genuine is (None if signer is None else False)


def test_it_runs_as_a_program(folder: Path) -> None:
    """Warnings being errors, and with a terminal that knows no letters but ASCII."""
    done = program("inspect", "é", cwd=folder, environment={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.startswith(b"\\xe9\n")
