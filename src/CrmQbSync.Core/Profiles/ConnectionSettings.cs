namespace CrmQbSync.Profiles;

/// <summary>What a profile says of one side.</summary>
public abstract record ConnectionSettings
{
    /// <summary>The kind of connection, as the profile's <c>type</c> names it.</summary>
    public abstract string Type { get; }

    /// <summary>Whether sub-customers and jobs take part (rule 3.3). Default false.</summary>
    public bool IncludeJobs { get; init; }

    /// <inheritdoc/>
    public sealed override string ToString() => Type;
}
