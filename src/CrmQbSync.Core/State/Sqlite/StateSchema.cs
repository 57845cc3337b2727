using System.Collections.Immutable;

namespace CrmQbSync.State.Sqlite;

/// <summary>What the file looks like inside.</summary>
internal static class StateSchema
{
    /// <summary>Tells our files from other SQLite files: "CQBS".</summary>
    public const long ApplicationId = 0x43514253;

    /// <summary>The version that this build writes; it is the file's user_version.</summary>
    public static int Version => Migrations.Length;

    /// <summary>What leads from each version to the next; the first from an empty file to version 1. Only ever added to.</summary>
    /// <remarks>
    /// A link's rarely searched values are one block (<see cref="LinkBody"/>): a million links are read in the time that as many columns
    /// would take to be fetched one by one. Keys are found by a hash of their upper case, for SQLite itself knows no case but that of ASCII.
    /// An entry's number holds its run (<see cref="EntryRows"/>), so that a run's entries need no index. A block of values is packed by the layout
    /// whose number stands beside or in it.
    /// </remarks>
    public static ImmutableArray<string> Migrations { get; } =
    [
        """
        CREATE TABLE store (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            last_sync_id INTEGER NOT NULL, last_link_id INTEGER NOT NULL,
            crm_mark TEXT, qb_mark TEXT, crm_identity TEXT, qb_identity TEXT, policies TEXT
        ) STRICT;
        INSERT INTO store (id, last_sync_id, last_link_id) VALUES (1, 0, 0);

        CREATE TABLE layouts (layout_id INTEGER PRIMARY KEY, fields TEXT NOT NULL UNIQUE) STRICT;

        CREATE TABLE links (
            link_id INTEGER PRIMARY KEY, crm_id TEXT NOT NULL, qb_id TEXT NOT NULL,
            crm_key TEXT NOT NULL, crm_key_hash INTEGER NOT NULL, qb_key TEXT, qb_key_hash INTEGER,
            standing INTEGER, body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX links_crm_id ON links (crm_id);
        CREATE INDEX links_qb_id ON links (qb_id);
        CREATE INDEX links_crm_key ON links (crm_key_hash);
        CREATE INDEX links_qb_key ON links (qb_key_hash) WHERE qb_key_hash IS NOT NULL;
        CREATE INDEX links_standing ON links (standing) WHERE standing IS NOT NULL;

        CREATE TABLE records (
            side INTEGER NOT NULL, id TEXT NOT NULL, key TEXT, key_hash INTEGER,
            attention INTEGER NOT NULL, is_job INTEGER NOT NULL, reason TEXT, layout_id INTEGER NOT NULL, seen BLOB, modified INTEGER,
            PRIMARY KEY (side, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX records_key ON records (key_hash) WHERE key_hash IS NOT NULL;
        CREATE INDEX records_attention ON records (attention) WHERE attention <> 0;

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

        CREATE TABLE entries (
            entry_id INTEGER PRIMARY KEY, time INTEGER NOT NULL,
            action INTEGER NOT NULL, target INTEGER NOT NULL, status INTEGER NOT NULL,
            email TEXT, name TEXT, crm_id TEXT, qb_id TEXT, reason TEXT, error_code TEXT, message TEXT, warning TEXT,
            fields TEXT, restore_data TEXT
        ) STRICT;

        CREATE TABLE intents (
            place INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, sync_id INTEGER NOT NULL,
            target INTEGER NOT NULL, action INTEGER NOT NULL, crm_id TEXT, qb_id TEXT, key TEXT, name TEXT,
            fields TEXT, made_up_last_name TEXT, restore_data TEXT, undo INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE run_lock (
            id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL,
            host TEXT NOT NULL, place TEXT NOT NULL, process_id INTEGER NOT NULL, process_mark TEXT NOT NULL,
            profile TEXT NOT NULL, started_at INTEGER NOT NULL, beat INTEGER NOT NULL, sync_id INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE lock_watch (
            clock TEXT PRIMARY KEY, token TEXT NOT NULL, beat INTEGER NOT NULL, seen_at INTEGER NOT NULL, seen_stamp INTEGER NOT NULL
        ) STRICT;
        """,
        """
        -- Nothing is laid: from here on links may tell since when fields differ (LinkBody), and the indexes of a first run may not be there yet
        -- (LinkIndexes). A build that does not know of that would call the file damaged, and shall call it newer.
        """,
        """
        -- Entries and intents become blocks (EntryRows, IntentBody): what is written once and read whole needs no columns.
        CREATE TABLE entry_blocks (first_entry INTEGER PRIMARY KEY, count INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
        CREATE TABLE journal (place INTEGER PRIMARY KEY, sync_id INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
        """,
    ];

    /// <summary>Brings a file to this build's version, in one transaction; nothing is done if it has it.</summary>
    public static void Migrate(StateConnection connection)
    {
        if (connection.ReadNumber("PRAGMA user_version") == Version)
            return;
        connection.InTransaction(() =>
        {
            // Read again: another process may have been faster.
            for (var version = (int)connection.ReadNumber("PRAGMA user_version"); version < Version; version++)
            {
                connection.Execute(Migrations[version]);
                if (version == FlatRows.LastVersion)
                    FlatRows.Pack(connection);
                connection.Execute($"PRAGMA user_version = {version + 1}");
            }
            return true;
        });
    }
}
