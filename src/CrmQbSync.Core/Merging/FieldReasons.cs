namespace CrmQbSync.Merging;

/// <summary>Reasons of field changes that are read again later.</summary>
public static class FieldReasons
{
    /// <summary>A real last name takes the place of one that was made up (rule 6.3).</summary>
    public const string ReplacesMadeUpLastName = "takes the place of a last name that was made up";

    /// <summary>An undo brings back a last name that was made up; it still never flows.</summary>
    public const string MadeUpLastNameBack = "undo; the last name that was made up comes back";
}
