"""Reading user agents: names, clues, shapes, and the traps between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification.agents import MAX_AGENT, Clue, Kind, find_known, fold, read_agent
from tests.classification._requests import WEBKIT


def kind(agent: object) -> Kind:
    """Return the kind of software an agent is read as."""
    return read_agent(agent).kind


def test_folding_keeps_words_and_marks_products() -> None:
    """Lower case, letters, digits, dots; a slash stays with the product before it."""
    text, words = fold("Mail.RU_Bot/Img/2.0 (X;\N{SNOWMAN})")
    assert words == ["mail.ru", "bot/", "img/", "2.0", "x"]
    assert text == " mail.ru bot/ img/ 2.0 x "


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/4.0 (compatible; ms-office; MSOffice rmj)", "Outlook"),
        ("Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; MSOffice 12)", "Outlook"),
        ("Microsoft Office/16.0 (Windows NT 10.0; MAPI 16.0.10827; Pro)", "Microsoft Office"),
        ("MacOutlook/16.38.20061401 (Intelx64 Mac OS X 10.15.6 (19G2021))", "Outlook for Mac"),
        ("Outlook-iOS/711.2587062.prod.iphone (3.33.0)", "Outlook for iOS"),
        ("Outlook-iOS-Android/1.0", "Outlook for iOS"),
        ("Outlook-Express/7.0 (MSIE 7.0; Windows NT 6.1; Trident/7.0)", "Outlook Express"),
        ("Mail/3731.600.7 CFNetwork/1408.0.4 Darwin/22.5.0", "Apple Mail"),
        ("iOS/16.5 (20F66) dataaccessd/1.0", "Apple Mail"),
        ("Mozilla/4.0 (compatible; Lotus-Notes/6.0; Windows-NT)", "Lotus Notes"),
        ("The Bat! 4.0.0.22", "The Bat!"),
        ("Postbox 1.0b14 (Windows/2009072715)", "Postbox"),
        ("emclient/10.3.2619.0", "eM Client"),
        ("Outlook-Android/2.0", "Outlook for Android"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Edg/140.0.0.0 OneOutlook/1.2026.317.100",
            "Outlook for Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Betterbird/102.13.0", "Betterbird"),
        ("K-9 Mail/6.800", "K-9 Mail"),
        ("FairEmail/1.2066 (Android 13; Pixel 7)", "FairEmail"),
        ("Airmail 1.0 rv:148 (Macintosh; Mac OS X 10.8.3; en_BE)", "Airmail"),
        ("com.google.Gmail/6.0.241126 iSL/3.4 iPhone/17.7.1 hw/iPhone11_8 (gzip),gzip(gfe)", "Gmail"),
        ("Canary%20Mail/397 CFNetwork/893.13.1 Darwin/17.4.0 (x86_64)", "Canary Mail"),
        (f"Mozilla/5.0 (Macintosh) {WEBKIT} ProtonMail/1.4.0 Chrome/122.0 Electron/29.4.6", "Proton Mail"),
        ("AquaMail/1.55.1 (build: 105501552)", "Aqua Mail"),
        ("NaverMailApp/2.2.2 (Android 10; SM-G986N)", "Naver Mail"),
        ("YahooMobileMail/1.0 (Android Mail; 1.4.6)", "Yahoo Mail"),
        (
            "Superhuman/1.7.3(4636); com.android.vending; (via SuperhumanProxy; hello@superhuman.com)",
            "Superhuman",
        ),
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Mailspring/1.13.3 Chrome/108.0 Electron/22.3",
            "Mailspring",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/534.34 (KHTML, like Gecko) kmail2 Safari/534.34",
            "KMail",
        ),
    ],
)
def test_mail_programs_are_known_by_name(agent: str, name: str) -> None:
    """Mail programs are found before anything in their agents can look like a robot."""
    reading = read_agent(agent)
    assert (reading.kind, reading.clue, reading.name) == (Kind.MAIL_CLIENT, Clue.NAME, name)


def test_an_unknown_mail_program_is_known_by_its_word() -> None:
    """A product that is called something with mail is a mail program, unless it is a robot first."""
    assert read_agent("FooMail/2.1 (Linux)").name == "foomail"
    assert read_agent("Foo Mail/2.1").name == "foo mail"
    assert read_agent("Email 2").name == "email"


@pytest.mark.parametrize(
    "agent",
    [
        "K7Mail",
        "Foo Mail/2.0",
        "OutlookFoo/4.2",
        "MobileMail",
        "Foo-Mail/4.8",
        "Foo Mail (2.3445)",
        "EmailApp",
        "Mail.app/3.2",
        "(compatible; Fmail 5.2; Linux)",
        "FooMail (hello@foomail.example)",
        "FooMail/2 (support@foomail.com)",
        "me.foomail.mail",
        "com.foo.smartemail-Mac/3",
        "ru.foo.mailapp",
        "eu.foo.email/1.2",
        f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} FooMail/1.0 Chrome/120.0 Electron/28.0",
    ],
)
def test_what_is_called_mail_is_a_mail_program(agent: str) -> None:
    """Programs whose names hold mail or outlook, in front, with a version, or as the identifier of an app."""
    reading = read_agent(agent)
    assert (reading.kind, reading.clue) == (Kind.MAIL_CLIENT, Clue.WORD)


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Valimail/1.0 (domain scanner)", Kind.SECURITY_SCANNER),
        ("FooMailChecker/1.0", Kind.CRAWLER),
        ("Mozilla/5.0 (compatible; Foo.RU_Bot/2.0; +http://go.mail.ru/help/robots)", Kind.CRAWLER),
        ("FooMail/1.0 (+https://foomail.example)", Kind.CRAWLER),
        ("EmailFox 1.00", Kind.CRAWLER),
        ("FooMailProxy/1.0", Kind.CRAWLER),
        ("FooAgent/1 (contact email foo@bar.example)", Kind.CRAWLER),
        ("mail@foo.example", Kind.CRAWLER),
        ("go.mail.ru", Kind.CRAWLER),
        (f"Mozilla/5.0 (Windows NT 10.0; Foo mail) {WEBKIT} Chrome/120.0", Kind.BROWSER),
    ],
)
def test_not_everything_with_mail_is_a_mail_program(agent: str, expected: Kind) -> None:
    """Words of a trade, pages about oneself, gatherers of addresses, proxies, sites and sentences are not."""
    assert kind(agent) is expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("com.foo.k9/39010", Kind.APP),
        ("com.foo.android.gm", Kind.APP),
        ("de.foo.app/1 (id 7)", Kind.APP),
        ("en.foo.co.uk/1", Kind.CRAWLER),
        ("app.foo.com", Kind.CRAWLER),
        ("com.foo.org/1", Kind.CRAWLER),
        ("org.apache.http.impl/4", Kind.HTTP_LIBRARY),
        ("foo.1.2", Kind.CRAWLER),
    ],
)
def test_an_identifier_of_an_app_names_a_device(agent: str, expected: Kind) -> None:
    """Domains turned round are apps; sites and Java's libraries look similar."""
    assert kind(agent) is expected


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 4.2.2; Lark Evolution X2 7 Build/JDQ39) Chrome/42.0 Safari/537.36",
        f"Mozilla/5.0 (Linux; Android 7.0; Impress_Lotus) {WEBKIT} Chrome/97.0",
        f"Mozilla/5.0 (Linux; Android 7.0; Wileyfox Spark X) {WEBKIT} Chrome/70.0",
        f"Mozilla/5.0 (Linux; Android 7.0; CUBOT NOTE Plus) {WEBKIT} Chrome/100.0",
        f"Mozilla/5.0 (Linux; Android 6.0; M bot 60 Build/NRD90M) {WEBKIT} Chrome/67.0",
        f"Mozilla/5.0 (Linux; Android 8.1.0; XBot_Senior) {WEBKIT} Chrome/65.0",
        f"Mozilla/5.0 (Linux; Android 13; Spider 8) {WEBKIT} Chrome/124.0.0.0",
        "Mozilla/5.0 (Linux; Android 12; Build/S1RSS32.38-20-9-13; wv) AppleWebKit/537.36 (KHTML,like Gecko)",
        f"Mozilla/5.0 (Linux; Android 13; wv) {WEBKIT} Chrome/125.0 CamScanner/4.5",
        f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/111.0.0.0 (Ecosia android@111.0.5563.116)",
        "Mozilla/5.0 (Macintosh; U; PPC Mac OS X) AppleWebKit/418.9 (KHTML, like Gecko, Safari) Safari/419.3",
        "Mozilla/5.0 (compatible; Konqueror/3.4; CYGWIN_NT-5.1) KHTML/3.4.89 (like Gecko)",
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Embedded Web Browser from: http://bsalsa.com/)",
        "Mozilla/5.0 (compatible; Linux mips) AppleWebKit/537.4 (KHTML, like Gecko) Chrome/18.0.1025.168",
        "Mozilla/5.0(WindowsNT10.0;Win64;x64)AppleWebKit/537.36(KHTML,likeGecko)Chrome/143.0.0.0Safari/537.36",
        "Opera/9.70 (Linux armv7l ; U; turbotabbee/TSV2.0/1.02Q; fr) Presto/2.2",
        "Avant Browser/1.2.789rel1 (http://www.avantbrowser.com)",
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_3) {WEBKIT} Foo.io/5.2.0 Chrome/82.0 Electron/9.0",
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_3) {WEBKIT} Foo.com/1.0 Chrome/82.0 Electron/9.0",
        "Mozilla/5.0 (Macintosh) Chrome/118.0 FooWatcher/2023 (foo.com/watcher.html)",
        f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/118.0 (somebody@foo.example)",
        "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64;+rv:120.0)+Gecko/20100101+Firefox/120.0",
        "Mozilla/4.0+(compatible;+MSIE+7.0;+Windows+NT+6.1;+.NET+CLR+2.0.50727)",
        "SeaMonkey/2.53",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/110.0 (Seoul)",
    ],
)
def test_browsers_with_suspicious_words_stay_browsers(agent: str) -> None:
    """Telephones called Spark, Spider or M bot, and browsers that link to themselves, are no robots."""
    assert kind(agent) is Kind.BROWSER


