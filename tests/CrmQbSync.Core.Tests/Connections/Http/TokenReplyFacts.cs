using System.Collections.Immutable;

namespace CrmQbSync.Tests.Connections.Http;

internal static class TokenReplyFacts
{
    public static ImmutableDictionary<string, string> Of(params (string Name, string Value)[] facts) =>
        facts.ToImmutableDictionary(fact => fact.Name, fact => fact.Value);
}
