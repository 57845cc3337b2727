PRAGMA page_size = 8192;
PRAGMA application_id = 1129398867;
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE entries (
    entry_id INTEGER PRIMARY KEY, time INTEGER NOT NULL,
    action INTEGER NOT NULL, target INTEGER NOT NULL, status INTEGER NOT NULL,
    email TEXT, name TEXT, crm_id TEXT, qb_id TEXT, reason TEXT, error_code TEXT, message TEXT, warning TEXT,
    fields TEXT, restore_data TEXT
) STRICT;
INSERT INTO "entries" VALUES(4294967297,639315468520788615,3,0,0,'ANN@x.com','Ann Ames','1','11',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "entries" VALUES(4294967298,639315468521205035,2,2,0,'bob@x.com','Bob Best','2','12',NULL,NULL,NULL,NULL,'[["FirstName",2,"Robert","Bob","the CRM has priority",null]]',NULL);
INSERT INTO "entries" VALUES(4294967299,639315468521215036,3,0,0,'bob@x.com','Bob Best','2','12',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE intents (
    place INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, sync_id INTEGER NOT NULL,
    target INTEGER NOT NULL, action INTEGER NOT NULL, crm_id TEXT, qb_id TEXT, key TEXT, name TEXT,
    fields TEXT, made_up_last_name TEXT, restore_data TEXT, undo INTEGER NOT NULL
) STRICT;
CREATE TABLE layouts (layout_id INTEGER PRIMARY KEY, fields TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "layouts" VALUES(1,'[["Email","Email Csv:* Csv:*"],["FirstName","Text Csv:* Csv:*"],["LastName","Text Csv:* Csv:*"],["Phone","Phone Csv:* Csv:*"]]');
CREATE TABLE links (
    link_id INTEGER PRIMARY KEY, crm_id TEXT NOT NULL, qb_id TEXT NOT NULL,
    crm_key TEXT NOT NULL, crm_key_hash INTEGER NOT NULL, qb_key TEXT, qb_key_hash INTEGER,
    standing INTEGER, body BLOB NOT NULL
) STRICT;
INSERT INTO "links" VALUES(1,'1','11','ann@x.com',601257207454436355,'ANN@x.com',601257207454436355,NULL,X'01030F0187129808084EDF08200903040C616E6E40782E636F6D416E6E416D65733231322D3535352D30313030220903040E414E4E40782E636F6D416E6E416D65732832313229203535352D30313030');
INSERT INTO "links" VALUES(2,'2','12','bob@x.com',-5232336832628471673,NULL,NULL,NULL,X'01050F01F6A59E08084EDF081409030400626F6240782E636F6D426F6242657374');
CREATE TABLE lock_watch (
    clock TEXT PRIMARY KEY, token TEXT NOT NULL, beat INTEGER NOT NULL, seen_at INTEGER NOT NULL, seen_stamp INTEGER NOT NULL
) STRICT;
CREATE TABLE records (
    side INTEGER NOT NULL, id TEXT NOT NULL, key TEXT, key_hash INTEGER,
    attention INTEGER NOT NULL, is_job INTEGER NOT NULL, reason TEXT, layout_id INTEGER NOT NULL, seen BLOB, modified INTEGER,
    PRIMARY KEY (side, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_lock (
    id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL,
    host TEXT NOT NULL, place TEXT NOT NULL, process_id INTEGER NOT NULL, process_mark TEXT NOT NULL,
    profile TEXT NOT NULL, started_at INTEGER NOT NULL, beat INTEGER NOT NULL, sync_id INTEGER NOT NULL
) STRICT;
CREATE TABLE runs (
    sync_id INTEGER PRIMARY KEY, mode INTEGER NOT NULL, priority INTEGER NOT NULL, trigger INTEGER NOT NULL, status INTEGER NOT NULL,
    started_at INTEGER NOT NULL, finished_at INTEGER, duration INTEGER,
    crm_read INTEGER NOT NULL, qb_read INTEGER NOT NULL,
    crm_created INTEGER NOT NULL, crm_updated INTEGER NOT NULL, crm_deleted INTEGER NOT NULL,
    qb_created INTEGER NOT NULL, qb_updated INTEGER NOT NULL, qb_deleted INTEGER NOT NULL,
    linked INTEGER NOT NULL, skipped INTEGER NOT NULL, held INTEGER NOT NULL, ambiguous INTEGER NOT NULL,
    conflicts INTEGER NOT NULL, failed INTEGER NOT NULL, warnings INTEGER NOT NULL,
    undo_of INTEGER, message TEXT
) STRICT;
INSERT INTO "runs" VALUES(1,2,0,0,1,639315468517725032,639315468521694550,3853900,2,2,0,0,0,0,1,0,2,0,0,0,0,0,0,NULL,NULL);
CREATE TABLE store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_sync_id INTEGER NOT NULL, last_link_id INTEGER NOT NULL,
    crm_mark TEXT, qb_mark TEXT, crm_identity TEXT, qb_identity TEXT, policies TEXT
) STRICT;
INSERT INTO "store" VALUES(1,1,2,'{"Hash":"7A38CCA48E95A09F59530BD0E40E8ADC","Length":90,"Mapping":"Email=1;FirstName=2;LastName=3;Phone=4;0,-1,-1,-1,-1,-1,-1","MaxId":"2","IntegerIds":true,"Keyed":false,"Faulty":false,"Records":2}','{"Hash":"FFFABBCC18706067350D94442909AA48","Length":94,"Mapping":"Email=1;FirstName=2;LastName=3;Phone=4;0,-1,-1,-1,-1,-1,-1","MaxId":"12","IntegerIds":true,"Keyed":false,"Faulty":false,"Records":2}',NULL,NULL,'{"blanks":"Fill","deletions":"Hold","field:Email":"Both Crm Email Csv:* Csv:*","field:FirstName":"Both Crm Text Csv:* Csv:*","field:LastName":"Both Crm Text Csv:* Csv:*","field:Phone":"Both Crm Phone Csv:* Csv:*","filter":"","includeJobs":"False","mode":"Synchronize","region":"US","run:mode":"Synchronize","tieBreaker":"Crm","whenEmailChanges":"Follow"}');
CREATE INDEX links_crm_id ON links (crm_id);
CREATE INDEX links_qb_id ON links (qb_id);
CREATE INDEX links_crm_key ON links (crm_key_hash);
CREATE INDEX links_qb_key ON links (qb_key_hash) WHERE qb_key_hash IS NOT NULL;
CREATE INDEX links_standing ON links (standing) WHERE standing IS NOT NULL;
CREATE INDEX records_key ON records (key_hash) WHERE key_hash IS NOT NULL;
CREATE INDEX records_attention ON records (attention) WHERE attention <> 0;
PRAGMA user_version = 1;
COMMIT;