@pytest.mark.parametrize(
    "agent",
    [
        "Kodi/17.6 (X11; Linux x86_64) Ubuntu/16.04 App_Bitness/64",
        "AppName/1 CFNetwork/758.1.2 Darwin/15.0.0",
        "RadiosNet/2.8.0 (Java; Android)",
        "Nokia6280/2.0 (03.60) Profile/MIDP-2.0 Configuration/CLDC-1.1",
        "MozacFetch/49.0.20200702190156",
        "Hulu/6.8.1 (iOS 13.3; en_US; iPhone12,1; 17C54)",
        "MyApp/2.1 (iPhone; iOS 17.0) (support@foo.com)",
        "MyApp/2.1 (Android 13; foo.com/help)",
        "abc95 (Windows) nobody@gmail.com",
        "MyApp/3.2 (Android 14; Pixel 8) okhttp/4.12.0",
        "Viber/12.8.0.1 CFNetwork/1121.2.2 Darwin/19.3.0",
    ],
)
def test_apps_on_a_device_are_no_libraries(agent: str) -> None:
    """A program that names a device is an app on somebody's device."""
    assert kind(agent) is Kind.APP


@pytest.mark.parametrize(
    ("agent", "clue"),
    [
        (
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Chrome/114.0 Safari/537.36 (compatible; FooBot)",
            Clue.WORD,
        ),
        (
            f"Mozilla/5.0 (Linux; Android 5.0) {WEBKIT} Mobile Safari (compatible; Foospider)",
            Clue.WORD,
        ),
        ("CrowRSS/0.72", Clue.WORD),
        ("SEOlyze checks", Clue.WORD),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/21.0.1180.89 Safari/537.1; 720Spider", Clue.WORD),
        ("Feedable/0.1 (compatible; MSIE 6.0; Windows NT 5.1)", Clue.WORD),
        ("Mozilla/5.0 (Macintosh) Chrome/118.0 FooWatcher/2023 (+foo.com/watcher.html)", Clue.CONTACT),
        ("Mozilla/5.0 (Macintosh) Chrome/118.0 FooWatcher/2023 (www.foo.com)", Clue.CONTACT),
        ("Mozilla/5.0 (Macintosh) Chrome/118.0 FooWatcher/2023 (mailto:foo@foo.example)", Clue.CONTACT),
        ("Foo/1.0 + foo@foo.example", Clue.CONTACT),
        ("Foo/1.0 (foo.com/watcher.html)", Clue.CONTACT),
        ("abc95 nobody@foo.example", Clue.CONTACT),
        (
            "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko; compatible; Foo) Chrome/142.0",
            Clue.COMPATIBLE,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko Foo 3.0) Chrome/56.0",
            Clue.COMPATIBLE,
        ),
        ("Mozilla/5.0 (watchOS 6.2; Watch; compatible; my-agent)", Clue.COMPATIBLE),
        ("Mozilla/5.0 (compatible; Foo/1.0)", Clue.COMPATIBLE),
        ("Mozilla/5.0 Jorgensen", Clue.SHAPE),
        (
            f"Mozilla/5.0 (Linux; Android 6.0.1; Nexus) {WEBKIT} Chrome/27.0 Safari/537.36 (compatible; Foo)",
            Clue.COMPATIBLE,
        ),
        ("Mozilla/5.0 (Windows; rv:1.7.10) Thunderbird/1.0.6 - WebCrawler http://foo.example/", Clue.WORD),
        ("Zappa", Clue.SHAPE),
        ("EMail Exractor", Clue.NAME),
    ],
)
def test_robots_give_themselves_away(agent: str, clue: Clue) -> None:
    """By a word of their trade, an address, a name where browsers have none, or no device at all."""
    reading = read_agent(agent)
    assert (reading.kind, reading.clue) == (Kind.CRAWLER, clue)


