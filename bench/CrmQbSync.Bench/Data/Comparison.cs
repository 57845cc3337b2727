namespace CrmQbSync.Bench.Data;

/// <summary>What comparing two sets comes to; both ways of doing it have to find the same.</summary>
internal readonly record struct Comparison(long Equal, long Changed, long OnlyCrm, long OnlyQb, long DifferingFields);
