"""The names of software kept by hand: what each is called, what kind it is, and where it was read.

`python -m tests.tables.agents` turns this list into the modules of the package and adds the names it can take
from `crawler-user-agents.json` by itself. A row here decides over one made from that list, so kinds and names
for people are put right here. How keys are written: `mailtrack_sdk.classification._known`.
"""

from __future__ import annotations

from mailtrack_sdk.classification._known import Kind, Names

__all__ = ["CRAWLER_LIST", "ISBOT", "MACHINES", "PEOPLES", "READ", "READERS"]

READ = "2026-11-22"
"""The day all the sources were read."""

CRAWLER_LIST = "monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json"
CRAWLER_DETECT = "JayBizzle/Crawler-Detect@f7926d4 tests/data/user_agent/crawlers.txt"
ISBOT = "omrilotan/isbot@344052d fixtures/crawlers.yml"

READERS = (
    Names(
        kind=Kind.MAIL_CLIENT,
        source="nielsbasjes/yauaa@026257a EMailClients.yaml",
        read=READ,
        rows="""\
dataaccessd/ | Apple Mail
macoutlook | Outlook for Mac
microsoft office | Microsoft Office
navermailapp | Naver Mail
newtonmail/ | Newton Mail
outlook, ms office, ms office msoffice, msoffice, microsoft outlook, microsoft office outlook | Outlook
outlook express | Outlook Express
outlook ios | Outlook for iOS
tutanota | Tuta
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="ua-parser/uap-core 0.18 regexes.yaml",
        read=READ,
        rows="""\
superhuman, superhumanproxy | Superhuman
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="microsoft/CSS-Exchange CalLogHelpers, tests of ShortClientNameFunctions.ps1",
        read=READ,
        rows="""\
outlook android | Outlook for Android
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="matomo-org/device-detector@13ac581 regexes/client/pim.yml",
        read=READ,
        rows="""\
^mail/ | Apple Mail
airmail | Airmail
android gmail | Gmail
barca/, barcapro | Barca
bluemail/ | BlueMail
em client/, emclient/ | eM Client
foxmail/ | Foxmail
jp.co.yahoo.ymail/, yahoo 20mail | Yahoo Mail
lotus notes | Lotus Notes
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
        read=READ,
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
        read=READ,
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
        read=READ,
        rows="""\
^sparrow/, sparrow/ | Sparrow
bluemail | BlueMail
daummail/ | Daum Mail
polymail | Polymail
protonmail | Proton Mail
sparkdesktop | Spark
yahoomobile/ | Yahoo Mail
zdesktop/ | Zimbra Desktop
zimbra | Zimbra
zohomail | Zoho Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="faisalman/ua-parser-js-docs docs/api/submodules/enums/browser-type, e-mail",
        read=READ,
        rows="""\
fairemail/ | FairEmail
k 9 mail | K-9 Mail
""",
    ),
    Names(
        # Agents that these programs write into their own mails; Betterbird's is also the one it asks with.
        kind=Kind.MAIL_CLIENT,
        source="User-Agent and X-Mailer of mails on vger.kernel.org lists, 2013 to 2026",
        read=READ,
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
        read=READ,
        rows="""\
canary ios/ | Canary Mail
mailmasterpro/ | Mail Master
virgiliomail/ | Virgilio Mail
""",
    ),
    Names(
        kind=Kind.MAIL_CLIENT,
        source="horde/ActiveSync@1eca298 test/Horde/ActiveSync/DeviceTest.php",
        read=READ,
        rows="""\
^touchdown, ^touchdown/ | TouchDown
""",
    ),
    Names(
        # The name under which Readdle gives the program out, and of its links; no log was found.
        kind=Kind.MAIL_CLIENT,
        source="Homebrew/homebrew-cask@798244b Casks/r/readdle-spark.rb",
        read=READ,
        rows="""\
readdle spark | Spark
""",
    ),
    Names(
        kind=Kind.MAILBOX_PROXY,
        source="device-detector bots.yml, isbot@344052d, browscap issues 533, 1640, 1957",
        read=READ,
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
        source=CRAWLER_LIST,
        read=READ,
        rows="""\
fastmailua/ | Fastmail
github camo | GitHub Camo
image proxy, imageproxy | a web site
imgproxy/ | imgproxy
shortwave image | Shortwave
startpageprivateimageproxy | Startpage
yandeximageresizer | Yandex
""",
    ),
    Names(
        kind=Kind.ASSET_PROXY,
        source="omrilotan/isbot@344052d fixtures/downloaded/user-agents.net.json",
        read=READ,
        rows="""\
camo asset proxy | Camo
""",
    ),
    Names(
        # Outlook and Word ask in this way when a person is about to follow a link in a document, so the
        # longer name has to win against "Microsoft Office", which is a mail program.
        kind=Kind.LINK_PREVIEWER,
        source=CRAWLER_DETECT,
        read=READ,
        rows="""\
microsoft office existence, microsoft office protocol | Microsoft Office
""",
    ),
)

MACHINES = (
    Names(
        kind=Kind.LINK_PREVIEWER,
        source=CRAWLER_LIST,
        read=READ,
        rows="""\
aasa bot | Apple app links
addthis.com | AddThis
bingpreview | Bing and outlook.com
bitlybot | Bitly
bluesky | Bluesky
bufferlinkpreviewbot | Buffer
chatwork | Chatwork
codabot | Coda
dbot | dbot
dingtalkbot | DingTalk
discordbot | Discord
embedly | Embedly
evernoterichlinkbot | Evernote
everyonesocialbot | EveryoneSocial
facebookexternalhit | Facebook and iMessage
facebot | Facebook
flipboardproxy | Flipboard
friendica | Friendica
goodreads | Goodreads
groupmebot | GroupMe
hatena | Hatena
iframely | Iframely
keybasebot | Keybase
lemmy/ | Lemmy
linespider | Line
linkedinbot | LinkedIn
loomlybot | Loomly
mastodon | Mastodon
mattermost bot | Mattermost
mediumbot | Medium
meta externalhit, meta externalfetcher, meta webindexer | Meta
microsoftpreview | Microsoft
odklbot | OK.ru
onebox, ^discourse/ | Discourse
opengraph.io | OpenGraph.io
pinterestbot | Pinterest
quora bot | Quora
redditbot | Reddit
skypeuripreview | Skype and Teams
slackbot, slack imgproxy | Slack
snapurlpreview | Snapchat
steamchaturllookup | Steam
summalybot | Misskey
^synapse | Matrix
telegrambot | Telegram
^tumblr/ | Tumblr
tweetmemebot | Tweetmeme
twilioproxy | Twilio
twitterbot | X (Twitter)
^viber$ | Viber
vkshare, vkrobot | VK
^whatsapp | WhatsApp
xing bot | Xing
""",
    ),
    Names(
        kind=Kind.SECURITY_SCANNER,
        source="device-detector bots.yml, Crawler-Detect crawlers.txt, skuzko's bot agents",
        read=READ,
        rows="""\
barracuda sentinel | Barracuda
^cortex/ | Cortex
kaspersky lab | Kaspersky
scmguard | SCMGUARD
spamexperts | SpamExperts
yandexantivirus | Yandex antivirus
""",
    ),
    Names(
        kind=Kind.SECURITY_SCANNER,
        source=CRAWLER_LIST,
        read=READ,
        rows="""\
acunetix | Acunetix
bitdiscovery | Bit Discovery
censysinspect | Censys
dirbuster | DirBuster
foregenix | Foregenix
hardenize | Hardenize
l9explore, l9tcpid | LeakIX
masscan | masscan
nessus | Nessus
netsystemsresearch | NetSystemsResearch
nikto | Nikto
nmap | Nmap
openvas | OpenVAS
palo alto networks | Palo Alto Networks
sansec | Sansec
securityheaders | SecurityHeaders
sqlmap | sqlmap
ssl labs | SSL Labs
sucuri | Sucuri
vaultpress | VaultPress
virustotalcloud | VirusTotal
watchtowr | watchTowr
whatweb | WhatWeb
zgrab | ZGrab
zmeu | ZmEu
""",
    ),
    Names(
        kind=Kind.CRAWLER,
        source=ISBOT,
        read=READ,
        rows="""\
baidu transcoder | Baidu
brandverity/ | BrandVerity
browsershots | Browsershots
catchpoint | Catchpoint
cloudflareobservatory | Cloudflare Observatory
collapsify | Cloudflare
cursor/ | Cursor
dareboost | DareBoost
datanyze | Datanyze
daumoa, firefox mutant | Daum
^ddg, ^ddg android/, ^duckduckgo/ | DuckDuckGo app
dejaclick/ | AlertSite
email exractor | EMail Exractor
dmbrowser | Dotcom-Monitor
^downcast/ | Downcast
duplexweb google | Google Duplex
gomezagent | Gomez
google page | Google PageSpeed
google search console | Google Search Console
googleweblight | Google Web Light
igetter/ | iGetter
ips agent | ips-agent
marketgoo/ | MarketGoo
mediapartners google | Google AdSense
mixnode | Mixnode
newsblur | NewsBlur
onetrust | OneTrust
ptst | WebPageTest
^readkit/ | ReadKit
^reeder/ | Reeder
rigor | Splunk
rssowl/ | RSSOwl
scope3/ | Scope3
site24x7 | Site24x7
sitesucker | SiteSucker
sparkler/ | Sparkler
statuscake | StatusCake
swcd | Apple shared web credentials
taginspector/ | TagInspector
thumbor/ | Thumbor
wechatdevtools | WeChat developer tools
xaxissemanticsclassifier/ | Xaxis
yottaamonitor | Yottaa
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source=CRAWLER_LIST,
        read=READ,
        rows="""\
ahc/ | AsyncHttpClient
aiohttp/ | aiohttp
anchor browser | Anchor Browser
anyevent | AnyEvent
apache httpclient, commons httpclient | Apache HttpClient
^axios/ | axios
colly | Colly
curl/, ^curl | curl
devin/ | Devin
ghost inspector | Ghost Inspector
^go http | Go
googleagent, google agent | Google agent
^got | got
headlesschrome, headless chrome | headless Chrome
http.rb/ | http.rb
httpie/ | HTTPie
httrack | HTTrack
img2dataset | img2dataset
jersey/ | Jersey
jetty/ | Jetty
larbin | Larbin
libwww perl, 5.0libwww perl, lwp trivial, ^lwp | libwww-perl
manus user | Manus
mechanize/ | Mechanize
^newspaper/ | newspaper
node fetch | node-fetch
okhttp | OkHttp
phantomjs/ | PhantomJS
^php/, php curl | PHP
playwright/ | Playwright
puppeteer | Puppeteer
python httpx | httpx
python requests | python-requests
python urllib | urllib
^python | Python
^ruby | Ruby
scrapy | Scrapy
selenium | Selenium
smartfetch | opencode
splash version | Splash
testlocally/ | TestLocally
trafilatura | trafilatura
twinagent | TwinAgent
wget | Wget
""",
    ),
    Names(
        kind=Kind.LINK_PREVIEWER,
        source=ISBOT,
        read=READ,
        rows="""\
googlemessages/ | Google Messages
""",
    ),
    Names(
        kind=Kind.SECURITY_SCANNER,
        source=ISBOT,
        read=READ,
        rows="""\
clamav | ClamAV
jorgee | Jorgee
nuclei | Nuclei
xtate/ | Xtate
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source=ISBOT,
        read=READ,
        rows="""\
cypress/ | Cypress
^go resty | go-resty
^grpc | gRPC
guzzlehttp | Guzzle
^java/ | Java
lua resty | lua-resty-http
microsoft cryptoapi | Windows
^openai/ | OpenAI client
postmanruntime | Postman
rest client/ | rest-client
restsharp | RestSharp
scalaj http | scalaj-http
^undici | undici
winhttp | WinHTTP
""",
    ),
    Names(
        kind=Kind.CRAWLER,
        source=CRAWLER_LIST,
        read=READ,
        rows="""\
appinsights | Azure Application Insights
google ads | Google Ads
linktiger | LinkTiger
pingdomtms/ | Pingdom
playstore google | Google Play
silktide | Silktide
thousandeyes | ThousandEyes
""",
    ),
    Names(
        kind=Kind.CRAWLER,
        source=CRAWLER_DETECT,
        read=READ,
        rows="""\
google searchbyimage | Google
neustar wpm | Neustar
websnapr/ | Websnapr
webthumb/ | WebThumb
wkhtmltoimage | wkhtmltoimage
wkhtmltopdf | wkhtmltopdf
yandex.translate | Yandex Translate
""",
    ),
    Names(
        # A proxy's name in place of the reader's; replaced_agent tells where that is documented.
        kind=Kind.REPLACED,
        source=CRAWLER_LIST,
        read=READ,
        rows="""\
^amazon cloudfront | Amazon CloudFront
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="skuzko/php-email-open-bot-detection KNOWN_BOT_AGENTS (public code excerpt)",
        read=READ,
        rows="""\
microsoft exchange/ | Microsoft Exchange
office 365 connectors | Office 365 Connectors
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="MicrosoftDocs/PowerShell-Docs reference/5.1 Invoke-WebRequest.md, -UserAgent",
        read=READ,
        rows="""\
windowspowershell/ | Windows PowerShell
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="PowerShell/PowerShell@b0c54c4 WebCmdlet/PSUserAgent.cs",
        read=READ,
        rows="""\
powershell/ | PowerShell
""",
    ),
    Names(
        kind=Kind.LINK_PREVIEWER,
        source="faisalman/ua-parser-js@061cf0e src/extensions/ua-parser-extensions.js",
        read=READ,
        rows="""\
kakaotalk scrap | KakaoTalk
""",
    ),
)

PEOPLES = {
    "AP3A\\.240617\\.008": "the build of Android that every telephone of that release carries",
    "Blackboard": "the app of many schools, seen in telephones of Crawler-Detect's devices.txt",
    "Code\\/1\\.": "Visual Studio Code, in which people read pages too",
    "Fluid": "a browser for single sites",
    "MetaIAB Facebook": "the browser inside Facebook's app",
}
"""Patterns of the crawler list that people's software carries too, and which; no rows are made of them."""
