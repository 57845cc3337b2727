using System.Globalization;

namespace CrmQbSync.Connections.QuickBooksDesktop;

/// <summary>Numbers as texts that mean the same under any culture.</summary>
internal static class NumberText
{
    /// <summary>The digits.</summary>
    public static string ToInvariant(this int number) => number.ToString(CultureInfo.InvariantCulture);
}
