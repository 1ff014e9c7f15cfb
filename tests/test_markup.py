"""The scan of HTML: which links there are, where they stand, what they say, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mailtrack_sdk._foreign import OpenElements
from mailtrack_sdk._grammar import PATTERNS, compile_patterns
from mailtrack_sdk._references import decode_text
from mailtrack_sdk._survey import _Survey, survey
from mailtrack_sdk._tokenizer import Reading, tokens
from mailtrack_sdk.markup import LinkTag, Markup, Unterminated, decode_attribute, scan, start_tags, text_of
from tests._data import data_path
from tests._timing import seconds

XHTML = "{http://www.w3.org/1999/xhtml}"
# On Python 3.10 both are the same expressions.
GRAMMARS = [PATTERNS, compile_patterns(possessive=False)]


def visible(html: str) -> list[str]:
    """Values of the links a browser follows."""
    return [link.href.value for link in scan(html).links if not link.hidden]


def hidden(html: str) -> list[str]:
    """Values of the links only Outlook follows."""
    return [link.href.value for link in scan(html).links if link.hidden]


def text(html: str, link: LinkTag) -> str:
    """Source of the text of a link."""
    return html[link.text_start : link.text_stop]


def browser_tree(html: str) -> Element:
    """What html5lib, an implementation of the standard, makes of the source."""
    return html5lib.parse(html)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave **kwargs open


def browser_links(html: str) -> set[str]:
    """Values of the links in the browser's tree."""
    tree = browser_tree(html)
    found = [element.get("href") for name in ("a", "area") for element in tree.iter(XHTML + name)]
    return {href for href in found if href is not None}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="x">', ["x"]),
        ("<a href='x'>", ["x"]),
        ("<a href=x>", ["x"]),
        ("<A HREF = x >", ["x"]),
        ("<a\nhref\f=\t'x'>", ["x"]),
        ("<a/href=x>", ["x"]),
        ("<a href=x/>", ["x/"]),
        ("<a href>", [""]),
        ("<a href=>", [""]),
        ('<a href="">', [""]),
        ("<a href=x href=y>", ["x"]),
        ('<a class="a>b"href=x>', ["x"]),
        ("<a href=x=y>", ["x=y"]),
        ("<a =href=x>", []),
        ("<a b/=href href=x>", ["x"]),
        ("<a b = c href=x>", ["x"]),
        ('<a href="a\r\nb\rc\0d">', ["a\nb\nc\ufffdd"]),
        ("<area href=x>", ["x"]),
        ("<a name=x>", []),
        ("<abbr href=x><link href=y><base href=z>", []),
        ("<a<b href=x>", []),
        ("<a\u212a href=x><a href\u212a=y>", []),
        ("<a href\0=x>", []),
        ("< a href=x><3><a href=y>", ["y"]),
        ("</a href=x></3 <a href=y>><a href=z>", ["z"]),
        ("</><a href=x>", ["x"]),
        ("<!doctype a '><a href=x>'>", ["x"]),
        ("<?xml <a href=x>?><a href=y>", ["y"]),
        ("<!><a href=x>", ["x"]),
        ("<![CDATA[<a href=x>]]><a href=y>", ["y"]),
        ("<!--><a href=x>", ["x"]),
        ("<!---><a href=x>", ["x"]),
        ("<!--a--!><a href=x>", ["x"]),
        ("<!--<a href=x>- ->--><a href=y>", ["y"]),
        ("<!----!--><a href=y>", ["y"]),
        ("<p title='<a href=x>'><a href=y>", ["y"]),
        ("<noscript><a href=x></noscript>", ["x"]),
        ("<select><a href=x></select>", ["x"]),
        ("<title><a href=x></title ><a href=y>", ["y"]),
        ("<TEXTAREA><a href=x></textareas></TextArea/><a href=y>", ["y"]),
        ("<style/><a href=x></style><a href=y>", ["y"]),
        ("<xmp><a href=x></xmp><iframe><a href=x></iframe><noembed><a href=x></noembed><a href=y>", ["y"]),
        ("<\u017ftyle><a href=x>", ["x"]),
        ("<style></\u017ftyle><a href=x></style>", []),
        ("<script><a href=x></script><a href=y>", ["y"]),
        ("<script><!--</script><a href=y>", ["y"]),
        ("<script><!--<script></script><a href=x>--></script><a href=y>", ["y"]),
        ("<script><!--<script></script></script><a href=y>", ["y"]),
        ("<script><!--<script>--></script><a href=y>", ["y"]),
        ("<script><!--><script></script><a href=y>", ["y"]),
        ("<plaintext><a href=x>", []),
        ("<a href='x", []),
        ("<a href=x", []),
    ],
)
def test_a_browser_sees_these_links(html: str, expected: list[str]) -> None:
    """Each row is one rule of the grammar."""
    assert visible(html) == expected
    assert hidden(html) == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<svg><a href=x></a></svg><a href=y>", ["y"]),
        ("<math><area href=x></math><a href=y>", ["y"]),
        ("<svg/><a href=x>", ["x"]),
        ("<svg><g/><a href=x>", []),
        ("<svg><![CDATA[</svg><a href=x>]]></svg><a href=y>", ["y"]),
        ("<svg><![CDATA[</svg><a href=x>", []),
        ("<svg><style></svg><a href=x>", ["x"]),
        ("<svg><style><a href=x></style><title><a href=y></a></title><a href=z>", ["y"]),
        ("<svg><desc><style></svg><a href=x></style><a href=y>", ["y"]),
        ("<svg><foreignObject><a href=x></a></foreignObject><a href=y>", ["x"]),
        ("<svg><foreignObject><a href=x></foreignObject><a href=y>", ["x", "y"]),
        ("<svg><foreignObject><p></svg><a href=x>", ["x"]),
        ("<svg><desc><b><i></svg></b></desc><a href=x>", []),
        ("<svg><desc></svg><svg><a href=x>", []),
        ("<svg><p><a href=x>", ["x"]),
        ("<svg></p><a href=x>", ["x"]),
        ("<svg></br><a href=x>", ["x"]),
        ("<svg><font><a href=x>", []),
        ("<svg><font size=1><a href=x>", ["x"]),
        ("<math><mi><a href=x>", ["x"]),
        ("<math><mi><mglyph><a href=x>", []),
        ("<math><annotation-xml><a href=x>", []),
        ("<math><annotation-xml encoding=other><a href=x>", []),
        ("<math><annotation-xml encoding='Text/HTML'><a href=x>", ["x"]),
        ("<math><annotation-xml><svg><desc><a href=x>", ["x"]),
        ("<svg></x></g><a href=x>", []),
        ("<div><svg></div><a href=x>", ["x"]),
        ("<section><div><svg></section><a href=x>", ["x"]),
        ("<span><svg></span><a href=x>", ["x"]),
        ("<span><div><svg></span><a href=x>", []),
        ("<b><svg></b><a href=x>", ["x"]),
        ("<b><div><svg></b><a href=x>", ["x"]),
        ("<b><div></b></div><svg></b><a href=x>", []),
        ("<b><svg><desc></b><a href=x>", ["x"]),
        ("<b><table><td></b><svg></b><a href=x>", []),
        ("<h1><svg></h2><a href=x>", ["x"]),
        ("<body><svg></body></html><a href=x>", []),
        ("<form><svg></form><a href=x>", []),
        ("<form></form><div><svg></form><a href=x>", []),
        ("<form><table><td></form><svg></form><a href=x>", []),
        ("<form><b></form></b><svg></form><a href=x>", []),
        ("<table><td><svg></td><a href=x>", ["x"]),
        ("<table><td><svg></tr><a href=x>", ["x"]),
        ("<table><td><svg></tbody><a href=x>", ["x"]),
        ("<table><thead><tr><th><svg></thead><a href=x>", ["x"]),
        ("<table><td><svg></table><a href=x>", ["x"]),
        ("<table><td>1<td><svg></td></td><a href=x>", ["x"]),
        ("<table><td><table></td><svg></td><a href=x>", []),
        ("<table><td><svg><desc><td><a href=x>", ["x"]),
        ("<table><caption><svg></caption><a href=x>", ["x"]),
        ("<td><svg></td><a href=x>", []),
        ("<template><div><svg></template><a href=x>", ["x"]),
        ("<!--c--><title></svg></title><img><svg></title><a href=x>", []),
        ("<a href=1>x<a href=2>x</a><svg></a><a href=3>x", ["1", "2"]),
        ("<a href=1>x<svg></a><a href=2>x", ["1", "2"]),
        ("<a><p><a><svg></p><a href=1>x", ["1"]),
        ("<a href=1><table><td><a href=2></td></table><svg></a><a href=3>", ["1", "2", "3"]),
    ],
)
def test_svg_and_mathml_hold_no_links(html: str, expected: list[str]) -> None:
    """Foreign elements are told from HTML ones, inside them and where they end."""
    assert visible(html) == expected


