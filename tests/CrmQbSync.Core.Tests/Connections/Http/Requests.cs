using CrmQbSync.Connections.Http;

namespace CrmQbSync.Tests.Connections.Http;

internal static class Requests
{
    public static ServiceRequest Read { get; } = new() { Method = HttpMethod.Get, Path = "/api/things?email=ann%40example.com&page=2", Name = "read things", Effect = CallEffect.Read };

    public static ServiceRequest Write { get; } = new() { Method = HttpMethod.Post, Path = "/api/things", Name = "write things", Effect = CallEffect.Write, Body = "{\"a\":1}" };

    public static ServiceRequest KeyedWrite { get; } = Write with { Path = "/api/things?requestid=1", Effect = CallEffect.KeyedWrite };
}
