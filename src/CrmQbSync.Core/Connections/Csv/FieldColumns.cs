using System.Collections.Immutable;
using CrmQbSync.Contacts;

namespace CrmQbSync.Connections.Csv;

/// <summary>The columns that hold a field; a street may have several.</summary>
internal sealed record FieldColumns(ContactField Field, ImmutableArray<int> Columns);
