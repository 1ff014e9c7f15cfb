"""Names of software that acts for a reader: mail programs, and proxies that fetch for one.

Written by `python -m tests.tables.agents --write`; do not edit. Only names, days and pages are taken from the
sources, which every table names. crawler-user-agents is (c) Martin Monperrus and contributors, MIT licence.
"""
# fmt: off

from __future__ import annotations

from mailtrack_sdk.classification._known import Kind, Names

READERS = (
    Names(
        kind=Kind.MAIL_CLIENT,
        source="nielsbasjes/yauaa@026257a EMailClients.yaml",
        read="2026-11-22",
        rows="""\
dataaccessd/ | Apple Mail
macoutlook | Outlook for Mac
microsoft office | Microsoft Office
navermailapp | Naver Mail
newtonmail/ | Newton Mail
outlook express | Outlook Express
outlook ios | Outlook for iOS
outlook, ms office, ms office msoffice, msoffice, microsoft outlook, microsoft office outlook | Outlook
tutanota | Tuta
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="ua-parser/uap-core 0.18 regexes.yaml",
        read="2026-11-22",
        rows="""\
superhuman, superhumanproxy | Superhuman
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="microsoft/CSS-Exchange CalLogHelpers, tests of ShortClientNameFunctions.ps1",
        read="2026-11-22",
        rows="""\
outlook android | Outlook for Android
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="matomo-org/device-detector@13ac581 regexes/client/pim.yml",
        read="2026-11-22",
        rows="""\
airmail | Airmail
android gmail | Gmail
barca/, barcapro | Barca
bluemail/ | BlueMail
em client/, emclient/ | eM Client
foxmail/ | Foxmail
jp.co.yahoo.ymail/, yahoo 20mail | Yahoo Mail
lotus notes | Lotus Notes
^mail/ | Apple Mail
mailapp/ | mailapp
mailbar | MailBar
mailbird/ | Mailbird
mailmaster, mailmasterpc/ | Mail Master
mailspring/ | Mailspring
postbox | Postbox
spicebird/ | Spicebird
the bat | The Bat!
thunderbird, icedove, shredder/ | Thunderbird
windowsmail/ | Windows Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="thinkwelltwd/device_detector 6.5.1 regexes and appdetails, pim.yml",
        read="2026-11-22",
        rows="""\
androidgmail, com.google.android.gm, com.google.gmail, gmail/ | Gmail
applemail, com.apple.mobilemail | Apple Mail
blackberry workconnect/ | BlackBerry Work
canary 20mail, canary mail | Canary Mail
com.airmailapp.iphone | Airmail
com.microsoft.office.outlook, outlookwebhost/ | Outlook
com.samsung.android.email.provider | Samsung Email
oneoutlook/ | Outlook for Windows
worxmail/ | Citrix Secure Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="browscap/browscap resources/user-agents/email-clients",
        read="2026-11-22",
        rows="""\
eudora | Eudora
evolution/ | Evolution
fossamail/ | FossaMail
framabird/ | Framabird
incredimail | IncrediMail
kmail/, kmail2 | KMail
kontact/ | Kontact
mail free/ | Mail Free
mobmail | MobMail
pocomail | PocoMail
postboxapp | Postbox
yahoomobilemail | Yahoo Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="faisalman/ua-parser-js@061cf0e src/extensions/ua-parser-extensions.js",
        read="2026-11-22",
        rows="""\
bluemail | BlueMail
daummail/ | Daum Mail
polymail | Polymail
protonmail | Proton Mail
sparkdesktop | Spark
^sparrow/, sparrow/ | Sparrow
yahoomobile/ | Yahoo Mail
zdesktop/ | Zimbra Desktop
zimbra | Zimbra
zohomail | Zoho Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="faisalman/ua-parser-js-docs docs/api/submodules/enums/browser-type, e-mail",
        read="2026-11-22",
        rows="""\
fairemail/ | FairEmail
k 9 mail | K-9 Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="User-Agent and X-Mailer of mails on vger.kernel.org lists, 2013 to 2026",
        read="2026-11-22",
        rows="""\
aquamail/ | Aqua Mail
betterbird/ | Betterbird
claws mail | Claws Mail
geary/ | Geary
sylpheed/ | Sylpheed
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="JayBizzle/Crawler-Detect tests/data/user_agent/devices.txt in crawlerdetect 0.4.2",
        read="2026-11-22",
        rows="""\
canary ios/ | Canary Mail
mailmasterpro/ | Mail Master
virgiliomail/ | Virgilio Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="horde/ActiveSync@1eca298 test/Horde/ActiveSync/DeviceTest.php",
        read="2026-11-22",
        rows="""\
^touchdown, ^touchdown/ | TouchDown
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="Homebrew/homebrew-cask@798244b Casks/r/readdle-spark.rb",
        read="2026-11-22",
        rows="""\
readdle spark | Spark
""",
    ),
    Names(
        kind=Kind.MAILBOX_PROXY,
        source="device-detector bots.yml, isbot@344052d, browscap issues 533, 1640, 1957",
        read="2026-11-22",
        rows="""\
googleimageproxy | Gmail
mail.ukr.net proxy | Ukr.net
ramblermail/ | Rambler
seznamemailproxy | Seznam
yahoomailproxy | Yahoo Mail and AOL
""",
    ),
    Names(
        kind=Kind.ASSET_PROXY,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
fastmailua/ | Fastmail | 2026-04-17 | https://www.fastmail.com/policies/bots/
github camo | GitHub Camo | 2026-04-17 | https://github.com/atmos/camo
image proxy, imageproxy | a web site | 2026-04-17 | https://tweakers.net/
imgproxy/ | imgproxy | 2026-04-17 | https://imgproxy.net/
shortwave image | Shortwave | 2026-04-17 | https://www.shortwave.com/
startpageprivateimageproxy | Startpage | 2026-04-17 | https://datadome.co/bots/startpage-bot/
yandeximageresizer | Yandex | 2015-04-14 | https://yandex.ru/support/webmaster/robot-workings/check-yandex-robots.html#robot-in-logs
""",
    ),
    Names(
        kind=Kind.ASSET_PROXY,
        source="omrilotan/isbot@344052d fixtures/downloaded/user-agents.net.json",
        read="2026-11-22",
        rows="""\
camo asset proxy | Camo
""",
    ),
    Names(
        kind=Kind.LINK_PREVIEWER,
        source="JayBizzle/Crawler-Detect@f7926d4 tests/data/user_agent/crawlers.txt",
        read="2026-11-22",
        rows="""\
microsoft office existence, microsoft office protocol | Microsoft Office
""",
    ),
)
