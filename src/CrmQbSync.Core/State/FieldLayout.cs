using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.State;

/// <summary>
/// The fields by which values are packed, each with what it is mapped to: a field mapped to something else since a link was stored
/// is a new field, without base (rule 5.5).
/// </summary>
/// <param name="Fields">The fields.</param>
/// <param name="Mappings">For each field the text that tells its mapping apart from others (names on both sides, kind).</param>
public sealed record FieldLayout(FieldSet Fields, ImmutableArray<string> Mappings);