@pytest.mark.parametrize(
    ("html", "seen", "only_outlook"),
    [
        ("<!--[if mso]><a href=x></a><![endif]--><a href=y>", ["y"], ["x"]),
        ("<!--[IF MSO]><area href=x><![endif]-->", [], ["x"]),
        ('<!--[if mso]><v:roundrect href="x"></v:roundrect><![endif]-->', [], ["x"]),
        ("<!--[if mso]><v:fill src=x><![endif]-->", [], []),
        ("<!--[if mso]><a href=x><![endif]><a href=y><![endif]--><a href=z>", ["z"], ["x", "y"]),
        ("<!--[if mso]><a href=x>--><a href=y>", ["y"], ["x"]),
        ("<!--[if mso]><a href=x>--!><a href=y>", ["y"], ["x"]),
        ("<!--[if a]><!--[if b]><a href=x><![endif]-->", [], ["x"]),
        ("<!--[if a]><!--[if b<a href=x><![endif]-->", [], []),
        ("<!--[if a]><!-- b <a href=x><![endif]-->", [], []),
        ("<svg/><!--[if a]><!--[if b]><a href=x><![endif]--><a href=y>", ["y"], ["x"]),
        ("<svg/><!--[if a]><!--[if b<a href=x><![endif]--><a href=y>", ["y"], []),
        ("<!--[if a]><style><a href=x></style><a href=y><![endif]-->", [], ["y"]),
        ("<!--[if mso]--><a href=x>", ["x"], []),
        ("<!--[if mso]><a href=x>", [], []),
        ("<!-- [if mso]><a href=x><![endif]-->", [], []),
        ("<!--[if !mso]><!--><a href=x><!--<![endif]-->", ["x"], []),
        ("<!--[if !mso]><!-- --><a href=x><!--<![endif]-->", ["x"], []),
        ("<![if !mso]><a href=x><![endif]>", ["x"], []),
        ("<v:rect href=x><V:oval HREF=y>", [], ["x", "y"]),
    ],
)
def test_conditional_comments_are_scanned(html: str, seen: list[str], only_outlook: list[str]) -> None:
    """What Outlook shows is found and told from what browsers show."""
    assert visible(html) == seen
    assert hidden(html) == only_outlook


