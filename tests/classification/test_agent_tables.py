"""The tables of user agents: every row can be checked, and the modules are what the script makes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailtrack_sdk.classification._known import Kind, Names
from mailtrack_sdk.classification._machines import MACHINES
from mailtrack_sdk.classification._readers import READERS
from tests._data import data_path
from tests.tables import agent_names, agents
from tests.tables.agent_lists import Corpora, Pattern
from tests.tables.derived_names import derive

TABLES = (*READERS, *MACHINES)
DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")


def lists() -> Corpora:
    """Return the public lists, or skip the test without them."""
    found = Corpora.read(data_path("ua").parent)
    assert found is not None
    return found


def table(rows: str, kind: Kind = Kind.CRAWLER, source: str = "a list") -> Names:
    """Make a table of the rows."""
    return Names(kind=kind, source=source, read="2026-11-22", rows=rows)


def pattern(text: str, *found: str, tags: str = "seo") -> Pattern:
    """Make a pattern of the crawler list."""
    return Pattern(
        text=text, agents=found, tags=frozenset({tags}), since="2026-01-02", page="https://a.example"
    )


def rows_of(*patterns: Pattern, people: dict[str, str] | None = None) -> list[str]:
    """Return the rows made of patterns."""
    derived = derive(patterns, by_hand=(), people=people or {}, skip={"Fluid": "a browser"})
    return [row for rows in derived.rows.values() for row in rows]


def test_every_row_has_a_source_and_days() -> None:
    """A table says where and when it was read; a row may add the day of its source."""
    for names in TABLES:
        assert names.source
        assert DAY.fullmatch(names.read)
        for row in names.rows.splitlines():
            keys, label, since, page = (*row.split(" | "), "", "")[:4]
            assert keys, row
            assert label, row
            assert since == "" or DAY.fullmatch(since), row
            assert page == "" or not page.isspace(), row


def test_keys_are_written_as_agents_are_folded() -> None:
    """A key in another form could never be met, and a key that stands twice would lose a row."""
    assert agents.problems(TABLES) == []


def test_the_list_kept_by_hand_is_in_the_modules() -> None:
    """Whoever changes the list has to write the modules again."""
    assert agents.missing((*agent_names.READERS, *agent_names.MACHINES), TABLES) == []


def test_nothing_unverified_is_named() -> None:
    """Names that only occur in machine-written code and in no log are left out."""
    text = "\n".join(names.rows for names in TABLES)
    for name in ("proofpoint", "mimecast", "barracudalinkprotect", "outlookimageproxy", "ciscosecure"):
        assert name not in text


def test_the_modules_are_what_the_script_makes() -> None:
    """Made again from the public lists they come out the same."""
    made, _ = agents.modules(lists())
    assert agents.stale(made) == []


def test_rows_are_found_in_their_sources() -> None:
    """Every row whose source is there is found in it."""
    assert agents.unfound((*agent_names.READERS, *agent_names.MACHINES), lists()) == []
    assert agents.unfound((table("foobot | Foo", source=agent_names.ISBOT),), lists()) != []


def test_no_row_meets_people() -> None:
    """No name of a machine is in the agent of a browser of isbot or of a labelled person."""
    assert agents.problems(TABLES, lists().people) == []


def test_wrong_rows_are_told() -> None:
    """A key with capitals, a row without a name, a key twice, and a person who is met."""
    wrong = agents.problems(
        (table("Foo | Foo\nbar\nbaz | Baz\nbaz | Baz\nfirefox/ | Fox"),),
        {"Firefox/1": "a browser", "": "nobody"},
    )
    assert [line.partition(":")[0] for line in wrong] == [
        "'Foo' of a list",
        "'bar' of a list",
        "'baz'",
        "Fox",
    ]
    assert agents.missing((table("foo | Foo"),), ()) == ["foo | Foo: not in the modules"]


@pytest.mark.parametrize(
    ("text", "found", "row"),
    [
        (r"FooBot", ("FooBot/1.0",), "foobot | FooBot"),
        (r"FooBar\/", ("Mozilla/5.0 FooBar/1.0",), "foobar/ | FooBar"),
        (r"[fF]oo Bar", ("Foo Bar 1",), "foo bar | Foo Bar"),
        (r"Odin", ("Odin 1.0",), "^odin | Odin"),
        (r"Odin\/", ("Odin/1.0",), "^odin/ | Odin"),
        (r"Odin\/", ("Mozilla/5.0 Odin/1.0",), "odin/ | Odin"),
        (r"Nitro-", ("Mozilla/5.0 Nitro-Agent",), "nitro agent | Nitro"),
        (r"oobot", ("xfoobot", "oobot"), "oobot, xfoobot | oobot"),
        (r"foobot", (), "foobot | foobot"),
    ],
)
def test_a_pattern_that_is_a_name_becomes_a_row(text: str, found: tuple[str, ...], row: str) -> None:
    """Whole words, as products or first words where they are ordinary ones, with the day and the page."""
    assert rows_of(pattern(text, *found)) == [f"{row} | 2026-01-02 | https://a.example"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"Fluid", ("Fluid/1.0",)),
        (r"foo\.com", ("Mozilla/5.0 (+https://foo.com)",)),
        (r"Foo[\s\S]*Bar", ("Foo and Bar",)),
        (r"1\.2", ("1.2",)),
        (r"Foo https://foo", ("Foo https://foo.com",)),
        (r"Foobot", ("Foobot2",)),
        (r"Odin;", ("Mozilla/5.0 (X11; Odin;)",)),
        (r".bot", ("kbot 1", "lbot 1", "mbot 1", "nbot 1", "pbot 1")),
    ],
)
def test_other_patterns_are_left(text: str, found: tuple[str, ...]) -> None:
    """Addresses, versions, several names at once, ordinary words anywhere, and what is people's."""
    assert rows_of(pattern(text, *found)) == []


def test_a_row_that_meets_people_is_left() -> None:
    """The agents of people decide."""
    assert rows_of(pattern("FooBar", "FooBar/1"), people={"Mozilla/5.0 FooBar/2": "a browser"}) == []


def test_names_kept_by_hand_come_first() -> None:
    """No row is made of what the list kept by hand names already, unless that only names the library."""
    by_hand = (table("foobot | Foo"), table("curl/ | curl", Kind.HTTP_LIBRARY))
    patterns = (
        pattern("FooBot", "FooBot/1.0"),
        pattern("BarCheck", "BarCheck/1 curl/8"),
        pattern("curl", "curl/8", tags="http-library"),
    )
    derived = derive(patterns, by_hand=by_hand, people={}, skip={})
    assert derived.rows == {Kind.CRAWLER: ["barcheck | BarCheck | 2026-01-02 | https://a.example"]}
    assert derived.left == {}


def test_the_script_says_what_it_does(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without the lists it looks at what is kept by hand, and writes nothing."""
    assert agents.main(["--from", str(tmp_path), "--check"]) == 0
    assert agents.main(["--from", str(tmp_path), "--write"]) == 1
    assert "is not there" in capsys.readouterr().out
    assert Corpora.read(tmp_path) is None


def test_the_script_checks_with_the_lists(capsys: pytest.CaptureFixture[str]) -> None:
    """With the lists it finds nothing wrong, and says which patterns became no row."""
    folder = str(data_path("ua").parent)
    assert agents.main(["--from", folder, "--check"]) == 0
    assert agents.main(["--from", folder]) == 0
    assert "MetaIAB Facebook: the browser inside Facebook's app\n" in capsys.readouterr().out
