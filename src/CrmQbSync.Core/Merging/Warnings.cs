using CrmQbSync.Contacts;

namespace CrmQbSync.Merging;

/// <summary>What an entry says of values that could not be written as they are (rules 2.5 and 5.8).</summary>
public static class Warnings
{
    /// <summary>The warning for some changes; null if all of them are written in full.</summary>
    public static string? Of(IEnumerable<FieldChange> changes)
    {
        if (changes is NewRecordFields)
            return null;
        string? text = null;
        foreach (var change in changes)
        {
            if (change.Code is not null)
                text = text is null ? Sentence(change) : $"{text} {Sentence(change)}";
        }
        return text;
    }

    private static string Sentence(FieldChange change) => change.Code switch
    {
        ErrorCodes.CutToLength => $"{change.Field} was cut to the {change.NewValue?.Length ?? 0} characters that the other side can hold.",
        ErrorCodes.TooLong => $"{change.Field} is too long for the other side and was not written.",
        ErrorCodes.NotEncodable => $"{change.Field} has characters that the file's encoding cannot hold and was not written.",
        _ when change.Target == ChangeTarget.None => $"{change.Field} holds a value that the other side refuses ({change.Code}) and was not written.",
        _ => $"{change.Field} was not written as it is ({change.Code}).",
    };
}
