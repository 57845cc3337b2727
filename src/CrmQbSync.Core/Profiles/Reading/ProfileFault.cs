namespace CrmQbSync.Profiles;

/// <summary>One thing that is wrong with a profile.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Key">The key concerned, such as <c>safety.maxDeletes</c>; empty for the file as a whole.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Right">What would be right.</param>
internal sealed record ProfileFault(int Line, int Column, string Key, string Wrong, string Right)
{
    /// <summary>As messages show it: file(line,column): key: what is wrong; what would be right.</summary>
    public string Show(string file) =>
        $"{file}({Line.ToInvariant()},{Column.ToInvariant()}): {(Key.Length == 0 ? "" : Shown.Text(Key) + ": ")}{Wrong}; {Right}";
}
