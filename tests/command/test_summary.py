"""`mailtrack summary`: honest figures of a store, with what they cannot say."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from mailtrack_sdk.command import progress
from mailtrack_sdk.command.program import main
from mailtrack_sdk.command.summary_columns import CHOICES
from mailtrack_sdk.events import ClickEvent, ComposedEvent, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode, RecipientId
from mailtrack_sdk.stores import EventQuery, SQLiteStore
from mailtrack_sdk.testing import clients
from tests.command._campaign import SENT, UUID_READER, Campaign, make_campaign
from tests.command._program import Terminal, program

DB = ("summary", "--store", "mailtrack.db")


@pytest.fixture
def db() -> Path:
    """Make a store with a small campaign."""
    path = Path("mailtrack.db")
    make_campaign(path)
    return path


def text(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run `mailtrack summary` and return what it prints."""
    assert main([*DB, *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def flat(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run `mailtrack summary` and return what it prints, as one line."""
    return " ".join(text(capsys, *arguments).split())


def whole(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """Run `mailtrack summary --json` and return what it prints."""
    found: dict[str, Any] = json.loads(text(capsys, "--json", *arguments))
    return found


def rows_below(shown: str, title: str) -> list[list[str]]:
    """Return the cells of a table, split at two blanks or more."""
    block = next(block for block in shown.split("\n\n") if block.startswith(title))
    return [line.split() for line in block.splitlines()[1:]]


@pytest.mark.usefixtures("db")
def test_the_head_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """Rates with their intervals and what is hidden, who did what, how far copies got, and each link."""
    shown = text(capsys, "--campaign", "spring")
    head = shown.split("\n\n")[:2]
    assert "\n\n".join(head) == (
        "'mailtrack.db', campaign spring\n"
        "40 deliveries to known recipients, 40 recorded as sent; 2 messages composed\n"
        "\n"
        "Opened   76.7% opened (59.1% to 88.2% with 95% confidence), of the 30 of 40 deliveries of which it\n"
        "         can be known. Over all deliveries it lies between 65.0% and 82.5%.\n"
        "         Of 25.0% it cannot be known: 10 loaded by Apple Mail Privacy Protection.\n"
        "Clicked  32.5% clicked (20.1% to 48.0% with 95% confidence), of the 40 of 40 deliveries of which "
        "it\n"
        "         can be known."
    )
    assert rows_below(shown, "Requests") == [
        ["People", "Times", "Machines", "Unknown"],
        ["opens", "21", "21", "10", "0"],
        ["clicks", "13", "13", "1", "0"],
    ]
    statuses = {" ".join(row[:-2]): int(row[-2]) for row in rows_below(shown, "Deliveries")[1:]}
    assert sum(statuses.values()) == 40
    assert statuses["clicked"] == 13
    assert [row[0] for row in rows_below(shown, "Links")] == ["Link", "offer", "offer"]


@pytest.mark.usefixtures("db")
def test_what_the_figures_cannot_say_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Silence, inferred opens, copies that name nobody, and tests, each in a sentence."""
    shown = flat(capsys)
    assert "gave no sign, which does not mean that nobody read" in shown
    assert (
        "1 anonymous copy of 1 message in no figure above, as nobody is named: people opened 1 time" in shown
    )
    assert "1 test send in no figure" in shown
    assert "a person clicked and no open by a person was seen: that counts as opened" in shown
    assert "Variants of all campaigns are thrown together here: name a campaign" in shown
    assert "thrown together" not in flat(capsys, "--campaign", "spring")


@pytest.mark.usefixtures("db")
def test_a_program_is_told_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """As one JSON object, without what grows with the number of recipients unless asked for."""
    found = whole(capsys, "--campaign", "spring")
    assert found["query"] == {"campaign": "spring"}
    assert (found["known"], found["sent"], found["composed"]) == (40, 40, 2)
    assert found["open_rate"]["hidden"]["privacy_proxy"] == 10
    assert found["open_rate"]["rate"] == pytest.approx(23 / 30)
    assert found["click_rate"]["interval"]["low"] == pytest.approx(0.2008, abs=1e-4)
    assert (found["tests"]["known"], found["anonymous_copies"]) == (1, 1)
    assert found["by"] == {}
    assert found["hint"] is None
    assert [duel["by"] for duel in found["comparisons"]] == ["clicks", "opens"]
    assert any("test send" in note for note in found["notes"])
    assert "deliveries" not in found


@pytest.mark.usefixtures("db")
def test_two_variants_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """By clicks and by opens, in sentences that say so when it cannot be told."""
    shown = flat(capsys, "--campaign", "spring", "--by", "variant")
    assert "Two variants - " in shown
    assert "of A and 5.0% of B clicked, a difference of" in shown
    (clicks, opens) = whole(capsys, "--campaign", "spring")["comparisons"]
    assert (clicks["a"]["variant"], clicks["verdict"]) == ("A", "a_better")
    assert clicks["interval"]["low"] > 0
    assert opens["text"] in shown
    assert rows_below(text(capsys, "--by", "variant"), "By variant")[0][:3] == ["Variant", "Sent", "Opened"]


def test_variants_have_their_own_names(capsys: pytest.CaptureFixture[str]) -> None:
    """A and B of a comparison are explained, and one that nothing is known of cannot be told."""
    campaign = Campaign(Path("mailtrack.db"))
    for variant in ("red", "blue"):
        campaign.compose(variant, variant=variant)
    campaign.send(Delivery("red", "ada", sent_at=SENT))
    campaign.send(Delivery("blue", "bob", sent_at=SENT, clicks=Mode.OFF, opens=Mode.AGGREGATE))
    campaign.close()
    shown = flat(capsys, "--campaign", "spring")
    assert "Two variants: A is blue, B is red - It cannot be told which is clicked more" in shown
    assert "Of 50.0% it cannot be known: 1 counted for the message only." in shown
    assert "Of 50.0% it cannot be known: 1 not tracked." in shown
    assert whole(capsys)["comparisons"][0]["interval"] is None


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("width", ["60", "80", "200"])
@pytest.mark.parametrize("choice", CHOICES)
def test_tables_fit_the_terminal(
    choice: str, width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is wider, and the first column is always there."""
    monkeypatch.setenv("COLUMNS", width)
    shown = text(capsys, "--by", choice, "--rows", "3")
    assert max(map(len, shown.splitlines())) <= int(width)
    title = "Links" if choice == "link" else f"By {choice}"
    assert f"\n\n{title.replace('Links', 'By link')}" in shown


@pytest.mark.usefixtures("db")
def test_groups_of_deliveries(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its figures; the same in JSON with all there is."""
    found = whole(capsys, *(part for choice in CHOICES for part in ("--by", choice)))["by"]
    assert tuple(found) == CHOICES
    assert {row["message"]: row["deliveries"] for row in found["message"]} == {"spring-A": 20, "spring-B": 20}
    assert [(row["campaign"], row["clicked"]) for row in found["campaign"]] == [("spring", 13)]
    assert found["campaign"][0]["open_rate"]["knowable"] == 30
    assert [row["sender"] for row in found["sender"]] == ["shop"]
    assert [row["tenant"] for row in found["tenant"]] == [None]
    assert len(found["recipient"]) == len(found["delivery"]) == 40
    assert {"i:42", f"u:{UUID_READER}", "u-1"} <= {row["recipient"] for row in found["recipient"]}
    assert "open_rate" not in found["recipient"][0]
    signs = [max(row["last_open"] or "", row["last_click"] or "") for row in found["recipient"]]
    assert signs == sorted(signs, reverse=True)
    assert found["delivery"][0]["status"] == "clicked"
    assert found["delivery"][0]["opens"].keys() == {"people", "machines", "unknown", "repeats"}
    assert [row["name"] for row in found["link"]] == ["offer", "offer"]
    assert "Thunderbird" in {row["name"] for row in found["client"]}
    assert found["device"]
    assert [row["hour"] for row in found["hour"]] == list(range(24))
    shown = text(capsys, "--by", "recipient", "--rows", "2")
    assert "... and 38 more; --rows 40 shows them, and --json has them all" in shown


@pytest.mark.usefixtures("db")
def test_hours_go_by_the_clock_of_the_zone(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them are shifted."""
    clicked = [row["clicks"]["total"] for row in whole(capsys, "--by", "hour")["by"]["hour"]]
    there = [
        row["clicks"]["total"] for row in whole(capsys, "--by", "hour", "--zone", "Asia/Tokyo")["by"]["hour"]
    ]
    assert there == [*clicked[-9:], *clicked[:-9]]
    assert "  10:00 " in text(capsys, "--by", "hour")


@pytest.mark.usefixtures("db")
def test_campaigns_are_known_whatever_the_filter(capsys: pytest.CaptureFixture[str]) -> None:
    """Composed events are looked up beside those that were asked for; variants are not."""
    found = whole(capsys, "--by", "campaign", "--recipient", "u-1", "--since", "2026-03-02T09:40:00Z")
    assert [row["campaign"] for row in found["by"]["campaign"]] == ["spring"]
    shown = flat(capsys, "--by", "variant", "--recipient", "u-1")
    assert "No variant is known: variants are told by composed events" in shown
    assert "(none)" in shown


@pytest.mark.usefixtures("db")
def test_filters_that_leave_sends_out_are_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    """Rates need the sends."""
    shown = flat(capsys, "--since", "2026-03-02T09:40:00Z")
    assert "Opened Nothing is recorded as sent, so there is no rate." in shown
    assert "no sent event is among the events, which --since may leave out" in shown
    assert ", since 2026-03-02 09:40:00Z, until 2026-03-04 00:00:00Z 33 deliveries" in flat(
        capsys, "--since", "2026-03-02T09:40:00Z", "--until", "2026-03-04"
    )


def test_requests_without_a_send_are_in_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the filter: when sends are not recorded, there is nothing to count over."""
    with SQLiteStore("mailtrack.db") as store:
        copy = Delivery("news", "ada", sent_at=SENT)
        store.append([OpenEvent(id=UUID(int=1), at=SENT + timedelta(hours=1), delivery=copy)])
    assert "1 delivery known from requests only, and in no rate: no sent event is among the events" in flat(
        capsys
    )


@pytest.mark.usefixtures("db")
def test_one_copy_gets_advice_instead_of_rates(capsys: pytest.CaptureFixture[str]) -> None:
    """What to make of it, why, and what speaks against it."""
    arguments = ["--message", "spring-A", "--recipient", "u-1"]
    shown = text(capsys, *arguments)
    assert "1 delivery to a known recipient, 1 recorded as sent\n" in shown
    assert "confidence" not in shown
    assert "\nFollow up on what was clicked\n  - Opened once\n  - Clicked once: offer\n" in shown
    hint = whole(capsys, *arguments)["hint"]
    assert (hint["kind"], hint["text"]) == ("clicked", "Follow up on what was clicked")
    assert "Follow up as if it may have been read" in flat(capsys, "--recipient", "u-6")


@pytest.mark.usefixtures("db")
def test_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """With the other type of the id, where it looks like one."""
    assert text(capsys, "--message", "none") == "'mailtrack.db', message none\nNo such events\n"
    assert text(capsys, "--recipient", "42") == (
        "'mailtrack.db', recipient 42\nNo such events; for the id of another type, ask for i:42\n"
    )
    assert whole(capsys, "--message", "none")["known"] == 0


def test_copies_that_name_nobody_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """They have no rates and no statuses, and still a word."""
    campaign = Campaign(Path("mailtrack.db"))
    crowd = Delivery.anonymous("round", sent_at=SENT)
    campaign.send(crowd)
    campaign.send(crowd)
    campaign.wait(hours=2)
    campaign.open(crowd)
    campaign.close()
    shown = text(capsys)
    assert "Requests" not in shown
    assert "2 anonymous copies of 1 message in no figure above" in " ".join(shown.split())


def test_shared_copies_are_nobodys(capsys: pytest.CaptureFixture[str]) -> None:
    """They are marked, in no row of a recipient, and mentioned."""
    campaign = Campaign(Path("mailtrack.db"))
    shared = Delivery("offer", "ada", sent_at=SENT)
    campaign.send(shared, candidates=("ada", "bob"))
    campaign.send(Delivery("offer", "eve", sent_at=SENT))
    campaign.wait(hours=2)
    campaign.open(shared)
    campaign.close()
    shown = text(capsys, "--by", "delivery", "--by", "recipient")
    assert rows_below(shown, "By delivery")[1][:4] == ["ada", "(shared)", "offer", "opened"]
    assert [row[0] for row in rows_below(shown, "By recipient")] == ["Recipient", "eve"]
    assert "1 delivery shared by several people" in " ".join(shown.split())


def test_tenants_and_types_of_ids_stay_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """One id at two tenants, and as text and number, is several rows."""
    with SQLiteStore("mailtrack.db") as store:
        people: list[tuple[RecipientId, str | None]] = [
            ("7", "acme"),
            ("7", "zoo"),
            (7, "acme"),
            ("i:7", "acme"),
            ("7", None),
        ]
        store.append(
            SentEvent(
                id=UUID(int=number), at=SENT, delivery=Delivery("news", who, sent_at=SENT, tenant=tenant)
            )
            for number, (who, tenant) in enumerate(people, 1)
        )
    found = whole(capsys, "--by", "recipient", "--by", "tenant")["by"]
    assert [(row["tenant"], row["recipient"]) for row in found["recipient"]] == [
        (None, "7"),
        ("acme", "7"),
        ("acme", "i:7"),
        ("acme", "s:i:7"),
        ("zoo", "7"),
    ]
    assert [(row["tenant"], row["deliveries"]) for row in found["tenant"]] == [
        ("acme", 3),
        (None, 1),
        ("zoo", 1),
    ]
    assert [row[0] for row in rows_below(text(capsys, "--by", "recipient"), "By recipient")] == [
        "Recipient",
        "7",
        "acme/7",
        "acme/i:7",
        "acme/s:i:7",
        "zoo/7",
    ]


def test_hostile_texts_do_nothing_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids, campaigns, variants, links and clients are spelled out, in the text and in the JSON."""
    bad = "\x1b[2J\x7f\u202e"
    copy = Delivery("ne\u202ews", "ada\u2066", sent_at=SENT, sender="\u2067")
    client = Client(agent=f"Firefox/{bad}")
    link = Link(url=f"https://example.com/{bad}", name=f"link{bad}", index=0)
    with SQLiteStore("mailtrack.db") as store:
        composed = ComposedEvent(
            id=UUID(int=1), at=SENT, message_key="ne\u202ews", campaign=bad, variant=bad, links=(link,)
        )
        later = SENT + timedelta(hours=1)
        click = ClickEvent(id=UUID(int=3), at=later, delivery=copy, client=client, link=link)
        other = Delivery("ne\u202ews", "bob", sent_at=SENT)
        store.append([composed, SentEvent(id=UUID(int=2), at=SENT, delivery=copy), click])
        store.append([SentEvent(id=UUID(int=4), at=SENT, delivery=other)])
    choices = [part for choice in CHOICES for part in ("--by", choice)]
    shown = text(capsys, "--campaign", bad, *choices)
    assert all(line.isprintable() for line in shown.splitlines())
    assert r"\x1b[2J\x7f\u202e" in shown
    raw = text(capsys, "--json", "--campaign", bad, *choices)
    assert raw.replace("\n", "").isascii()
    assert raw.replace("\n", "").isprintable()
    assert json.loads(raw)["query"]["campaign"] == bad


def test_targets_that_differ_from_copy_to_copy_are_one_link(capsys: pytest.CaptureFixture[str]) -> None:
    """It has no target to show; with one message its key is not shown either."""
    with SQLiteStore("mailtrack.db") as store:
        store.append(
            ClickEvent(
                id=UUID(int=number),
                at=SENT + timedelta(hours=number),
                delivery=Delivery("news", f"u-{number}", sent_at=SENT),
                link=Link(url=f"https://example.com/{number}", index=0),
            )
            for number in (1, 2)
        )
    shown = text(capsys)
    assert "  (its target differs from copy to copy)  " in shown
    assert rows_below(shown, "Links")[0] == ["Link", "People", "Times", "Machines", "Unknown"]


def test_opens_of_which_only_the_day_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """They have a row of their own behind the hours; clients that were not kept have no name."""
    campaign = Campaign(Path("mailtrack.db"))
    copy = Delivery("news", "ada", sent_at=SENT, opens=Mode.LAST_OPEN_DAY)
    campaign.send(copy)
    campaign.wait(days=1)
    campaign.open(copy)
    campaign.close()
    shown = text(capsys, "--by", "hour", "--by", "client", "--rows", "25")
    assert rows_below(shown, "By hour")[-1] == ["day", "only", "1", "1", "0", "0"]
    assert rows_below(shown, "By client")[1] == ["(not", "known)", "1", "0", "0", "0"]


def test_what_cannot_be_told_is_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    """A request by nobody knows whom makes the outcome unknown, and is counted apart."""
    with SQLiteStore("mailtrack.db") as store:
        for number in (1, 2):
            copy = Delivery("news", number, sent_at=SENT)
            store.append([SentEvent(id=UUID(int=number), at=SENT, delivery=copy)])
        store.append([OpenEvent(id=UUID(int=9), at=SENT + timedelta(hours=1), delivery=copy)])
    shown = flat(capsys)
    assert "Of 50.0% it cannot be known: 1 requested by nobody knows whom." in shown
    assert "opens 0 0 0 1" in shown


@pytest.mark.usefixtures("db")
def test_nothing_is_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither events nor verdicts change by being looked at."""

    def content() -> tuple[object, object]:
        with SQLiteStore("mailtrack.db") as store:
            events = list(store.events(EventQuery()))
            return events, store.verdicts([event.id for event in events])

    before = content()
    text(capsys, "--by", "client")
    assert content() == before


@pytest.mark.usefixtures("db")
def test_a_terminal_sees_colours_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report on standard output; on standard error how many events were read, if it takes long."""
    screen, aside = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", aside)
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.command.progress_bar", None)  # draw without rich
    assert main(DB) == 0
    assert aside.shown() == ""
    assert screen.shown().startswith("\x1b[1m'mailtrack.db'\x1b[0m\n")
    monkeypatch.setattr(progress, "_UNNOTICED", 1e-9)
    assert main(DB) == 0
    assert " events read  " in aside.shown()
    assert aside.shown().endswith("/s\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--by", "weather"], "argument --by: invalid choice: 'weather'"),
        (["--kind", "click"], "unrecognized arguments: --kind click"),
        (["--rows", "-1"], "argument --rows: not a whole number from 1 to 999,999,999"),
    ],
)
@pytest.mark.usefixtures("db")
def test_options_that_make_no_sense_are_explained(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the parser, with the option and what would do."""
    with pytest.raises(SystemExit) as ended:
        main([*DB, *arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert reason in said.err


def test_it_runs_as_a_program(db: Path, folder: Path) -> None:
    """Warnings being errors, nothing is left open."""
    done = program("summary", "--store", str(db), cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"'mailtrack.db'\n40 deliveries to known recipients")


def test_the_ends_of_the_calendar_are_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever set a clock wrong gets figures all the same."""
    last = datetime.max.replace(tzinfo=SENT.tzinfo)
    first = datetime.min.replace(tzinfo=SENT.tzinfo)
    copy = Delivery("news", "ada", sent_at=SENT)
    client = Client(agent=dict(clients.firefox.link_headers or ())["User-Agent"])
    with SQLiteStore("mailtrack.db") as store:
        store.append(
            OpenEvent(id=UUID(int=number), at=at, delivery=copy, client=client)
            for number, at in enumerate((first, last), 1)
        )
    for zone in ("America/Lima", "Asia/Tokyo", "UTC"):
        assert "By delivery" in text(capsys, "--by", "delivery", "--by", "hour", "--zone", zone)
        assert main(["events", "--store", "mailtrack.db", "--zone", zone, "--newest-first"]) == 0
        shown = capsys.readouterr().out.splitlines()
        assert [line[:4] for line in shown] == ["9999", "0001"]