def test_an_address_for_attackers_gives_a_scanner_away() -> None:
    """Agents that carry a payload name the host that is to hear of it."""
    agent = f"Mozilla/5.0 (Windows NT 6.1) {WEBKIT} Chrome/55.0 Safari/537.36 root@8f6g.burpcollaborator.net"
    assert kind(agent) is Kind.SECURITY_SCANNER


def test_a_library_without_a_name_is_told_by_its_words() -> None:
    """A program on no device whose name speaks of HTTP or a language is a library."""
    assert kind("CustomAsyncHttp/1") is Kind.HTTP_LIBRARY


@pytest.mark.parametrize(
    "agent",
    [
        "okhttp/4.12.0",
        "MyApp/3.2 okhttp/4.12.0",
        "okhttp/4.12.0 (Android 14)",
        "Mozilla/5.0 (Linux; Android 14) okhttp/4.12.0",
        "Dalvik/2.1.0 (Linux; U; Android 9) curl/7.64",
    ],
)
def test_a_library_without_an_app_in_front_stays_one(agent: str) -> None:
    """Only an app's own name and a telephone in front of Android's library make it an app."""
    assert kind(agent) is Kind.HTTP_LIBRARY


@pytest.mark.parametrize(
    ("agent", "expected", "name"),
    [
        ("Microsoft Office Existence Discovery", Kind.LINK_PREVIEWER, "Microsoft Office"),
        ("facebookexternalhit/1.1", Kind.LINK_PREVIEWER, "Facebook and iMessage"),
        ("WhatsApp/2.21.12.21 A", Kind.LINK_PREVIEWER, "WhatsApp"),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient)", Kind.LINK_PREVIEWER, "LinkedIn"),
        ("got (https://github.com/sindresorhus/got)", Kind.HTTP_LIBRARY, "got"),
        ("Go-http-client/1.1", Kind.HTTP_LIBRARY, "Go"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/100.0.4896.88 Safari/537.36",
            Kind.HTTP_LIBRARY,
            "headless Chrome",
        ),
        ("Mozilla/5.0 zgrab/0.x", Kind.SECURITY_SCANNER, "ZGrab"),
        ("Slack-ImgProxy 1.138 (+https://api.slack.com/robots)", Kind.LINK_PREVIEWER, "Slack"),
        ("node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", Kind.HTTP_LIBRARY, "node-fetch"),
        ("ChatGPT-User/1.0; +https://openai.com/bot", Kind.CRAWLER, "ChatGPT-User"),
        ("Viber", Kind.LINK_PREVIEWER, "Viber"),
        (
            "Microsoft Exchange/15.20 (Windows NT 10.0; Win64; x64)",
            Kind.HTTP_LIBRARY,
            "Microsoft Exchange",
        ),
        ("Office 365 Connectors", Kind.HTTP_LIBRARY, "Office 365 Connectors"),
        (
            "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1",
            Kind.HTTP_LIBRARY,
            "Windows PowerShell",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.19042; en-US) PowerShell/7.1.3",
            Kind.HTTP_LIBRARY,
            "PowerShell",
        ),
        ("Amazon CloudFront", Kind.REPLACED, "Amazon CloudFront"),
        ("TouchDown(MSRPC)/7.1.0005", Kind.MAIL_CLIENT, "TouchDown"),
        ("readdle-spark/3.1", Kind.MAIL_CLIENT, "Spark"),
    ],
)
def test_the_more_exact_name_wins(agent: str, expected: Kind, name: str) -> None:
    """A name within another is not meant; then the kind nearer to a person and the longer name count."""
    reading = read_agent(agent)
    assert (reading.kind, reading.name) == (expected, name)


