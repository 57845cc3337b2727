using System.Buffers;
using System.Text;
using System.Xml.Linq;
using CrmQbSync.Emulators.Hosting;
using CrmQbSync.Emulators.WebConnector;
using Microsoft.AspNetCore.Http;

namespace CrmQbSync.Bench.Data;

/// <summary>
/// A service for the Web Connector that does nothing: it hands out the requests of a session that was, one after the other, and throws the answers away. What a
/// session with it takes is what Web Connector and company file need by themselves.
/// </summary>
internal sealed class IdleService : IAsyncDisposable
{
    private static readonly XNamespace s_soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace s_intuit = "http://developer.intuit.com/";
    private static readonly byte[] s_iterator = Encoding.UTF8.GetBytes("iteratorID=\"");

    private readonly UpdateResult _known;
    private LoopbackServer? _server;
    private int _sent;
    private int _received;
    private string? _iterator;

    private IdleService(UpdateResult known) => _known = known;

    /// <summary>Where the Web Connector finds it.</summary>
    public Uri Address => _server!.Address;

    /// <summary>Starts one that repeats a session.</summary>
    public static async Task<IdleService> StartAsync(UpdateResult known)
    {
        var service = new IdleService(known);
        service._server = await LoopbackServer.StartAsync(service.AnswerAsync);
        return service;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var operation = context.Request.Headers["SOAPAction"].ToString().Trim('"')[s_intuit.NamespaceName.Length..];
        await DropAsync(context);
        object result = operation switch
        {
            "authenticate" => new object[] { new XElement(s_intuit + "string", "ticket"), new XElement(s_intuit + "string", "") },
            "sendRequestXML" => Next(),
            "receiveResponseXML" => _known.Percentages[_received++],
            _ => "",
        };
        var answer = new XElement(
            s_soap + "Envelope",
            new XElement(s_soap + "Body", new XElement(s_intuit + (operation + "Response"), new XElement(s_intuit + (operation + "Result"), result))));
        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + answer.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>The next request; an iterator has another id in each session.</summary>
    private string Next()
    {
        const string Attribute = "iteratorID=\"";
        var request = _known.Requests[_sent++];
        var at = request.IndexOf(Attribute, StringComparison.Ordinal);
        if (at < 0 || _iterator is null)
            return request;
        at += Attribute.Length;
        return string.Concat(request.AsSpan(0, at), _iterator, request.AsSpan(request.IndexOf('"', at)));
    }

    /// <summary>Reads a body away; only the id of an iterator at its head is kept.</summary>
    private async Task DropAsync(HttpContext context)
    {
        var isHead = true;
        while (true)
        {
            var piece = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            if (isHead && piece.Buffer.Length > 0)
            {
                var head = piece.Buffer.Slice(0, Math.Min(piece.Buffer.Length, 2048)).ToArray();
                if (head.AsSpan().IndexOf(s_iterator) is >= 0 and var at)
                {
                    var rest = head.AsSpan(at + s_iterator.Length);
                    _iterator = Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'"')]);
                }
                isHead = false;
            }
            context.Request.BodyReader.AdvanceTo(piece.Buffer.End);
            if (piece.IsCompleted)
                return;
        }
    }
}