def test_links_come_in_the_order_of_the_source() -> None:
    """A hidden link stands where its comment stands."""
    html = "<a href=1></a><!--[if mso]><a href=2></a><![endif]--><area href=3><a href=4>"
    assert [(link.href.value, link.hidden) for link in scan(html).links] == [
        ("1", False),
        ("2", True),
        ("3", False),
        ("4", False),
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a href=x>b<i>c</i></a>d", ["b<i>c</i>"]),
        ("<a href=x>b<a href=y>c", ["b", "c"]),
        ("<a href=x>b<a>c</a>", ["b"]),
        ("<a href=x>b</body>c", ["b"]),
        ("<a href=x>b<body>c", ["b<body>c"]),
        ("<a href=x>b<!-- </a> -->c</a>", ["b<!-- </a> -->c"]),
        (
            "<a href=x>b<!--[if mso]><a href=y>c<![endif]-->d</a>",
            ["b<!--[if mso]><a href=y>c<![endif]-->d", "c"],
        ),
        ("<area href=x>b", [""]),
        ("<v:rect href=x>b</v:rect>", [""]),
    ],
)
def test_the_text_of_a_link_ends_where_it_should(html: str, expected: list[str]) -> None:
    """The span of the text is from the start tag to whatever ends the link first."""
    assert [text(html, link) for link in scan(html).links] == expected


