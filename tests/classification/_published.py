"""Lists of networks in the forms in which they are published.

Networks for documentation would be left out when they are read. Here are some of 11.0.0.0/8 and 2d00::/16, of
which no built-in table holds any.
"""

from __future__ import annotations

import json

APPLE = (
    b"11.0.2.0/31,US,US-CA,Los Angeles,\n11.0.2.2/31,DE,DE-BE,Berlin,\n"
    b"11.51.100.0/28,,,,\n2d00:db8:1::/64,FR,FR-IDF,Paris,\n"
)
GOOG = json.dumps(
    {
        "syncToken": "1780000000000",
        "creationTime": "2026-10-30T04:00:00.000000",
        "prefixes": [
            {"ipv4Prefix": "11.51.100.0/24"},
            {"ipv4Prefix": "66.249.64.0/19"},
            {"ipv6Prefix": "2d00:db8:2::/48"},
        ],
    }
).encode()
CLOUD = json.dumps(
    {
        "syncToken": "1780000000000",
        "creationTime": "2026-10-31T04:00:00.000000",
        "prefixes": [
            {"ipv4Prefix": "11.51.100.0/26", "service": "Google Cloud", "scope": "africa-south1"},
            {"ipv6Prefix": "2d00:db8:3::/48", "service": "Google Cloud", "scope": "global"},
        ],
    }
).encode()
GOOGLEBOT = json.dumps(
    {
        "creationTime": "2026-10-29T04:00:00.000000",
        "prefixes": [{"ipv6Prefix": "2d00:db8:4::/64"}, {"ipv4Prefix": "66.249.64.0/27"}],
    }
).encode()
BINGBOT = json.dumps(
    {"creationTime": "2026-10-28T04:00:00.000000", "prefixes": [{"ipv4Prefix": "157.55.39.0/24"}]}
).encode()
GPTBOT = json.dumps(
    {"creationTime": "2026-10-27T04:00:00.000000", "prefixes": [{"ipv4Prefix": "11.0.2.64/28"}]}
).encode()
MICROSOFT_365 = json.dumps(
    [
        {
            "id": 1,
            "serviceArea": "Exchange",
            "urls": ["outlook.office.com"],
            "ips": ["11.0.2.0/25", "2d00:db8:5::/48"],
            "required": True,
        },
        {"id": 2, "serviceArea": "Exchange", "urls": ["outlook.office365.com"]},
        {"id": 9, "serviceArea": "Exchange", "ips": ["11.0.2.64/26"], "tcpPorts": "443"},
        {"id": 10, "serviceArea": "Exchange", "ips": ["11.0.113.0/25", "2d00:db8:5:1::/64"]},
        {"id": 31, "serviceArea": "SharePoint", "ips": ["11.51.100.0/24"]},
    ]
).encode()
SERVICE_TAGS = json.dumps(
    {
        "changeNumber": 300,
        "cloud": "Public",
        "values": [
            {
                "name": "ActionGroup",
                "id": "ActionGroup",
                "properties": {"addressPrefixes": ["11.0.113.0/28"], "region": ""},
            },
            {
                "name": "AzureCloud",
                "properties": {"addressPrefixes": ["11.0.113.0/24", "2d00:db8:6::/48"]},
            },
        ],
    }
).encode()
AMAZON = json.dumps(
    {
        "syncToken": "1780000001",
        "createDate": "2026-10-26-21-43-07",
        "prefixes": [{"ip_prefix": "11.0.2.128/25", "region": "eu-west-1", "service": "AMAZON"}],
        "ipv6_prefixes": [{"ipv6_prefix": "2d00:db8:7::/48", "region": "eu-west-1", "service": "EC2"}],
    }
).encode()
MISP_RELAY = json.dumps(
    {
        "name": "List of known iCloud Private Relay egress IP address ranges",
        "type": "cidr",
        "version": 20261025,
        "list": ["11.0.2.0/31", "2d00:db8:1::/64"],
    }
).encode()
PLAIN = (
    b"\xef\xbb\xbf# our own\n\n11.0.2.0/28 # the first, as it were, of all\n"
    b"  11.0.2.16/28 \r\n2d00:db8::1#x\n"
)
