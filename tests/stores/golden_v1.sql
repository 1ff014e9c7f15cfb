-- A file of version 1, as 0.1.0 in development wrote it on 2026-11-22: every release has to read it.
PRAGMA application_id = 1836348004;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message_key TEXT NOT NULL,
        tenant TEXT,
        campaign TEXT,
        delivery TEXT,
        recipient TEXT,
        sender TEXT,
        body TEXT NOT NULL
    );
INSERT INTO "events" VALUES(1,X'0198F0AA000070008000000000000001',1772366401000000,'composed','news-1','t1','spring',NULL,NULL,NULL,'{"v":1,"kind":"composed","id":"0198f0aa000070008000000000000001","at":1772366401000000,"message_key":"news-1","tenant":"t1","campaign":"spring"}');
INSERT INTO "events" VALUES(2,X'0198F0AA000070008000000000000002',1772366402000000,'sent','news-1',NULL,NULL,'7fb8945b1e997a26f48c07af8eab587e',NULL,NULL,'{"v":1,"kind":"sent","id":"0198f0aa000070008000000000000002","at":1772366402000000,"delivery":{"message_key":"news-1","sent_at":1772323200000000,"opens":"full","clicks":"full"},"candidates":["ann","bob"]}');
INSERT INTO "events" VALUES(3,X'0198F0AA000070008000000000000003',1772366403000000,'open','news-1','t1',NULL,'3816611f10fc089cc758ddab4f404ce5','s:ann','s-1','{"v":1,"kind":"open","id":"0198f0aa000070008000000000000003","at":1772366403000000,"delivery":{"message_key":"news-1","recipient":"s:ann","sent_at":1772366400000000,"opens":"full","clicks":"full","tenant":"t1","sender":"s-1"},"client":{}}');
INSERT INTO "events" VALUES(4,X'0198F0AA000070008000000000000004',1772366404000000,'open','news-1',NULL,NULL,'b4ff1352ccdfc354753734b1a07c6d3e','i:42',NULL,'{"v":1,"kind":"open","id":"0198f0aa000070008000000000000004","at":1772366404000000,"delivery":{"message_key":"news-1","recipient":"i:42","sent_at":1772366400000000,"opens":"full","clicks":"full"},"client":{}}');
INSERT INTO "events" VALUES(5,X'0198F0AA000070008000000000000005',1772366405000000,'open','news-1',NULL,NULL,'6b6abd42719c2a534733f733b1cfcbb5','u:0198f0aa-0000-7000-8000-00000000002a',NULL,'{"v":1,"kind":"open","id":"0198f0aa000070008000000000000005","at":1772366405000000,"delivery":{"message_key":"news-1","recipient":"u:0198f0aa-0000-7000-8000-00000000002a","sent_at":1772366400000000,"opens":"full","clicks":"full"},"client":{}}');
INSERT INTO "events" VALUES(6,X'0198F0AA000070008000000000000006',1772366406000000,'click','news-1',NULL,NULL,'37b8f7fddd3ac53d507f9ae168696101','s:ä',NULL,'{"v":1,"kind":"click","id":"0198f0aa000070008000000000000006","at":1772366406000000,"delivery":{"message_key":"news-1","recipient":"s:\u00e4","sent_at":1772366400000000,"opens":"full","clicks":"full"},"client":{},"link":{"url":"https://example.com/a?b=c&d=%20#e","index":3,"name":"Gr\u00fc\u00dfe"},"link_count":0}');
CREATE TABLE verdicts (
        seq INTEGER PRIMARY KEY,
        event BLOB NOT NULL,
        rules_version INTEGER NOT NULL,
        events_seen INTEGER NOT NULL,
        judged_at INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (event, rules_version)
    );
INSERT INTO "verdicts" VALUES(1,X'0198F0AA000070008000000000000003',1,1,1772366400000000,'{"v":1,"agent":"browser","human":"yes","confidence":1,"evidence":[],"rules_version":1,"provisional":false,"events_seen":1}');
CREATE INDEX events_time ON events (at, id);
CREATE INDEX events_message ON events (message_key, at, id, tenant);
CREATE INDEX events_tenant ON events (tenant, at, id) WHERE tenant IS NOT NULL;
CREATE INDEX events_sender ON events (sender, at, id) WHERE sender IS NOT NULL;
CREATE INDEX events_recipient ON events (recipient, at) WHERE recipient IS NOT NULL;
CREATE INDEX events_delivery ON events (delivery, at) WHERE delivery IS NOT NULL;
CREATE INDEX events_campaign ON events (campaign, message_key, tenant) WHERE campaign IS NOT NULL;
COMMIT;