def test_an_attribute_knows_its_place() -> None:
    """Spans point at the value without its quotes, and the quote character is told."""
    html = """<p><a CLASS='b' href="x" data-c=d e f=>"""
    tag = scan(html).links[0].tag
    assert html[tag.start : tag.stop] == html[3:]
    assert [(a.name, a.raw, a.quote) for a in tag.attributes] == [
        ("class", "b", "'"),
        ("href", "x", '"'),
        ("data-c", "d", ""),
        ("e", "", ""),
        ("f", "", ""),
    ]
    assert all(html[a.start : a.stop] == a.raw for a in tag.attributes)
    assert tag.get("data-c") == tag.attributes[2]
    assert tag.get("none") is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a/>", True),
        ("<a b/>", True),
        ("<a b='c'/>", True),
        ("<a b=c/>", False),
        ("<a / >", False),
        ("<a>", False),
    ],
)
def test_a_tag_knows_whether_it_closes_itself(html: str, *, expected: bool) -> None:
    """A solidus that is part of an unquoted value does not count."""
    assert [tag.self_closing for tag in start_tags(html)] == [expected]


def test_the_places_for_a_pixel_are_found() -> None:
    """The first body tag and the last real end tags count; those in comments and raw text do not."""
    comments = "<!--</body>--><!--[if mso]></body></html><![endif]-->"
    html = f"<html><body a='>'>1</body>2<body></body >{comments}</html>"
    found = scan(html)
    assert found.body_open == html.index("1")
    assert found.body_close == html.index("</body >")
    assert found.html_close == html.rindex("</html>")
    assert found.open_end == len(html)
    assert found.unterminated is None
    assert not found.has_frameset


def test_a_fragment_has_no_places_but_its_end() -> None:
    """Without body tags the positions are None and the end is open."""
    found = scan("<p>text</p>")
    assert (found.body_open, found.body_close, found.html_close, found.open_end) == (None, None, None, 11)


def test_a_frameset_is_reported() -> None:
    """A frameset of a browser counts, one in a conditional comment does not, nor does a body there."""
    assert scan("<FRAMESET cols=1>").has_frameset
    found = scan("<!--[if mso]><frameset><body><![endif]-->")
    assert not found.has_frameset
    assert found.body_open is None


def test_images_are_found() -> None:
    """Images a browser loads and those only Outlook loads are kept apart."""
    found = scan("<IMG src=1><!--[if mso]><img src=2><![endif]--><!--<img src=3>--><svg><img src=4></svg>")
    assert [tag.get("src") for tag in found.images] == [tag.attributes[0] for tag in found.images]
    assert [tag.attributes[0].value for tag in found.images] == ["1", "4"]
    assert [tag.attributes[0].value for tag in found.hidden_images] == ["2"]


@pytest.mark.parametrize(
    ("tail", "what"),
    [
        ("<!-- <a href=y>", Unterminated.COMMENT),
        ("<!--[if mso]><a href=y>", Unterminated.COMMENT),
        ("<!--", Unterminated.COMMENT),
        ("<!doctype", Unterminated.DECLARATION),
        ("<?xml", Unterminated.DECLARATION),
        ("</3", Unterminated.DECLARATION),
        ("<!", Unterminated.DECLARATION),
        ("<a href='y>", Unterminated.TAG),
        ("<a", Unterminated.TAG),
        ("</a", Unterminated.TAG),
        ("</", Unterminated.TAG),
        ("<style><a href=y>", Unterminated.RAW_TEXT),
        ("<style>x</style a='", Unterminated.RAW_TEXT),
        ("<script><!--</script", Unterminated.RAW_TEXT),
        ("<plaintext><a href=y>", Unterminated.PLAINTEXT),
        ("<svg><![CDATA[<a href=y>", Unterminated.CDATA),
    ],
)
def test_what_never_ends_is_named(tail: str, what: Unterminated) -> None:
    """The end of the living part is the start of the construct, where a browser still sees an image."""
    html = "<a href=x>" + tail
    found = scan(html)
    assert found.unterminated is what
    assert visible(html) == ["x"]
    start = html.index("<![") if what is Unterminated.CDATA else 10
    assert found.open_end == start
    mended = html[:start] + "<img alt=probe>" + html[start:]
    assert browser_tree(mended).find(f".//{XHTML}img") is not None


