using System.IO.Compression;

namespace CrmQbSync.Connections.QuickBooksOnline;

/// <summary>Lists that a mark keeps from one run to the next, as a short text.</summary>
internal static class MarkText
{
    /// <summary>What is written, as text.</summary>
    /// <param name="form">Which form it is written in; another one is not read.</param>
    /// <param name="write">Writes it.</param>
    public static string Pack(byte form, Action<BinaryWriter> write)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(form);
            write(writer);
        }
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Reads what was written; false if it is damaged or of another form, which is as if nothing had been kept.</summary>
    /// <param name="text">The text; null if there is none.</param>
    /// <param name="form">The form that it has to have.</param>
    /// <param name="read">Reads it; what it makes of a damaged text does not count.</param>
    public static bool TryUnpack(string? text, byte form, Action<BinaryReader> read)
    {
        if (text is null)
            return false;
        try
        {
            using var stream = new BrotliStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            using var reader = new BinaryReader(stream);
            if (reader.ReadByte() != form)
                return false;
            read(reader);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException or IOException or InvalidOperationException)
        {
            // Then it is asked for, which is always right.
            return false;
        }
    }
}
