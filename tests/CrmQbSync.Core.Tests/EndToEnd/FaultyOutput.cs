using CrmQbSync.Connections.Csv;
using CrmQbSync.Tests.Doubles;

namespace CrmQbSync.Tests.EndToEnd;

/// <summary>A disk whose every step can be the last, or fail because it is full.</summary>
internal sealed class FaultyOutput(ICsvOutput inner, Side side, FaultSwitch faults) : ICsvOutput
{
    public (string Path, Stream Stream) CreateTemporary(string target)
    {
        Step("create");
        return inner.CreateTemporary(target);
    }

    public void Settle(Stream stream)
    {
        Step("settle");
        inner.Settle(stream);
    }

    public void Replace(string temporary, string target)
    {
        Step("replace");
        inner.Replace(temporary, target);
        faults.State($"{side} file replaced", isBefore: false);
    }

    public void Remove(string temporary)
    {
        // A dead process removes nothing.
        if (!faults.IsDead)
            inner.Remove(temporary);
    }

    private void Step(string step)
    {
        try
        {
            faults.Service($"{side} file {step}");
        }
        catch (SyncException)
        {
            throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        }
    }
}