@pytest.mark.parametrize("html", ["", "text", "a <", "a &am", "<p>", "<3"])
def test_a_document_may_end_anywhere_in_text(html: str) -> None:
    """In text there is nothing to be inside of: markup can be appended at the very end."""
    found = scan(html)
    assert (found.open_end, found.unterminated) == (len(html), None)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a&amp;b", "a&b"),
        ("&lt&gt;&quot", '<>"'),
        ("?a=1&copy=2&sectionid=3&notify", "?a=1&copy=2&sectionid=3&notify"),
        ("&copy;&copy &copy/&copy", "\xa9\xa9 \xa9/\xa9"),
        ("&copy;=", "\xa9="),
        ("&nosuch;&nosuch=&nosuch&;&", "&nosuch;&nosuch=&nosuch&;&"),
        ("&notin;&notit;", "\u2209&notit;"),
        ("&NotEqualTilde;", "\u2242\u0338"),
        ("&CounterClockwiseContourIntegral;", "\u2233"),
        ("&#65;&#x41&#X41;b&#65", "AAAbA"),
        ("&#0;&#xD800;&#x110000;&#99999999999999999999;", "\ufffd" * 4),
        ("&#x80;&#x81;&#159;&#xA0;", "\u20ac\x81\u0178\xa0"),
        ("&#x1F600;&#13;", "\U0001f600\r"),
        ("&#;&#x;&#xg", "&#;&#x;&#xg"),
        ("a\r\nb\rc\nd\0", "a\nb\nc\nd\ufffd"),
        ("&#0065;", "A"),
        ("&\xe9;&am\u0440;", "&\xe9;&am\u0440;"),
    ],
)
def test_references_in_attributes_decode_as_in_a_browser(raw: str, expected: str) -> None:
    """Each row is one rule about character references in attribute values."""
    assert decode_attribute(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("&ampx &copy=1 &notit; &notin;", "&x \xa9=1 \xacit; \u2209"),
        ("&nosuch; &x &" + "a" * 50, "&nosuch; &x &" + "a" * 50),
    ],
)
def test_references_in_text_take_the_longest_known_name(raw: str, expected: str) -> None:
    """In text a known name counts even where a letter or an equals sign follows."""
    assert decode_text(raw) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (" a\n\t b ", "a b"),
        ("<b>exam</b>ple<!-- x -->.com", "example.com"),
        ("one<br>two<p>three</p>four", "one two three four"),
        ("a&nbsp;b&amp;c &lt;i&gt;", "a b&c <i>"),
        ("exam&shy;ple\u200b.\ufeffc\0om", "example.com"),
        ("a<style>b</style>c<script>d</script>e<title>f", "ace"),
        ("a<svg><title>b</title></svg>c", "abc"),
        ("a<b title='c", "a"),
        ("1 < 2 </3>x", "1 < 2 x"),
        ("&am<i></i>p;", "&amp;"),
        ("a<!-->b<!--->c<!--d--!>e", "abce"),
    ],
)
def test_the_text_is_what_people_see(html: str, expected: str) -> None:
    """Markup is dropped, lines and blanks collapse, characters without width vanish."""
    assert text_of(html) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [("", ["b", "c"]), ("title", ["c"]), ("script", ["c"]), ("style", []), ("plaintext", [])],
)
def test_start_tags_can_begin_inside_raw_text(inside: str, expected: list[str]) -> None:
    """The source may begin with the text of a raw text element, whose end tag then has to come first."""
    html = "<b></script></title><c>" if inside != "script" else "<b></script><c>"
    assert [tag.name for tag in start_tags(html, inside=inside)] == expected


def test_the_bare_tokenizer_knows_no_elements() -> None:
    """Without raw text and foreign content, what looks like a tag is one."""
    html = "<svg><style><A></style><plaintext><![CDATA[<b>]]>"
    assert [tag.name for tag in start_tags(html, raw_text=False)] == ["svg", "style", "a", "plaintext"]
    assert [tag.name for tag in start_tags("<style><a></style>")] == ["style"]


def test_open_elements_start_empty() -> None:
    """Nothing is foreign before anything is open, and an end tag without a start is nothing."""
    tree = OpenElements()
    tree.end("svg")
    assert not tree.foreign
    assert tree.start("p", self_closing=False, leads_to_html=False)
    assert not tree.foreign


