using System.Buffers;
using System.Text;

namespace CrmQbSync.Connections.Csv;

/// <summary>How far a text that is no UTF-8 is from being it.</summary>
/// <param name="Characters">How many characters beyond ASCII it holds, read as UTF-8.</param>
/// <param name="Damaged">How many times bytes stand there that are none.</param>
/// <param name="Line">The line of the first of these, from 1.</param>
internal readonly record struct CsvUtf8Damage(long Characters, long Damaged, int Line)
{
    /// <summary>Looks at a text, to its end.</summary>
    public static CsvUtf8Damage Of(Stream text, CancellationToken cancellationToken)
    {
        var buffer = new byte[CsvLimits.BufferBytes];
        var (found, held, isBehindReturn) = (new CsvUtf8Damage(0, 0, 1), 0, false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = text.Read(buffer, held, buffer.Length - held);
            var rest = found.Add(buffer.AsSpan(0, held + read), isEnd: read == 0, ref isBehindReturn, out found);
            if (read == 0)
                return found;
            held = rest.Length;
            rest.CopyTo(buffer);
        }
    }

    /// <summary>Adds what stands in some more text; what is left of it goes on in the next.</summary>
    private ReadOnlySpan<byte> Add(ReadOnlySpan<byte> text, bool isEnd, ref bool isBehindReturn, out CsvUtf8Damage sum)
    {
        sum = this;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyInRange((byte)0x80, byte.MaxValue) is >= 0 and var at ? at : text.Length;
            // Only the first line is told.
            if (sum.Damaged == 0 && plain > 0)
                sum = sum with { Line = sum.Line + LineEndsIn(text[..plain], ref isBehindReturn) };
            text = text[plain..];
            if (text.IsEmpty)
                break;
            isBehindReturn = false;
            var status = Rune.DecodeFromUtf8(text, out _, out var length);
            if (status == OperationStatus.NeedMoreData && !isEnd)
                break;
            sum = status == OperationStatus.Done ? sum with { Characters = sum.Characters + 1 } : sum with { Damaged = sum.Damaged + 1 };
            text = text[length..];
        }
        return text;
    }

    private static int LineEndsIn(ReadOnlySpan<byte> text, ref bool isBehindReturn)
    {
        var count = text.Count((byte)'\n') + text.Count((byte)'\r') - text.Count("\r\n"u8) - (isBehindReturn && text[0] == '\n' ? 1 : 0);
        isBehindReturn = text[^1] == '\r';
        return count;
    }
}
