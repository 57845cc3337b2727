using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Profiles;

/// <summary>Reads one profile: bytes, text, tree, checked keys, checked profile. All faults of a step are collected before anything is thrown.</summary>
internal sealed class ProfileReader(string path, Func<string, string?> environment)
{
    private readonly ProfileFaults _faults = new(path);
    private readonly string _folder = Path.GetDirectoryName(path) ?? path;

    /// <exception cref="SyncException">ProfileNotFound, ProfileInvalid, SecretMissing.</exception>
    public SyncProfile Read()
    {
        var text = ProfileText.Decode(ReadBytes(), _faults);
        _faults.ThrowIfAny();
        ProfileText.CheckTabs(text!, _faults);
        // A tab that also broke the parsing is told once, by the line that says what it is.
        var parsing = new ProfileFaults(path);
        var tree = YamlReader.Read(text!, parsing);
        if (tree is not null || !_faults.All.Any())
            _faults.AddAll(parsing);
        if (tree is null)
            _faults.ThrowIfAny();
        return Check(tree!);
    }

    private byte[] ReadBytes()
    {
        if (FileIdentity.IsPipeOrDevice(path))
        {
            _faults.Add(1, 1, "", "this is a pipe or a device", "the path of a file");
            _faults.ThrowIfAny();
        }
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // One byte more than allowed shows that there are more, whatever the file says of its length.
            var bytes = new byte[ProfileText.MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..length];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SyncException(SyncErrorId.ProfileNotFound, $"There is no profile '{path}'.", "Check the path, or write one with New-ContactSyncProfile.", exception)
            {
                Subject = path,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var isFolder = Directory.Exists(path);
            _faults.Add(1, 1, "", isFolder ? "this is a folder" : $"the file cannot be read ({exception.Message})", isFolder ? "the path of a profile in it" : "a file that this account may read");
            _faults.ThrowIfAny(exception);
            throw;
        }
    }

    private SyncProfile Check(YamlMap tree)
    {
        var checker = new SchemaChecker(_faults, new ScalarChecker(_faults, _folder, environment));
        var profile = checker.Check(ProfileKeys.Root, tree, "")!;
        var name = NameOf(profile);
        var statePath = profile["state"] is { } state && state.Has("path") ? state["path"]?.Text : Path.Combine(_folder, name + ".state.db");
        var mapping = new FieldMappingReader(_faults, profile);
        var rules = mapping.Read();
        var crossChecks = new CrossChecks(_faults, profile);
        var filter = crossChecks.ReadFilter(mapping, rules);
        crossChecks.CheckFiles(statePath);
        crossChecks.CheckNotify();
        _faults.ThrowIfAny();
        return Concealed(Build(profile, name, statePath!) with
        {
            Rules = rules,
            Filter = filter,
            Variables = VariablesOf(profile),
            VariableNames = NamesOf(profile, ValuePartKind.Environment),
            Secrets = SecretsOf(profile, name),
        });
    }

    private static ImmutableArray<string> NamesOf(CheckedValue profile, ValuePartKind kind) =>
        [.. All(profile).SelectMany(value => value.Parts).Where(part => part.Kind == kind).Select(part => part.Text).Distinct(StringComparer.Ordinal)];

    private static ImmutableArray<ProfileSecret> SecretsOf(CheckedValue profile, string name)
    {
        var written = new[] { Side.Crm, Side.Qb }
            .Select(side => SignInSecretOf(profile, side, name) is { } secret ? new ProfileSecret(secret, side) : null)
            .OfType<ProfileSecret>()
            .ToList();
        var named = NamesOf(profile, ValuePartKind.Secret).Select(secret => written.Find(own => own.Name == secret) ?? new ProfileSecret(secret, null));
        return [.. named.Concat(written).DistinctBy(secret => secret.Name, StringComparer.Ordinal)];
    }

    /// <summary>The secret that signing in to a side writes: the one that its refresh token is, by default one of a fixed name; null if there is none.</summary>
    private static string? SignInSecretOf(CheckedValue profile, Side side, string name)
    {
        var key = side == Side.Crm ? "crm" : "qb";
        if (profile[key] is not { Type: { } type } connection || type.Keys.All(known => known.Name != "refreshToken"))
            return null;
        if (!connection.Has("refreshToken"))
            return $"{name}-{key}-refresh";
        return connection["refreshToken"]?.Parts is [{ Kind: ValuePartKind.Secret } part] ? part.Text : null;
    }