VALUES = ["x", "http://e.example/?a=1&b=2", "?a&amp;b", "&copy=1", "&copy;", "a b", "\xe9", ""]
SOUP = st.lists(
    st.one_of(
        st.builds(
            "<{}{}{}{}{}>".format,
            st.sampled_from(["a", "A", "area", "p", "td", "abbr", "img", "br", "font"]),
            st.sampled_from([" ", "\n", "/", "  class=b ", " b='>' ", ' "', " = "]),
            st.sampled_from(["href=", "HREF = ", "href\n=\t", "href", "title=", "xhref="]),
            st.one_of(
                st.sampled_from(VALUES).map('"{}"'.format),
                st.sampled_from(VALUES).map("'{}'".format),
                st.sampled_from(["x", "y/", "z&ampb", "'", '"', "a=b"]),
            ),
            st.sampled_from(["", " ", "/", " /", " href=second"]),
        ),
        st.sampled_from(
            "</a> <p> </p> <div> </div> <table> <tr> <td> </td> </tr> </table> <b> </b> <br/> <li> "
            "</li> <ul> <span> </span> <body> </body> </html> <style> </style> <title> </title> "
            "<script> </script> <xmp> </xmp> <textarea> </textarea> <iframe> </iframe> <noscript> "
            "</noscript> <!-- --> <!--> <!---> --!> <!--[if]> <![endif]--> <![endif]> <!DOCTYPE <?x "
            "</3> </> < > & &amp; text <![CDATA[ ]]>".split()
        ),
        st.sampled_from([" ", "\r\n", "\0", '"', "'", "=", "/"]),
    ),
    max_size=25,
).map("".join)


@given(SOUP)
@example("<table><a href=x><tr><td><a href=y></table>")
def test_tag_soup_has_the_links_of_a_browser(html: str) -> None:
    """On mail-flavoured tag soup the links are those in html5lib's tree."""
    assert set(visible(html)) == browser_links(html)


@given(SOUP)
def test_positions_point_at_what_they_name(html: str) -> None:
    """Every span holds the text that it is said to hold, and lies in the source in order."""
    found = scan(html)
    for link in found.links:
        assert html[link.href.start : link.href.stop] == link.href.raw
        assert html[link.tag.start] == "<"
        assert html[link.tag.stop - 1] == ">"
        assert link.tag.stop == link.text_start <= link.text_stop <= len(html)
        assert link.tag.get("href") == link.href
    assert [link.tag.start for link in found.links] == sorted(link.tag.start for link in found.links)
    assert found.body_close is None or html[found.body_close :].lower().startswith("</body")
    assert (found.open_end == len(html)) == (found.unterminated is None)


@given(SOUP)
def test_what_is_appended_at_the_open_end_is_alive(html: str) -> None:
    """An image put there is an image for the browser, unless frames take the place of the body."""
    end = scan(html).open_end
    tree = browser_tree(html[:end] + "<img alt=probe>" + html[end:])
    assert [image for image in tree.iter(XHTML + "img") if image.get("alt") == "probe"]


@given(SOUP)
def test_a_changed_value_changes_nothing_else(html: str) -> None:
    """With one value replaced in place, the same tags with the same other attributes are read."""
    links = scan(html).links
    for number, link in enumerate(links):
        if not link.href.raw:
            continue
        changed = scan(html[: link.href.start] + "new" + html[link.href.stop :]).links
        expected = [other.href.value for other in links]
        expected[number] = "new"
        assert [other.href.value for other in changed] == expected


@given(st.one_of(SOUP, st.text(), st.text("<a!-[>]/='\" &svg", max_size=60)))
def test_no_input_raises_and_both_grammars_agree(html: str) -> None:
    """Any text can be scanned; the grammar for Python 3.10 gives the tokens that the faster one gives."""
    scan(html)
    text_of(html)
    decode_attribute(html)
    for reading in Reading:
        first, second = (
            list(tokens(html, 0, len(html), reading=reading, patterns=grammar)) for grammar in GRAMMARS
        )
        assert first == second


@given(st.one_of(SOUP, st.text(), st.text("<aA!-[>]/='\" &hrefif", max_size=60)))
@example('<a href="x">y</a>' * 3)
@example("<p>" * 250 + '<a href="x">')
def test_the_quick_survey_finds_what_the_thorough_one_finds(html: str) -> None:
    """Steps over dull markup, in either grammar, find what a walk over every token finds."""
    thorough = _Survey(html, PATTERNS, drawn=True)
    thorough.walk(0, len(html), hidden=False)
    for grammar in GRAMMARS:
        assert _findings(survey(html, patterns=grammar)) == _findings(thorough.result())


def _findings(markup: Markup) -> Markup:
    """All findings but the two that say how they were found."""
    links = tuple(link._replace(plain=False) for link in markup.links)
    return replace(markup, links=links, has_drawing=False)


