using CrmQbSync.Connections;
using CrmQbSync.State;

namespace CrmQbSync.Running;

/// <summary>One write on its way: what it belongs to, what is sent, what is journaled, what is told.</summary>
internal sealed record WriteItem(PairWork Work, Side Side, WriteRequest Request, Intent Intent, ContactChange Change);
