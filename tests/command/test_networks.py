"""`mailtrack networks`: the tables are shown, addresses looked up, and published lists taken in."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from mailtrack_sdk.classification import Networks
from mailtrack_sdk.classification._network_codec import MAX_TABLES
from mailtrack_sdk.classification.network_catalogue import CATALOGUE
from mailtrack_sdk.command.program import main
from tests._data import data_path
from tests.classification import _published as published
from tests.classification._tables import table
from tests.command._program import Terminal, program

pytestmark = pytest.mark.usefixtures("folder")
TODAY = datetime.now(timezone.utc).date()
OLD = TODAY - timedelta(days=181)


def run(*arguments: str) -> int:
    """Run `mailtrack networks`."""
    return main(["networks", *arguments])


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run it, and return the one line of complaint."""
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("mailtrack: ")
    assert said.err.count("\n") == 1
    return said.err


def made(name: str = "networks.bin") -> Networks:
    """Read the tables that were written."""
    return Networks.from_bytes(Path(name).read_bytes())


def two_tables(day: date = TODAY) -> None:
    """Write a file of tables."""
    networks = Networks().with_table(CATALOGUE["zscaler"].table("zscaler", TODAY), ["198.51.100.0/24"])
    Path("own.bin").write_bytes(networks.with_table(table(day=day), ["192.0.2.0/24"]).to_bytes())


def test_the_tables_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, within the width of the terminal."""
    two_tables()
    assert run("list", "--networks", "own.bin") == 0
    assert capsys.readouterr().out == (
        "Table    Networks  Scope  Strength  Date        Source\n"
        f"zscaler         1  none   none      {TODAY}  "
        "https://config.zscaler.com/api/zscaler.net/hubs/c...\n"
        f"own             1  none   none      {TODAY}  tests\n"
    )
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert [line.split()[0] for line in lines[1:21]] == [one.name for one in Networks.bundled().tables]


def test_old_tables_are_marked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, in colour on a terminal, and in the status if that is wanted."""
    two_tables(OLD)
    assert run("list", "--networks", "own.bin") == 0
    shown = capsys.readouterr().out
    assert f"own             1  none   none      {OLD}  old; tests\n" in shown
    assert shown.endswith("\n1 table older than 180 days: make them new with `mailtrack networks refresh`\n")
    assert run("list", "--networks", "own.bin", "--fail-on-stale", "--json") == 1
    assert [one["stale"] for one in json.loads(capsys.readouterr().out)] == [False, True]
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run("list", "--networks", "own.bin", "--fail-on-stale") == 1
    assert "\x1b[33mown " in terminal.shown()
    two_tables()
    assert run("list", "--networks", "own.bin", "--fail-on-stale") == 0


def test_tables_are_listed_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    """All facts about each."""
    two_tables()
    assert run("list", "--networks", "own.bin", "--json") == 0
    _, own = json.loads(capsys.readouterr().out)
    assert own == {
        "name": "own",
        "label": "<own>",
        "kind": "other",
        "scope": "none",
        "strength": "none",
        "networks": 1,
        "date": str(TODAY),
        "source": "tests",
        "stale": False,
    }


def test_addresses_are_looked_up(capsys: pytest.CaptureFixture[str]) -> None:
    """Every table, with what it says; `nowhere` is an answer too."""
    assert run("lookup", "40.107.1.1", "17.58.1.1", "[2a02:26f7:b00a:4000::1]:443") == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 100
    eop, azure, *others = shown.replace("\n    ", " ").removeprefix("40.107.1.1\n").splitlines()
    assert eop == (
        "  microsoft_eop: Exchange Online Protection; decides against a person on opens and clicks; "
        "list of 2026-09-10"
    )
    assert azure == (
        "  azure: Microsoft Azure; a weak sign against a person on clicks soon after the send; "
        "list of 2026-08-01"
    )
    assert others == [
        "  github: GitHub; a weak sign against a person on clicks soon after the send; list of 2026-08-01",
        "17.58.1.1",
        "  in no known network",
        "[2a02:26f7:b00a:4000::1]:443",
        "  apple_relay: iCloud Private Relay; no sign against a person; list of 2026-08-01",
    ]


