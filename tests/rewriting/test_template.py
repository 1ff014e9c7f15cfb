"""Compiled templates: the same bytes as rewriting, for the price of two signatures."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from typing import Any

import pytest

from mailtrack_sdk.errors import ArgumentError, MailtrackError, PickleRefusedError
from mailtrack_sdk.events import ClickEvent
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Skip
from mailtrack_sdk.rewriting.body import Html
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests.rewriting._edits import edited
from tests.rewriting.conftest import SENT
from tests.rewriting.test_skips import INCOMPRESSIBLE

BODY = (
    "<body><p>Hi {{ name }}</p>"
    '<a href="https://e.example/1" data-mailtrack-name="one">1</a>'
    '<!--[if mso]><v:rect href="https://e.example/2"></v:rect><![endif]-->'
    '<a href="https://e.example/2">2</a><a href="mailto:a@e.example">m</a>'
    '<a href="{{action_url}}">do</a></body>'
)
DELIVERIES = [
    Delivery("m", "r", sent_at=SENT),
    Delivery(
        "m",
        "another, longer recipient",
        sent_at=SENT,
        expires_at=SENT + timedelta(days=9),
        sender="s",
        attempt=3,
    ),
    Delivery("m", 7, sent_at=SENT, test=True),
    Delivery("m", sent_at=SENT),
    Delivery.preview("m"),
    Delivery("m", "r", sent_at=SENT, opens=Mode.AGGREGATE, clicks=Mode.LAST_OPEN_DAY),
    Delivery("m", "r", sent_at=SENT, opens=Mode.OFF),
    Delivery("m", "r", sent_at=SENT, clicks=Mode.OFF),
    Delivery("m", "r", sent_at=SENT, opens=Mode.OFF, clicks=Mode.OFF),
]


def check_render(tracker: Tracker, source: Html, delivery: Delivery, rules: RewriteRules) -> None:
    """Render twice, because the second time uses what the first has put together."""
    template = tracker.compile(source, "m", rules=rules)
    for _ in range(2):
        rendered = template.render(delivery)
        assert rendered == tracker.rewrite(source, delivery, rules=rules)
        assert edited(source, rendered.edits) == rendered.html


@pytest.mark.parametrize("position", list(PixelPosition))
@pytest.mark.parametrize("clip_at", [0, 1200, 102_400])
@pytest.mark.parametrize("delivery", DELIVERIES, ids=range(len(DELIVERIES)))
def test_render_gives_what_rewrite_gives(
    tracker: Tracker, delivery: Delivery, position: PixelPosition, clip_at: int
) -> None:
    """Body and report are the same, and the edits of the report explain every byte."""
    rules = RewriteRules(pixel=position, clip_at=clip_at)
    check_render(tracker, BODY, delivery, rules)
    check_render(tracker, BODY.encode(), delivery, rules)


def test_a_template_belongs_to_one_message_and_tenant(tracker: Tracker) -> None:
    """Rendering it for anything else would sign links of the wrong message."""
    template = tracker.compile(BODY, "m")
    with pytest.raises(ArgumentError, match="compiled for message 'm'"):
        template.render(Delivery("n", "r", sent_at=SENT))
    with pytest.raises(ArgumentError, match="tenant"):
        template.render(Delivery("m", "r", sent_at=SENT, tenant="acme"))
    acme = tracker.for_tenant("acme").compile(BODY, "m")
    assert acme.render(Delivery("m", "r", sent_at=SENT)).tenant == "acme" == acme.tenant
    with pytest.raises(ArgumentError, match="message_key"):
        tracker.compile(BODY, "")


def test_a_template_keeps_its_keys(tracker: Tracker) -> None:
    """Pickling is refused with the reason, and the repr shows nothing signed."""
    template = tracker.compile(BODY, "m")
    with pytest.raises(PickleRefusedError, match="in each process"):
        pickle.dumps(template)
    with pytest.raises(PickleRefusedError):
        copy.deepcopy(tracker)
    with pytest.raises(TypeError):
        pickle.dumps(tracker)
    assert isinstance(PickleRefusedError(), MailtrackError)
    assert repr(template) == "<Template of 'm' with 5 links>"


def test_the_link_table_has_one_row_for_each_link(tracker: Tracker) -> None:
    """Twins count once; links that are left alone have their numbers too."""
    template = tracker.compile(BODY, "m")
    assert [(link.index, link.url, link.name) for link in template.link_table] == [
        (0, "https://e.example/1", "one"),
        (1, "https://e.example/2", None),
        (2, "mailto:a@e.example", None),
        (3, "{{action_url}}", None),
    ]
    composed = tracker.composed(template, subject="S", campaign="C", variant="A", tags=["t"])
    assert (composed.links, composed.message_key, composed.tags) == (template.link_table, "m", ("t",))
    assert composed.links == tracker.composed(tracker.rewrite(BODY, DELIVERIES[0])).links


def test_placeholders_are_filled_and_tracked_per_recipient(tracker: Tracker) -> None:
    """A filled href is wrapped like any other, and the count of links includes it."""
    template = tracker.compile(BODY, "m")
    delivery = DELIVERIES[0]
    fill = {"{{action_url}}": "https://e.example/do?id=7&x=1"}
    rendered = template.render(delivery, fill=fill)
    link = rendered.link(text="do")
    hit = tracker.handle(Request("GET", link.tracked_url or ""))
    assert isinstance(hit, Hit)
    assert hit.response.header("Location") == "https://e.example/do?id=7&x=1" == link.url
    assert isinstance(hit.event, ClickEvent)
    assert (hit.event.link.index, hit.event.link_count) == (3, 3)
    assert "{{ name }}" in rendered.html
    assert template.render(delivery).link(text="do").skipped is Skip.PLACEHOLDER


def test_part_of_a_value_can_be_filled(tracker: Tracker, delivery: Delivery) -> None:
    """Only when nothing is left open is the link wrapped; what is filled in is not filled again."""
    source = '<a href="https://e.example/{{a}}?b={{b}}">x</a>'
    full = tracker.compile(source, "m").render(delivery, fill={"{{a}}": "1", "{{b}}": "2 é"})
    assert full.links[0].url == "https://e.example/1?b=2%20%C3%A9"
    assert full.links[0].skipped is None
    part = tracker.compile(source, "m").render(delivery, fill={"{{a}}": "{{b}}", "{{c}}": "3"})
    assert part.links[0].skipped is Skip.PLACEHOLDER
    assert 'href="https://e.example/{{b}}?b={{b}}"' in part.html
    assert any("{{c}}" in warning for warning in part.warnings)
    open_source = '<a href=" https://e.example/{{a}}?b=1&c=2">x</a>'
    none = tracker.compile(open_source, "m").render(delivery, fill={"{{c}}": "3"})
    assert none.html.startswith(open_source)
    assert none.links[0].skipped is Skip.PLACEHOLDER


@pytest.mark.parametrize(
    ("value", "skip", "written"),
    [
        ("mailto:a@e.example", Skip.SCHEME, "mailto:a@e.example"),
        ("https://e.example/unsubscribe?a&b", Skip.UNSUBSCRIBE, "https://e.example/unsubscribe?a&amp;b"),
        ("https://e.example/" + INCOMPRESSIBLE, Skip.TOO_LONG, "https://e.example/" + INCOMPRESSIBLE),
        ("\"'><script>", Skip.RELATIVE, "&quot;&#39;&gt;&lt;script&gt;"),
    ],
)
def test_a_filled_link_that_is_not_tracked_is_still_filled(
    tracker: Tracker, delivery: Delivery, value: str, skip: Skip, written: str
) -> None:
    """The placeholder never stays in a mail for which its value was given; the value is escaped."""
    for quote in ('"', "'", ""):
        source = f"<a href={quote}{{{{u}}}}{quote}>x</a>"
        rendered = tracker.compile(source, "m").render(delivery, fill={"{{u}}": value})
        assert rendered.links[0].skipped is skip
        assert f"<a href={quote}{written}{quote}>x</a>" in rendered.html


def test_filling_works_with_clicks_off(tracker: Tracker) -> None:
    """The reader gets the plain link."""
    off = Delivery("m", "r", sent_at=SENT, clicks=Mode.OFF, opens=Mode.OFF)
    rendered = tracker.compile('<a href="{{u}}">x</a>', "m").render(off, fill={"{{u}}": "https://e.example/"})
    assert rendered.html == '<a href="https://e.example/">x</a>'
    assert rendered.links[0].skipped is Skip.OFF


@pytest.mark.parametrize("fill", [["x"], {"{{a}}": 1}, {1: "x"}, {"": "x"}])
def test_fill_must_map_texts_to_texts(tracker: Tracker, delivery: Delivery, fill: object) -> None:
    """A mistake in `fill` shows at once."""
    template = tracker.compile(BODY, "m")
    with pytest.raises(ArgumentError, match="fill must"):
        template.render(delivery, fill=fill)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="fill must"):
        template.urls(delivery, fill=fill)  # type: ignore[arg-type]


def test_a_url_that_only_fits_some_recipients_is_left_alone_for_the_others(tracker: Tracker) -> None:
    """The limit is on the tracked URL, so a long recipient id can be the one that is too much."""
    short, long = Delivery("m", "r", sent_at=SENT), Delivery("m", "r" * 64, sent_at=SENT)
    for size in range(1300, 1500, 5):
        source = f'<a href="https://e.example/{INCOMPRESSIBLE[:size]}">x</a>'
        template = tracker.compile(source, "m")
        skips = [template.render(delivery).links[0].skipped for delivery in (short, long)]
        assert [template.render(delivery) == tracker.rewrite(source, delivery) for delivery in (short, long)]
        if skips == [None, Skip.TOO_LONG]:
            break
    else:
        pytest.fail("no length was found between the two")
    assert len(template.render(short).links[0].tracked_url or "") <= 2000


def test_urls_go_by_number_and_name(tracker: Tracker, delivery: Delivery) -> None:
    """For an ESP: the same URLs that stand in the rendered body."""
    template = tracker.compile(BODY, "m")
    rendered, urls = template.render(delivery), template.urls(delivery)
    assert urls.pixel == rendered.pixel.url
    assert urls.link(name="one") == urls.link(index=0) == rendered.link(index=0).tracked_url
    assert urls.as_dict() == {
        "pixel": urls.pixel,
        "link_0": rendered.link(index=0).tracked_url,
        "link_1": rendered.link(index=1).tracked_url,
        "link_2": "mailto:a@e.example",
        "link_3": "{{action_url}}",
    }
    filled = template.urls(delivery, fill={"{{action_url}}": "https://e.example/do"})
    assert "/c/" in filled.link(index=3)
    with pytest.raises(ArgumentError, match="exactly one"):
        urls.link()
    with pytest.raises(ArgumentError, match="no link with index 9"):
        urls.link(index=9)
    with pytest.raises(ArgumentError, match="no link with name 'x'"):
        urls.link(name="x")


@pytest.mark.parametrize("delivery", DELIVERIES, ids=range(len(DELIVERIES)))
def test_the_source_filled_with_the_urls_is_the_rendered_body(tracker: Tracker, delivery: Delivery) -> None:
    """Substituting `as_dict` into `source` gives the copy, whatever the mode."""
    template = tracker.compile(BODY, "m")
    text = template.source(pixel="*|pixel|*", link="*|%s|*")
    for key, url in template.urls(delivery).as_dict().items():
        text = text.replace(f"*|{key}|*", url)
    if delivery.opens is Mode.OFF:
        assert "data:image/gif;base64," in text
        assert "https://t.example.com/o/" not in text
    else:
        assert text == template.render(delivery).html


def test_the_source_of_bytes_is_bytes(tracker: Tracker) -> None:
    """The type that was compiled comes back; a link text without a place for the key is refused."""
    template = tracker.compile(BODY.encode(), "m", rules=RewriteRules(pixel=PixelPosition.BOTH))
    source = template.source(pixel="{{ pixel }}", link="{{ %s }}")
    assert source.count(b'<img src="{{ pixel }}"') == 2
    assert source.count(b'"{{ link_1 }}"') == 2
    with pytest.raises(ArgumentError, match="%s"):
        template.source(pixel="{{ pixel }}", link="{{ link }}")
    none = tracker.compile(BODY, "m", rules=RewriteRules(pixel=PixelPosition.NONE))
    assert "pixel" not in none.source(pixel="{{ pixel }}", link="{{ %s }}")
    assert none.urls(DELIVERIES[0]).pixel.startswith("data:")


def test_a_quoted_mail_in_a_template_is_replaced(tracker: Tracker, delivery: Delivery) -> None:
    """Markup of another delivery is gone from rendered copies and from the source."""
    quoted = tracker.rewrite(
        '<a href="https://e.example/q">q</a><a href="https://e.example/unsubscribe">u</a>',
        Delivery("old", "r", sent_at=SENT),
        rules=RewriteRules(skips=frozenset()),
    ).html
    template = tracker.compile(f"<body>{quoted}</body>", "m")
    rendered = template.render(delivery)
    assert rendered.html.count("<img") == 1
    source = template.source(pixel="P", link="%s")
    assert source.count("<img") == 1
    assert 'href="link_0"' in source
    assert 'href="https://e.example/unsubscribe"' in source


def test_rendering_for_many_costs_two_signatures_each(tracker: Tracker) -> None:
    """All link URLs of a copy share the delivery part, and all copies the link parts."""
    source = "<body>" + "".join(f'<a href="https://e.example/{n}">{n}</a>' for n in range(50)) + "</body>"
    template = tracker.compile(source, "m")
    copies = [template.render(Delivery("m", n, sent_at=SENT)) for n in range(3)]
    parts = [
        {(link.tracked_url or "").rpartition("/")[2].partition(".")[0] for link in copy.links}
        for copy in copies
    ]
    assert [len(part) for part in parts] == [1, 1, 1]
    links = [[(link.tracked_url or "").rpartition(".")[2] for link in copy.links] for copy in copies]
    assert links[0] == links[1] == links[2]
    assert len(set(links[0])) == 50


def test_the_visible_twin_speaks_for_a_link(tracker: Tracker, delivery: Delivery) -> None:
    """An Outlook twin with a name of its own does not hide that of the link readers see."""
    body = (
        '<a href="https://e.example/" data-mailtrack-name="y">y</a>'
        '<!--[if mso]><a href="https://e.example/" data-mailtrack-name="x">x</a><![endif]-->'
    )
    urls = tracker.compile(body, "m").urls(delivery)
    assert urls.link(name="y") == urls.link(index=0)


def test_a_variable_in_a_comment_cannot_close_it(tracker: Tracker, delivery: Delivery) -> None:
    """Whatever is put in for an unquoted variable, even a URL that ends in two hyphens."""
    template = tracker.compile("<!--[if mso]><a href=https://e.example/>x</a><![endif]-->", "m")
    source = template.source(pixel="P", link="%s")
    assert "href=link_0&#32;>" in source
    filled = source.replace("link_0", template.urls(delivery).link(index=0))
    assert tracker.rewrite(filled, delivery).links[0].tracked_url == template.urls(delivery).link(index=0)


def test_an_empty_value_does_not_take_the_next_attribute(tracker: Tracker, delivery: Delivery) -> None:
    """Without quotes, nothing at all would let a browser read on."""
    rendered = tracker.compile("<a href={{u}} class=x>z</a>", "m").render(delivery, fill={"{{u}}": ""})
    assert "<a href=&#32; class=x>z</a>" in rendered.html
    assert rendered.links[0].skipped is Skip.EMPTY


@pytest.mark.parametrize(
    "marks",
    [
        {"pixel": "", "link": "{{ %s }}"},
        {"pixel": None, "link": "{{ %s }}"},
        {"pixel": "{{ pixel }}", "link": None},
    ],
)
def test_what_a_source_is_to_hold_must_be_text(tracker: Tracker, marks: dict[str, Any]) -> None:
    """A variable that is missing would send a mail with `src="None"`."""
    with pytest.raises(ArgumentError, match="must be texts"):
        tracker.compile("<p>x</p>", "m").source(**marks)
