"""The mails that the browser is shown: the newsletter of the examples, and one that is legal but hostile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["HOSTILE", "NEWSLETTER", "Mail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A body, and the charset that its header declares."""

    body: bytes
    charset: str


NEWSLETTER = Mail(
    body=Path(__file__).parents[2].joinpath("examples", "newsletter.html").read_bytes(), charset="utf-8"
)

_LINKS = (
    # How a tag can be written
    "<a href=http://a.example/unquoted>",
    "<a href=http://a.example/unquoted/dir/>",
    "<A HREF=HTTP://A.EXAMPLE/Upper/Case?X=Y TARGET=_self>",
    "<a href = 'http://a.example/single?q=\"double\"' >",
    "<a href=\"http://a.example/double?q='single'\">",
    '<a\nclass=x\r\nhref\n=\n"http://a.example/lines"id=glued>',
    '<a/href="http://a.example/slashes"/title=x>',
    '<a href="http://a.example/first" href="http://a.example/second">',
    '<a title="a > b" href="http://a.example/greater">',
    '<a title=\'<a href="http://dead.example/title">\' href="http://a.example/quoted-tag">',
    # Character references
    '<a href="http://a.example/?a=1&copy=2&amp;reg=3&lt=4&gt">',
    '<a href="http://a.example/?a=1&ampere=2&sectionid=3&notit;=4&amp=5">',
    '<a href="http://a.example/&eacute;&#233;&#xE9;&copy;&eacute/&copy">',
    '<a href="http://a.example/&#150;&#x80;&#0;&#xD800;&#x110000;&#99999999999;">',
    '<a href="&#104;ttp&colon;&sol;/a.example&sol;references&quest;x&equals;1&#38;y&#x33">',
    '<a href="http://a.example/&Tab;tab&NewLine;line&nbsp;blank">',
    '<a href="http://a.example/?x=%41%zz%&y=100%">',
    # Blanks and letters beyond ASCII, here in the bytes of windows-1252
    '<a href="http://a.example/caf\u00e9/Stra\u00dfe/5\u20ac/\u201equoted\u201c">',
    '<a href="http://a.example/#gr\u00f6\u00dfe \u20ac">',
    '<a href="http://b\u00fccher.example/idn">',
    '<a href="http://xn--bcher-kva.example/idn">',
    '<a href="http://a.example/a b/c  d?e f=g h#i j">',
    '<a href=" \t http://a.example/around \r\n ">',
    '<a href="http://a.example/in\n\t\tside?x=1\r\n\t\t&amp;y=2">',
    '<a href="ht\ntp:/\t/a.exa\r\nmple/scheme">',
    # What a browser writes differently when it follows it
    '<a href="http://a.example">',
    '<a href="http://a.example?query">',
    '<a href="http://a.example#fragment">',
    '<a href="http://A.example:80/x/../y/./z/%2e%2e/">',
    '<a href="http://a.example:8080/port">',
    '<a href="http://a.example/back\\slash\\es?and\\more#and\\more">',
    '<a href="http://a.example/a|b^c`d{e}~[f]!$\'()*+,;=:@?a|b^c`d{e}~[f]#a|b^c`d{e}">',
    '<a href=\'http://a.example/"<>"?"<>"#"<>"\'>',
    '<a href="http://a.example//double//slashes">',
    '<a href="http://127.0.0.1/number">',
    '<a href="https://a.example/secure?x=1&#38;y=2#z">',
    '<a href="http://a.example/?u=https://b.example/?x=1&amp;y=2">',
    '<a href="http://a.example/long?' + "&amp;".join(f"x{n}={n * 7919}" for n in range(60)) + '">',
    # What is left alone
    '<a href="http:\\\\a.example\\ambiguous">',
    '<a href="https:a.example/no-slashes">',
    '<a href="//a.example/no-scheme">',
    '<a href="/no/host?x=1&y=2">',
    '<a href="relative?x=1&amp;y=\u00e9">',
    '<a href="?only=query">',
    '<a href="#fragment">',
    '<a href="">',
    "<a href>",
    '<a href="mailto:a@example.com?subject=a%20b&amp;body=c">',
    '<a href="tel:+441632960142">',
    '<a href="javascript:void(0)">',
    '<a href="cid:part1@example.com">',
    '<a href="http://user:password@a.example/">',
    '<a href="http://a.example/unsubscribe?u=1&v=2">',
    '<a href="http://a.example/reset?token=1&v=2">',
    '<a href="{{action_url}}">',
    "<a name=anchor>",
)

_HOSTILE = """<html><head><title><a href="http://dead.example/title">x</a></title>
<meta charset=utf-8><base href="http://base.example/dir/">
<style>p { margin: 4px } /* <a href="http://dead.example/style">x</a> */</style>
<script>document.write('<a href="http://dead.example/script">x</a>')</script>
<body bgcolor=#ffeedd>
<!-- <a href="http://dead.example/comment">x</a> -- > </body> -->
<!--[if mso]><a href=http://a.example/unquoted/dir/>x</a><v:rect href='http://a.example/mso'></v:rect><![endif]-->
<![if !mso]><p>\u201eGr\u00fc\u00dfe\u201c f\u00fcr 5\u20ac<![endif]>
<p>%s
<center><table border=1><tr><td>one<table><tr><td bgcolor=white><a href=http://nested.example/1>two</a>
<table width=90><td>three<a href='http://nested.example/2'><img src=http://i.example/1.png width=40></a>
</table>
</table><td><a href=http://nested.example/3><table><tr><td>a table in a link</table></a></table></center>
<img src="https://img.example/map.jpg" usemap=#m width=90 height=60>
<map name=m><area shape=rect coords=0,0,40,60 href="http://map.example/left?a=1&amp;b=2">
<AREA SHAPE=RECT COORDS=41,0,90,60 HREF=http://map.example/right/><area nohref></map>
<form action="http://dead.example/form"><select name=s><option value="http://dead.example/value">one<option>two</select>
<textarea rows=2><a href="http://dead.example/textarea">x</a></textarea>
<button type=button><a href="http://form.example/button">in a button</a></button></form>
<noscript><a href="http://noscript.example/">without scripts</a></noscript>
<xmp><a href="http://dead.example/xmp">x</a></xmp>
<iframe width=50 height=20><a href="http://dead.example/iframe">x</a></iframe>
<svg width=40 height=20><a href="http://dead.example/svg"><rect width=40 height=20 fill=green /></a></svg>
<h2><a href=http://open.example/1>left open <a href=http://open.example/2>and again</h2>
<p><b><a href="http://open.example/3"><i>crossed</b></i></a>
<ul><li><a href=http://list.example/1>a<li><a href=http://list.example/2>b</a></ul>
</body></html>
"""
HOSTILE = Mail(
    body=(_HOSTILE % " &middot;\n".join(f"{tag}link {n}</a>" for n, tag in enumerate(_LINKS))).encode(
        "windows-1252"
    ),
    charset="windows-1252",
)
