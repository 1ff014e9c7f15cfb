"""Properties of rewriting that hold for any text whatever."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules
from mailtrack_sdk.rewriting.copy import Copy
from mailtrack_sdk.rewriting.report import Edit
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import clean_target
from mailtrack_sdk.web import Request
from tests.rewriting._edits import edited
from tests.rewriting.conftest import SENT

TRACKER = Tracker("a long and random secret", base_url="https://t.example.com")
OTHER = Delivery("other", "someone", sent_at=SENT)
QUOTED = TRACKER.rewrite('<b>q</b><a href="https://e.example/quoted">q</a>', OTHER).html

# Pieces that make tag soup of the kind mail is made of; a document is any sequence of them.
PIECES = st.sampled_from(
    [
        '<a href="https://e.example/?a=1&amp;b=2">one</a>', "<a href='https://e.example/x'>", "</a>",
        "<a href=", "<a href=https://e.example/y/>", '<A HREF="http://e.example/é z">',
        '<a href="https://e.example/{{id}}">',
        '<a href="https://e.example/unsubscribe">no</a>', '<a href="https://e.example/">www.e.example</a>',
        '<a data-mailtrack-name="n" href="https://e.example/n">', '<a href="mailto:a@e.example">',
        '<area href="https://e.example/area">', '<a href="#top">', "<a name=x>", '<img src="x.png">', QUOTED,
        "<!--[if mso]>", "<![endif]-->", "<!--[if !mso]><!-->", "<!--<![endif]-->", "<!-- ", " -->", "-->",
        "--!>", '<v:rect href="https://e.example/x">', "<body>", "</body>", "<html>", "</html>", "<svg>",
        "</svg>", "<style>", "</style>", "<title>", "</title>", "<p>", "</p>", "<table><tr><td>",
        "text ", "é", "\r\n", "\0", "\t", '"', "'", "<", ">", "&",
    ]
)  # fmt: skip
SOUP = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)
TEXTS = SOUP | st.text(max_size=200)
MODES = st.sampled_from(list(Mode))
DELIVERIES = st.builds(
    Delivery,
    st.just("m"),
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.uuids() | st.from_regex(r"[a-z]{1,20}", fullmatch=True),
    sent_at=st.just(SENT),
    opens=MODES,
    clicks=MODES,
    test=st.booleans(),
    expires_at=st.none() | st.just(SENT + timedelta(days=30)),
)
RULES = st.builds(
    RewriteRules, pixel=st.sampled_from(list(PixelPosition)), clip_at=st.sampled_from([0, 300, 102_400])
)


def undo(html: str, source: str, edits: tuple[Edit[str], ...]) -> str:
    """Put the original values back where the edits say they were."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        before = sum(
            len(other.text) - (other.stop - other.start) for other in edits if other.start < edit.start
        )
        start = edit.start + before
        assert html[start : start + len(edit.text)] == edit.text
        html = html[:start] + source[edit.start : edit.stop] + html[start + len(edit.text) :]
    return html


@given(TEXTS, DELIVERIES, RULES)
def test_putting_the_original_values_back_gives_the_input(
    source: str, delivery: Delivery, rules: RewriteRules
) -> None:
    """The edits account for every byte that differs."""
    copy = TRACKER.rewrite(source, delivery, rules=rules)
    assert undo(copy.html, source, copy.edits) == source
    if not copy.edits:
        assert copy.html is source


@given(TEXTS, DELIVERIES, RULES)
@example("</body><body>", Delivery("m", sent_at=SENT), RewriteRules(pixel=PixelPosition.BOTH))
def test_render_equals_rewrite(source: str, delivery: Delivery, rules: RewriteRules) -> None:
    """A template gives body and report of a single rewrite; the fast way and the definition agree."""
    template = TRACKER.compile(source, "m", rules=rules)
    rendered = template.render(delivery)
    assert rendered == TRACKER.rewrite(source, delivery, rules=rules)
    definition = Copy(template._body, template._plan, template._context, delivery, None)
    assert rendered.html == definition.html()
    assert rendered.report == definition.report()
    assert rendered.edits == definition.edits()


@given(TEXTS, DELIVERIES, RULES, st.sampled_from(["utf-8", "iso-8859-1", "utf-16"]))
def test_render_equals_the_definition_in_bytes(
    source: str, delivery: Delivery, rules: RewriteRules, charset: str
) -> None:
    """The same in every charset, whose bytes are counted for the size of a copy."""
    data = source.encode(charset, "replace")
    template = TRACKER.compile(data, "m", rules=rules, charset=charset)
    rendered = template.render(delivery)
    definition = Copy(template._body, template._plan, template._context, delivery, None)
    assert rendered.html == definition.html()
    assert rendered.report == definition.report()
    assert rendered.edits == definition.edits()
    assert edited(data, rendered.edits) == rendered.html
    for warning in rendered.warnings:
        if warning.startswith("the body has ") and charset != "utf-16":
            assert warning.startswith(f"the body has {len(rendered.html)} bytes: ")


@given(TEXTS, DELIVERIES, RULES)
def test_a_second_run_returns_the_same_object(source: str, delivery: Delivery, rules: RewriteRules) -> None:
    """What is tracked for a delivery already is left as it is."""
    once = TRACKER.rewrite(source, delivery, rules=rules).html
    assert TRACKER.rewrite(once, delivery, rules=rules).html is once


@given(TEXTS, DELIVERIES)
def test_text_and_bytes_are_rewritten_alike(source: str, delivery: Delivery) -> None:
    """UTF-8 bytes give the bytes of what the text gives."""
    try:
        data = source.encode()
    except UnicodeEncodeError:
        return
    assert (
        TRACKER.rewrite(data, delivery, charset="utf-8").html
        == TRACKER.rewrite(source, delivery).html.encode()
    )


def targets(html: str) -> set[str]:
    """Read the links of a document with an independent browser-grade parser."""
    nodes = LexborHTMLParser(html).css("a[href], area[href]")
    return {clean_target(node.attributes.get("href") or "") for node in nodes}


@given(TEXTS, DELIVERIES)
def test_untracking_leads_every_link_where_it_led(source: str, delivery: Delivery) -> None:
    """After `untrack` no link of ours is left, and every link has the target it had."""
    plain = TRACKER.untrack(source)
    back = TRACKER.untrack(TRACKER.rewrite(source, delivery).html)
    assert targets(back) == targets(plain)
    assert TRACKER.untrack(back) is back


@given(TEXTS, DELIVERIES)
def test_every_tracked_url_leads_to_its_target_for_its_delivery(source: str, delivery: Delivery) -> None:
    """What the report says is what a click finds, a quoted mail's links included."""
    copy = TRACKER.rewrite(source, delivery)
    for link in copy.links:
        if link.tracked_url is None:
            continue
        outcome = TRACKER.handle(Request("GET", link.tracked_url), now=SENT)
        assert outcome.response.header("Location") == link.url
        assert isinstance(outcome, Hit)
        assert outcome.event.delivery.message_key == "m"
        if delivery.clicks is not Mode.AGGREGATE:
            assert outcome.event.delivery.recipient == delivery.recipient


@given(SOUP, DELIVERIES)
def test_nothing_but_links_and_one_pixel_differs_for_a_browser(source: str, delivery: Delivery) -> None:
    """An independent parser sees the same visible text before and after."""
    plain = TRACKER.untrack(source)
    before, after = LexborHTMLParser(plain), LexborHTMLParser(TRACKER.rewrite(plain, delivery).html)
    assert (after.text() or "").split() == (before.text() or "").split()
