"""`mailtrack classify`: requests as described at a shell, judged as the library judges them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.command.classify import CLASSIFY
from mailtrack_sdk.command.program import main
from tests._data import data_path
from tests.command._program import Terminal, broken_pipe, program

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
GMAIL_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
LINE = b'{"ua": "curl/8.5.0", "at": "2026-03-01T09:00:00Z"}\n'
SCANNER = "40.107.1.1"  # Exchange Online Protection

Found = dict[str, Any]


def one(capsys: pytest.CaptureFixture[str], *arguments: str) -> Found:
    """Judge one request and return the verdict."""
    assert main(["classify", "--json", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    found: Found = json.loads(said.out)
    return found


def many(
    capsys: pytest.CaptureFixture[str], *lines: object, status: int = 0, arguments: tuple[str, ...] = ()
) -> tuple[list[Found], str]:
    """Judge some lines, and return the verdicts and what was said on standard error."""
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    Path("lines.jsonl").write_bytes(b"\n".join(texts))
    assert main(["classify", "--lines", "lines.jsonl", "--json", *arguments]) == status
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err


def names(found: Found) -> set[str]:
    """Return the names of the evidence."""
    return {str(reason["name"]) for reason in found["evidence"]}


def test_a_verdict_is_told_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """Who it was, how sure that is, why, and the evidence by name and weight."""
    assert main(["classify", "--kind", "Open", "--agent", GMAIL_PROXY]) == 0
    assert capsys.readouterr().out == (
        "A person caused this request (80% sure; agent: image proxy). The user agent is the image proxy of\n"
        "Gmail, which fetches an image when the person opens the mail. The verdict is provisional: later\n"
        "events may show a pattern.\n"
        "\n"
        "Evidence\n"
        "  0.80  agent.mailbox_image_proxy\n"
    )


def test_a_program_is_told_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    """As one object on one line."""
    found = one(capsys, "--agent", "curl/8.5.0")
    assert found["explanation"].startswith("Software made this request on its own (98% sure;")
    assert found.pop("explanation").endswith(" later events may show a pattern.")
    assert found.pop("rules_version") >= 1
    (reason,) = found.pop("evidence")
    assert (reason["name"], reason["weight"]) == ("agent.known_http_library", 0.98)
    assert found == {
        "kind": "click",
        "agent": "http_library",
        "human": "no",
        "confidence": 0.98,
        "provisional": True,
        "events_seen": 1,
    }


def test_every_option_is_heard(capsys: pytest.CaptureFixture[str]) -> None:
    """Method, headers, address and the time after the send each leave their evidence."""
    assert names(one(capsys, "--agent", FIREFOX)) == {"agent.browser"}
    assert "method.not_get" in names(one(capsys, "--agent", FIREFOX, "--method", "head"))
    assert "header.prefetch" in names(one(capsys, "--agent", FIREFOX, "--header", "Sec-Purpose: prefetch"))
    assert "network.scanner" in names(one(capsys, "--agent", FIREFOX, "--address", f"::ffff:{SCANNER}"))
    assert "timing.early_click" in names(one(capsys, "--agent", FIREFOX, "--after", "5"))
    for after in ("5000", "-5"):
        assert names(one(capsys, "--agent", FIREFOX, "--after", after)) == {"agent.browser"}
    assert one(capsys, "--kind", "open", "--agent", "Mozilla/5.0")["agent"] == "apple_mpp"


def test_the_agent_may_be_among_the_headers(capsys: pytest.CaptureFixture[str]) -> None:
    """As in a request that was copied whole; an agent of its own goes before."""
    header = ("--header", "USER-AGENT:curl/8.5.0", "--header", "Accept: */*")
    assert one(capsys, *header)["agent"] == "http_library"
    assert one(capsys, *header, "--agent", FIREFOX)["agent"] == "browser"


def test_an_agent_that_was_sent_empty_is_not_one_that_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    """The first says something, the second nothing."""
    assert one(capsys, "--agent", "")["human"] == "no"
    assert one(capsys, "--address", "192.0.2.7")["human"] == "unknown"


def test_a_verdict_without_evidence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal the headings are set off."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["classify", "--agent", "curl/8.5.0"]) == 0
    assert "\n\x1b[1mEvidence\x1b[0m\n  0.98  agent.known_http_library\n" in terminal.shown()
    assert capsys.readouterr().err == ""


def test_a_hostile_agent_does_nothing_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever of it is repeated is spelled out."""
    line = json.dumps({"agent": "\x1b[2J\u202ebot\udcff\x7f (+http://\x9b2J.example)", "delivery": "\x1b[2J"})
    for text in (line, line.replace('"delivery"', '"seconds_since_send": 1, "delivery"')):
        Path("lines.jsonl").write_text(text, "utf-8")
        for arguments in ((), ("--json",)):
            main(["classify", "--lines", "lines.jsonl", *arguments])
            said = capsys.readouterr()
            assert (said.out + said.err).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "nothing is said of a request: add --agent TEXT, or another of its options, or --lines FILE"),
        (["--agent", "x", "--address", "here"], "address must be an IP address, not 'here'"),
        (["--method", "G ET"], "method must be one of HTTP such as GET, not 'G ET'"),
        (["--header", "Accept"], "--header: not of the form 'Name: value': 'Accept'"),
        (["--header", "No way: x"], "not the name of a header: 'No way'"),
        (
            ["--agent", "x", "--lines", "lines.jsonl"],
            "--agent is for one request, and --lines says it for each: leave one out",
        ),
        (["--lines", ""], "--lines: the name of the file is empty: name one, or - for standard input"),
        (["--lines", "missing.jsonl"], "cannot read 'missing.jsonl': No such file or directory"),
        (["--lines", "."], "cannot read '.': Is a directory"),
        (["--lines", "a\0b"], "cannot read 'a\\x00b': no file can have that name"),
        (
            ["--lines", "-", "--networks", "-"],
            "--lines and --networks cannot both be standard input: name a file for one",
        ),
    ],
)
def test_what_makes_no_sense_is_one_line(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is 2, and nothing is judged."""
    assert main(["classify", *arguments]) == 2
    assert capsys.readouterr() == ("", f"mailtrack: {reason}\n")


@pytest.mark.parametrize("seconds", ["soon", "nan", "1e300", ""])
def test_a_time_after_the_send_is_a_number(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of seconds, and within reason."""
    with pytest.raises(SystemExit) as ended:
        main(["classify", "--agent", "x", "--after", seconds])
    assert ended.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"argument --after: not a number of seconds within ten years: {seconds!r}" in said


def test_the_moment_of_a_request_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    """Tables of networks are as old as they were then."""
    arguments = ("--agent", FIREFOX, "--address", SCANNER)
    today = one(capsys, *arguments, "--at", "2026-03-01T09:00:00Z", "--after", "99")
    later = one(capsys, *arguments, "--at", "2046-03-01T09:00:00+01:00")
    assert "older than" in later["explanation"]
    assert "older than" not in today["explanation"]
    with pytest.raises(SystemExit):
        main(["classify", *arguments, "--at", "noon"])
    said = " ".join(capsys.readouterr().err.split())
    assert "argument --at: at must be a time such as 2026-03-01T09:00:00.5Z, not 'noon'" in said


def test_lines_are_judged_each_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Either spelling of the keys does, others are passed over, and empty lines too."""
    found, said = many(
        capsys,
        {"ua": "curl/8.5.0", "ip": None, "kind": None, "method": None, "headers": {}, "label": "x"},
        b"",
        {"agent": FIREFOX, "address": SCANNER, "kind": "OPEN", "seconds_since_send": 1440},
        {"headers": {"User-Agent": FIREFOX, "Sec-Purpose": "prefetch"}},
        {"agent": FIREFOX, "method": "HEAD", "seconds_since_send": 0.5, "at": "2026-03-01T09:00:00Z"},
        {},
    )
    assert said == ""
    assert [(one["line"], one["kind"], one["agent"]) for one in found] == [
        (1, "click", "http_library"),
        (3, "open", "security_scanner"),
        (4, "click", "prefetch"),
        (5, "click", "browser"),
        (6, "click", "unknown"),
    ]
    assert {one["provisional"] for one in found} == {True}
    assert {"method.not_get", "timing.at_once"} <= names(found[3])


def test_lines_may_be_taken_for_opens(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that do not say what they are."""
    lines = ({"ua": "Mozilla/5.0"}, {"ua": "Mozilla/5.0", "kind": "click"})
    found, _ = many(capsys, *lines, arguments=("--kind", "open"))
    assert [one["agent"] for one in found] == ["apple_mpp", "unknown"]


def test_lines_of_one_delivery_are_judged_together(capsys: pytest.CaptureFixture[str]) -> None:
    """A burst is seen, and nothing else is touched by it; verdicts come in order of time, at the end."""
    hour = "2026-03-01T09:0"
    click = {"agent": FIREFOX, "delivery": "d-1"}
    found, said = many(
        capsys,
        {**click, "at": f"{hour}5:00Z", "url": "https://example.com/1"},
        {**click, "at": f"{hour}1:00.7+00:00", "url": "https://example.com/3", "link_count": 9},
        {**click, "at": f"{hour}1:00.25Z", "url": "https://example.com/2"},
        {**click, "at": f"{hour}1:00Z", "url": "https://example.com/1", "seconds_since_send": 60.25},
        {**click, "delivery": "d-2", "at": f"{hour}1:00Z"},
        {"agent": "curl/8.5.0"},
        {**click, "kind": "open", "at": "2026-03-01 10:00:30+01:00"},
    )
    assert said == ""
    assert [(one["line"], one.get("delivery"), one["human"]) for one in found] == [
        (6, None, "no"),
        (7, "d-1", "yes"),
        (4, "d-1", "no"),
        (3, "d-1", "no"),
        (2, "d-1", "no"),
        (1, "d-1", "yes"),
        (5, "d-2", "yes"),
    ]
    assert found[2]["agent"] == "security_scanner"
    assert [one["events_seen"] for one in found] == [1, 5, 5, 5, 5, 5, 1]


def test_the_time_of_a_line_may_be_that_since_the_send(capsys: pytest.CaptureFixture[str]) -> None:
    """All by that alone, or beside others that tell when the mail was sent."""
    click = {"agent": FIREFOX, "delivery": "d", "url": "https://example.com/1"}
    late, early = ({**click, "seconds_since_send": n} for n in (5000, 5))
    found, said = many(capsys, late, early)
    assert ([one["line"] for one in found], said) == ([2, 1], "")
    assert "timing.early_click" in names(found[0])
    at = {**click, "at": "2026-03-01T09:00:30Z"}
    found, said = many(capsys, late, at, {**at, "seconds_since_send": 30, "kind": "open"}, early)
    assert ([one["line"] for one in found], said) == ([4, 2, 3, 1], "")


def test_clicks_without_url_are_told_of_once(capsys: pytest.CaptureFixture[str]) -> None:
    """They count as clicks of one link, so no burst of links can show; everything is judged all the same."""
    click = {"agent": FIREFOX, "delivery": "d-1", "at": "2026-03-01T09:00:00Z"}
    other = {**click, "delivery": "d-2"}
    found, said = many(capsys, {**click, "kind": "open"}, {**click, "url": ""}, click, other, other)
    assert len(found) == 5
    assert said == (
        "mailtrack: line 2, and maybe others: a click without url, so that the links of its delivery cannot "
        "be told apart, nor bursts be seen: add url\n"
    )
    named = {**click, "url": "https://example.com/1"}
    assert many(capsys, named, {**named, "url": "https://example.com/2"}, other)[1] == ""
    assert many(capsys, click, {**click, "kind": "open"})[1] == ""


def test_a_line_without_a_place_in_its_delivery_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Without any time, or with one that nothing relates to those of the others."""
    at = {"kind": "open", "agent": FIREFOX, "delivery": "d", "at": "2026-03-01T09:00:00Z"}
    lost = {"kind": "open", "agent": FIREFOX, "delivery": "d"}
    found, said = many(capsys, at, lost, {**lost, "seconds_since_send": 3}, status=1)
    assert [one["line"] for one in found] == [1]
    assert said == (
        "mailtrack: line 2: has no time among the others of its delivery: add at\n"
        "mailtrack: line 3: has no time among the others of its delivery: add at\n"
    )
    assert many(capsys, lost, status=1)[0] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nonsense", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"[1]", "must be a JSON object, not [1]"),
        (b'"\\u001b[2J"', 'must be a JSON object, not "\\u001b[2J"'),
        (b"\xff{}", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON: maximum recursion depth exceeded"),
        ({"agent": 7}, "agent must be a text, not 7"),
        ({"ua": ["x"]}, 'ua must be a text, not ["x"]'),
        ({"ip": "here"}, "address must be an IP address, not 'here'"),
        ({"kind": "bounce"}, "kind must be open or click, not 'bounce'"),
        ({"method": ""}, "method must be one of HTTP such as GET, not ''"),
        ({"headers": "x"}, 'headers must be an object, not "x"'),
        ({"headers": {"Accept": None}}, "the header 'Accept' must be a text, not null"),
        ({"headers": {"": "x"}}, "not the name of a header: ''"),
        ({"seconds_since_send": "3"}, 'seconds_since_send must be a number, not "3"'),
        ({"seconds_since_send": True}, "seconds_since_send must be a number, not true"),
        ({"seconds_since_send": 10**400}, "seconds_since_send must be a number of seconds within ten years"),
        (b'{"seconds_since_send": NaN}', "seconds_since_send must be a number of seconds within ten years"),
        ({"at": "2026-03-01"}, "at must be a time such as 2026-03-01T09:00:00.5Z, not '2026-03-01'"),
        (
            {"at": "2026-02-30T09:00:00Z"},
            "at must be a time such as 2026-03-01T09:00:00.5Z, not '2026-02-30T09:00:00Z'",
        ),
        (
            {"at": "0001-01-01T00:00:00+09:00"},
            "at must be a time such as 2026-03-01T09:00:00.5Z, not '0001-01-01T00:00:00+09:00'",
        ),
        (
            {"at": "1969-01-01T00:00:00Z"},
            "at must be a time such as 2026-03-01T09:00:00.5Z, not '1969-01-01T00:00:00Z'",
        ),
        ({"delivery": 3}, "delivery must be a text, not 3"),
        ({"link_count": 1.5}, "link_count must be a whole number of links, not 1.5"),
        ({"link_count": -1}, "link_count must be a whole number of links, not -1"),
        (b" " * 2**20 + b"{}", "has more than 1,048,576 bytes"),
    ],
    ids=range(25),
)
def test_a_broken_line_stops_nothing(line: object, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told with its number, the others are judged, and the status is 1."""
    found, said = many(capsys, {"ua": "curl/8.5.0"}, line, {"ua": FIREFOX}, status=1)
    assert [(one["line"], one["agent"]) for one in found] == [(1, "http_library"), (3, "browser")]
    assert said.startswith(f"mailtrack: line 2: {reason}")
    assert said.count("\n") == 1


def test_a_line_of_any_length_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Without holding it: it is read and dropped piece by piece, to its end or that of the file."""
    long = b"x" * (3 * 2**20)
    found, said = many(capsys, long, {"ua": FIREFOX}, long, status=1)
    assert [one["line"] for one in found] == [2]
    assert said == (
        "mailtrack: line 1: has more than 1,048,576 bytes\nmailtrack: line 3: has more than 1,048,576 bytes\n"
    )


def test_a_line_of_just_the_longest_length_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The mark is kept to the byte, with and without the end of the line."""
    longest = b"{}" + b" " * (2**20 - 3)
    found, said = many(capsys, longest, longest + b" ", longest + b"  ", status=1)
    assert [one["line"] for one in found] == [1]
    assert said.count("has more than") == 2


def test_a_file_of_something_else_is_not_told_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    """After some lines only their number is told."""
    _, said = many(capsys, *[b"x"] * 1_500, status=1)
    lines = said.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "mailtrack: 1,500 lines in all could not be read"


def test_lines_are_told_in_one_sentence_each(capsys: pytest.CaptureFixture[str]) -> None:
    """With the number of the line, and the delivery where there is one."""
    lines = ({"ua": "curl/8.5.0"}, {"ua": FIREFOX, "delivery": "d-1", "seconds_since_send": 9999})
    Path("lines.jsonl").write_text("\ufeff" + "\n".join(map(json.dumps, lines)), "utf-8")
    assert main(["classify", "--lines", "lines.jsonl"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Line 1: Software made this request on its own (98% sure; agent: http library). ")
    assert second.startswith("Line 2 (d-1): A person caused this request (")


class Slow(io.RawIOBase):
    """A source that gives one line at a time, and notes what was said about the ones before."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Begin with nothing said."""
        super().__init__()
        self._capsys = capsys
        self.said: list[str] = []

    @override
    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    @override
    def readinto(self, buffer: Any, /) -> int:
        """Give a line, or after three the end."""
        self.said.append(self._capsys.readouterr().out)
        if len(self.said) > 3:
            return 0
        line = b'{"ua": "curl/8.5.0"}\n'
        buffer[: len(line)] = line
        return len(line)


def test_standard_input_is_judged_as_it_comes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log that is followed has its answer line by line, and memory stays the same."""
    source = Slow(capsys)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(source), encoding="utf-8"))
    assert main(["classify", "--lines", "-"]) == 0
    assert [text.partition(":")[0] for text in source.said] == ["", "Line 1", "Line 2", "Line 3"]


def test_a_closed_standard_input_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for any command."""
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["classify", "--lines", "-"]) == 2
    assert capsys.readouterr().err == "mailtrack: cannot read standard input: it is closed\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_has_gone_ends_it(
    stream: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `head` does when it has seen enough."""
    Path("lines.jsonl").write_bytes(b"{}\nx\n" * 100)
    with broken_pipe() as pipe:
        monkeypatch.setattr(sys, stream, pipe)
        assert main(["classify", "--lines", "lines.jsonl"]) == 2
    assert len(capsys.readouterr().out.splitlines()) <= 1


def test_tables_of_networks_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    """Then addresses are looked up in them instead of in the built-in ones."""
    Path("none.bin").write_bytes(Networks().to_bytes())
    arguments = ("--agent", FIREFOX, "--address", SCANNER)
    assert "network.scanner" in names(one(capsys, *arguments))
    assert names(one(capsys, *arguments, "--networks", "none.bin")) == {"agent.browser"}


def test_it_runs_as_a_program(folder: Path) -> None:
    """Standard input to standard output, warnings being errors."""
    done = program("classify", "--lines", "-", "--json", cwd=folder, data=LINE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["agent"] == "http_library"


def test_the_help_names_every_key_of_a_line() -> None:
    """What a line may say is not guessed."""
    for key in ("agent", "ua", "address", "ip", "kind", "method", "headers", "seconds_since_send"):
        assert f"{key}" in CLASSIFY.epilog
    for key in ("url", "link_count", "delivery", "at"):
        assert f"{key} (" in CLASSIFY.epilog


def test_labelled_requests_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The file of the shared material is lines as they are read here."""
    path = data_path("requests", "labelled_requests.jsonl")
    assert main(["classify", "--lines", str(path), "--json"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == len(path.read_text("utf-8").splitlines())
    assert said.err == ""
