using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmQbSync.Profiles;

namespace CrmQbSync.Notices;

/// <summary>What people were told of and is not over, way by way: a way that failed has told nobody, whatever went through on another.</summary>
internal sealed class NoticeMemory(ImmutableSortedDictionary<string, ImmutableSortedDictionary<NotifyEvent, ToldEvent>> ways)
{
    private static readonly JsonSerializerOptions s_form = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>What was told on a way.</summary>
    public ImmutableSortedDictionary<NotifyEvent, ToldEvent> this[string way] => ways.GetValueOrDefault(way) ?? ImmutableSortedDictionary<NotifyEvent, ToldEvent>.Empty;

    /// <summary>Reads what <see cref="ToText"/> gave; null if nobody was told of anything.</summary>
    public static NoticeMemory Parse(string? text) => new(text is null
        ? ImmutableSortedDictionary<string, ImmutableSortedDictionary<NotifyEvent, ToldEvent>>.Empty
        : JsonSerializer.Deserialize<ImmutableSortedDictionary<string, ImmutableSortedDictionary<NotifyEvent, ToldEvent>>>(text, s_form)!);

    /// <summary>As the state keeps it; null if there is nothing to be kept.</summary>
    public string? ToText()
    {
        var told = ways.Where(way => !way.Value.IsEmpty).ToDictionary();
        return told.Count == 0 ? null : JsonSerializer.Serialize(told, s_form);
    }
}
