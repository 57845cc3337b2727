using System.Collections.Immutable;

namespace CrmQbSync.Tests.Laws;

/// <summary>What generated people are made of.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="Optional">The fields that a profile may do without.</param>
/// <param name="Values">The values of a field; null is a blank. What comes often stands there often.</param>
/// <param name="Rarities">How often comes what is rare: undos, decisions, links forgotten; more where only few scenarios can be played.</param>
internal sealed record Pool(ImmutableArray<string> Fields, ImmutableArray<string> Optional, Func<string, ImmutableArray<string?>> Values, int Rarities = 1);