def test_names_at_the_beginning_count_only_there() -> None:
    """Some names are ordinary words elsewhere: a reader's app that mentions WhatsApp is no previewer."""
    app = f"Mozilla/5.0 (Linux; Android 9; wv) {WEBKIT} Chrome/72.0 WhatsApp/2.19"
    assert kind(app) is Kind.BROWSER
    assert kind("Mozilla/5.0 (Windows NT 10.0) Go http client Firefox/99.0") is Kind.BROWSER


def test_every_known_name_has_a_source_with_a_day() -> None:
    """The row of the tables says where a name was read and when."""
    found = find_known("Mozilla/5.0 (X11) Thunderbird/45.8.0")
    assert found is not None
    row, behind = found
    assert (row.label, behind) == ("Thunderbird", " 45.8.0 ")
    assert (row.source, row.read) == (
        "matomo-org/device-detector@13ac581 regexes/client/pim.yml",
        "2026-11-22",
    )
    assert (row.since, row.reference) == (None, None)
    assert find_known("Zappa") is None
    assert find_known("") is None


def test_a_known_name_may_have_the_day_and_the_page_of_its_source() -> None:
    """Rows from lists that tell keep when the name was added, and where the software is explained."""
    found = find_known("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)")
    assert found is not None
    assert (found[0].since, found[0].reference) == ("2017-09-22", "https://discordapp.com")


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (None, Kind.ABSENT),
        ("", Kind.EMPTY),
        (" -\0", Kind.EMPTY),
        ("12/3", Kind.UNREADABLE),
        (7, Kind.UNREADABLE),
    ],
)
def test_agents_that_say_nothing(agent: object, expected: Kind) -> None:
    """Absent, empty and unreadable are three things."""
    assert kind(agent) is expected


