namespace CrmQbSync.Connections.Http;

/// <summary>Where requests and decisions are told, one line each. Called from any thread, also several at once; never throws, never waits long.</summary>
internal interface IServiceLog
{
    /// <summary>A request and how it ended. Nothing secret and nothing personal in it.</summary>
    void Debug(string line);

    /// <summary>A decision, such as to wait or to sign in anew.</summary>
    void Verbose(string line);
}
