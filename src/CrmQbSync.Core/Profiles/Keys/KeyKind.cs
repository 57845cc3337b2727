namespace CrmQbSync.Profiles;

/// <summary>What a key's value is.</summary>
internal enum KeyKind
{
    /// <summary>Text; the bounds are those of its length.</summary>
    Text,

    /// <summary>A whole number; the bounds are its own.</summary>
    Number,

    /// <summary>true or false.</summary>
    Switch,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>The path of a file.</summary>
    Path,

    /// <summary>A list of values of one kind; the bounds are those of its length.</summary>
    List,

    /// <summary>A group of fixed keys.</summary>
    Group,

    /// <summary>A group whose keys the user names, with values of one kind; the bounds are those of its length.</summary>
    Named,

    /// <summary>A group whose keys depend on the one named <c>type</c>.</summary>
    Connection,
}
