namespace CrmQbSync.Profiles;

/// <summary>Which references a value may hold.</summary>
internal enum ReferenceUse
{
    /// <summary>None: the value is shown everywhere.</summary>
    None,

    /// <summary>Variables: the value is needed while the profile is read.</summary>
    Environment,

    /// <summary>Variables and secrets.</summary>
    Any,

    /// <summary>It consists of references and nothing else.</summary>
    Required,

    /// <summary>It is one secret and nothing else, as it is written anew by the program.</summary>
    OneSecret,
}
