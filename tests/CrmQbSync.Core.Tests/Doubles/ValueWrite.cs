namespace CrmQbSync.Tests.Doubles;

/// <summary>One value that a write replaced; a blank is null.</summary>
public sealed record ValueWrite(string Field, string? Old, string? New)
{
    public override string ToString() => $"{Field}: '{Old}' → '{New}'";
}