    /// <summary>The profile with paths that can be shown beside those that are opened.</summary>
    private static SyncProfile Concealed(SyncProfile profile) => profile with
    {
        StatePath = profile.Conceal(profile.StatePath),
        StateFile = profile.StatePath,
        Crm = Concealed(profile, profile.Crm),
        Qb = Concealed(profile, profile.Qb),
    };

    private static ConnectionSettings Concealed(SyncProfile profile, ConnectionSettings settings) =>
        settings is CsvSettings csv ? csv with { Path = profile.Conceal(csv.Path), File = csv.Path } : settings;

    private string NameOf(CheckedValue profile)
    {
        if (profile.Has("name"))
            return profile["name"]?.Text ?? "profile";
        var name = Path.GetFileNameWithoutExtension(path);
        var wrong = name.Length is 0 or > 100 ? "it has not from 1 to 100 characters" : TextRules.ProfileName.Wrong(name);
        if (wrong is null)
            return name;
        _faults.Add(1, 1, "name", $"the file's name cannot be the profile's: {wrong}", "a name of its own, such as name: acme");
        return "profile";
    }

    private SyncProfile Build(CheckedValue profile, string name, string statePath)
    {
        var isClassic = profile["preset"] is not null;
        var safety = profile["safety"];
        return new SyncProfile
        {
            Name = name,
            Path = path,
            Mode = profile.Choice<SyncMode>("mode") ?? SyncMode.Synchronize,
            Priority = profile.Choice<SyncPriority>("priority") ?? SyncPriority.Crm,
            TieBreaker = profile.Choice<Side>("tieBreaker") ?? Side.Crm,
            Region = profile["region"]?.Text?.ToUpperInvariant() ?? "US",
            Blanks = profile.Choice<BlanksPolicy>("blanks") ?? (isClassic ? BlanksPolicy.Keep : BlanksPolicy.Fill),
            Deletions = profile.Choice<DeletionsPolicy>("deletions") ?? DeletionsPolicy.Hold,
            WhenEmailChanges = profile["matching"]?.Choice<EmailChangePolicy>("whenEmailChanges")
                ?? (isClassic ? EmailChangePolicy.CreateNew : EmailChangePolicy.Follow),
            Preset = profile["preset"]?.Text,
            TransferAllWhenNoneSelected = profile["selection"]?.IsOn("transferAllWhenNoneSelected") ?? false,
            MaxDeletes = safety?["maxDeletes"]?.Number ?? 50,
            MaxCreates = safety?["maxCreates"]?.Number,
            MaxChangePercent = safety?["maxChangePercent"]?.Number,
            HistoryKeepDays = profile["history"]?["keepDays"]?.Number ?? 365,
            StateType = profile["state"]?["type"]?.Text ?? "Sqlite",
            StatePath = statePath,
            SecretVault = profile["secrets"]?["vault"]?.Text,
            Proxy = profile.ValueOf("proxy", path),
            Notify = NotifyBuilder.Build(profile["notify"], path),
            Crm = ConnectionBuilder.Build(profile["crm"]!, path),
            Qb = ConnectionBuilder.Build(profile["qb"]!, path),
        };
    }

    /// <summary>
    /// The variables whose values a later message could show. Numbers and words from a fixed list say nothing, and to put back something as short
    /// as them would garble other texts.
    /// </summary>
    private static ImmutableArray<ValuePart> VariablesOf(CheckedValue profile)
    {
        const int shortest = 4;
        return
        [
            .. All(profile)
                .SelectMany(value => value.Parts)
                .Where(part => part is { Kind: ValuePartKind.Environment, Value.Length: >= shortest })
                .Distinct()
                .OrderByDescending(part => part.Value!.Length),
        ];
    }

    private static IEnumerable<CheckedValue> All(CheckedValue value) =>
        value.Entries.Select(entry => entry.Value).OfType<CheckedValue>().Concat(value.Items).SelectMany(All).Prepend(value);
}
