namespace CrmQbSync.State.Sqlite;

/// <summary>The numbers by which one enumeration is stored: the places in a list.</summary>
internal sealed class StoredNumbers<T>(params T[] values)
    where T : struct, Enum
{
    /// <summary>The number of a value.</summary>
    public long Number(T value)
    {
        var place = Array.IndexOf(values, value);
        return place >= 0 ? place : throw new ArgumentOutOfRangeException(nameof(value), value, "This value cannot be stored.");
    }

    /// <summary>The value of a number.</summary>
    public T Value(long number) => number >= 0 && number < values.Length
        ? values[number]
        : throw new InvalidDataException($"The number {number} stands for no {typeof(T).Name}.");
}