def test_addresses_are_looked_up_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    """With the date of the oldest list."""
    two_tables(OLD)
    assert run("lookup", "192.0.2.7", "203.0.113.1", "--networks", "own.bin", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["address"], first["as_of"]) == ("192.0.2.7", str(OLD))
    assert [one["name"] for one in first["networks"]] == ["own"]
    assert second == {"address": "203.0.113.1", "networks": [], "as_of": None}


def test_what_cannot_be_looked_up_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """No address, no file, no tables."""
    assert "not an IPv4 or IPv6 address: 'example.com'" in refused(capsys, "lookup", "example.com")
    assert "cannot read 'missing.bin'" in refused(capsys, "lookup", "::1", "--networks", "missing.bin")
    for option in ("--networks", "--tables"):
        assert "cannot read 'news.html' as tables of networks: not a usable file" in refused(
            capsys, "list", option, "news.html"
        )


def test_addresses_beside_one_that_is_none_are_looked_up(capsys: pytest.CaptureFixture[str]) -> None:
    """What is known is shown, then what is no address is told; the status is 2."""
    two_tables()
    arguments = ("lookup", "192.0.2.7", "here", "203.0.113.1", "\x1b[2J", "--networks", "own.bin")
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert [line for line in said.out.splitlines() if line[0] != " "] == ["192.0.2.7", "203.0.113.1"]
    assert said.err == "mailtrack: not an IPv4 or IPv6 address: 'here', '\\x1b[2J'\n"
    assert run(*arguments, "--json") == 2
    found = json.loads(capsys.readouterr().out)
    assert [one["address"] for one in found] == ["192.0.2.7", "203.0.113.1"]


