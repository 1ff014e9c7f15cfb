"""Names of software that asks without a person: previewers, scanners, crawlers, libraries.

Written by `python -m tests.tables.agents --write`; do not edit. Only names, days and pages are taken from the
sources, which every table names. crawler-user-agents is (c) Martin Monperrus and contributors, MIT licence.
"""
# fmt: off

from __future__ import annotations

from mailtrack_sdk.classification._known import Kind, Names

MACHINES = (
    Names(
        kind=Kind.LINK_PREVIEWER,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
aasa bot | Apple app links | 2026-04-26 | https://developer.apple.com/documentation/xcode/allowing-apps-and-websites-to-link-to-your-content
addthis.com | AddThis | 2015-06-02 | https://www.addthis.com
bingpreview | Bing and outlook.com | 2017-04-23 | https://www.bing.com/webmaster/help/which-crawlers-does-bing-use-8c184ec0
bitlybot | Bitly | 2018-06-27 | http://bit.ly/
bluesky | Bluesky | 2026-04-26 | https://knownagents.com/agents/bluesky-link-preview-service
bufferlinkpreviewbot | Buffer | 2026-04-26 | https://scraper.buffer.com/about/bots/link-preview-bot
chatwork | Chatwork | 2026-04-17 | https://www.chatwork.com/
codabot | Coda | 2026-04-26 | https://coda.io/
dbot | dbot | 2026-04-17 | https://www.marsflag.com/ja/marsfinder/
dingtalkbot | DingTalk | 2026-04-17 | https://www.dingtalk.com/
discordbot | Discord | 2017-09-22 | https://discordapp.com
embedly | Embedly | 2016-04-25 | http://support.embed.ly
evernoterichlinkbot | Evernote | 2026-04-26 | https://evernote.com/
everyonesocialbot | EveryoneSocial | 2017-09-22 | http://everyonesocial.com
facebookexternalhit | Facebook and iMessage | 2012-05-07 | https://developers.facebook.com/docs/sharing/webmasters/crawler/
facebot | Facebook | 2014-12-30 | https://developers.facebook.com/docs/sharing/best-practices#crawl
flipboardproxy | Flipboard | 2018-06-27 | https://about.flipboard.com/browserproxy/
friendica | Friendica | 2019-09-28 | https://hoyer.xyz
goodreads | Goodreads | 2026-04-26 | https://goodreads.com/
groupmebot | GroupMe | 2024-05-19 | https://groupme.com/
hatena | Hatena | 2018-05-29
iframely | Iframely | 2023-09-08 | https://iframely.com/docs/about
keybasebot | Keybase | 2024-10-21 | https://book.keybase.io/docs/chat/link-previews
lemmy/ | Lemmy | 2025-02-11 | https://leminal.space
linespider | Line | 2023-08-24 | https://help2.line.me/linesearchbot/web/?contentId=50006055&lang=en
linkedinbot | LinkedIn
loomlybot | Loomly | 2026-04-17 | https://www.loomly.com/
mastodon | Mastodon | 2017-11-02
mattermost bot | Mattermost | 2026-04-17 | https://datadome.co/bots/mattermost-bot/
mediumbot | Medium | 2026-04-26 | https://medium.com/
meta externalhit, meta externalfetcher, meta webindexer | Meta | 2024-10-03 | https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
microsoftpreview | Microsoft | 2025-02-11 | https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0
odklbot | OK.ru | 2023-05-24 | https://odnoklassniki.ru/
onebox, ^discourse/ | Discourse | 2026-04-17 | https://discourse.org/
opengraph.io | OpenGraph.io | 2026-04-17 | https://www.opengraph.io/
pinterestbot | Pinterest | 2017-03-03 | http://www.pinterest.com/bot.html
quora bot | Quora | 2026-04-26 | http://quora.com/
redditbot | Reddit | 2016-11-03 | http://www.reddit.com/feedback
skypeuripreview | Skype and Teams | 2016-10-10
slackbot, slack imgproxy | Slack | 2016-04-25 | https://api.slack.com/robots
snapurlpreview | Snapchat | 2026-04-17 | https://business.snapchat.com/legal/snapchat-automated-crawler
steamchaturllookup | Steam | 2023-05-24
summalybot | Misskey | 2025-02-10 | https://github.com/misskey-dev/summaly
^synapse | Matrix | 2023-09-08 | https://github.com/matrix-org/synapse
telegrambot | Telegram | 2017-10-01
^tumblr/ | Tumblr | 2026-04-17 | https://automattic.com/
tweetmemebot | Tweetmeme | 2015-04-15 | http://datasift.com/bot.html
twilioproxy | Twilio | 2026-04-17 | https://www.upday.com/
twitterbot | X (Twitter) | 2014-09-12 | https://dev.twitter.com/cards/getting-started
^viber$ | Viber | 2021-04-27 | https://www.viber.com/
vkshare, vkrobot | VK | 2018-07-02 | http://vk.com/dev/Share
^whatsapp | WhatsApp | 2016-11-15 | https://www.whatsapp.com/
xing bot | Xing | 2026-04-26 | https://www.xing.com/
""",
    ),
    Names(
        kind=Kind.SECURITY_SCANNER,
        source="device-detector bots.yml, Crawler-Detect crawlers.txt, skuzko's bot agents",
        read="2026-11-22",
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
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
acunetix | Acunetix | 2026-04-07 | https://www.acunetix.com
bitdiscovery | Bit Discovery | 2026-04-17 | https://www.tenable.com/products/tenable-asm
censysinspect | Censys | 2025-04-22 | https://about.censys.io
dirbuster | DirBuster | 2026-04-07 | https://github.com/KajanM/DirBuster
foregenix | Foregenix | 2026-04-17 | http://www.foregenix.com/scan
hardenize | Hardenize | 2026-04-26 | https://hardenize.com/
l9explore, l9tcpid | LeakIX | 2023-09-08 | https://github.com/LeakIX/l9explore
masscan | masscan | 2026-04-07 | https://github.com/robertdavidgraham/masscan
nessus | Nessus | 2026-04-07 | https://www.tenable.com/products/nessus
netsystemsresearch | NetSystemsResearch | 2023-09-08 | http://netsystemsresearch.com
nikto | Nikto | 2026-04-07 | https://cirt.net/Nikto2
nmap | Nmap | 2019-02-04 | https://nmap.org/book/nse.html
openvas | OpenVAS | 2026-04-17 | https://openvas.org/
palo alto networks | Palo Alto Networks | 2024-02-01 | https://www.paloaltonetworks.com/cortex/cortex-xpanse
sansec | Sansec | 2026-04-17 | https://sansec.io/monitor
securityheaders | SecurityHeaders | 2026-04-17 | https://securityheaders.com/
sqlmap | sqlmap | 2026-04-07 | https://sqlmap.org
ssl labs | SSL Labs | 2026-04-17 | https://www.ssllabs.com/
sucuri | Sucuri | 2026-04-17 | https://blog.sucuri.net/2012/10/ask-sucuri-how-does-sitecheck-work.html
vaultpress | VaultPress | 2026-04-17 | https://vaultpress.com/
virustotalcloud | VirusTotal | 2021-09-22 | https://www.virustotal.com/gui/home/url
watchtowr | watchTowr | 2026-04-23 | https://watchtowr.com
whatweb | WhatWeb | 2026-04-17 | https://www.whatweb.net/
zgrab | ZGrab | 2018-08-30 | https://github.com/zmap/zgrab2
zmeu | ZmEu | 2026-04-07 | https://en.wikipedia.org/wiki/ZmEu_(vulnerability_scanner)
""",
    ),
    Names(
        kind=Kind.CRAWLER,
        source="omrilotan/isbot@344052d fixtures/crawlers.yml",
        read="2026-11-22",
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
dmbrowser | Dotcom-Monitor
^downcast/ | Downcast
duplexweb google | Google Duplex
email exractor | EMail Exractor
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
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
ahc/ | AsyncHttpClient | 2017-11-02 | https://github.com/AsyncHttpClient/async-http-client
aiohttp/ | aiohttp | 2019-12-23 | https://docs.aiohttp.org/en/stable/
anchor browser | Anchor Browser | 2026-04-26 | https://knownagents.com/agents/anchor-browser
anyevent | AnyEvent | 2018-12-07 | http://software.schmorp.de/pkg/AnyEvent.html
apache httpclient, commons httpclient | Apache HttpClient | 2017-11-02
^axios/ | axios | 2018-09-06 | https://github.com/axios/axios
colly | Colly | 2026-04-07 | https://go-colly.org
curl/, ^curl | curl | 2019-07-25 | http://serpstatbot.com
devin/ | Devin | 2026-04-17 | https://docs.devin.ai/get-started/devin-intro
ghost inspector | Ghost Inspector | 2026-04-17 | https://ghostinspector.com/
^go http | Go | 2016-03-26 | https://golang.org/pkg/net/http/
googleagent, google agent | Google agent | 2026-04-26 | https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers
^got | got | 2025-04-22 | https://github.com/sindresorhus/got
headlesschrome, headless chrome | headless Chrome | 2019-06-17 | https://developers.google.com/web/updates/2017/04/headless-chrome
http.rb/ | http.rb | 2017-11-02
httpie/ | HTTPie | 2026-04-07 | https://httpie.io
httrack | HTTrack
img2dataset | img2dataset | 2026-04-17 | https://github.com/rom1504/img2dataset
jersey/ | Jersey | 2018-10-08
jetty/ | Jetty | 2017-11-02
larbin | Larbin | 2026-04-26 | http://larbin.sourceforge.net/
libwww perl, 5.0libwww perl, lwp trivial, ^lwp | libwww-perl | 2018-10-14 | https://validator.w3.org/services
manus user | Manus | 2026-04-26 | https://knownagents.com/agents/manus-user
mechanize/ | Mechanize | 2026-04-07 | https://github.com/sparklemotion/mechanize
^newspaper/ | newspaper | 2018-03-27
node fetch | node-fetch | 2023-09-08 | https://github.com/bitinn/node-fetch
okhttp | OkHttp | 2017-11-02
phantomjs/ | PhantomJS | 2017-09-18 | http://phantomjs.org/
^php/, php curl | PHP | 2020-12-10 | https://github.com/php-curl-class/php-curl-class
playwright/ | Playwright | 2026-04-07 | https://playwright.dev
puppeteer | Puppeteer | 2026-04-07 | https://pptr.dev
python httpx | httpx | 2019-12-23 | https://www.python-httpx.org
python requests | python-requests | 2018-05-27
python urllib | urllib
^python | Python | 2018-05-27
^ruby | Ruby | 2017-11-02 | http://twurly.org
scrapy | Scrapy | 2016-01-02 | http://scrapy.org/
selenium | Selenium | 2026-04-07 | https://www.selenium.dev
smartfetch | opencode | 2026-04-26 | https://opencode.ai/
splash version | Splash | 2026-04-17 | https://www.zyte.com/splash/
testlocally/ | TestLocally | 2026-04-17 | https://testlocal.ly/
trafilatura | trafilatura | 2026-04-26 | https://github.com/adbar/trafilatura
twinagent | TwinAgent | 2026-04-26 | https://twin.so/
wget | Wget
""",
    ),
    Names(
        kind=Kind.LINK_PREVIEWER,
        source="omrilotan/isbot@344052d fixtures/crawlers.yml",
        read="2026-11-22",
        rows="""\
googlemessages/ | Google Messages
""",
    ),
    Names(
        kind=Kind.SECURITY_SCANNER,
        source="omrilotan/isbot@344052d fixtures/crawlers.yml",
        read="2026-11-22",
        rows="""\
clamav | ClamAV
jorgee | Jorgee
nuclei | Nuclei
xtate/ | Xtate
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="omrilotan/isbot@344052d fixtures/crawlers.yml",
        read="2026-11-22",
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
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
appinsights | Azure Application Insights | 2019-03-09 | https://docs.microsoft.com/en-us/azure/azure-monitor/app/app-insights-overview
google ads | Google Ads | 2025-09-10 | https://developers.google.com/google-ads/api/docs/conversions/upload-online
linktiger | LinkTiger | 2026-04-17 | https://linktiger.com/
pingdomtms/ | Pingdom | 2017-09-16 | http://www.pingdom.com
playstore google | Google Play | 2026-04-17 | https://support.google.com/webmasters/answer/1061943
silktide | Silktide | 2026-04-26 | https://silktide.com/
thousandeyes | ThousandEyes | 2026-04-26 | https://knownagents.com/agents/thousand-eyes-cloud-agent
""",
    ),
    Names(
        kind=Kind.CRAWLER,
        source="JayBizzle/Crawler-Detect@f7926d4 tests/data/user_agent/crawlers.txt",
        read="2026-11-22",
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
        kind=Kind.REPLACED,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
^amazon cloudfront | Amazon CloudFront | 2018-09-07 | https://aws.amazon.com/cloudfront/
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="skuzko/php-email-open-bot-detection KNOWN_BOT_AGENTS (public code excerpt)",
        read="2026-11-22",
        rows="""\
microsoft exchange/ | Microsoft Exchange
office 365 connectors | Office 365 Connectors
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="MicrosoftDocs/PowerShell-Docs reference/5.1 Invoke-WebRequest.md, -UserAgent",
        read="2026-11-22",
        rows="""\
windowspowershell/ | Windows PowerShell
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="PowerShell/PowerShell@b0c54c4 WebCmdlet/PSUserAgent.cs",
        read="2026-11-22",
        rows="""\
powershell/ | PowerShell
""",
    ),
    Names(
        kind=Kind.LINK_PREVIEWER,
        source="faisalman/ua-parser-js@061cf0e src/extensions/ua-parser-extensions.js",
        read="2026-11-22",
        rows="""\
kakaotalk scrap | KakaoTalk
""",
    ),
    Names(
        kind=Kind.LINK_PREVIEWER,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
arenaunfurlbot | ArenaUnfurlBot | 2026-04-26 | https://arena.ai/
blueskypreviewbot | BlueskyPreviewBot | 2026-04-17 | https://docs.bsky.app
clickuplinkunfurler | ClickUpLinkUnfurler | 2026-04-26 | https://clickup.com/
gg peekbot | GG PeekBot | 2026-04-17 | https://www.gg.pl/
google web preview | Google Web Preview | 2018-05-31
lmarenaunfurlbot | LMArenaUnfurlBot | 2026-04-26 | https://lmarena.ai/
meta externalagent | meta-externalagent | 2024-10-03 | https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
^ning/ | NING | 2017-11-02
^notion/ | Notion | 2026-04-17 | https://www.iubenda.com/
orlo linkpreview | Orlo-LinkPreview | 2026-04-17 | https://orlo.tech/
snap url preview service | Snap URL Preview Service | 2022-11-13 | https://snap.com/
supabase paired crawler | Supabase Paired Crawler | 2026-04-26 | https://supabase.com/
tiktokspider | TikTokSpider | 2025-03-16
yahoo link preview | Yahoo Link Preview | 2017-06-28 | https://help.yahoo.com/kb/mail/yahoo-link-preview-SLN23615.html
""",
    ),
    Names(
        kind=Kind.SECURITY_SCANNER,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
abuse.xmco.fr | abuse.xmco.fr | 2026-04-17 | https://abuse.xmco.fr/
air.ai/ scanning | air.ai/scanning | 2026-04-07
akismetbot | AkismetBot | 2026-04-17 | https://akismet.com/development/api/
aliyunsecbot | AliyunSecBot | 2026-04-07 | https://service.alibaba.com
antibot | antibot
artemisbot | ArtemisBot | 2026-04-17 | https://datadome.co/bots/artemis-web-reader/
asnriskscorer | asnriskscorer | 2026-04-07
bad neighborhood header detector | Bad Neighborhood Header Detector | 2026-04-17 | https://datadome.co/bots/bad-neighborhood/
^binlar | binlar | 2014-09-12
bitsightbot/ | BitSightBot | 2023-08-16 | https://www.bitsight.com
blackduck fd | BlackDuck-FD | 2026-04-17 | https://www.synopsys.com/software-integrity/security-testing/dynamic-analysis.html
browserbot observer | BrowserBot-Observer | 2026-04-26 | https://obsrvr.net/about
cert pl | CERT PL | 2026-04-17 | https://cert.pl/skanowanie
certchief | CertChief | 2026-04-26 | https://cert.chief.app/
cloudflare radar scanner | Cloudflare-Radar-Scanner | 2026-04-17 | https://radar.cloudflare.com
cloudflare ssldetector | Cloudflare-SSLDetector | 2024-12-17 | https://developers.cloudflare.com/ssl/origin-configuration/ssl-tls-recommender/
cookie maestro | cookie-maestro | 2026-04-26 | https://cookiemaestro.com/documentatie/limit-cookie-maestro-using-robots-txt
cookiebot | Cookiebot | 2022-01-23 | https://www.cookiebot.com/
cookiehub bot | CookieHub Bot | 2026-04-17 | https://www.cookiehub.com/docs
cookiehubscan | CookieHubScan | 2024-11-29 | https://www.cookiehub.com/
cookiehubverify | CookieHubVerify | 2026-04-26 | https://cookiehub.com/
cookieyesbot | CookieYesbot | 2026-04-26 | http://cookieyes.com/documentation/cookieyesbot
cyberpatrol | CyberPatrol | 2010-02-11 | http://www.cyberpatrol.com/cyberpatrolcrawler.asp
cypex.ai/ scanning | cypex.ai/scanning | 2026-04-26 | https://cypex.ai/
digicert dcv | DigiCert DCV | 2026-04-26 | https://digicert.com/
dnsscanner | DNSScanner | 2026-04-26 | https://rapef.info/_contacts/
do not track verifier | Do Not Track Verifier | 2026-04-17 | https://datadome.co/bots/eff-crawler/
dratabot | Dratabot | 2026-04-17 | https://dratabot.com
ec2linkfinder | ec2linkfinder | 2012-03-22
emailwolf | EmailWolf | 2026-04-26 | https://knownagents.com/agents/emailwolf
feed image audit | Feed Image Audit | 2026-04-17 | https://image-validator.com/
hstspreload bot | hstspreload-bot | 2026-04-17 | https://hstspreload.org/
http banner detection | HTTP Banner Detection | 2025-02-10 | https://security.ipip.net
ip web crawler.com | ip-web-crawler.com | 2013-03-22
isscyberriskcrawler/ | ISSCyberRiskCrawler | 2026-04-17 | https://datadome.co/bots/isscyberriskcrawler/
iubenda radar | iubenda-radar | 2026-04-17 | https://www.iubenda.com/
jugendschutzprogramm crawler | Jugendschutzprogramm-Crawler | 2017-08-16 | http://www.jugendschutzprogramm.de
k7mlwcbot | K7MLWCBot | 2018-06-27 | http://www.k7computing.com
keydrop.io | Keydrop.io | 2026-04-26 | https://onlyscans.com/about
krawlerbot | KrawlerBot | 2026-04-26 | https://krawler.app/robot
l9scan | l9scan | 2026-04-07 | https://github.com/LeakIX/l9scan
legalmonster | LegalMonster | 2026-04-17 | https://www.legalmonster.com/
let s encrypt | Let's Encrypt | 2026-04-17 | https://letsencrypt.org/
lightspeedsystemscrawler | LightspeedSystemsCrawler | 2023-08-16
ltx71 | ltx71 | 2015-04-04 | http://ltx71.com/
mrgbot/ | MRGbot | 2026-04-17 | https://www.mrg.ro/
netcraft ssl server survey | Netcraft SSL Server Survey | 2026-04-26 | https://knownagents.com/agents/netcraft-ssl-server-survey
netcraftsurveyagent | NetcraftSurveyAgent | 2017-11-02
ninja bot | NINJA bot | 2020-03-16
nstoolsbot/ | NsToolsBot | 2026-04-17 | https://ns.tools/
probelyspdr/ | ProbelySPDR | 2026-04-17 | https://probely.com/sos
projectshield urlcheck | ProjectShield-UrlCheck | 2026-04-17 | https://projectshield.withgoogle.com/
reverseengineeringbot | ReverseEngineeringBot | 2023-09-08 | https://torus.company/bot.html
safednsbot | SafeDNSBot | 2016-09-10 | https://www.safedns.com/searchbot
sbl bot | SBL-BOT | 2018-06-06 | http://sbl.net
software security research | Software-Security-Research | 2026-04-26 | https://reverse-proxies-measurements.softsec.ruhr-uni-bochum.de/
test certificate info | Test Certificate Info | 2026-04-17 | https://datadome.co/bots/test-certificate-info/
tls tester | TLS tester | 2026-04-26 | https://testssl.sh/dev/
twinwavescanner | TwinWaveScanner | 2026-04-17 | https://www.splunk.com/en_us/products/attack-analyzer.html
unshorten.it | Unshorten.It! | 2026-04-17 | https://unshorten.it/
urlbeebot | UrlBeeBot | 2026-04-26 | https://urlbee.com/
ut dorkbot | UT-Dorkbot | 2020-03-02 | https://security.utexas.edu/dorkbot
verispider | Verispider | 2026-04-26 | http://projecthoneypot.org/
visionheight.com/ scan | visionheight.com/scan | 2026-04-26 | https://knownagents.com/agents/visionheight-comscan
wanscannerbot | WanscannerBot | 2026-04-26 | https://abuse.pend.re
wpscan | WPScan | 2026-04-07 | https://wpscan.com
wpsec/ | WPSec | 2026-04-17 | https://wpsec.com/
wtotem | WTotem | 2026-04-26 | https://knownagents.com/agents/wtotem
""",
    ),
    Names(
        kind=Kind.CRAWLER,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
007ac9 crawler | 007ac9 Crawler | 2018-02-09
2ip bot | 2ip bot | 2023-09-08 | http://2ip.io
360spider | 360Spider | 2014-03-14 | http://needs-be.blogspot.co.uk/2013/02/how-to-block-spider360.html
7siters | 7Siters | 2026-04-26 | https://7ooo.ru/siters/
a patent crawler | A Patent Crawler | 2023-08-29 | http://scitas.epfl.ch/
a360 search | A360-Search | 2026-04-26 | https://area360.uk/
a6 indexer | A6-Indexer | 2014-12-05 | http://www.a6corp.com/a6-web-scraping-policy/
abevalbot | ABEvalBot | 2026-04-26 | https://knownagents.com/agents/abevalbot
^aboundex | Aboundex | 2011-09-28 | http://www.aboundex.com/crawler/
academicbotrtu | AcademicBotRTU | 2024-10-17 | https://academicbot.rtu.lv
acapbot | acapbot | 2018-06-27
accessible web bot | Accessible Web Bot | 2026-04-26 | https://accessibleweb.com/bot/
accessstatus | AccessStatus | 2026-04-26 | https://accesslink.fr/page/a-propos-de-accessstatus/
acoonbot | acoonbot | 2012-10-07 | http://www.acoon.de/robot.asp
acquia optimize | Acquia optimize | 2026-04-26 | https://knownagents.com/agents/acquia-optimize-monsido
activecomply | ActiveComply | 2026-04-26 | https://knownagents.com/agents/activecomply-bot
adagiobot | AdagioBot | 2026-04-17 | https://datadome.co/bots/adagio-digital/
adbeat bot | adbeat_bot | 2016-11-04
adbeat.com | adbeat.com | 2026-04-17 | https://www.adbeat.com/operation_policy
addsearchbot | AddSearchBot | 2019-03-02 | http://www.addsearch.com/bot
adidxbot | Adidxbot |  | https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0
adkerneltopiccrawler | AdkernelTopicCrawler | 2026-04-26 | http://adkernel.com/robot/
admantx | ADmantX | 2014-12-05 | http://www.admantx.com
adminlabs | AdminLabs | 2026-04-17 | https://datadome.co/bots/adminlabs/
adsbot google mobile | AdsBot-Google-Mobile | 2017-08-21 | https://support.google.com/adwords/answer/2404197
adsbot google | AdsBot-Google |  | https://support.google.com/webmasters/answer/1061943?hl=en
adsbot iab | AdsBot-IAB | 2026-04-17 | https://iabtechlab.com/ads-txt/
adscanner | adscanner | 2018-06-24
adstxtcrawler | AdsTxtCrawler | 2018-08-30
advanced crawler | advanced_crawler | 2026-04-17 | https://datadome.co/bots/advanced-crawler/
advbot | AdvBot | 2015-02-01 | http://advbot.net/bot.html
^adventurer | Adventurer | 2026-04-17 | https://datadome.co/bots/adventurer/
agakidsbot | AGAKIDSBOT | 2026-04-17 | https://agakids.ru/project/
agencyanalyticsbot | AgencyAnalyticsBot | 2026-04-17 | https://agencyanalytics.com/features/seo-site-audit
ahrefsbot, ahrefssiteaudit | AhrefsBot | 2011-08-28
ai2bot | AI2Bot | 2026-04-17 | https://datadome.co/bots/ai2bot/
aihitbot | aiHitBot | 2012-04-16
aisearchbot | AISearchBot
alertsite | AlertSite | 2026-04-26 | https://smartbear.com/product/alertsite/
alexa site audit | alexa site audit | 2026-04-17 | https://www.alexa.com/help/webmasters
alexabot | exabot
alexandriaorgbot | AlexandriaOrgBot | 2023-09-08 | https://www.alexandria.org/bot.html
algolia crawler | Algolia Crawler | 2026-04-17 | https://www.algolia.com/doc/
^alienfarm | alienfarm | 2026-04-17 | https://datadome.co/bots/alienfarm/
allafrica | AllAfrica | 2026-04-26 | https://allafrica.com/misc/info/about/
allorigins | allOrigins | 2026-04-17 | https://allorigins.win/
alphabot | AlphaBot | 2018-05-27 | http://alphaseobot.com/bot.html
amazing searchbot | Amazing-SearchBot | 2026-04-26 | https://amazing.com/bot.html
amazonadbot | AmazonAdBot | 2026-04-17 | https://advertising.amazon.com/resources/
amazonbot | Amazonbot | 2020-03-02 | https://developer.amazon.com/support/amazonbot
amazonproductdiscovery | AmazonProductDiscovery | 2025-12-22 | https://vendorcentral.amazon.com/support/amazonproductbot
amazonsellerinitiatedlisting | AmazonSellerInitiatedListing | 2025-12-22 | https://vendorcentral.amazon.com/support/amazonproductbot
amzn searchbot | Amzn-SearchBot | 2026-04-26 | https://developer.amazon.com/amazonbot
amzn user | Amzn-User | 2026-04-26 | https://developer.amazon.com/amazonbot
anderspinkbot | AndersPinkBot | 2017-09-24 | http://anderspink.com/bot.html
^anomura | Anomura | 2026-04-26 | https://docs.direqt-search.com/direqt-bots/direqt-crawlers-and-user-agents
anthropic ai | anthropic-ai | 2026-04-07 | https://anthropic.com
apifybot | ApifyBot | 2026-04-26 | https://knownagents.com/agents/apifybot
apifywebsitecontentcrawler | ApifyWebsiteContentCrawler | 2026-04-26 | https://apify.com/apify/website-content-crawler
apis google | APIs-Google | 2017-08-08 | https://support.google.com/webmasters/answer/1061943?hl=en
appengine google | AppEngine-Google | 2017-11-02
applebot | Applebot | 2015-04-15 | http://www.apple.com/go/applebot
appsiteassociation | AppSiteAssociation | 2026-04-17 | https://developer.apple.com/documentation/applications/allowing-app-linking-to-your-website
arabot | arabot | 2013-10-09
^aragog/ | Aragog | 2026-04-17 | https://wordads.co/
^aranea | Aranea | 2026-04-17 | http://unesco.uniba.sk/guest/
aranet searchbot | Aranet-SearchBot | 2026-04-26 | https://aranet.ai/bot
archive it | Archive-It | 2026-04-26 | http://archive-it.org/files/site-owners-special.html
archive.org bot | archive.org_bot | 2015-04-14 | http://www.archive.org/details/archive.org_bot
archivebot | ArchiveBot | 2018-02-28 | https://github.com/ArchiveTeam/ArchiveBot
archivebox | ArchiveBox | 2026-04-17 | https://archivebox.io/
arquivo web crawler | Arquivo-web-crawler | 2026-04-17 | https://arquivo.pt/robot
arquivobot | ArquivoBot | 2026-04-17 | https://arquivo.pt/about
artemis web reader | artemis web reader | 2026-04-26 | https://artemis.jamesg.blog/bot
^asana/ | Asana | 2026-04-17 | https://datadome.co/bots/asana-crawler/
aspiegelbot | AspiegelBot | 2020-03-16 | https://aspiegel.com
atlassian bot | atlassian-bot | 2026-04-26 | https://support.atlassian.com/organization-administration/docs/connect-custom-website-to-rovo/
atom feed robot | Atom Feed Robot | 2020-03-16 | https://rssmicro.com
atvowbot | AtVowBot | 2026-04-26 | https://brandeem.com/
audigentadbot | AudigentAdBot | 2026-04-26 | http://audigent.com/bot.html
audisto crawler | Audisto Crawler | 2024-03-14 | https://audisto.com/help/crawler/bot/
audistobot | AudistoBot | 2026-04-17 | https://audisto.com/webcrawler/
authory/ | Authory | 2026-04-26 | https://authory.com/about
autoconfig test from ustc | Autoconfig Test from USTC | 2026-04-17 | https://datadome.co/bots/autoconfig-test-from-ustc/
awariobot | AwarioBot | 2023-08-23 | https://awario.com/bots.html
awariorendererbot | AwarioRendererBot | 2026-04-26 | https://awario.com/help/
awariorssbot | AwarioRssBot | 2020-03-02 | https://awario.com/bots.html
awariosmartbot | AwarioSmartBot | 2020-03-02 | https://awario.com/bots.html
awesomecrawler | awesomecrawler | 2018-11-24
azureai searchbot | AzureAI-SearchBot | 2026-04-26 | https://azure.microsoft.com/en-us/products/ai-services
b2b bot | B2B Bot | 2019-03-02
backlinkcrawler | backlinkcrawler | 2013-01-04 | http://www.backlinktest.com/crawler.html
baidu yunguance | Baidu-YunGuanCe | 2018-06-27 | https://ce.baidu.com/topic/topic20150908
baiduadsbot | BaiduAdsBot | 2026-04-17 | https://datadome.co/bots/baidu-ads-server-proxy/
baiduspider | Baiduspider | 2010-07-15 | http://www.baidu.jp/spider/
^barkrowler, barkrowler | Barkrowler | 2017-10-09 | http://www.exensa.com/crawl
bazqux | BazQux | 2018-10-23 | https://bazqux.com/fetcher
bdbot/ | BDBot | 2026-04-17 | https://datadome.co/bots/bdbot/
bdcbot | BDCbot | 2018-02-09
bdfetch | BDFetch | 2026-04-17 | http://www.brandprotect.com/
beeperbot | BeeperBot | 2026-04-17 | https://www.beeper.com/
behloolbot | BehloolBot | 2018-02-09
bestchange | BestChange | 2026-04-26 | https://bestchange.com/
betabot | betaBot | 2016-01-23
better uptime bot | Better Uptime Bot | 2022-11-13 | https://betteruptime.com/
betteruptimebot | BetterUptimeBot | 2026-04-17 | https://betteruptime.com/docs
bibliotheque nacional de france crawler | Bibliotheque Nacional de France Crawler | 2026-04-26 | https://www.bnf.fr/en/web-legal-deposit
bidswitchbot | bidswitchbot | 2020-03-16 | https://www.bidswitch.com/about-us/
^biglotron | BIGLOTRON
bigsur.ai | bigsur.ai | 2026-04-26 | https://bigsur.ai/
bigupdatabot | BigUpDataBot | 2026-04-17 | https://datadome.co/bots/bigupdata/
binarycanary | BinaryCanary | 2026-04-17 | https://www.binarycanary.com/monitoring/
bingbot | bingbot |  | http://www.bing.com/bingbot.htm
bitbot | BitBot | 2020-03-16 | https://bitbot.dev
bitbucket webhooks | Bitbucket-Webhooks | 2026-04-17 | https://support.atlassian.com/bitbucket-cloud
bl.uk lddc bot | bl.uk_lddc_bot | 2026-04-26 | https://bl.uk/legal-deposit-web-archiving
bl.uk ldfc bot | bl.uk_ldfc_bot | 2026-04-17 | https://www.bl.uk/legal-deposit/web-archiving
blackbox exporter | Blackbox Exporter | 2026-04-17 | https://github.com/prometheus/blackbox_exporter
blekkobot | blekkobot | 2026-04-26 | https://knownagents.com/agents/blekkobot
blexbot/ | BLEXBot | 2018-07-07 | http://webmeup-crawler.com
bling erp | Bling ERP | 2026-04-26 | https://www.bling.com.br/
blingerp | BlingERP | 2026-04-26 | https://bling.com.br/
^bloglines | Bloglines | 2026-04-26 | http://bloglines.com/
blogmurabot | blogmuraBot | 2018-06-27 | http://www.blogmura.com
^blogtrottr | Blogtrottr | 2026-04-17 | https://datadome.co/bots/blogtrottr/
blogvault | BlogVault | 2026-04-26 | https://blogvault.net/
blp bbot | BLP_bbot | 2018-03-27
bne.es bot | bne.es_bot | 2026-04-26 | https://bne.es/es/colecciones/archivo-web-espanola/aviso-webmasters
bnf.fr bot | bnf.fr_bot | 2014-11-18 | http://www.bnf.fr/fr/outils/a.dl_web_capture_robot.html
bnfbot | BnFBot | 2026-04-17 | https://www.bnf.fr/en/web-services
boardgamepricesbot | BoardGamePricesBot | 2026-04-17 | https://datadome.co/bots/boardgameprices/
bomborabot | BomboraBot | 2018-03-27 | http://www.bombora.com/bot
bot pge.chlooe.com | bot-pge.chlooe.com | 2018-06-27
bot.araturka.com | Bot.AraTurka.com | 2018-06-27 | http://www.araturka.com
botpoke | BotPoke | 2026-04-17 | https://datadome.co/bots/botpoke/
boxcarbot | BoxcarBot | 2018-06-27 | https://boxcar.io/
br crawler | br-crawler | 2026-04-26 | https://knownagents.com/agents/br-crawler
brainobot | brainobot | 2014-06-24
brandonbot | BrandONbot | 2020-03-16 | http://brandonmedia.net
^brandwatch | Brandwatch | 2026-04-17 | https://www.brandwatch.com/legal/crawlers/
bravebot | BraveBot | 2026-04-17 | https://search.brave.com/help/web-discovery-project
brightbot | Brightbot | 2026-04-26 | https://brightdata.com/brightbot
brightedge crawler | BrightEdge Crawler | 2023-09-08 | https://www.brightedge.com/
brokenlinkcheck.com | brokenlinkcheck.com | 2026-04-17 | https://datadome.co/bots/brokenlinkcheck-com/
bubing | BUbiNG | 2015-04-06 | http://law.di.unimi.it/BUbiNG.html
bublupbot | BublupBot | 2020-03-16 | https://www.bublup.com/bublup-bot.html
^buck/ | Buck | 2018-03-27 | https://app.hypefactors.com/media-monitoring/about.html
buddybot | BuddyBot | 2026-04-26 | https://knownagents.com/agents/buddybot
^bugsnag | Bugsnag | 2026-04-26 | https://knownagents.com/agents/bugsnag-script-fetcher
^bushbaby | Bushbaby | 2026-04-17 | https://datadome.co/bots/bushbaby/
butterfly/ | Butterfly | 2026-04-17 | http://labs.topsy.com/butterfly/
^buttondown | Buttondown | 2026-04-26 | https://buttondown.email/features
buzzbot | buzzbot
bytespider | Bytespider | 2019-11-11 | https://stackoverflow.com/questions/57908900/what-is-the-bytespider-user-agent
caliberbot | CaliberBot | 2026-04-17 | https://www.calibermind.com/platform
caliperbot | Caliperbot | 2019-03-02 | http://www.conductor.com/caliperbot
capitalonebot | CapitalOneBot | 2026-04-26 | https://developer.capitalone.com/
capitaloneshopping | CapitalOneShopping | 2026-04-17 | https://datadome.co/bots/capital-one-shopping-bot/
capsulechecker | CapsuleChecker | 2016-01-02 | http://www.capsulink.com/about
capterrabot | CapterraBot | 2026-04-26 | https://www.capterra.com
carbon umbrella bot | carbon-umbrella-bot | 2026-04-26 | https://knownagents.com/agents/carbon-umbrella-bot
careerbot | careerbot | 2012-05-23 | http://www.career-x.de/bot.html
caveman hunter | caveman-hunter | 2026-04-26 | https://fedi.buzz/
cc metadata scaper | CC Metadata Scaper | 2014-04-01 | http://wiki.creativecommons.org/Metadata_Scraper
ccbot | CCBot | 2012-02-05 | http://www.commoncrawl.org/bot.html
cdscbot | CDSCbot | 2026-04-26 | https://wiki.communitydata.science/CommunityData:Fediverse_research
centcombot/ | CentComBot | 2026-04-17 | https://centcom.melonmesa.com/
centro ads.txt crawler | Centro Ads.txt Crawler | 2026-04-26 | https://knownagents.com/agents/centro-ads-txt-crawler
centuryb.o.t9 | centuryb.o.t9 | 2026-04-17 | https://datadome.co/bots/centurybot9/
certytags/ | certytags | 2026-04-17 | https://certybot.certytags.com/
channel3bot | Channel3Bot | 2026-04-26 | https://trychannel3.com/channel3bot
chargebeebot | ChargeBeeBot | 2026-04-17 | https://chargebee.com/resources
charlotte/ | Charlotte | 2026-04-17 | https://datadome.co/bots/charlotte-bot/
chatglm spider | ChatGLM-Spider | 2026-04-17 | https://chatglm.cn/
chatgpt user | ChatGPT-User | 2024-04-19 | https://openai.com/bot
check http | check_http | 2018-02-09
checkhost | CheckHost | 2026-04-17 | https://datadome.co/bots/check-host/
checkly | Checkly | 2026-02-11 | https://www.checklyhq.com/docs/
checkmarknetwork/ | CheckMarkNetwork | 2019-06-30 | https://www.checkmarknetwork.com/
chrome lighthouse | Chrome-Lighthouse | 2019-03-15 | https://developers.google.com/speed/pagespeed/insights
chrome privacy preserving prefetch proxy | Chrome Privacy Preserving Prefetch Proxy | 2026-04-17 | https://datadome.co/bots/chrome-privacypreserving-prefetch-proxy/
cincraw/ | Cincraw | 2020-03-16 | http://cincrawdata.net/bot/
cirrusexplorer | CirrusExplorer | 2026-04-17 | https://cseu.ro/explorer.php
cispa webcrawler | CISPA Webcrawler | 2023-09-08 | https://vuln-notify-checker.cispa.saarland
citeseerxbot | citeseerxbot | 2010-07-17
^citoid | Citoid | 2026-04-17 | https://www.mediawiki.org/wiki/Citoid
claritybot/ | ClarityBot | 2026-04-17 | https://www.seoclarity.net/bot.html
classla web | CLASSLA-web | 2026-04-17 | https://www.clarin.si/info/classla-web-crawler/
claude searchbot | Claude-SearchBot | 2026-04-07 | https://useragents.io/uas/mozilla-5-0-applewebkit-537-36-khtml-like-gecko-compatible-claudebot-1-0-supportanthropic-com_954fa13a8e1e46d8267fb56e2d48100e
claude user | Claude-User | 2026-04-07 | https://useragents.io/uas/mozilla-5-0-applewebkit-537-36-khtml-like-gecko-compatible-claudebot-1-0-supportanthropic-com_954fa13a8e1e46d8267fb56e2d48100e
claude web | Claude-Web | 2026-04-07 | https://anthropic.com
claudebot | claudebot | 2024-04-19 | https://www.anthropic.com/
clearscopebot | Clearscopebot | 2026-04-17 | https://datadome.co/bots/clearscope-clearscopebot/
^clickagy | Clickagy | 2019-02-19 | https://www.clickagy.com
cliqzbot/ | Cliqzbot | 2016-01-23 | http://cliqz.com/company/cliqzbot
cloudflare alwaysonline | CloudFlare-AlwaysOnline | 2018-09-27 | https://www.cloudflare.com/always-online/
cloudflare autorag | Cloudflare-AutoRAG | 2026-04-26 | https://developers.cloudflare.com/autorag
cloudflare csup | cloudflare-csup | 2026-04-17 | https://datadome.co/bots/cloudflare-csup/
cloudflare custom error page crawler | Cloudflare-Custom-Error-Page-Crawler | 2026-04-17 | https://developers.cloudflare.com
cloudflare custom hostname verification | Cloudflare-Custom-Hostname-Verification | 2026-04-26 | https://knownagents.com/agents/cloudflare-custom-hostname-verification
cloudflare healthchecks | Cloudflare-Healthchecks | 2024-12-17 | https://developers.cloudflare.com/health-checks/
cloudflare prefetch | CloudFlare-Prefetch | 2024-12-17 | https://developers.cloudflare.com/speed/optimization/content/prefetch-urls/
cloudflare speedtest | Cloudflare-SpeedTest | 2026-04-17 | https://www.cloudflare.com/speedtest
cloudflare stream hook | Cloudflare-Stream-Hook | 2026-04-17 | https://developers.cloudflare.com/stream/webhooks/
cloudflare stream webhook | Cloudflare-Stream-Webhook | 2026-04-26 | https://knownagents.com/agents/cloudflare-stream-webhook
cloudflare traffic manager | Cloudflare-Traffic-Manager | 2024-12-17 | https://developers.cloudflare.com/load-balancing/monitors/
cloudflare validator | Cloudflare-Validator | 2026-04-17 | https://datadome.co/bots/cloudflare-crawler/
cloudflareradarurlscanner | CloudflareRadarURLScanner | 2026-04-26 | https://knownagents.com/agents/cloudflare-radar-url-scanner
cloudtrellis | Cloudtrellis | 2026-04-26 | https://cloudtrellis.com/
cludo.com | Cludo | 2026-04-26 | https://knownagents.com/agents/cludo
cmschecker | CMSChecker | 2026-04-07
cocolyzebot | Cocolyzebot | 2023-09-08 | https://cocolyze.com/bot
cognitiveseo bot | cognitiveSEO Bot | 2026-04-17 | https://cognitiveseo.com/bot
cohere ai | cohere-ai | 2026-04-07 | https://cohere.com
cohere training data crawler | cohere-training-data-crawler | 2026-04-17 | https://datadome.co/bots/cohere-training-data-crawler/
collection infegy.com | collection@infegy.com | 2016-01-03 | http://infegy.com/
commafeed | CommaFeed | 2026-04-17 | https://datadome.co/bots/commafeed/
companybook crawler | Companybook-Crawler | 2018-03-27 | https://www.companybooknetworking.com/
content crawler spider | content crawler spider | 2013-01-11
contextad bot | ContextAd Bot | 2018-06-27
contxbot | contxbot | 2017-02-25
^convermax | Convermax | 2026-04-26 | https://docs.convermax.com/
corporama matcher | Corporama matcher | 2026-04-26 | https://corporama.fr/
cotoyogi/ | Cotoyogi | 2026-04-17 | https://ds.rois.ac.jp/center8/crawler/
coveobot | Coveobot | 2026-04-17 | https://platform.cloud.coveo.com/
cozi icalendar feedreader | Cozi-iCalendar-FeedReader | 2026-04-17 | https://ourfamilywizard.com/
crawl4ai | crawl4ai | 2026-04-26 | https://github.com/unclecode/crawl4ai
crawler eb germany | crawler_eb_germany | 2026-04-17 | https://datadome.co/bots/crawler_eb_germany/
crawlson | Crawlson | 2026-04-17 | https://www.crawlson.com/
crawlyprojectcrawler | CrawlyProjectCrawler | 2023-09-08 | https://crawlyproject.digitaldragon.dev/
crazy egg | Crazy Egg | 2026-04-26 | https://knownagents.com/agents/crazy-egg
criteobot | CriteoBot | 2022-11-13 | https://www.criteo.com/
critical css bot | Critical CSS Bot | 2026-04-26 | https://criticalcss.com/
criticalcss.com | Criticalcss.com | 2026-04-17 | https://criticalcss.com/
cron job.org | cron-job.org | 2026-04-17 | https://cron-job.org/en/
^cronless | Cronless | 2026-04-17 | https://datadome.co/bots/cronless/
crunchbot | CrunchBot | 2018-06-28
^crusty/ | crusty | 2026-04-17 | https://github.com/let4be/crusty
crystalsemanticsbot | CrystalSemanticsBot | 2014-02-17 | http://www.crystalsemantics.com/user-agent/
curebot | Curebot | 2020-03-16
cutbot | Cutbot | 2020-03-16 | http://cutbot.net/
cxensebot | cXensebot | 2014-10-05 | http://www.cxense.com/bot.html
cxk bot | CXK_Bot | 2026-04-17 | https://datadome.co/bots/cxk_bot/
cybaabot | CybaaBot | 2026-04-26 | https://cybaa.io/bot-policy
cyberfindcrawler | CyberFindCrawler | 2026-04-26 | https://cyberfind.net/bot.html
cyotekwebcopy | CyotekWebCopy | 2026-04-26 | https://www.cyotek.com/cyotek-webcopy
dark visitor | Dark Visitor | 2026-04-26 | https://darkvisitors.com/
daspeedbot | DaspeedBot | 2026-04-17 | https://datadome.co/bots/dawap-bot/
datadog agent | Datadog Agent | 2026-04-26 | https://www.datadoghq.com/
datadog synthetic | Datadog Synthetic | 2026-04-17 | https://docs.datadoghq.com/synthetics/
datadogsynthetics | DatadogSynthetics | 2025-08-19 | https://docs.datadoghq.com/synthetics/
datafeedwatch | Datafeedwatch | 2018-09-05 | https://www.datafeedwatch.com/
dataforseobot | DataForSeoBot | 2023-08-23 | https://dataforseo.com/dataforseo-bot
datagnionbot | datagnionbot | 2016-11-03 | http://www.datagnion.com/bot.html
dataprovider.com | Dataprovider.com | 2018-11-24 | https://www.dataprovider.com/
daum/ | Daum | 2017-08-16 | http://cs.daum.net/faq/15/4118.html?faqId=28966
dcrawl | dcrawl | 2017-09-22 | https://github.com/kgretzky/dcrawl
dead link checker | Dead Link Checker | 2026-04-17 | http://www.dead-link-checker.com/
deepcrawl | DeepCrawl | 2026-04-26 | https://lumar.io/spdr/
^deepnoc | deepnoc | 2023-09-08 | https://deepnoc.com/bot
deepseekbot | DeepSeekBot | 2026-04-26 | http://deepseek.com/bot
deskyobot | Deskyobot | 2026-04-17 | https://www.deskyo.com/bot
^determ | Determ | 2026-04-26 | https://www.determ.com/
deusu/ | DeuSu | 2016-01-23 | https://deusu.de/robot.html
df bot | DF Bot | 2026-04-17 | https://datadome.co/bots/df-bot/
diffbot/ | Diffbot | 2018-07-07 | http://www.diffbot.com
digg deeper | Digg Deeper | 2017-09-26 | http://digg.com/about
digincore bot | Digincore bot | 2018-06-27 | http://www.digincore.com/crawler.html
discobot | discobot | 2011-05-03 | http://discoveryengine.com/discobot.html
^disqus | Disqus | 2018-06-27 | https://disqus.com/
dlc/ | Dlc | 2026-04-17 | https://www.drlinkcheck.com/
dlvr.it | dlvr.it | 2026-04-26 | http://dlvr.it/
dmbot | Dmbot | 2026-04-17 | https://datadome.co/bots/dmbot/
dnbcrawler | DnBCrawler | 2026-04-17 | https://datadome.co/bots/dnbcrawler/
dnyzbot | DnyzBot | 2017-11-20
domain re animator bot | Domain Re-Animator Bot | 2015-04-14 | http://domainreanimator.com
domaincrawler.com | domaincrawler | 2011-10-21
domains project | Domains Project | 2020-03-16 | https://github.com/tb0hdan/domains
domainstatsbot | DomainStatsBot | 2017-08-16 | http://domainstats.io/our-bot
domcopbot | DomCopBot | 2026-04-17 | https://www.domcop.com/bot
dominicbot | DominicBot | 2026-04-26 | https://vanylla.org/bot
dotbot | dotbot | 2011-04-27
dotcom monitor | Dotcom-Monitor | 2026-04-26 | https://knownagents.com/agents/doctom-monitor
dow jones searchbot | Dow Jones Searchbot | 2026-04-26 | https://www.dowjones.com/
downnotifier.com | downnotifier.com | 2026-04-17 | https://datadome.co/bots/downnotifier-com-monitoring/
downtimedetector/ | DowntimeDetector | 2026-04-17 | https://datadome.co/bots/downtimedetector/
dragonbot | Dragonbot | 2020-03-16 | http://www.dragonmetrics.com
drataautopilot | DrataAutopilot | 2026-04-26 | https://knownagents.com/agents/drata-autopilot
dreamhost data team | DreamHost Data Team | 2026-04-26 | http://dreamhost.com/support/
^drupact | drupact | 2012-09-27 | http://www.arocom.de/drupact
drupalbot | Drupalbot | 2026-04-26 | https://www.drupal.org/
dubbotbot | Dubbotbot | 2020-03-16 | http://dubbot.com
duckassistbot | DuckAssistBot | 2026-04-07 | https://duckduckgo.com/duckduckgo-help-pages/results/duckassistbot
duckduckbot | DuckDuckBot | 2012-09-19 | http://duckduckgo.com/duckduckbot.html
duckduckgo favicons bot | DuckDuckGo-Favicons-Bot | 2017-10-06 | http://duckduckgo.com
dvbot | DVbot | 2026-04-26 | http://doubleverify.com/
e.ventures investment crawler | e.ventures Investment Crawler | 2021-06-05 | https://www.eventures.vc/
easybib autocite | EasyBib AutoCite | 2026-04-17 | http://www.easybib.com/
easybill importmanager | easybill-ImportManager | 2026-04-17 | https://www.easybill.de/api/
easycron/ | EasyCron | 2026-04-17 | https://www.easycron.com
easydns monitoring | easyDNS Monitoring | 2026-04-17 | http://easyurl.net/monitoring
echoboxbot/ | EchoboxBot | 2026-04-17 | https://www.echobox.com/
ecovadissustainabilitybot | EcoVadisSustainabilityBot | 2026-04-26 | https://ecovadis.com/
edansbot | edansbot | 2026-04-17 | https://datadome.co/bots/edansbot/
edgewatch | EdgeWatch | 2026-04-17 | https://about.edgewatch.com/
edisterbot | edisterbot | 2012-02-25
electricmonk | electricmonk | 2017-03-04 | https://www.duedil.com/our-crawler/
elisabot | elisabot | 2013-06-27
elmah.io uptime monitoring | elmah.io Uptime Monitoring | 2026-04-26 | https://knownagents.com/agents/elmah-io-uptime-monitoring
elmahio uptimebot | elmahio-uptimebot | 2026-04-17 | https://elmah.io
emoney advisor | eMoney Advisor | 2026-04-26 | https://emoneyadvisor.com/
emoneybot | eMoneyBot | 2026-04-17 | https://emoneyadvisor.com
epicbot | epicbot | 2017-10-31 | http://www.epictions.com/epicbot
epivozcrawler | EpivozCrawler | 2026-04-17 | https://www.techmeme.com
erepublik.tools | eRepublik.tools | 2026-04-17 | https://erepublik.tools
eright/ | eright | 2018-06-28
ev crawler | ev-crawler | 2023-08-16 | https://headline.com/legal/crawler
evc batch | evc-batch | 2021-06-07 | https://www.eventures.vc/
everyfeed spider | everyfeed-spider | 2026-04-26 | http://everyfeed.com/
evouptimebot | EvoUptimeBot | 2026-04-17 | https://www.evo.agency
exodusmovement | ExodusMovement | 2026-04-17 | https://www.exodus.io
experibot | Experibot | 2018-11-03 | https://amirkr.wixsite.com/experibot
extecontextcrawl | ExteContextCrawl | 2026-04-26 | http://crawl001.exte.ai/
extlinksbot | ExtLinksBot | 2017-11-02 | https://extlinks.com/Bot.html
eyeotabot | Eyeotabot | 2020-03-02 | http://www.eyeota.com
ezgif/ | Ezgif | 2026-04-17 | https://ezgif.com/about
^ezid | EZID | 2018-02-09
ezlynx | EzLynx | 2026-04-26 | http://ezoic.com/bot.html
ezoicbot | EzoicBot | 2026-04-26 | https://ezoic.com/bot/
ezooms.bot | ezooms | 2011-04-27 | http://www.phpbb.com/community/viewtopic.php?f=64&t=935605&start=450#p12948289
facebookbot | FacebookBot | 2026-04-26 | https://developers.facebook.com/docs/sharing/bot/
facebookcatalog/ | facebookcatalog | 2024-10-03 | https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
factset spyderbot | factset_spyderbot | 2026-04-17 | https://www.factset.com/
fast enterprise crawler | FAST Enterprise Crawler
fast webcrawler | FAST-WebCrawler
fastdast | FastDAST | 2026-04-26 | https://knownagents.com/agents/black-duck-fast-dynamic
fdl stats bot | FDL Stats Bot | 2026-04-17 | https://ftwentertainment.com
fedicabot | Fedicabot | 2026-04-17 | https://fedica.com/info/fedicabot
fedidb | FediDB | 2026-04-26 | https://fedidb.org/crawler.html
fediindex | FediIndex | 2026-04-26 | https://fedi.wrm.sr/about
fedilist agent | FediList Agent | 2026-04-26 | https://fedilist.com/
^fedineko | Fedineko | 2026-04-26 | https://fedineko.org/about
fedistatscrawler | fedistatsCrawler | 2026-04-26 | https://knownagents.com/agents/fedistatscrawler
fedoraplanet | fedoraplanet | 2019-09-28 | http://fedoraplanet.org/
fedreporter bot for ffiec | FedReporter Bot for FFIEC | 2026-04-26 | https://www.fedreporter.com/
fedreporterdatabot | FedReporterDataBot | 2026-04-17 | https://fedreporter.net/FedReporterBotDocumentation/Readme.txt
feedbin | Feedbin | 2022-11-05 | https://feedbin.com/
feedbot | feedbot | 2020-03-02 | http://wp.com
feedburner | FeedBurner | 2026-04-17 | http://www.feedburner.com/
feeder.co | feeder.co | 2026-04-17 | https://feeder.co/crawler
feeder/ | Feeder | 2026-04-26 | https://knownagents.com/agents/feeder
feedfetcher google | Feedfetcher-Google | 2018-06-27 | https://support.google.com/webmasters/answer/178852
feedflow | FeedFlow | 2026-04-26 | https://feedflow.dev/
feedly, feedlybot | Feedly | 2018-06-27 | https://www.feedly.com/fetcher.html
feedpresso content index bot | Feedpresso Content Index Bot | 2026-04-17 | https://datadome.co/bots/feedpresso-crawler/
feedspot, feedspotbot | Feedspot | 2018-07-07 | http://www.feedspot.com/fs/bot
feedvalidator | FeedValidator | 2018-10-14 | https://validator.w3.org/services
feedwind | Feedwind | 2026-04-17 | http://feed.mikle.com/support/description/
femtosearchbot | FemtosearchBot | 2017-05-16 | http://femtosearch.com
fetch/ | Fetch | 2018-06-27
^fever | Fever | 2018-06-27 | http://feedafever.com
fidget spinner bot | fidget-spinner-bot | 2026-04-17 | https://datadome.co/bots/fidget-spinner-bot/
findfiles.net | FindFiles.net | 2026-04-26 | https://findfiles.net/bot
finditanswersbot | FindITAnswersbot | 2020-03-16 | http://search.it-influentials.com/bot.htm
^findlinks | findlink
findthatfile | findthatfile | 2011-06-21 | http://www.findthatfile.com/
fiperbot | fiperbot | 2026-04-26 | https://fiper.net/
firecrawlagent | FirecrawlAgent | 2026-04-26 | https://firecrawl.dev/
firmograph | FirmoGraph | 2026-04-17 | https://datadome.co/bots/firmograph/
flamingo searchengine | Flamingo_SearchEngine | 2018-06-27
fleebsbot | FleebsBot | 2026-04-26 | https://fleebs.com/bot
flipboardrss | FlipboardRSS | 2026-04-17 | http://flipboard.com/browserproxy
^fluffy | fluffy
flyriverbot | Flyriverbot | 2026-04-26 | https://flyriver.com/crawler
fr crawler | fr-crawler | 2014-07-31
freespoke/ | Freespoke | 2026-04-17 | https://docs.freespoke.com/search/bot/
freewebmonitoring sitechecker | FreeWebMonitoring SiteChecker | 2020-03-02 | https://www.freewebmonitoring.com/bot.html
freshbot | Freshbot | 2026-04-26 | http://webagent.wise-guys.nl/
freshpingbot | FreshpingBot | 2022-10-17 | https://www.freshworks.com/website-monitoring/
freshrss | FreshRSS | 2020-03-16 | https://freshrss.org
friendly spider | friendly-spider | 2026-04-17 | https://datadome.co/bots/friendly-spider/
friendly testing bot | Friendly testing bot | 2026-04-17 | https://datadome.co/bots/friendly-testing-bot/
friendlycrawler/ | FriendlyCrawler | 2026-04-17 | https://datadome.co/bots/friendlycrawler/
fuelbot | fuelbot | 2018-06-28
fullstorybot/ | FullStoryBot | 2026-04-17 | https://help.fullstory.com/spp-ref/343521-what-is-the-fullstorybot
^funnelback | Funnelback | 2026-04-17 | https://docs.squiz.net/funnelback/docs/latest/
fuseonbot/ | FuseonBot | 2026-04-17 | https://datadome.co/bots/fuseonbot/
fyndsearchengine crawler | FyndSearchEngine-Crawler | 2026-04-26 | https://fynd.bot/
fyndsearchengine recrawler | FyndSearchEngine-ReCrawler | 2026-04-26 | https://fynd.bot/
fyrebot | Fyrebot | 2017-09-22
g00g1e.net | g00g1e.net | 2014-04-01 | http://www.g00g1e.net/
g2 web services | G2 Web Services | 2019-03-01 | https://www.g2webservices.com/
g2reader bot | g2reader-bot | 2018-06-27 | http://www.g2reader.com/
gabanzabot/ | Gabanzabot | 2026-04-17 | https://datadome.co/bots/gabanzabot/
gaisbot | Gaisbot | 2026-04-26 | http://gais.cs.ccu.edu.tw/robot.php
garlikcrawler | GarlikCrawler | 2017-03-18 | http://garlik.com/
geedobot | GeedoBot | 2024-02-11 | http://www.geedo.com
geedoproductsearch | GeedoProductSearch | 2025-03-15 | http://www.geedo.com/product-search.html
geedoshopproductfinder | GeedoShopProductFinder | 2026-06-17 | https://geedo.com/product-finder/
gemini deep research | Gemini-Deep-Research | 2026-04-07 | https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers
genieo/ | Genieo | 2018-03-27 | http://www.genieo.com/webfilter.html
genomecrawlerd | GenomeCrawlerd | 2026-04-26 | https://nokia.com/genomecrawler
giftedvisitor scan | GIFTEDVISITOR SCAN | 2026-04-17 | https://datadome.co/bots/scan/
gigablastopensource | Gigablast |  | https://github.com/gigablast/open-source-search-engine
gigabot | Gigabot |  | http://www.gigablast.com/spider.html
gingercrawler | GingerCrawler
globalwebsearchx | GlobalWebSearch | 2026-04-17 | https://datadome.co/bots/globalwebsearch/
gluten free crawler | Gluten Free Crawler | 2016-01-23 | http://glutenfreepleasure.com/
gnam gnam spider | gnam gnam spider | 2012-10-31
gnowitnewsbot | GnowitNewsbot | 2017-10-30 | http://www.gnowit.com
golfe/ | Golfe | 2026-04-17 | https://datadome.co/bots/6hphjxgx/
goodzer/ | Goodzer | 2026-04-17 | https://discord.com/discovery/applications/1065250549408223252
google adwords express | Google-AdWords-Express | 2026-04-17 | https://developers.google.com/search/docs/crawling-indexing/google-user-triggered-fetchers#googleproducer
google adwords instant | Google-Adwords-Instant | 2016-11-03 | http://www.google.com/adsbot.html
google apps script | Google-Apps-Script | 2026-04-17 | https://script.google.com/
google area120 | Google-Area120 | 2026-04-17 | https://area120.google.com/
google certificates bridge | Google-Certificates-Bridge | 2020-12-23
google cloudvertexbot | Google-CloudVertexBot | 2026-04-17 | https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers#google-cloudvertexbot
google extended | Google-Extended | 2026-04-07 | https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
google favicon | Google Favicon | 2019-03-14
google inspectiontool | Google-InspectionTool |  | https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
google notebooklm | Google-NotebookLM | 2026-04-26 | https://developers.google.com/search/docs/crawling-indexing/google-user-triggered-fetchers
google physicalweb | Google-PhysicalWeb | 2018-10-21
google read aloud | Google-Read-Aloud | 2023-02-16 | https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
google safety | Google-Safety | 2023-08-17 | https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
google site verification | Google-Site-Verification | 2019-12-11 | https://support.google.com/webmasters/answer/9008080
google structured data testing tool | Google-Structured-Data-Testing-Tool | 2018-10-02 | https://search.google.com/structured-data/testing-tool
google trust services | Google Trust Services | 2026-04-26 | https://knownagents.com/agents/google-trust-services-dcv-check
google xrawler | google-xrawler | 2018-09-05 | https://webmasters.stackexchange.com/questions/105560/what-is-the-google-xrawler-user-agent-used-for
googleassociationservice | GoogleAssociationService | 2026-04-17 | https://developers.google.com/digital-asset-links
googleassociationservice/ | GoogleAssociationService | 2026-04-17 | https://developers.google.com/identity/credential-sharing/digital-asset-links#:~:text=then%20act%20upon.-,Overview,as%20location%2C%20with%20website%20B.
googlebot ia | Googlebot-IA | 2026-04-17 | https://scholar.google.com/intl/en/scholar/libraries.html
googlebot image | Googlebot-Image
googlebot mobile | Googlebot-Mobile
googlebot news | Googlebot-News
googlebot video | Googlebot-Video
googlebot/ | Googlebot |  | http://www.google.com/bot.html
googledocs | GoogleDocs | 2026-04-17 | https://docs.google.com/
googleother | GoogleOther |  | https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
googleproducer | GoogleProducer | 2026-04-17 | https://developers.google.com/search/docs/crawling-indexing/google-user-triggered-fetchers#googleproducer
googlestackdrivermonitoring | GoogleStackdriverMonitoring | 2026-04-17 | https://cloud.google.com/monitoring
gopay | GoPay | 2026-04-17 | https://doc.gopay.com/
^gotosocial | gotosocial | 2026-04-26 | http://binarycanary.com/
gotsitemonitor.com | GotSiteMonitor.com | 2026-04-17 | https://datadome.co/bots/gotsitemonitor/
gowikibot | Gowikibot | 2017-10-26 | http://www.gowikibot.com
gptbot | GPTBot | 2023-08-09 | https://platform.openai.com/docs/gptbot
^grammarly/ | Grammarly | 2026-04-17 | https://datadome.co/bots/grammarly/
grapeshotcrawler | GrapeshotCrawler | 2014-04-01 | http://www.grapeshot.co.uk/crawler.php
gregcrawler | gregcrawler | 2026-04-17 | https://datadome.co/bots/gregcrawler/
greppr web crawler | Greppr Web Crawler | 2026-04-26 | https://greppr.org/
grobbot | Grobbot | 2018-06-28
groovinaadsbot/ | GroovinaAdsbot | 2026-04-17 | https://www.groovinads.com/
grouphigh/ | GroupHigh | 2018-11-24 | http://www.grouphigh.com/
^grover/ | Grover | 2026-04-17 | https://datadome.co/bots/grover-bot/
gsa crawler | gsa-crawler | 2026-04-26 | https://knownagents.com/agents/gsa-crawler
gslfbot | gslfbot | 2012-04-03
gtmetrix | GTmetrix | 2026-04-17 | https://gtmetrix.com/
guestpostsbot/ | GuestpostsBot | 2026-04-17 | https://guestposts.com.br/
gulper web bot | Gulper Web Bot | 2026-04-17 | https://datadome.co/bots/gulperbot/
^gwene | Gwene | 2020-02-24 | https://gwene.org
halobot | HaloBot | 2026-04-26 | https://haloscan.com/
hanaleibot | HanaleiBot | 2026-04-26 | https://knownagents.com/agents/hanaleibot
happywing | HappyWing | 2026-04-17 | https://datadome.co/bots/happywing/
harsilbot/ | harsilbot | 2026-04-17 | http://www.harsil.com/bot
hawaiibot | HawaiiBot | 2026-04-17 | https://datadome.co/bots/hawaiibot/
hcardvalidator | hCardValidator | 2026-04-17 | http://hcard.geekhood.net/
headonlyscraper | HeadOnlyScraper | 2026-04-26 | https://knownagents.com/agents/headonlyscraper
hello world | Hello World | 2026-04-17 | https://datadome.co/bots/hello-world/
helloworkjobpostingbot/ | HelloworkJobPostingBot | 2026-04-17 | https://www.hellowork-group.com/en/
henkbot | HenkBot | 2026-04-26 | https://valyu.ai/crawler
heritrix/ | heritrix | 2011-06-21 | https://github.com/internetarchive/heritrix3/wiki
hetrixtools | HetrixTools | 2026-04-17 | https://hetrixtools.com/uptime-monitoring-bot.html
hgfalphaxcrawl/ | hgfAlphaXCrawl | 2026-04-17 | https://datadome.co/bots/uni-passau_bot/
hifibot/ | HIFIBot | 2026-04-17 | https://hi.fi/
hlidam.to robot | Hlidam.to robot | 2026-04-17 | https://hlidam.to/
honeybadger uptime check | Honeybadger Uptime Check | 2026-04-17 | https://www.honeybadger.io/
honeybadgerbot | HoneybadgerBot | 2026-04-26 | https://knownagents.com/agents/honeybadgerbot
hosttracker/ | HostTracker | 2026-04-17 | https://datadome.co/bots/hosttracker/
hubspot | HubSpot | 2019-04-15
huckabot/ | Huckabot | 2026-04-17 | https://huckabuy.com/
hydrozen.io | Hydrozen.io | 2025-02-02 | https://docs.hydrozen.io/overview/misc/user-agent-and-ip-list
hype machine | Hype Machine | 2026-04-17 | https://hypem.com/latest
hypestat/ | hypestat | 2023-09-08 | https://hypestat.com/bot
ia archiver | ia_archiver
ias crawler | IAS crawler | 2018-06-06 | http://integralads.com/site-indexing-policy/
iaskbot/ | iAskBot | 2026-04-17 | https://datadome.co/bots/iaskspider/
iaskspider | iaskspider | 2026-04-26 | https://www.iask.com/
ibm crawler | IBM Crawler | 2026-04-17 | https://datadome.co/bots/ibm-crawler/
iboubot | IbouBot | 2026-04-26 | https://ibou.io/iboubot.html
icbot/ | ICBot | 2018-10-23 | https://ideasandcode.xyz
icc crawler | ICC-Crawler | 2018-02-28 | http://ucri.nict.go.jp/en/icccrawler.html
^ichiro, ichiro/ | ichiro | 2012-08-28 | http://help.goo.ne.jp/help/article/1142
idg/ eu | IDG/EU | 2026-04-17 | https://datadome.co/bots/spaziodati-bot/
^ifttt/ | IFTTT | 2026-04-17 | https://ifttt.com/feed/details
imagefetcher/ | ImageFetcher | 2026-04-17 | http://wsrv.nl/
imagemind | ImageMind | 2026-04-17 | https://datadome.co/bots/imagemind/
imagesiftbot | ImagesiftBot | 2024-01-06 | https://imagesift.com/about
imagespider | imageSpider | 2026-04-26 | https://knownagents.com/agents/imagespider
impact.com agent | Impact.com Agent | 2026-04-26 | https://impact.com/
impendoom bot | impendoom-bot | 2026-04-17 | https://impendoom.com/
imrbot | imrbot | 2018-06-27 | http://www.mignify.com
indeedbot | IndeedBot | 2018-06-28
indeedjobbot | IndeedJobBot | 2026-04-17 | https://www.indeed.com/about/indeed-crawlers
indy library | Indy Library | 2026-04-17 | https://secure.ogone.com/
inetdex bot | INETDEX-BOT | 2023-09-08 | https://inetdex.com/bot.html
infoobot | infoobot | 2020-03-16 | https://www.infoo.nl/bot.html
^innguma/ | Innguma | 2026-04-17 | https://factory.innguma.com/fetcher/
inoreader.com | inoreader | 2023-09-08 | http://inoreader.com
^instapaper/ | Instapaper | 2026-04-17 | https://www.instapaper.com/publishers
^integromat/ | Integromat | 2026-04-17 | https://developers.make.com/api-documentation
intelium bot | intelium_bot | 2012-05-07
intelx.io bot | intelx.io_bot | 2026-04-17 | https://intelx.io/
interfaxscanbot | InterfaxScanBot | 2014-03-31 | http://scan-interfax.ru
internetmeasurement | InternetMeasurement | 2024-02-01 | https://internet-measurement.com
internetvista monitor | internetVista monitor | 2026-04-17 | https://datadome.co/bots/internetvista-monitor/
ioncrawl | IonCrawl | 2022-08-04 | https://www.ionos.de/terms-gtc/faq-crawler-en
irlbot | IRLbot | 2026-04-26 | http://irl.cs.tamu.edu/crawler
irokez.cz monitoring | Irokez.cz monitoring | 2026-04-17 | https://datadome.co/bots/irokez-cz-monitoring/
isdownbot/ | IsDownBot | 2026-04-17 | https://help.isdown.app/custom-monitors/isdownbot
^iskanie | iskanie | 2016-09-02 | http://www.iskanie.com
istellabot | IstellaBot | 2016-01-09 | http://www.tiscali.it/
it2media domain crawler | it2media-domain-crawler | 2013-03-12
james bot | James BOT | 2017-10-12 | http://cognitiveseo.com/bot.html
jamie s spider | Jamie's Spider | 2017-11-02 | http://jamiembrown.com/
^jetmon/ | jetmon | 2026-04-17 | https://automattic.com/
jobboersebot | JobboerseBot | 2020-03-16 | http://www.jobboerse.com/bot.htm
jobswithgptcom bot | jobswithgptcom-bot | 2026-04-17 | https://jobswithgpt.com/bot.html
jooblebot | Jooblebot | 2019-09-25 | http://jooble.org/jooble-bot
jpg newsbot | jpg-newsbot | 2018-10-10 | https://vipnytt.no/bots/
^jumio | Jumio | 2026-04-17 | https://github.com/Jumio/implementation-guides/blob/master/netverify/callback.md
jyxobot | jyxobot
kagi fetcher | kagi-fetcher | 2026-04-26 | https://help.kagi.com/kagi/ai/kagi-ai.html
kagibot/ | Kagibot | 2026-04-17 | https://kagi.com/
kaikki.org digital archive | kaikki.org-digital-archive | 2026-04-26 | https://kaikki.org/
kangaroo bot | Kangaroo Bot | 2026-04-26 | https://kangaroollm.com.au/kangaroo-bot/
kangaroobot/ | KangarooBot | 2026-04-17 | https://datadome.co/bots/kangaroo-bot/
kargobot artemis | KargoBot-Artemis | 2026-04-17 | https://www.kargo.com/
kazbtbot/ | kazbtbot | 2026-04-17 | http://kazbt.com/
kb.dk bot | kb.dk_bot | 2026-04-26 | https://www.kb.dk/en/
kemvibot | Kemvibot | 2018-06-27 | http://kemvi.com
kendrabot | KendraBot | 2026-04-17 | https://docs.aws.amazon.com/kendra/latest/dg/what-is-kendra.html
keycdn tools | keycdn-tools | 2026-04-17 | https://tools.keycdn.com/
keys so bot | keys-so-bot | 2026-04-17 | https://datadome.co/bots/keys-so-bot/
kinsta bot | kinsta-bot | 2026-04-17 | https://kinsta.com/
^klaviyo/ | Klaviyo | 2026-04-17 | https://www.klaviyo.com/
known agent, known agents | Known Agent | 2026-04-26 | https://knownagents.com/
komodiabot | KomodiaBot | 2023-09-08 | http://www.komodia.com/newwiki/index.php/URL_server_crawler
konturbot/ | Konturbot | 2026-04-17 | https://datadome.co/bots/skb-kontur-bot/
kosmiobot | KosmioBot | 2017-09-16 | http://kosm.io/bot.html
kstandbot | KStandBot | 2023-09-08 | http://url-classification.io
kukei.eu bot | Kukei.eu-Bot | 2026-04-17 | https://kukei.eu/
kunatocrawler | KunatoCrawler | 2026-04-26 | http://kunato.ai/bot.html
lac iaharvester | LAC_IAHarvester | 2026-04-17 | https://library-archives.canada.ca/eng/services/government-canada/web-social-media-preservation-program/Pages/web-archive.aspx
laion huggingface processor | laion-huggingface-processor | 2026-04-26 | https://knownagents.com/agents/laion-huggingface-processor
landau media spider | Landau-Media-Spider | 2018-06-27 | http://bots.landaumedia.de/bot.html
laserlikebot | Laserlikebot | 2017-11-02
lastmodbot/ | LastModBot | 2026-04-17 | https://last-modified.com/
lb spider | lb-spider | 2012-05-07
^lcc | LCC | 2018-02-28 | http://corpora.informatik.uni-leipzig.de/crawler_faq.html
leikibot | Leikibot | 2017-09-24 | http://www.leiki.com
level9searchbot/ | Level9SearchBot | 2026-04-17 | https://level9.com/
library of congress web archiving | Library Of Congress Web Archiving | 2026-04-26 | https://www.loc.gov/programs/web-archiving/
linerbot/ | LinerBot | 2026-04-17 | https://docs.getliner.com/docs/linerbot
linguee bot | Linguee Bot | 2010-01-26 | http://www.linguee.com/bot
linkace/ | LinkAce | 2026-04-17 | https://www.linkace.org/
linkapediabot | linkapediabot | 2018-06-27 | http://www.linkapedia.com
linkarchiver | LinkArchiver | 2017-09-24 | https://github.com/thisisparker/linkarchiver
linkcheckerbot | LinkCheckerBot | 2026-04-26 | https://knownagents.com/agents/linkchecker-bot
linkdex.com, linkdexbot | linkdex | 2011-01-06 | http://www.linkdex.com
linkisbot | LinkisBot | 2020-03-02
linkpadbot | LinkpadBot | 2026-04-26 | https://linkpad.org/robot/
linkreader/ | linkReader | 2026-04-17 | https://sider.ai/
linksindexerbot/ | LinksIndexerBot | 2026-04-17 | https://linksindexer.com/bot
linkupbot | LinkupBot | 2026-04-26 | https://linkup.so/bot
linkwalker/ | LinkWalker | 2026-04-17 | https://datadome.co/bots/linkwalker/
livelapbot | LivelapBot | 2016-01-02 | http://site.livelap.com/crawler
logicmonitor | LogicMonitor | 2026-04-17 | https://www.logicmonitor.com/support/about-logicmonitor/overview/logicmonitor-public-ip-addresses-dns-names
loopimprovements.com | loopimprovements.com | 2026-04-26 | http://loopimprovements.com/robot.html
lssbot | lssbot | 2012-05-15 | https://www.lssbot.com/
lssrocketcrawler | lssrocketcrawler | 2012-09-24
luminator robots | Luminator-robots | 2017-09-22
lyonl asset proxy | lyonl-asset-proxy | 2026-04-26 | https://lyonl.com/crawler
lyonl crawler | lyonl-crawler | 2026-04-26 | https://lyonl.com/crawler
macocu | MaCoCu | 2023-09-08 | https://www.clarin.si/info/macocu-massive-collection-and-curation-of-monolingual-and-bilingual-data
macrobondbot | Macrobondbot | 2026-04-17 | https://www.macrobond.com/
madbbot/ | MADBbot | 2026-04-17 | https://madb.zapto.org/bot.html
^magellan | Magellan | 2026-04-17 | https://datadome.co/bots/magellan/
magibot | MagiBot | 2026-04-26 | https://magi.com/bots
magicsearchdev/ | magicsearchdev | 2026-04-17 | https://datadome.co/bots/magicsearchdev/
magnet.me web | Magnet.me-web | 2026-04-17 | https://magnet.me/bot.html
magnetmebot | MagnetmeBot | 2026-04-26 | https://magnet.me/
magpie crawler | magpie-crawler | 2018-03-27 | http://www.brandwatch.net
magpierss | MagpieRSS | 2026-04-26 | http://magpierss.sf.net/
magus bot | Magus Bot | 2026-04-26 | https://knownagents.com/agents/magus-bot
mail.ru bot | Mail.RU_Bot | 2011-04-27
mailchimp | MailChimp | 2026-04-26 | http://mailchimp.com/
mainwp/ | MainWP | 2026-04-17 | https://www.dshost.com.au/
^make/ | Make | 2026-04-17 | https://www.make.com/en/
managewp | ManageWP | 2026-04-17 | https://managewp.com/
marketingminer | MarketingMiner | 2026-04-17 | https://datadome.co/bots/marketingminer-bot/
matchorysearch | MatchorySearch | 2026-04-26 | https://matchory.com/
mauibot | MauiBot | 2018-06-06
^mavifinds | Mavifinds | 2026-04-17 | https://brandimi.com/mavifinds-bot/
mb linkchecker | MB-LinkChecker | 2026-04-17 | https://www.marcobeierer.com/tools
mbcrawler | MBCrawler | 2019-03-02 | https://monitorbacklinks.com
mcontextualbot | McontextualBot | 2026-04-26 | http://mcontextual.net/mcontextual-bot
medialogiabot | MedialogiaBot | 2026-04-17 | https://www.mlg.ru/
mediamonitoringbot/ | MediaMonitoringBot | 2026-04-17 | https://mediamonitoringbot.com/
mediapartners googlebot | Mediapartners (Googlebot) | 2017-08-08 | https://support.google.com/webmasters/answer/1061943?hl=en
mediatoolkitbot | Mediatoolkitbot | 2017-10-06 | http://mediatoolkit.com
mediavinemetadataparser/ | MediavineMetadataParser | 2026-04-17 | https://radar.cloudflare.com/bots/directory/mediavine-metadata-parser/mediavine.com
megaindex.ru | MegaIndex | 2015-03-28 | https://www.megaindex.ru/?tab=linkAnalyze
meltwaternews | MeltwaterNews | 2018-03-27 | http://www.meltwater.com
memorybot | memorybot | 2015-02-01 | http://mignify.com/bot.htm
mergadobot | MergadoBot | 2026-04-17 | https://datadome.co/bots/mergadobot/
meta externalads | meta-externalads | 2025-08-08 | https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
metainspector | MetaInspector | 2023-09-08 | https://github.com/jaimeiniesta/metainspector
metajobbot | MetaJobBot | 2017-08-16 | http://www.metajob.de/the/crawler
metauri | MetaURI | 2016-01-02 | http://www.useragentstring.com/MetaURI_id_17683.php
^metorik | Metorik | 2026-04-17 | https://metorik.com/
mgidbot | MgidBot | 2026-04-17 | https://www.mgid.com
mindupbot | mindUpBot | 2017-08-16 | http://www.datenbutler.de/
minicrawler | minicrawler | 2022-01-12 | https://www.testomato.com/bot
miniflux/ | Miniflux | 2018-07-07 | https://miniflux.net
minoru s fediverse crawler | Minoru's Fediverse Crawler | 2026-04-26 | https://nodes.fediverse.party/
mirrorwebcrawler | MirrorWebCrawler | 2026-04-26 | https://www.mirrorweb.com/
missinglettrbot/ | MissinglettrBot | 2026-04-17 | https://missinglettr.com/
mistralai user | MistralAI-User | 2026-04-07
mithril crawler | mithril-crawler | 2026-04-26 | https://498-search-engine.github.io/website/
mixnodecache/ | MixnodeCache | 2019-08-04 | https://cache.mixnode.com/
mixrankbot | MixrankBot | 2026-04-26 | https://knownagents.com/agents/mixrankbot
mj12bot | MJ12bot
mlbot | mlbot
moatbot | moatbot | 2017-09-16 | https://moat.com
modatscanner | ModatScanner | 2026-04-26 | https://modat.io/
modernizebot | ModernizeBot | 2026-04-26 | https://modernizeyourwebsite.com/bot
modularconnector/ | ModularConnector | 2026-04-17 | https://uniqoders.com/
mojeekbot/ | MojeekBot | 2016-01-23 | https://www.mojeek.com/bot.html
mollie http client | Mollie HTTP client | 2026-04-17 | https://www.mollie.com/
monibot | Monibot | 2026-04-17 | https://datadome.co/bots/monibot/
monitis premium | monitis | 2026-04-17 | https://www.monitis.com/
monitoring360bot/ | monitoring360bot | 2026-04-17 | https://app.360monitoring.com/bot.html
monitorss/ | MonitoRSS | 2026-04-17 | https://monitorss.xyz/
monsidobot | Monsidobot | 2024-05-14 | http://monsido.com/bot.html
monspark/ | MonSpark | 2026-04-17 | https://monspark.com/
montastic monitor | montastic-monitor | 2026-04-17 | https://montastic.com/
montasticmonitor | MontasticMonitor | 2026-04-26 | https://knownagents.com/agents/montasticmonitor
montools.com | MonTools.com | 2026-04-17 | https://datadome.co/bots/montools/
moodlebot | MoodleBot | 2018-10-10
moreover/ | Moreover | 2018-03-27 | http://www.moreover.com
motominerbot/ | MotoMinerBot | 2026-04-17 | https://motominer.com/Bot
msnbot | msnbot |  | http://search.msn.com/msnbot.htm
msrbot | msrbot
mtrobot | MTRobot | 2023-09-08 | https://metrics-tools.de/robot.html
muckrack | MuckRack | 2017-11-02 | http://muckrack.com
multiviewbot | Multiviewbot | 2018-06-28
mxtoolbox | MxToolbox | 2026-04-17 | https://datadome.co/bots/mxtoolbox-bot/
my tiny bot | my-tiny-bot | 2026-04-17 | https://datadome.co/bots/my-tiny-bot/
mybot/ | MyBot | 2026-04-17 | https://datadome.co/bots/mybot/
nanointeractive | NanoInteractive | 2026-04-26 | https://nanointeractive.com/crawler/
napbot | NapBot | 2026-04-26 | http://napbot.com/
naver blog rssbot | NAVER Blog Rssbot | 2020-03-16 | http://www.naver.com
naverbot | NaverBot | 2026-04-26 | https://www.naver.com/
nbertaupete95 | nbertaupete95 | 2026-04-17 | https://datadome.co/bots/nbertaupete95/
neevabot | Neevabot | 2023-09-08 | https://neeva.com/neevabot
nerdbynature.bot | NerdByNature.Bot | 2011-07-12 | http://www.nerdbynature.net/bot
nerdybot | nerdybot | 2015-04-05 | http://nerdybot.com/
nestdaddybot | NestDaddybot | 2026-04-26 | https://nestdaddy.com/bot
netapi | NetAPI | 2026-04-17 | https://datadome.co/bots/netapi/
netcraft web server survey | Netcraft Web Server Survey | 2026-04-26 | https://netcraft.com/blog/june-2025-web-server-survey
netestate ne crawler | netEstate NE Crawler | 2016-01-23 | http://www.website-datenbank.de/
neticle crawler | Neticle Crawler | 2020-03-02 | https://neticle.com/bot/en/
netpeakcheckerbot/ | NetpeakCheckerBot | 2026-04-17 | https://netpeaksoftware.com/
netresearchserver | netresearchserver | 2026-04-26 | http://loopimprovements.com/robot.html
netseer crawler | NetSeer crawler | 2026-04-26 | http://netseer.com/crawler.html
netshelter contentscan | NetShelter ContentScan | 2026-04-17 | https://datadome.co/bots/netshelter-contentscan/
^netumo | Netumo | 2026-04-26 | https://docs.netumo.com/
^netvibes | Netvibes | 2018-06-24 | http://www.netvibes.com
^netvigie | NETVIGIE | 2026-04-17 | https://netvigie.com/
new york times newsgathering | New York Times Newsgathering | 2026-04-26 | https://www.nytimes.com/
newrelicbot/ | NewRelicbot | 2026-04-17 | https://newrelic.com/
newrelicsynthetics | NewRelicSynthetics | 2026-04-26 | https://knownagents.com/agents/new-relic
newsai/ | newsai | 2026-04-14 | https://knownagents.com/agents/newsai
newsify feed fetcher | Newsify Feed Fetcher | 2026-04-26 | https://knownagents.com/agents/automaton
newsnow/ | NewsNow | 2026-04-17 | https://www.newsnow.co.uk/h/
newsroom.bi | NewsRoom.BI | 2026-04-26 | http://newsroom.bi/bot.html
nextcloud | NextCloud | 2019-09-30 | https://nextcloud.com/
nicecrawler | Nicecrawler | 2023-09-08 | http://www.nicecrawler.com/
nicheindex | NicheIndex | 2026-04-26 | https://nicheindex.co
niki bot | niki-bot | 2014-01-01
nimbostratus bot | Nimbostratus-Bot | 2018-08-29
nitro optimizer | Nitro | 2026-04-26 | https://knownagents.com/agents/nitro
nitrobot | NitroBot | 2026-04-26 | https://knownagents.com/agents/nitrobot
nixstatsbot | NIXStatsbot | 2020-03-16 | http://www.nixstats.com/bot.html
nlnz iaharvester2024 | NLNZ_IAHarvester | 2026-04-17 | https://natlib.govt.nz/publishers-and-authors/web-harvesting
nlux iaharvester | NLUX_IAHarvester | 2026-04-26 | http://crawl.bnl.lu/
noahbot | NoahBot | 2026-04-26 | https://noahwire.com/bot-info
nodeping | NodePing | 2026-04-17 | https://datadome.co/bots/nodeping/
nomore404.com robot | nomore404.com robot | 2026-04-17 | https://datadome.co/bots/nomore404-com-robot/
noorobot | noorobot | 2026-04-17 | https://noordigital.com/
nooshub/ | Nooshub | 2026-04-17 | https://www.nooshub.com/
nostocrawlerbot | NostoCrawlerBot | 2026-04-26 | http://my.nosto.com/tagging
notabot | Notabot | 2026-04-17 | https://corp.helpfeel.com/ja/home
novaact/ | Novaact | 2026-04-17 | https://datadome.co/bots/novaact/
^novellum | Novellum | 2026-04-17 | https://crawl.corp.novellum.ai/docs
ntentbot | NTENTbot | 2020-02-24 | https://ntent.com/ntentbot/
nutchcvs | Nutch
^nuzzel | Nuzzel | 2017-11-02
^nvdorz | nvdorz | 2026-04-17 | https://datadome.co/bots/nvdorz/
nyt scraping | nyt_scraping | 2026-04-17 | https://int.nyt.com/assets/scraping.json
oai searchbot | OAI-SearchBot | 2024-09-24 | https://platform.openai.com/docs/bots
observepoint | ObservePoint | 2025-12-23 | https://help.observepoint.com/en/articles/9101465-allow-exclude-observepoint-traffic#h_2a8176c9b9
ocarinabot | Ocarinabot | 2017-09-27
officestorebot | officestorebot | 2020-03-02 | https://aka.ms/officestorebot
offline explorer | Offline Explorer | 2026-04-17 | https://datadome.co/bots/offline-explorer/
ohdear/ | OhDear | 2026-04-17 | https://ohdear.app/docs/faq/what-is-the-oh-dear-checker
oicrawler | OICrawler | 2026-04-07 | https://openindex.ai
^omgili | omgili | 2017-11-02 | http://omgili.com
^omnisend/ | Omnisend | 2026-04-17 | https://bots.omnisend.io/cf.txt
oncrawl/ | OnCrawl | 2025-03-27 | http://www.oncrawl.com
online domain tools | Online Domain Tools | 2026-04-17 | https://datadome.co/bots/online-domain-tools/
online webceo bot | online-webceo-bot | 2019-03-02 | http://online.webceo.com
onlineornot.com bot | OnlineOrNot.com_bot | 2026-04-17 | https://onlineornot.com
opengraphcheck | OpenGraphCheck | 2023-09-08 | https://opengraphcheck.com
openhosebot | OpenHoseBot | 2016-01-02 | http://www.openhose.org/bot.html
openindexspider | openindexspider | 2012-10-26 | http://www.openindex.io/en/webmasters/spider.html
openrss | OpenRSS | 2026-04-17 | https://openrss.org/
opentheboxbot | OpenTheBoxBot | 2026-04-26 | https://knownagents.com/agents/opentheboxbot
operator/ | Operator | 2026-04-17 | https://datadome.co/bots/operator/
orangebot/ | OrangeBot | 2015-01-12
orbbot/ | Orbbot | 2026-04-17 | https://datadome.co/bots/orbbot/
outclicksbot | OutclicksBot | 2018-04-21 | https://www.outclicks.net
outsellurlvalidator | OutsellURLValidator | 2026-04-17 | https://www.outsell.com/
^overcast/ | Overcast | 2026-04-17 | https://overcast.fm/
owler ows.eu | Owler (ows.eu | 2026-04-17 | https://ows.eu/owler
owler w | OWLer-W | 2026-04-26 | https://openwebsearch.eu/
page preview tool | page-preview-tool | 2026-04-17 | https://www.salesviewer.com/en/
pagepeeker/ | PagePeeker | 2020-03-16 | https://pagepeeker.com/robots/
pagespeed/ | Pagespeed | 2026-04-17 | http://www.pagespeed.de/
pagething | PageThing | 2023-09-08 | http://pagething.com
^pandalytics | Pandalytics | 2020-03-16 | https://domainsbot.com/pandalytics/
pangubot | PanguBot | 2026-04-17 | https://datadome.co/bots/pangubot/
^panopta | Panopta | 2026-04-17 | https://www.panopta.com/
panscient.com | panscient
paperlibot | PaperLiBot | 2017-09-25 | http://support.paper.li/entries/20023257-what-is-paper-li
paqlebot/ | Paqlebot | 2026-04-17 | http://www.paqle.dk/about/paqlebot
parse.ly scraper | parse.ly scraper | 2026-04-17 | https://www.parse.ly/
parselysharesbot | ParselySharesBot | 2026-04-26 | https://docs.parse.ly/
paypal/ | PayPal | 2026-04-17 | https://www.paypal.com/ipn
pdf24 url to pdf | PDF24 URL To PDF | 2026-04-17 | https://tools.pdf24.org/webpage-to-pdf
peer39 crawler | peer39_crawler | 2026-04-26 | https://www.peer39.com/
penthouse critical path css generator | Penthouse Critical Path CSS Generator | 2026-04-17 | https://criticalcss.com/
perplexity user | Perplexity-User | 2026-04-07 | https://docs.perplexity.ai/guides/bots
perplexitybot/ | PerplexityBot | 2024-03-14 | https://docs.perplexity.ai/docs/perplexitybot
perplexityuser | PerplexityUser | 2026-04-07 | https://perplexity.ai
petalbot | PetalBot | 2021-06-07 | https://webmaster.petalsearch.com/site/petalbot
phindbot | PhindBot | 2026-04-26 | https://knownagents.com/agents/phindbot
phxbot | PhxBot | 2024-01-06
pingadmin.ru/ | PingAdmin.Ru | 2026-04-17 | http://ping-admin.ru/
pingdom.com, pingdompagespeed | Pingdom | 2017-09-16 | http://www.pingdom.com
pingping.io/ | pingping.io | 2026-04-17 | https://pingping.io/
piplbot | PiplBot | 2017-10-30 | http://www.pipl.com/bot/
pixalate.com | Pixalate.com | 2026-04-26 | https://www.pixalate.com/
plagawarebot | PlagAwareBot | 2026-04-26 | https://plagaware.com/bot
plesk screenshot bot | Plesk screenshot bot | 2026-04-17 | https://www.plesk.com/
pocketcasts/ | PocketCasts | 2026-04-17 | https://support.pocketcasts.com/knowledge-base/pocket-casts-feed-parser/
pocketparser | PocketParser | 2017-11-02 | https://getpocket.com/pocketparser_ua
podchaserparser | PodchaserParser | 2026-04-26 | https://podchaser.com/
^podimo | Podimo | 2026-04-26 | https://podimo.com/
poggio citations | Poggio-Citations | 2026-04-26 | https://docs.poggio.io/api/robots
pomothy bot | Pomothy-Bot | 2026-04-26 | https://knownagents.com/agents/pomothy-bot
postrank.com | postrank | 2010-08-03 | http://www.postrank.com
^potions/ | Potions | 2026-04-17 | https://get-potions.com/
pressenginebot | PressEngineBot | 2026-04-17 | https://www.pressengine.net/
pricedroneshoppingbot/ | PricedroneShoppingBot | 2026-04-17 | http://pricedrone.com/robot/
priecobot/ | PriEcoBot | 2026-04-17 | https://datadome.co/bots/priecobot/
primalbot | Primalbot | 2017-09-27 | https://www.primal.com
printfriendly.com | PrintFriendly.com | 2026-04-17 | https://www.printfriendly.com/
privacyawarebot | PrivacyAwareBot | 2018-06-28
pro sitemaps | Pro-Sitemaps | 2026-04-17 | https://pro-sitemaps.com/
productsup.io/ crawler | productsup.io/crawler | 2026-04-26 | https://help.productsup.com/en/29437-29446-import-data-by-crawling-your-website.html
^protopage/ | Protopage | 2026-04-17 | https://datadome.co/bots/protopage/
prtg network monitor | PRTG Network Monitor | 2026-05-18 | https://www.paessler.com/manuals/prtg/http_transaction_sensor
prtgcloudbot/ | PRTGCloudBot | 2026-04-17 | https://www.paessler.com/
ps daily | PS_Daily | 2026-04-17 | https://datadome.co/bots/ps-daily/
psbot | psbot | 2014-03-31 | http://www.picsearch.com/bot.html
pulsepoint crawler | PulsePoint-Crawler | 2026-04-26 | https://www.pulsepoint.com/
pulsepoint xt3 | Pulsepoint | 2018-09-24
pulsetic.com | pulsetic.com | 2026-04-17 | https://pulsetic.com/
purebot | purebot | 2010-01-19
pwabuilderhttpagent | PWABuilderHttpAgent | 2026-04-17 | https://www.pwabuilder.com/
pywikibot/ | Pywikibot | 2026-04-17 | https://www.mediawiki.org/wiki/Manual:Pywikibot
qcbot | qcbot | 2026-04-26 | http://quic.cloud/bot.html
qualifiedbot/ | QualifiedBot | 2026-04-17 | https://www.qualified.com/legal/qualified-crawler-user-agent
quantcastbot/ | Quantcastbot | 2026-04-17 | http://www.quantcast.com/bot
qwantbot | Qwantbot | 2026-04-26 | https://help.qwant.com/
qwantify/ | Qwantify | 2015-04-06 | https://www.qwant.com/
qwarrybot | Qwarrybot | 2026-04-26 | http://qwarry.com/bot.html
rackspace monitoring | Rackspace Monitoring | 2026-04-17 | https://support.rackspace.com/how-to/about-the-rackspace-monitoring-agent/
rakuten image extraction bot | Rakuten Image extraction bot | 2026-04-26 | https://www.rakuten.com/
rakutenusabot image | rakutenusabot-image | 2026-04-17 | https://product-image.ebates.com/item-gsp/rakutenusabot.html
rankactivelinkbot | RankActiveLinkBot | 2016-06-20 | https://rankactive.com/resources/rankactive-linkbot
ranksonicsiteauditor, sonic/ | Sonic | 2016-02-08 | http://www.yama.info.waseda.ac.jp/~crawler/info.html
rankurbot/ | RankurBot | 2026-04-17 | http://rankur.com/technology.html
ravencrawler/ | RavenCrawler | 2026-04-17 | https://datadome.co/bots/ravencrawler/
readable/ | Readable | 2026-04-17 | https://readable.com/
recurly webhooks | Recurly Webhooks | 2026-04-17 | https://docs.recurly.com/docs/webhooks
^red/ | RED | 2026-04-17 | https://redbot.org/
^reelevant/ | Reelevant | 2026-04-17 | https://reelevant.com/
refindbot | Refindbot | 2020-03-16 | https://refind.com/about
regionstuttgartbot | RegionStuttgartBot | 2019-10-17 | http://it.region-stuttgart.de/competenzatlas/unternehmen-suchen/
remove.bg/ | remove.bg | 2026-04-17 | https://www.remove.bg/
repolookoutbot | RepoLookoutBot | 2026-04-17 | https://www.repo-lookout.org/
researchbot | ResearchBot | 2026-04-26 | https://kaust.edu.sa/bot
researchscan.comsys.rwth aachen.de | researchscan.comsys.rwth-aachen.de | 2026-04-17 | http://researchscan.comsys.rwth-aachen.de/
^retool/ | Retool | 2026-04-17 | https://docs.tryretool.com/docs/apis
retrevopageanalyzer | RetrevoPageAnalyzer | 2012-05-07
retrolistecom/ | RetroListeCOM | 2026-04-17 | https://retroliste.com/
revvimgort/ | RevvimGort | 2026-04-17 | https://revvim.com
reward gateway | reward-gateway | 2026-04-17 | https://www.rewardgateway.co
ridderbot | RidderBot | 2020-03-16 | https://ridder.co/
robot owler | Owler | 2026-04-26 | https://knownagents.com/agents/owler
robotschecker/ | RobotsChecker | 2026-04-17 | http://www.blocked.org.uk/
rogerbot | rogerbot | 2014-02-28 | http://moz.com/help/pro/what-is-rogerbot-
rsiteauditor | RSiteAuditor | 2026-04-26 | https://dataforseo.com/apis/on-page-api
rss is dead.lol web bot | rss-is-dead.lol web bot | 2026-04-26 | https://rss-is-dead.lol/
rss parser | rss-parser | 2026-04-17 | https://buttondown.email/about
rss.social | RSS.Social | 2026-04-26 | https://rss.social/bot
rss2tg | rss2tg | 2026-04-17 | https://rss2tg.duck.consulting
^rssapi/ | RSSAPI | 2026-04-17 | https://rssapi.net
rssbot/ | rssbot | 2020-03-16 | https://github.com/iovxw/rssbot
rssingbot | RSSingBot | 2019-09-15 | http://www.rssing.com
rssreaderbot | RssReaderBot | 2026-04-17 | https://datadome.co/bots/rssreaderbot/
ruxitsynthetic | RuxitSynthetic | 2023-02-16 | https://www.dynatrace.com/support/help/platform-modules/digital-experience/synthetic-monitoring/browser-monitors/configure-browser-monitors#expand--default-user-agent
rytebot | RyteBot | 2020-03-02 | https://bot.ryte.com/
s4a probe bot | s4a-probe-bot | 2026-04-17 | https://www.seo4ajax.com/webscraper/
safesearch microdata crawler | SafeSearch microdata crawler | 2016-01-23 | https://safesearch.avira.com
sandobacrawler/ | SandobaCrawler | 2026-04-17 | https://www.sandoba.com/en/crawler/
sbintuitionsbot/ | SBIntuitionsBot | 2025-04-23 | https://www.sbintuitions.co.jp/bot/
schema markup validator | Schema-Markup-Validator | 2026-04-17 | https://validator.schema.org/
scoop.it/ | Scoop.it | 2026-04-17 | https://datadome.co/bots/scoop-it/
scourrssbot/ | ScourRSSBot | 2026-04-17 | https://scour.ing/bot
scoutjet | ScoutJet | 2018-03-27 | http://www.scoutjet.com/
scrapeherobot/ | ScrapeheroBot | 2026-04-17 | https://scrapehero.de/
scraping nytimes.com | scraping@nytimes.com | 2026-04-26 | https://github.com/nytimes
screaming frog seo spider | Screaming Frog SEO Spider | 2016-01-08 | http://www.screamingfrog.co.uk/seo-spider
screeenly bot | screeenly-bot | 2026-04-17 | https://3.screeenly.com/ua
scribdbot | scribdbot | 2010-09-28 | http://www.scribd.com
^scrubby | Scrubby | 2026-04-26 | http://scrubtheweb.com/
scrunchbot | Scrunchbot | 2026-04-26 | https://scrunchai.com/bots
search.marginalia.nu | search.marginalia.nu | 2023-09-08 | https://search.marginalia.nu
searchatlas.com | SearchAtlas | 2020-03-02 | http://SearchAtlas.com
^searcherweb | Searcherweb | 2026-04-17 | https://datadome.co/bots/searcherweb/
searcherxweb | Searcherxweb | 2026-04-17 | https://datadome.co/bots/searcherxweb/
searchexpress | SearchExpress | 2026-04-17 | https://datadome.co/bots/searchexpress/
sebot wa | SEBot-WA | 2026-04-17 | https://help.seranking.com/en/project-tools/website-audit/overview
seekbot | Seekbot |  | http://www.seekbot.net/bot.html
seekportbot | Seekport | 2022-10-17 | https://bot.seekport.com
semaltbot/ | semaltbot | 2026-04-17 | https://datadome.co/bots/semaltbot/
semantic visions, semantic visions.com | semantic-visions | 2026-04-26 | https://semantic-visions.com/
semanticbot | semanticbot | 2018-06-28
semanticscholarbot | SemanticScholarBot | 2015-03-28 | https://www.semanticscholar.org/crawler
semrushbot | SemrushBot | 2015-05-26 | http://www.semrush.com/bot.html
sendgrid event api | SendGrid Event API | 2026-04-17 | https://sendgrid.com/docs/for-developers/tracking-events/event/
sentibot | SentiBot | 2020-03-16 | https://sites.google.com/senti1.com/sentibot-eu/home
sentinel linkcheck | SENTINEL-LinkCheck | 2026-04-26 | https://sentinel.oblivionzone.com/bot
^sentry/ | sentry | 2018-03-27 | https://sentry.io
sentryuptimebot/ | SentryUptimeBot | 2026-04-17 | https://docs.sentry.io/product/alerts/uptime-monitoring/troubleshooting/#verify-firewall-configuration
senutobot | SenutoBot | 2023-09-08 | https://www.senuto.com
seo audit check bot | seo-audit-check-bot | 2026-04-17 | https://www.webceo.com/webceo-bots.htm
seo4ajax.com | seo4ajax.com | 2026-04-26 | https://seo4ajax.com/
seobilitybot | SeobilityBot | 2020-03-16 | https://www.seobility.net/sites/bot.html
seokicks | SEOkicks | 2018-08-22 | https://www.seokicks.de/robot.html
seolizer | SEOlizer | 2023-09-08 | https://www.seolizer.de/bot.html
seolyt | seoLyt | 2026-04-26 | https://seolyt.com/
seoscanners.net | seoscanners | 2018-05-27 | https://github.com/monperrus/crawler-user-agents/issues/384#issuecomment-2575367162
seositecheckup | SeoSiteCheckup | 2026-04-17 | https://datadome.co/bots/seositecheckup/
seoulbot | SeoulBot | 2026-04-17 | https://datadome.co/bots/seoulbot/
sequelwp | SequelWP | 2026-04-26 | https://sequelwp.com/
serankingbacklinksbot | SERankingBacklinksBot | 2026-04-07 | https://seranking.com/backlinks-crawler
serendeputybot | SerendeputyBot | 2020-03-02 | http://serendeputy.com/about/serendeputy-bot
serpstatbot/ | serpstatbot | 2019-07-25 | http://serpstatbot.com
serptimizerbot | SERPtimizerBot | 2026-04-17 | http://serptimizer.com/serptimizer-bot
server density service monitoring | Server Density Service Monitoring | 2026-04-17 | https://www.stackpath.com/
serverdensity | ServerDensity | 2026-04-26 | https://knownagents.com/agents/server-density
serverhunterspider/ | ServerHunterSpider | 2026-04-17 | https://www.serverhunter.com/
seznambot | SeznamBot | 2012-03-14
seznamhomepagecrawler/ | SeznamHomepageCrawler | 2026-04-17 | http://napoveda.seznam.cz/en/seznambot-intro/
sfdc callout | SFDC-Callout | 2026-04-17 | https://help.salesforce.com/articleView?id=000321501&type=1&mode=1
shapbot | ShapBot | 2026-04-26 | https://docs.parallel.ai/resources/crawler
shopify captain hook | Shopify-Captain-Hook | 2026-04-17 | https://shopify.dev/docs/apps/build/webhooks
shortpixel | ShortPixel | 2026-04-26 | https://shortpixel.com/
sidetrade indexer bot | Sidetrade indexer bot | 2026-04-17 | https://datadome.co/bots/sidetrade-crawler/
^silk/ | Silk | 2026-04-17 | https://www.useragentstring.com/pages/silk/
simplepie | SimplePie | 2020-02-24 | http://simplepie.org
simplescraper | SimpleScraper | 2019-08-16 | https://github.com/ramonkcom/simple-scraper/
sincerasyntheticuser/ | SinceraSyntheticUser | 2026-04-17 | https://datadome.co/bots/sincera-bot/
sindup/ | Sindup | 2026-04-26 | https://www.sindup.com/
sirdatabot | SirdataBot | 2026-04-26 | https://semantic-api.docs.sirdata.net/contextual-api/contextual-api/introduction
sistrix crawler | SISTRIX Crawler | 2011-08-02 | https://www.sistrix.com/tutorials/crawling-errors-in-the-optimizer/
siteauditbot/ | SiteAuditBot | 2026-04-17 | https://datadome.co/bots/siteauditbot/
sitecheck sitecrawl | SiteCheck-sitecrawl | 2026-04-17 | https://support.siteimprove.com/hc/en-gb/articles/206345523-What-IP-addresses-and-user-agents-are-used-by-Siteimprove-
sitecheckerbotcrawler | SiteCheckerBotCrawler | 2023-09-08 | http://sitechecker.pro
siteimprove.com | Siteimprove.com | 2018-06-22
sitelock | SiteLock | 2026-04-26 | https://knownagents.com/agents/sitelock
sitescorebot | SiteScoreBot | 2026-04-17 | https://datadome.co/bots/sitescorebot/
sitesearch360/ | SiteSearch360 | 2026-04-17 | https://www.sitesearch360.com/
sitesoverpagesbot | SitesOverPagesBot | 2026-04-26 | https://sitesoverpages.com/bot
siteuptime.com | SiteUptime.com | 2026-04-17 | https://datadome.co/bots/siteuptime-com/
skroutz imagebot | Skroutz ImageBot | 2026-04-17 | https://www.skroutz.gr/
skroutzbot | SkroutzBot | 2026-04-17 | https://www.skroutz.gr/
skyworkspider | SkyworkSpider | 2026-04-17 | https://datadome.co/bots/skyworkspider/
slaccalebot | SlaccaleBot | 2026-04-07
sleepbot | SleepBot | 2026-04-26 | http://sleepbot.com/
slickbot/ | SlickBot | 2026-04-17 | https://www.slickstream.com/
slurp/ | Slurp |  | http://help.yahoo.com/help/us/ysearch/slurp
smarshbot | SmarshBot | 2026-04-26 | https://smarsh.com/platform/compliance-management/web-archive
smartologybot/ | SmartologyBot | 2026-04-17 | https://smartology.net/smartologybot/
smtbot | smtbot | 2014-10-04 | http://www.similartech.com/smtbot
smtnetpmbot | SMTnetPMBot | 2026-04-26 | https://smtnet.com/
snapchatads/ | SnapchatAds | 2026-04-17 | https://businesshelp.snapchat.com/s/article/adsbot-crawler
^snipcart/ | Snipcart | 2026-04-17 | https://snipcart.com/
socialrankiobot | SocialRankIOBot | 2017-10-19 | http://socialrank.io/about
^sogou | Sogou | 2012-05-13 | http://www.sogou.com/docs/help/webmasters.htm#07
^solarwinds/ | solarwinds | 2026-04-17 | https://documentation.solarwinds.com/en/success_center/observability/content/get-started/dem_getting_started_guide.htm
sora pos | Sora POS | 2026-04-17 | https://www.sora-caisse.com/sora.pdf
sosospider | Sosospider | 2026-04-26 | http://help.soso.com/webspider.htm
sottopopnone | SottopopNone | 2026-04-26 | https://upcontent.com/robots
sparkpost | SparkPost | 2026-04-17 | https://www.sparkpost.com/
sparkshipping | SparkShipping | 2026-04-17 | https://www.sparkshipping.com/
spawning ai | Spawning-AI | 2026-04-17 | https://datadome.co/bots/spawning-bot/
spbot | spbot | 2010-07-31 | http://www.seoprofiler.com/bot
specificfeeds | Specificfeeds | 2026-04-17 | https://follow.it/
^spectate/ | Spectate | 2026-04-17 | https://docs.spectate.net/faq/uptime-monitor-bot
spiderling | SpiderLing | 2026-04-17 | http://nlp.fi.muni.cz/projects/biwec/
splunk/ | Splunk | 2026-04-26 | https://knownagents.com/agents/splunk
springservebot | SpringserveBot | 2026-04-26 | https://www.springserve.com/
sqwatcher | SQWatcher | 2026-04-26 | http://sqcompliance.com/sqwatcher.html
ssssbot/ | SSSSBot | 2026-04-17 | https://datadome.co/bots/ssssbot/
^stape/ | Stape | 2026-04-17 | https://stape.io/helpdesk/documentation/stape-scanner
startmebot/ | startmebot | 2020-03-16 | https://start.me/bot
statabot/ | Statabot | 2026-04-17 | https://www.stata.com/support/statabot
statistikaustria/ | StatistikAustria | 2026-04-17 | https://www.statistik.at/ueber-uns/innovationen-und-experimentelle-statistik/einsatz-von-kassenscannerdaten-und-webscraping-in-der-preisstatistik
statsdronebot | StatsDroneBot | 2026-04-17 | https://statsdrone.com/statsdrone-bot-documentation/
statusnestbacklinkspider | StatusNestBacklinkSpider | 2026-04-26 | https://statusnest.com/bot
stepstonecrawlbot | stepstoneCrawlBot | 2026-04-26 | https://thestepstonegroup.com/crawler/
storebot google | Storebot-Google |  | https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers
storygizebot | StorygizeBot | 2018-03-27 | http://www.storygize.com
stractbot | StractBot | 2023-09-06 | https://trystract.com/webmasters
streamline3bot/ | Streamline3Bot | 2019-07-21 | https://www.ubtsupport.com/legal/Streamline3Bot.php
^stripe/ | Stripe | 2026-04-17 | https://stripe.com/docs/webhooks
superfeedr | Superfeedr | 2020-03-02 | http://superfeedr.com
support.voilabot | voilabot | 2010-05-18
surdotlybot | SurdotlyBot | 2020-03-02 | http://sur.ly/bot.html
surveybot | SurveyBot | 2017-11-02
sustainabilitycrawler | SustainabilityCrawler | 2026-04-17 | https://datadome.co/bots/ecovadis-bot/
sv watchagent | sv-watchagent | 2026-04-26 | https://semantic-visions.com/
svix webhooks | Svix-Webhooks | 2026-04-17 | https://docs.svix.com/receiving/source-ips
swiftbot | Swiftbot | 2026-04-26 | http://swiftype.com/swiftbot
swifteqlinkchecker | SwifteqLinkChecker | 2026-04-17 | https://www.swifteq.com/
swimgbot | SWIMGBot | 2018-06-28
^swisscows | Swisscows | 2026-04-17 | https://swisscows.com/
synthesibot | SynthesiBot | 2026-04-26 | https://knownagents.com/agents/synthesibot
synthetic monitoring agent | synthetic-monitoring-agent | 2026-04-17 | https://grafana.com/
sysomos/ | Sysomos | 2016-02-08 | http://www.sysomos.com
t3versionsbot | t3versionsBot | 2023-09-08 | https://www.t3versions.com/bot
taboolabot | Taboolabot | 2020-03-16 | http://www.taboola.com
tactiscout/ | TactiScout | 2026-04-17 | http://find-it.world/TempCrawl/Crawltheque.php
tagoobot | tagoobot
tangibleebot | TangibleeBot | 2018-09-05 | http://tangiblee.com/bot
taragroup intelligent bot | TaraGroup Intelligent Bot | 2026-04-26 | https://knownagents.com/agents/taragroup-intelligent-bot
tavilybot | TavilyBot | 2026-04-26 | https://knownagents.com/agents/tavilybot
tchelebi/ | tchelebi | 2026-04-17 | https://tchelebi.io/
^termly | Termly | 2026-04-26 | https://termly.io/
terracotta | TerraCotta | 2026-04-26 | https://github.com/CeramicTeam/CeramicTerracotta
test bot | test-bot | 2026-04-17 | https://datadome.co/bots/test-bot/
testcrawler | Testcrawler | 2026-04-17 | https://datadome.co/bots/testcrawler/
testuri | TestURI | 2026-04-17 | https://datadome.co/bots/testuri-crawler/
textrazor | TextRazor | 2026-04-17 | https://datadome.co/bots/textrazor-crawler/
the knowledge ai | The Knowledge AI | 2026-04-17 | https://datadome.co/bots/the-knowledge-ai/
theinternetsearchx | TheInternetSearchx | 2026-04-17 | https://datadome.co/bots/theinternetsearch/
theoldreader.com | theoldreader.com | 2018-12-02 | https://www.theoldreader.com/
thesis research bot | thesis-research-bot | 2026-04-17 | https://datadome.co/bots/thesis-research-bot/
thinkbot | Thinkbot | 2026-04-26 | https://boston.conman.org/2025/08/21.1
^thinklab | Thinklab | 2017-11-02 | thinklab.com
tigerbot | tigerbot | 2020-03-16
timpibot | Timpibot | 2026-04-07 | https://timpi.io
tineye | TinEye | 2017-10-14 | http://www.tineye.com/crawler.html
tiny tiny rss | Tiny Tiny RSS | 2019-10-04 | http://tt-rss.org/
tombapublicwebcrawler | TombaPublicWebCrawler | 2023-09-08 | https://tombascraper.com
top100.rambler.ru crawler | top100.rambler.ru crawler | 2026-04-17 | https://datadome.co/bots/rambler-bot/
toplistbot | toplistbot | 2013-02-05
toutiaospider | ToutiaoSpider | 2017-11-02 | http://web.toutiao.com/media_cooperation/
traackr.com | Traackr.com | 2017-11-02 | https://www.traackr.com/
tracemyfile/ | tracemyfile | 2018-08-23
tracking quality spider | tracking-quality-spider | 2026-04-17 | https://datadome.co/bots/awin-com-crawler/
trellis services | Trellis-Services | 2026-04-17 | https://www.mediavine.com/
trendsmapresolver | TrendsmapResolver | 2020-02-24 | https://www.trendsmap.com/
^trove | Trove | 2016-02-08 | http://www.trove.com
trovitbot | trovitBot | 2022-06-08 | http://www.trovit.com/bot.html
^trustly/ | Trustly | 2026-04-17 | https://www.trustly.net/
tsmbot | TSMbot | 2026-04-26 | https://knownagents.com/agents/tsmbot
ttd content | TTD-Content | 2026-04-17 | https://www.thetradedesk.com/us/ttd-content
^turnitin, turnitinbot | Turnitin | 2010-09-26 | http://www.turnitin.com
twengabot | twengabot | 2010-08-03 | http://www.twenga.com/bot.html
uaslinkchecker/ | UASlinkChecker | 2026-04-17 | https://udger.com/support/UASlinkChecker
ugaresearchagent | UGAResearchAgent | 2026-04-26 | https://nislabuga-scan.uga.edu/
uipbot | uipbot | 2026-04-26 | https://knownagents.com/agents/uipbot
upday/ | upday | 2026-04-17 | https://www.upday.com/
updown.io | updown.io | 2026-04-17 | https://updown.io
^upflow | Upflow | 2017-11-02
uptime kuma | Uptime-Kuma | 2022-10-17 | https://uptime.kuma.pet/
uptime/ | Uptime | 2026-04-17 | https://uptime.com/
uptimebot.org | Uptimebot.org | 2019-01-17 | http://uptimebot.org/
uptimebot/ | UptimeBot | 2026-04-17 | https://jaggedpixel.co/
uptimerobot | UptimeRobot | 2018-03-27 | http://www.uptimerobot.com/
uptimestatistics | UptimeStatistics | 2026-04-26 | https://knownagents.com/agents/uptimestatistics
^uptrends | uptrends | 2026-04-17 | https://www.uptrends.com/
urlcheckr/ | Urlcheckr | 2026-04-17 | https://www.urlcheckr.com/
urlsuma.de crawler | UrlSuMa.de crawler | 2026-04-26 | https://urlsuma.de/
urlsumabot | URLSuMaBot | 2026-04-17 | https://www.urlsuma.de/bot.aspx
useebookchecker/ | useeBookChecker | 2026-04-17 | https://datadome.co/bots/useebookchecker/
usinenouvellecrawler | UsineNouvelleCrawler
vagabondo/ | Vagabondo | 2026-04-17 | https://datadome.co/bots/vagabondo-bot/
validator.nu | Validator.nu | 2018-10-14 | https://validator.w3.org/services
vebidoobot | vebidoobot | 2017-05-08 | https://blog.vebidoo.de/vebidoobot/
velenpublicwebcrawler | VelenPublicWebCrawler | 2018-10-09 | https://velen.io/
veoozbot | Veoozbot | 2016-11-03 | http://www.veooz.com/veoozbot.html
vercel screenshot | vercel-screenshot | 2024-08-30
vercelbot | Vercelbot | 2024-08-30 | https://github.com/vercel/vercel/discussions/5095#discussioncomment-58705
^verity/ | Verity | 2026-04-17 | https://gumgum.com/verity
videootv bot | videootv Bot | 2026-04-26 | https://www.digitalgreen.org/
videootvbot | videootvBot | 2026-04-17 | https://videoo.tv/
vigil/ | Vigil | 2020-03-16 | http://vigil-app.com/bot.html
vmcrawl | vmcrawl | 2026-04-26 | https://docs.vmst.io/vmcrawl
voluumdsp content bot | VoluumDSP-content-bot | 2020-03-16 | https://codewise.com
vsusearchspider/ | VsuSearchSpider | 2026-04-17 | https://datadome.co/bots/vsusearchspider/
vu server health scanner | vu-server-health-scanner | 2026-04-17 | http://130.37.198.75/index.html
vuhuvbot | vuhuvBot | 2023-09-08 | http://vuhuv.com/bot.html
w3c checklink | W3C-checklink | 2018-10-14 | https://validator.w3.org/services
w3c css validator | W3C_CSS_Validator | 2018-10-14 | https://validator.w3.org/services
w3c i18n checker | W3C_I18n-Checker | 2018-10-14 | https://validator.w3.org/services
w3c mobileok | W3C-mobileOK | 2018-10-14 | https://validator.w3.org/services
w3c unicorn | W3C_Unicorn | 2018-10-14 | https://validator.w3.org/services
w3c validator | W3C_Validator | 2018-10-14 | https://validator.w3.org/services
wadoobot | WadooBot | 2026-04-26 | https://wadoo.net/wadoobot/
wardbot/ | WARDBot | 2026-04-17 | https://ward.ai/robot
watchbot monitoring robot | Watchbot monitoring robot | 2026-04-26 | https://watchbot.fflow.net/
watchmouse | WatchMouse | 2026-04-17 | https://asm.saas.broadcom.com/
wbsearchbot | wbsearchbot | 2011-12-21 | http://www.warebay.com/bot.html
web archive net.com.bot | web-archive-net.com.bot
web measure | Web Measure | 2026-04-17 | https://webresearch.eecs.umich.edu/overview-of-web-measurements/
web screen service by hyperhost.ua | Web Screen Service By hyperhost | 2026-04-17 | https://datadome.co/bots/hyperhost-ua-crawler/
webcapture | WebCapture | 2026-04-26 | https://knownagents.com/agents/webcapture-2-0
webceo online | WebCEO Online | 2026-04-17 | https://datadome.co/bots/online-webceo-bot/
webcompanycrawler | webcompanycrawler | 2012-10-03
webcopier | WebCopier | 2026-04-26 | http://www.maximumsoft.com/
webdatastats | WebDataStats | 2018-10-08 | https://webdatastats.com/
^webflow | Webflow | 2026-04-17 | https://datadome.co/bots/webflow-bot/
webgains bot | webgains-bot | 2026-04-17 | https://datadome.co/bots/webgains-bot/
^webmon | webmon
weborama fetcher | weborama-fetcher | 2026-04-26 | http://weborama.com/
webprosbot/ | webprosbot | 2026-04-17 | https://datadome.co/bots/webprosbot/
website info.net robot | Website-info.net-Robot | 2026-04-26 | https://website-info.net/robot
websiteops | WebsiteOps | 2026-04-17 | https://watchful.net/faqs/technical-support/how-do-i-whitelist-the-watchful-ip-address
websitepulse | websitepulse | 2026-04-17 | https://www.websitepulse.com/kb/websitepulse
websniffer/ | WebSniffer | 2026-04-17 | http://websniffer.com/
webspidermount | webspidermount | 2026-04-26 | https://webspidermount.com/features/
webwikibot/ | WebwikiBot | 2026-04-17 | https://www.webwiki.com/
^webzio | webzio | 2026-04-07 | https://webz.io/blog/company/from-omgilibot-to-the-webzbot-duo-a-powerful-leap-for-ethical-and-comprehensive-data-collection/#
webzip | WebZIP | 2026-04-26 | http://spidersoft.com/
wedos online | WEDOS OnLine | 2026-04-17 | https://www.wedos.online
wellknownbot | WellKnownBot | 2023-08-29 | https://well-known.dev/about/#bot)
wepchsearchengine | WepchSearchEngine | 2026-04-26 | https://wepch.com/search-engine
wesee search | WeSEE:Search | 2013-11-18
whatsmyip.org | WhatsMyIP.org | 2026-04-17 | http://whatsmyip.org/ua
wheregoes.com | Wheregoes.com | 2026-04-17 | https://wheregoes.com/
wheresitup.com/ | wheresitup.com | 2026-04-17 | https://wheresitup.com/
whoiswebsitebot | sitebot | 2010-12-15 | http://www.sitebot.org
wikido | WikiDo | 2026-04-26 | http://wikido.com/
wirereaderbot/ | WireReaderBot | 2026-04-17 | https://datadome.co/bots/wirereaderbot/
wisebot | WISEbot | 2026-04-26 | http://www.cision.com
^wjhro/ | WJHRO | 2026-04-17 | https://docs.worldpay.com/apis
wknd bot | wknd-bot | 2026-04-26 | https://developer.wunderkind.co/docs/server-side-tracking-implementation
wmtips.com/ | wmtips.com | 2026-04-17 | http://www.wmtips.com/tools/
wocbot | wocbot | 2012-07-25 | http://www.wocodi.com/crawler
woobot | woobot | 2018-06-28
woorankreview/ | woorankreview | 2023-08-16 | https://www.woorank.com/
wordcountbot/ | WordCountBot | 2026-04-17 | https://weglot.com/
wordpress/ | WordPress | 2023-10-24 | https://wordpress.org
wordup 1 | Wordup-1 | 2026-04-17 | https://datadome.co/bots/wordup-1/
wordupinfosearch | WordupInfoSearch | 2018-10-07
woriobot | woriobot
workona favicon service | workona-favicon-service | 2026-04-17 | https://datadome.co/bots/workona-bot/
worldbot | WorldBot | 2026-04-17 | https://datadome.co/bots/clickagy-intelligence-bot/
wormlybot | WormlyBot | 2026-04-17 | https://www.wormly.com/help/server-monitoring/website
wotbox.com | wotbox | 2012-06-12 | http://www.wotbox.com
wovn crawler | WOVN Crawler | 2026-04-26 | https://wovn.io/
wovncrawler/ | WovnCrawler | 2026-04-17 | https://support.wovn.io/hc/ja/articles/360043165091
wowlink crawler | wowLink Crawler | 2026-04-17 | https://datadome.co/bots/wowlink-crawler/
wp time capsule | WP Time Capsule | 2026-04-17 | https://docs.wptimecapsule.com/
wpbot/ | wpbot | 2026-04-17 | https://datadome.co/bots/wpbot/
wpmu dev broken link checker | WPMU DEV Broken Link Checker | 2026-04-17 | https://wpmudev.com/docs/hub-2-0/broken-link-checker-2/
wpmu dev hub | WPMU DEV Hub | 2026-04-26 | https://wpmudev.com/
wpmudev uptime monitor | WPMUDEV Uptime Monitor | 2026-04-17 | https://wpmudev.com/monitor/
wpumbrella | WPUmbrella | 2026-04-17 | https://wp-umbrella.com/bot
wrtnbot | WRTNBot | 2026-04-17 | https://datadome.co/bots/wrtnbot/
wsm/ | WSM | 2026-04-17 | https://webspidermount.com/
www.deadlinkchecker.com | deadlinkchecker | 2016-02-08 | http://www.deadlinkchecker.com
www.integromedb.org | integromedb | 2013-01-10 | http://www.integromedb.org/Crawler
www.uptimedoctor.com | uptimedoctor | 2026-04-17 | http://uptimestatistics.com/
xenu link sleuth | Xenu Link Sleuth | 2017-08-19 | http://home.snafu.de/tilman/xenulink.html
xml sitemaps generator | XML Sitemaps Generator | 2026-04-26 | http://www.xml-sitemaps.com
xovionpagecrawler | XoviOnpageCrawler | 2026-04-26 | http://xovi.de/
xy archive compliance | XY-Archive-Compliance | 2026-04-17 | https://xy-archive.helpscoutdocs.com/article/61-does-xy-archive-have-a-dedicated-ip-address
yacybot | yacybot
yahoo ad monitoring | Yahoo Ad monitoring | 2026-04-17 | https://developer.yahoo.com/api/
yahoocachesystem | YahooCacheSystem | 2026-04-17 | https://developer.yahoo.com/oauth2/guide/
yak/ | YaK | 2017-09-25 | http://linkfluence.com
yandexrenderresourcesbot/ | YandexRenderResourcesBot | 2023-08-16 | http://yandex.com/bots
yandorirssbot | YandoriRSSBot | 2026-04-26 | https://knownagents.com/agents/yandorirssbot
yellowbrandprotectionbot | Yellowbrandprotectionbot | 2023-09-08 | https://www.yellowbp.com/bot.html
yelpspider | yelpspider | 2026-04-26 | https://yelp.com/
yeti/ | Yeti | 2012-05-07 | http://naver.me/bot
yextbot/ | YextBot | 2025-08-08 | https://hitchhikers.yext.com/modules/kg140-yext-site-crawler/01-create-a-crawler/
yisouspider | YisouSpider | 2017-11-02
ylt chrome | YLT Chrome | 2026-04-17 | http://yellowlab.tools/
yokoygroupag/ | YokoyGroupAG | 2026-04-17 | https://yokoy.io/
yoozbot | yoozBot | 2015-05-26 | http://yooz.ir
youbot | YouBot | 2023-09-08 | https://you.com/
youdaobot | YoudaoBot | 2026-04-26 | http://youdao.com/help/webmaster/spider/
yuuperbot | Yuuperbot | 2026-04-17 | https://datadome.co/bots/yuuperbot/
^zabbix | Zabbix | 2018-09-05 | https://www.zabbix.com/documentation/3.4/manual/web_monitoring
zanistabot | ZanistaBot | 2026-04-26 | https://zanista.ai/crawler-info
^zapier | Zapier | 2026-04-17 | https://zapier.com/
zealbot | Zealbot | 2026-04-26 | https://knownagents.com/agents/zealbot
zebra v2 bot | zebra-v2-bot | 2026-04-17 | https://datadome.co/bots/zebra-v2-bot/
zenback bot | zenback bot | 2020-03-16 | http://corp.logly.co.jp/
zendesk webhook | Zendesk Webhook | 2026-04-17 | https://support.zendesk.com/
zombiebot/ | Zombiebot | 2026-04-17 | http://www.zombiedomain.net/robot/
zoombot | ZoomBot | 2018-10-10 | http://suite.seozoom.it/bot.html
zoominfo dataenrichment | ZoomInfo | 2026-04-26 | https://knownagents.com/agents/zoominfo
zoominfobot | ZoominfoBot | 2018-06-28
zoterotranslationserver/ wmf | ZoteroTranslationServer/WMF | 2026-04-17 | https://wikitech.wikimedia.org/wiki/Zotero
zumbot | ZumBot | 2018-02-09
zuperlistbot/ | ZuperlistBot | 2018-07-07
zyborg | ZyBorg | 2026-04-26 | http://wisenutbot.com/
zzhbot | zzhbot | 2026-04-17 | https://datadome.co/bots/zzhbot/
""",
    ),
    Names(
        kind=Kind.HTTP_LIBRARY,
        source="monperrus/crawler-user-agents@7c7f9f2 crawler-user-agents.json",
        read="2026-11-22",
        rows="""\
alittle client | ALittle Client | 2026-04-07 | https://udger.com/resources/ua-list/bot-detail?bot=ALittle+Client
amazon bedrock agentcore browser | Amazon-Bedrock-AgentCore-Browser | 2026-04-26 | https://docs.aws.amazon.com/bedrock-agentcore/
amazonbuyforme | AmazonBuyForMe | 2026-04-26 | https://buyforme.amazon/
btwebclient | BTWebClient | 2018-06-27 | http://www.utorrent.com/
crawler4j | crawler4j | 2015-05-07 | https://github.com/yasserg/crawler4j
customasynchttpclient | CustomAsyncHttpClient | 2026-04-07
download ninja | Download Ninja | 2026-04-26 | https://knownagents.com/agents/download-ninja
google gemini cli | Google-Gemini-CLI | 2026-04-26 | https://geminicli.com/
goparserbot | GoParserBot | 2026-04-26 | https://knownagents.com/agents/goparserbot
http get | http_get | 2017-11-02
^httpunit | httpunit
pcore http | Pcore-HTTP | 2017-08-19 | https://bitbucket.org/softvisio/pcore/overview
phpcrawl | phpcrawl | 2012-09-17 | http://phpcrawl.cuab.de/
rawweb bot | rawweb-bot | 2026-04-26 | https://knownagents.com/agents/rawweb-bot
salesforce.com | Salesforce.com | 2026-04-26 | https://knownagents.com/agents/sfdc-callout
simplecrawler | SimpleCrawler | 2014-09-12
""",
    ),
)
