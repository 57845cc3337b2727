namespace CrmQbSync.Profiles;

/// <summary>What a starter profile says.</summary>
internal static class StarterText
{
    /// <summary>The text of a starter profile; its first line names the schema to editors.</summary>
    /// <exception cref="SyncException">InputInvalid for a connection or preset that does not exist.</exception>
    public static string Compose(StarterProfile starter, string name, string schema)
    {
        var crm = Known(starter.Crm, "crm");
        var qb = Known(starter.Qb, "qb");
        if (starter.Preset is not null && !Enum.GetNames<ProfilePreset>().Contains(starter.Preset, StringComparer.OrdinalIgnoreCase))
            throw Invalid(starter.Preset, "preset", Enum.GetNames<ProfilePreset>());
        return $$"""
            # yaml-language-server: $schema={{schema}}
            # A profile of CrmQbSync: how one CRM and one QuickBooks are kept the same.
            # Lines that start with # are comments; what they show is the default, or an example where they say so.
            # Relative paths are relative to this file's folder. Secrets never stand here: ${secret:NAME} takes an entry of the
            # secret store (Set-ContactSyncSecret), ${env:NAME} an environment variable.

            # name: {{name}}

            # Import (QuickBooks to CRM) | Export (CRM to QuickBooks) | Synchronize (both ways)
            {{Line("mode", starter.Mode?.ToString(), "Synchronize")}}

            # Who wins where both sides changed: Crm | Qb | Newest | Manual (a person decides)
            {{Line("priority", starter.Priority?.ToString(), "Crm")}}
            # tieBreaker: Crm              # for Newest, when the times are equal or unknown: Crm | Qb

            # The country whose telephone numbers need no country code (ISO 3166)
            # region: US

            {{Policies(starter.Preset)}}
            selection:
              # Whether a run without selection handles every record again, or only what is new or changed
              transferAllWhenNoneSelected: {{(starter.TransferAll ? "true" : "false")}}
              # filter: { BillingCountry: [France, Belgium] }    # an example: only records with one of these values

            # What stops a run before it writes anything
            safety:
              maxDeletes: 50
              # maxChangePercent: 30       # an example; no limit by default
              # maxCreates: 500            # an example; no limit by default

            # Single fields, over the default mapping (examples)
            # fields:
            #   Phone: { priority: Qb }
            #   Mobile: { direction: CrmToQb }     # Both | CrmToQb | QbToCrm | None
            #   SecondPhone: { crm: Home_Phone, qb: AlternatePhone, kind: Phone }   # kind: Text | Phone | Email | Street

            # What was synchronised, and the history of runs
            # state: { type: Sqlite, path: '{{Quote(name)}}.state.db' }
            # history: { keepDays: 365 }

            # proxy: http://proxy:8080     # an example: an address, or none; by default the system's
            # secrets: { vault: MyVault }      # an example: a SecretManagement vault in place of the module's own store

            crm:
            {{StarterConnections.Of(crm, name, isCrm: true)}}

            qb:
            {{StarterConnections.Of(qb, name, isCrm: false)}}

            """.ReplaceLineEndings("\n");
    }

    /// <summary>A text between single quotes.</summary>
    public static string Quote(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static string Line(string key, string? value, string standard) => value is null ? $"# {key}: {standard}" : $"{key}: {value}";

    private static string Policies(string? preset) => preset is null
        ? """
          # What happens with blank values: Keep | Fill | Clear. The original service kept blanks as they were (Keep); by default they are filled
          # from the other side (Fill). preset: Classic sets this and what follows as they were there.
          # preset: Classic              # an example
          # blanks: Fill

          # What happens when one record of a pair was deleted: Hold (as in the original service) | Propagate | Recreate
          # deletions: Hold

          # What happens when an e-mail address changes: Follow | CreateNew. In the original service a new record was created (CreateNew);
          # by default the pair holds and the new address flows (Follow).
          # matching: { whenEmailChanges: Follow }

          """
        : """
          # The behaviour of the original service: blanks: Keep, deletions: Hold, matching.whenEmailChanges: CreateNew.
          # Without the preset it would be Fill, Hold and Follow; a key written beside it wins.
          preset: Classic
          # blanks: Keep                 # Keep | Fill | Clear
          # deletions: Hold              # Hold | Propagate | Recreate
          # matching: { whenEmailChanges: CreateNew }    # Follow | CreateNew

          """;

    private static string Known(string type, string side)
    {
        var names = ProfileKeys.Root.Keys.First(key => key.Name == side).Types.Select(definition => definition.Name).ToArray();
        return names.FirstOrDefault(name => name.Equals(type, StringComparison.OrdinalIgnoreCase)) ?? throw Invalid(type, side, names);
    }

    private static SyncException Invalid(string word, string key, string[] names)
    {
        var meant = NearMiss.Find(word, names);
        return new SyncException(
            SyncErrorId.InputInvalid,
            $"{Shown.Quoted(word)} cannot stand for {key} in a profile.",
            meant is null ? $"Use one of {string.Join(", ", names)}." : $"{meant} is meant; known are {string.Join(", ", names)}.")
        {
            Subject = word,
        };
    }
}