def test_what_is_long_is_wrapped(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut off, least of all the date of the list."""
    monkeypatch.setenv("COLUMNS", "60")
    assert run("lookup", "209.222.82.7") == 0
    assert capsys.readouterr().out == (
        "209.222.82.7\n"
        "  barracuda: Barracuda Email Gateway Defense; decides\n"
        "    against a person on opens and clicks; list of 2026-09-11\n"
    )


def test_published_lists_replace_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """The rest stays as it is built in; what changed is told."""
    for name, data in (
        ("egress-ip-ranges.csv", published.APPLE),
        ("goog.json", published.GOOG),
        ("cloud.json", published.CLOUD),
        ("googlebot.json", published.GOOGLEBOT),
        ("endpoints.json", published.MICROSOFT_365),
        ("ServiceTags.json", published.SERVICE_TAGS),
        ("ip-ranges.json", published.AMAZON),
    ):
        Path(name).write_bytes(data)
    files = [path.name for path in sorted(Path().glob("*.json"))]
    assert run("refresh", "--from", "egress-ip-ranges.csv", *files, "--date", "2026-10-01", "--force") == 0
    shown = capsys.readouterr().out
    bundled = {one.name: one for one in Networks.bundled().tables}
    assert (
        f"apple_relay: 3 networks of 2026-10-01 (3 added, {bundled['apple_relay'].size:,} removed); before, "
        f"{bundled['apple_relay'].size:,} of {bundled['apple_relay'].date}\n"
    ) in shown
    assert "google_cloud: new, 2 networks of 2026-10-31\n" in shown
    assert (
        f"13 other tables kept\nWritten to 'networks.bin' ({Path('networks.bin').stat().st_size:,} bytes)\n"
        in (shown)
    )
    networks = made()
    assert networks.names("11.0.2.65") == ("microsoft_eop",)
    assert networks.names("11.0.2.3") == ("apple_relay", "exchange_online")
    assert networks.names("11.51.100.9") == ("apple_relay", "google", "google_cloud")
    assert networks.names("104.28.28.1") == ()
    assert networks.networks_of("barracuda") == Networks.bundled().networks_of("barracuda")
    dates = {one.name: one.date for one in networks.tables}
    assert (dates["google"], dates["azure"]) == (date(2026, 10, 30), date(2026, 10, 1))


def test_a_file_of_tables_is_brought_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """What an earlier refresh has written stays; a list that is older than the one before is told of."""
    Path("apple.csv").write_bytes(published.APPLE)
    Path("goog.json").write_bytes(published.GOOG)
    assert run("refresh", "--from", "apple.csv", "-o", "t.bin", "--date", "2026-11-01", "--force") == 0
    assert run("refresh", "--from", "goog.json", "-o", "t.bin", "--force") == 0
    assert made("t.bin").names("11.0.2.1") == ("apple_relay",)
    capsys.readouterr()
    Path("apple.csv").write_bytes(b"11.0.2.0/31,,,,\n11.0.113.0/24,,,,\n")
    assert (
        run("refresh", "--from", "apple.csv", "-o", "t.bin", "--date", "2026-10-31", "--json", "--force") == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert (told["written_to"], told["bytes"], told["kept"]) == ("t.bin", Path("t.bin").stat().st_size, 19)
    (apple,) = told["tables"]
    assert (apple["name"], apple["networks"], apple["added"], apple["removed"]) == ("apple_relay", 2, 2, 3)
    assert (apple["date"], apple["before"]["date"]) == ("2026-10-31", "2026-11-01")
    assert run("refresh", "--from", "apple.csv", "-o", "t.bin", "--date", "2026-10-30") == 0
    assert "(0 added, 0 removed); before, 2 of 2026-10-31; the list is older than that before\n" in (
        capsys.readouterr().out
    )


def test_a_check_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """It tells what would change."""
    Path("apple.csv").write_bytes(published.APPLE)
    assert run("refresh", "--from", "apple.csv", "--check", "--force") == 0
    assert capsys.readouterr().out.endswith("\n19 other tables kept\nNothing was written\n")
    assert run("refresh", "--from", "apple.csv", "--check", "--force", "--json") == 0
    assert json.loads(capsys.readouterr().out)["written_to"] is None
    assert not Path("networks.bin").exists()


def test_a_list_of_ones_own_makes_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """It means what it is told to mean; without a word it only gives a name."""
    Path("plain.txt").write_bytes(published.PLAIN)
    os.utime("plain.txt", (1_780_000_000, 1_780_000_000))  # 2026-05-28
    assert run("refresh", "--from", "plain.txt", "--name", "ours") == 0
    assert "ours: new, 2 networks of 2026-05-28\n" in capsys.readouterr().out
    (ours,) = [one for one in made().tables if one.name == "ours"]
    assert (ours.label, ours.source) == ("ours", "'plain.txt'")
    assert (ours.kind.value, ours.scope.value, ours.strength.value) == ("other", "none", "none")
    words = ("--kind", "scanner", "--scope", "both", "--strength", "certain", "--label", "our gateway")
    assert run("refresh", "--from", "plain.txt", "--name", "ours", *words, "--source", "our plan") == 0
    assert run("refresh", "--from", "plain.txt", "--name", "ours", "--date", "2026-06-01") == 0
    (ours,) = [one for one in made().tables if one.name == "ours"]
    assert (ours.label, ours.source, ours.date) == ("our gateway", "our plan", date(2026, 6, 1))
    assert (ours.kind.value, ours.scope.value, ours.strength.value) == ("scanner", "both", "certain")


def test_a_name_goes_before_the_content() -> None:
    """Lists of robots have one form; several files may make one table, as old as the oldest."""
    Path("gptbot.json").write_bytes(published.GPTBOT)
    Path("bingbot.json").write_bytes(published.BINGBOT)
    assert run("refresh", "--from", "bingbot.json", "gptbot.json", "--name", "openai", "--force") == 0
    networks = made()
    assert networks.networks_of("openai") == ("11.0.2.64/28", "157.55.39.0/24")
    assert [one.date for one in networks.tables if one.name == "openai"] == [date(2026, 10, 27)]


def test_a_list_that_was_cut_off_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Up to half of a table may go; what is only merged or split has not gone."""
    Path("whole.txt").write_text("".join(f"11.0.{number}.0/25\n" for number in range(10)), "utf-8")
    assert run("refresh", "--from", "whole.txt", "--name", "ours") == 0
    written = Path("networks.bin").read_bytes()
    Path("cut.txt").write_text("".join(f"11.0.{number}.0/25\n" for number in range(4)), "utf-8")
    capsys.readouterr()
    for option in ((), ("--check",)):
        assert refused(capsys, "refresh", "--from", "cut.txt", "--name", "ours", *option) == (
            "mailtrack: 'cut.txt': the table ours would lose 6 of its 10 networks, as if the list were cut "
            "off or another's: see whether it is whole, or add --force if it is\n"
        )
    assert Path("networks.bin").read_bytes() == written
    Path("merged.txt").write_bytes(b"11.0.0.0/20\n")
    Path("half.txt").write_text("".join(f"11.0.{number}.0/25\n" for number in range(5)), "utf-8")
    assert run("refresh", "--from", "merged.txt", "--name", "ours", "-o", "networks.bin", "--check") == 0
    assert run("refresh", "--from", "half.txt", "--name", "ours") == 0
    assert run("refresh", "--from", "cut.txt", "--name", "ours") == 0
    Path("other.txt").write_bytes(b"11.99.0.0/25\n")
    assert run("refresh", "--from", "other.txt", "--name", "ours", "--force") == 0
    assert made().networks_of("ours") == ("11.99.0.0/25",)


def test_a_built_in_table_is_not_replaced_by_a_piece(capsys: pytest.CaptureFixture[str]) -> None:
    """Half of a download is no list; nothing is written."""
    Path("apple.csv").write_bytes(published.APPLE)
    size = len(Networks.bundled().networks_of("apple_relay"))
    assert f"apple_relay would lose {size:,} of its {size:,} networks" in refused(
        capsys, "refresh", "--from", "apple.csv"
    )
    assert not Path("networks.bin").exists()


def test_the_list_of_one_table_is_not_taken_for_another(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither for a built-in one nor for one's own; a new name makes a table of any list."""
    Path("bingbot.json").write_bytes(published.BINGBOT)
    Path("plain.txt").write_bytes(published.PLAIN)
    reason = (
        "'bingbot.json' looks like the list of bing, and --name says {}: leave --name out, or add --force"
    )
    assert reason.format("google_cloud") in refused(
        capsys, "refresh", "--from", "bingbot.json", "--name", "google_cloud"
    )
    assert not Path("networks.bin").exists()
    assert run("refresh", "--from", "plain.txt", "--name", "ours") == 0
    capsys.readouterr()
    assert reason.format("ours") in refused(
        capsys, "refresh", "--from", "plain.txt", "bingbot.json", "--name", "ours"
    )
    assert run("refresh", "--from", "bingbot.json", "--name", "theirs") == 0
    assert run("refresh", "--from", "bingbot.json", "--name", "google_cloud", "--force") == 0
    assert {"bing", "theirs", "google_cloud"} <= set(made().names("157.55.39.1"))


def test_what_no_owner_can_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """How many networks of a list were left out, of a new table and of one that is there."""
    Path("mixed.txt").write_bytes(b"11.0.2.0/24\n10.0.0.0/8\n2002::/16\n")
    left_out = "; 2 networks left out or cut, which no owner can have\n"
    assert run("refresh", "--from", "mixed.txt", "--name", "ours", "--date", "2026-10-01") == 0
    assert f"ours: new, 1 network of 2026-10-01{left_out}" in capsys.readouterr().out
    assert run("refresh", "--from", "mixed.txt", "--name", "ours", "--date", "2026-10-01") == 0
    assert f"before, 1 of 2026-10-01{left_out}" in capsys.readouterr().out
    assert run("refresh", "--from", "mixed.txt", "--name", "ours", "--json") == 0
    assert json.loads(capsys.readouterr().out)["tables"][0]["left_out"] == 2


def test_a_list_comes_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list from a pipe without a date is of today."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(published.APPLE)
    with os.fdopen(reader, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert run("refresh", "--from", "-", "--force") == 0
    assert f"apple_relay: 3 networks of {datetime.now(timezone.utc).date()} " in capsys.readouterr().out
    assert made().names("11.0.2.1") == ("apple_relay",)


def test_the_installed_program_takes_lists_in(folder: Path) -> None:
    """As its user would call it, warnings being errors."""
    Path("apple.csv").write_bytes(published.APPLE)
    done = program("networks", "refresh", "--from", "apple.csv", "--force", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(b" bytes)\n")


def test_lists_that_make_no_table_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With the name of the file and the reason; nothing is written."""
    tomorrow = str(TODAY + timedelta(days=2))
    for name, data in (
        ("plain.txt", published.PLAIN),
        ("words.txt", b"hello\nworld\n"),
        ("empty.txt", b""),
        ("m365.json", published.MICROSOFT_365),
        ("apple.csv", published.APPLE),
        ("future.json", published.GOOG.replace(b"2026-10-30", tomorrow.encode())),
        ("all.txt", b"0.0.0.0/0\n"),
        ("wide.txt", b"12.0.0.0/6\n"),
        ("private.txt", b"10.0.0.0/8\n192.168.0.0/16\n"),
    ):
        Path(name).write_bytes(data)
    for arguments, reason in (
        (("plain.txt",), "'plain.txt' does not say whose networks these are: add --name"),
        (("words.txt", "--name", "ours"), "'words.txt': not a network such as 192.0.2.0/24: 'hello'"),
        (("all.txt", "--name", "ours"), "'all.txt': a table of networks may not hold every address there is"),
        (("wide.txt", "--name", "ours"), "'wide.txt': it holds 12.0.0.0/6, which is wider than any owner's"),
        (("private.txt", "--name", "ours"), "'private.txt': it holds only networks that no owner can have"),
        (("empty.txt",), "'empty.txt': it holds no network that is recognised"),
        (("missing.txt",), "cannot read 'missing.txt'"),
        (("m365.json", "--name", "ours"), "'m365.json' holds lists for several tables: leave out --name"),
        (("future.json",), f"'future.json' is dated {tomorrow}, which has yet to come"),
        (("plain.txt", "--name", "Ours!"), "the name of a table is up to 40 of a-z"),
        (
            ("apple.csv", "--label", "Apple"),
            "--label, --source, --kind, --scope and --strength go with a --name",
        ),
        (("apple.csv", "--date", tomorrow), f"--date: {tomorrow} has yet to come"),
        (("apple.csv", "-o", ""), "--output: name a file for the tables"),
        (("apple.csv", "-o", "-"), "--output: name a file for the tables"),
        (("apple.csv", "-o", "news.html"), "'news.html' is no file of tables, and is left alone"),
        (("apple.csv", "-o", "."), "cannot write '.': it is a directory"),
        (("-", "-"), "standard input can be read only once"),
    ):
        assert reason in refused(capsys, "refresh", "--from", *arguments)
    assert not Path("networks.bin").exists()


def test_there_is_an_end_to_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """One more than a file may hold is refused, with the name of its list."""
    networks = Networks()
    for number in range(MAX_TABLES):
        networks = networks.with_table(table(f"t{number}"), ["192.0.2.0/24"])
    Path("networks.bin").write_bytes(networks.to_bytes())
    Path("plain.txt").write_bytes(published.PLAIN)
    assert refused(capsys, "refresh", "--from", "plain.txt", "--name", "ours") == (
        "mailtrack: 'plain.txt': there can be 64 tables and no more\n"
    )


@pytest.mark.parametrize("day", ["2026-02-30", "20260201", "today", "2026-02-01T00:00"])
def test_a_day_is_a_day(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Written as ISO 8601 writes it."""
    with pytest.raises(SystemExit) as ended:
        run("refresh", "--from", "apple.csv", "--date", day)
    assert ended.value.code == 2
    assert f"not a day such as 2026-03-01: '{day}'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["refresh"], ["lookup"], ["list", "x"], ["refresh", "--from", "x", "--kind", "friend"]]
)
def test_actions_that_make_no_sense_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is 2, and the reason is on standard error."""
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("mailtrack: ")


@pytest.mark.parametrize("action", ["list", "lookup", "refresh"])
def test_every_action_explains_itself(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Within 100 columns."""
    with pytest.raises(SystemExit) as ended:
        run(action, "--help")
    assert ended.value.code == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


def test_the_lists_of_the_material_are_taken_in(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that say whose they are by themselves, the others by name."""
    folder = data_path("ip")
    whole = [str(folder / name) for name in ("icloud-private-relay.json", "zscaler.json")]
    assert run("refresh", "--from", *whole, str(folder / "microsoft-office365-ip.json"), "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in told["tables"]] == ["apple_relay", "zscaler", "exchange_online"]
    for name in ("google", "amazon"):
        files = [str(folder / f"{name}-ipv{version}.txt") for version in (4, 6)]
        assert run("refresh", "--from", *files, "--name", name, "--date", "2026-08-01") == 0
        assert "(0 added, 0 removed)" in capsys.readouterr().out
