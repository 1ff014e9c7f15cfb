-- A file of version 2, as 0.1.0 in development wrote it on 2026-11-22: every release has to read it.
PRAGMA application_id = 1836348004;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message_key TEXT NOT NULL,
        tenant TEXT,
        campaign TEXT,
        delivery TEXT,
        person BLOB,
        sender TEXT,
        body TEXT NOT NULL
    );
INSERT INTO "events" VALUES(1,X'0198F0AA000070008000000000000001',1772366401000000,'composed','news-1','t1','spring',NULL,NULL,NULL,'{"v":1,"kind":"composed","id":"0198f0aa000070008000000000000001","at":1772366401000000,"message_key":"news-1","tenant":"t1","campaign":"spring"}');
INSERT INTO "events" VALUES(2,X'0198F0AA000070008000000000000002',1772366402000000,'sent','news-1',NULL,NULL,'7fb8945b1e997a26f48c07af8eab587e',NULL,NULL,'{"v":1,"kind":"sent","id":"0198f0aa000070008000000000000002","at":1772366402000000,"delivery":{"message_key":"news-1","sent_at":1772323200000000,"opens":"full","clicks":"full"},"candidates":["ann","bob"]}');
INSERT INTO "events" VALUES(3,X'0198F0AA000070008000000000000003',1772366403000000,'open','news-1','t1',NULL,'3816611f10fc089cc758ddab4f404ce5',X'FE6151D4648E212AF74C4A64BB265534','s-1','{"v":1,"kind":"open","id":"0198f0aa000070008000000000000003","at":1772366403000000,"delivery":{"message_key":"news-1","recipient":"s:ann","sent_at":1772366400000000,"opens":"full","clicks":"full","tenant":"t1","sender":"s-1"},"client":{}}');
INSERT INTO "events" VALUES(4,X'0198F0AA000070008000000000000004',1772366404000000,'open','news-1',NULL,NULL,'b4ff1352ccdfc354753734b1a07c6d3e',X'C1AAEC774DC8342BBC04EE7F8511D5BC',NULL,'{"v":1,"kind":"open","id":"0198f0aa000070008000000000000004","at":1772366404000000,"delivery":{"message_key":"news-1","recipient":"i:42","sent_at":1772366400000000,"opens":"full","clicks":"full"},"client":{}}');
INSERT INTO "events" VALUES(5,X'0198F0AA000070008000000000000005',1772366405000000,'open','news-1',NULL,NULL,'6b6abd42719c2a534733f733b1cfcbb5',X'5BD0D5D2764FB45F2A31E65FCC6FEFA6',NULL,'{"v":1,"kind":"open","id":"0198f0aa000070008000000000000005","at":1772366405000000,"delivery":{"message_key":"news-1","recipient":"u:0198f0aa-0000-7000-8000-00000000002a","sent_at":1772366400000000,"opens":"full","clicks":"full"},"client":{}}');
INSERT INTO "events" VALUES(6,X'0198F0AA000070008000000000000006',1772366406000000,'click','news-1',NULL,NULL,'37b8f7fddd3ac53d507f9ae168696101',X'51E6E525E589568CEB217A1751253648',NULL,'{"v":1,"kind":"click","id":"0198f0aa000070008000000000000006","at":1772366406000000,"delivery":{"message_key":"news-1","recipient":"s:\u00e4","sent_at":1772366400000000,"opens":"full","clicks":"full"},"client":{},"link":{"url":"https://example.com/a?b=c&d=%20#e","index":3,"name":"Gr\u00fc\u00dfe"},"link_count":0}');
CREATE TABLE marking (key BLOB NOT NULL);
INSERT INTO "marking" VALUES(X'4BE021FA3CA1C745AB7CF549ED843887');
CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        message_key TEXT NOT NULL,
        tenant TEXT NOT NULL,
        composed INTEGER NOT NULL DEFAULT 0,
        variant TEXT,
        last_at INTEGER,
        last_id BLOB,
        UNIQUE (message_key, tenant)
    );
INSERT INTO "messages" VALUES(1,'news-1','t1',1,NULL,1772366401000000,X'0198F0AA000070008000000000000001');
INSERT INTO "messages" VALUES(2,'news-1','',0,NULL,NULL,NULL);
CREATE TABLE shares (
        message INTEGER NOT NULL,
        delivery BLOB NOT NULL,
        share TEXT NOT NULL,
        PRIMARY KEY (message, delivery)
    ) WITHOUT ROWID;
INSERT INTO "shares" VALUES(1,X'3816611F10FC089CC758DDAB4F404CE5','known deliveries
known status opened
known opens people unique
known opens people total');
CREATE TABLE sums (
        message INTEGER NOT NULL,
        name TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (message, name)
    ) WITHOUT ROWID;
INSERT INTO "sums" VALUES(1,'known deliveries',1);
INSERT INTO "sums" VALUES(1,'known opens people total',1);
INSERT INTO "sums" VALUES(1,'known opens people unique',1);
INSERT INTO "sums" VALUES(1,'known status opened',1);
INSERT INTO "sums" VALUES(2,'someone 7fb8945b1e997a26f48c07af8eab587e heard',1);
INSERT INTO "sums" VALUES(2,'someone 7fb8945b1e997a26f48c07af8eab587e sent',1);
INSERT INTO "sums" VALUES(2,'someone 7fb8945b1e997a26f48c07af8eab587e signals',1);
CREATE TABLE tombstones (
        mark BLOB NOT NULL,
        tenant TEXT NOT NULL,
        PRIMARY KEY (mark, tenant)
    ) WITHOUT ROWID;
INSERT INTO "tombstones" VALUES(X'078E4BBB33C48285D5D5AA725640D309','');
INSERT INTO "tombstones" VALUES(X'4D6D96C1FCCAFB4CA2494513A7A20920','');
CREATE TABLE unjudged (
        message INTEGER NOT NULL,
        event INTEGER NOT NULL,
        delivery BLOB NOT NULL,
        PRIMARY KEY (message, event)
    ) WITHOUT ROWID;
INSERT INTO "unjudged" VALUES(2,4,X'B4FF1352CCDFC354753734B1A07C6D3E');
INSERT INTO "unjudged" VALUES(2,5,X'6B6ABD42719C2A534733F733B1CFCBB5');
INSERT INTO "unjudged" VALUES(2,6,X'37B8F7FDDD3AC53D507F9AE168696101');
CREATE TABLE unsettled (
        message INTEGER NOT NULL,
        delivery BLOB NOT NULL,
        PRIMARY KEY (message, delivery)
    ) WITHOUT ROWID;
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
CREATE INDEX events_person ON events (person, at) WHERE person IS NOT NULL;
CREATE INDEX events_delivery ON events (delivery, at) WHERE delivery IS NOT NULL;
CREATE INDEX events_campaign ON events (campaign, message_key, tenant) WHERE campaign IS NOT NULL;
CREATE INDEX events_shared ON events (seq) WHERE kind = 'sent' AND instr(body, '"candidates":[') > 0;
CREATE INDEX events_clients ON events (at) WHERE kind IN ('open', 'click') AND (instr(body, '"address":"') > 0 OR (instr(body, '"agent":"') > 0 AND instr(body, '"agent":"mailtrack-cut/1 ') = 0));
CREATE INDEX messages_tenant ON messages (tenant);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',7);
COMMIT;