@given(SOUP)
def test_bytes_as_latin_1_have_the_same_links(html: str) -> None:
    """UTF-8 bytes decoded as latin-1 give the same raw values, byte for byte."""
    as_bytes = html.encode()
    raws = [link.href.raw.encode("latin-1") for link in scan(as_bytes.decode("latin-1")).links]
    assert raws == [link.href.raw.encode() for link in scan(html).links]


# Each makes n repetitions of what could make a scanner read the same text again and again.
HOSTILE: dict[str, Callable[[int], str]] = {
    "less-than signs": lambda n: "<" * n,
    "ampersands": lambda n: "&" * n,
    "letters after an ampersand": lambda n: "&" + "a" * n,
    "digits after a reference": lambda n: "&#" + "1" * n,
    "tags that never close": lambda n: "<a " * n,
    "a tag name that never ends": lambda n: "<a" + "b" * n,
    "links that never end": lambda n: "<a href=x>" * n,
    "attributes": lambda n: "<a " + "b " * n,
    "attributes with values": lambda n: "<a " + "b=c " * n + "href=x>",
    "equals signs": lambda n: "<a " + "=" * n,
    "quotes": lambda n: "<a " + '="' * n,
    "an open quote": lambda n: '<a href="' + "x>" * n,
    "blanks in a tag": lambda n: "<a b" + " " * n,
    "blanks before a bracket": lambda n: "<a b" + " " * n + ">",
    "solidi": lambda n: "<a " + "/" * n + ">",
    "end tags cut short": lambda n: "</a" * n,
    "comments": lambda n: "<!-->" * n,
    "comments that never close": lambda n: "<!--" * n,
    "dashes": lambda n: "<!--" + "-" * n,
    "odd declarations": lambda n: "<?>" * n,
    "conditional comments": lambda n: "<!--[if a]><a href=x><![endif]-->" * n,
    "nested conditional comments": lambda n: "<!--[if a]><a href=x>" * n + "<![endif]-->",
    "conditions that never close": lambda n: "<!--[if a]>" + "<!--[if " * n + "-->",
    "ends of conditional comments": lambda n: "<!--[if a]>" + "<![endif]" * n + "-->",
    "raw text": lambda n: "<title>" + "</title" * n,
    "escaped scripts": lambda n: "<script>" + "<!--<script></script>" * n,
    "nested svg": lambda n: "<svg>" * n,
    "svg that is closed wrongly": lambda n: "<svg>" + "<g></x>" * n,
    "deep svg, then wrong ends": lambda n: "<svg>" + "<g>" * n + "</x>" * n,
    "deep html in svg, then wrong ends": lambda n: "<svg><desc>" + "<b>" * n + "</svg>" * n,
    "svg in html in svg": lambda n: "<svg><desc><div></g>" * n,
    "misnested formatting": lambda n: "<svg/>" + "<b><div></b>" * n,
    "tables in cells": lambda n: "<svg/>" + "<table><td>" * n,
    "cdata sections": lambda n: "<svg>" + "<![CDATA[x]]>" * n,
    "cdata that never closes": lambda n: "<svg>" + "<![CDATA[" * n,
}


def _text_of_all(html: str) -> str:
    return text_of(html)


def _survey_as_on_3_10(html: str) -> None:
    survey(html, patterns=GRAMMARS[1])


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("run", [scan, _text_of_all, decode_attribute, _survey_as_on_3_10])
def test_time_grows_with_the_input_and_no_faster(
    run: Callable[[str], object], document: Callable[[int], str]
) -> None:
    """Four times the hostile input takes about four times as long, in every entry point."""
    repetitions = 50_000 // len(document(100)) * 100 // 2
    small, large = document(repetitions), document(4 * repetitions)
    assert seconds(partial(run, large)) < 12 * seconds(partial(run, small)) + 0.05


@pytest.mark.parametrize("folder", ["templates", "mail-html"])
def test_real_mail_has_the_links_of_a_browser(folder: str) -> None:
    """In every file of the corpus the set of link values is the one in lexbor's tree."""
    different: list[str] = []
    for path in sorted(data_path("html", folder).iterdir()):
        html = path.read_bytes().decode("latin-1")
        nodes = LexborHTMLParser(html).css("a[href], area[href]")
        if set(visible(html)) != {node.attributes["href"] or "" for node in nodes}:
            different.append(path.name)
    assert different == []