def test_bare_webkit_needs_an_apple_device_and_nothing_behind_it() -> None:
    """With a browser or a device build behind it, it is an ordinary browser."""
    end = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
    assert kind(f"Mozilla/5.0 (iPhone; CPU iPhone OS 5_0 like Mac OS X) {end}") is Kind.BARE_WEBKIT
    assert kind(f"Mozilla/5.0 (PlayStation 4 5.55) {end}") is Kind.BROWSER
    assert kind(f"Mozilla/5.0 (iPhone; CPU iPhone OS 12_2 like Mac OS X) {end} Mobile/15E148") is Kind.BROWSER


# Words of real agents beside any characters, so that the examples reach tables, clues and shapes.
_PIECES = st.sampled_from(
    [*("Mozilla/5.0", "(compatible;", WEBKIT, "Thunderbird/1", "bot", "spider", "://", "mail/", "/", "  ")]
) | st.text(max_size=8)


@given(st.lists(_PIECES, max_size=20).map(" ".join))
def test_any_text_is_read(agent: str) -> None:
    """Whatever a header holds, it is of one kind, and asking again gives the same answer."""
    assert read_agent(agent) == read_agent(agent)
    assert read_agent(agent).kind in Kind


@given(st.none() | st.binary() | st.integers() | st.lists(st.text()) | st.dictionaries(st.text(), st.text()))
def test_anything_else_is_read_too(agent: object) -> None:
    """What is no text is absent or unreadable, and is never looked into."""
    assert kind(agent) is (Kind.ABSENT if agent is None else Kind.UNREADABLE)


@given(st.text(max_size=40), st.text(min_size=1, max_size=10))
def test_what_is_behind_the_limit_does_not_count(end: str, piece: str) -> None:
    """Only the first 512 characters are read, so that a longer agent costs no more."""
    agent = (piece * MAX_AGENT)[:MAX_AGENT]
    assert read_agent(agent + end) == read_agent(agent)


@pytest.mark.parametrize(
    "piece",
    [
        "bot ",
        "cubot ",
        "compatible;",
        "Gecko",
        "mail/",
        "(KHTML, like Gecko ",
        "a@",
        "/",
        "x",
        "+a.",
        "com.",
        "mail ",
    ],
)
def test_time_does_not_grow_with_the_agent(piece: str) -> None:
    """The cap makes an agent of a megabyte as cheap as one of 512 characters, whatever it repeats."""
    agent = piece * (1_000_000 // len(piece))
    assert read_agent(agent) == read_agent(agent[:MAX_AGENT])
