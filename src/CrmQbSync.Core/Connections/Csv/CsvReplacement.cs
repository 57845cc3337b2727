namespace CrmQbSync.Connections.Csv;

/// <summary>One atomic rewriting of a file: whoever reads it, and whatever happens, there is the old one or the new one.</summary>
internal sealed class CsvReplacement(CsvFile file, ICsvOutput output)
{
    /// <summary>Runs a rewriting and puts its result in the file's place; null if nothing was to be changed.</summary>
    /// <exception cref="SyncException">SourceChanged or OutputFailed: the file is as it was.</exception>
    public CsvFile? Run(CsvRewriter rewriter, CancellationToken cancellationToken)
    {
        var target = CsvFile.Guard(file.Path, () => CsvOutput.TargetOf(file.Path));
        var (temporary, stream) = Writing(() => output.CreateTemporary(target));
        var isReplacing = false;
        try
        {
            var written = new CsvHashingStream(new CsvTargetStream(stream, file.Path));
            using (written)
            {
                Rewrite(rewriter, written, cancellationToken);
                if (!rewriter.HasChanges)
                    return null;
                Writing(() => output.Settle(stream));
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (!file.Scan.LooksUnchanged(file.Path))
                throw CsvErrors.Changed(file.Path);
            isReplacing = true;
            Replace(temporary, target);
            return file with
            {
                Layout = file.Layout.Id < 0 ? file.Layout.WithIdColumn() : file.Layout,
                Scan = file.Scan with { Hash = written.Hash!, Length = written.Length, ModifiedUtc = File.GetLastWriteTimeUtc(target) },
            };
        }
        finally
        {
            // Where the file is lost, this is what is left of it.
            if (!isReplacing || File.Exists(target))
                output.Remove(temporary);
        }
    }

    private void Replace(string temporary, string target)
    {
        try
        {
            output.Replace(temporary, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !File.Exists(target))
        {
            throw CsvErrors.NotPutInPlace(file.Path, temporary, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CsvErrors.Writing(file.Path, exception);
        }
    }

    private void Rewrite(CsvRewriter rewriter, CsvHashingStream written, CancellationToken cancellationToken)
    {
        var source = CsvFile.Guard(file.Path, () => new CsvHashingStream(CsvScan.OpenRead(file.Path)));
        using (source)
        {
            written.Write(file.Scan.Preamble);
            var target = CsvEncodings.FromUtf8(written, file.Scan.Encoding);
            CsvFile.Guard(file.Path, () =>
            {
                rewriter.Run(source, target, cancellationToken);
                return true;
            });
            if (!ReferenceEquals(target, written))
                target.Dispose();
        }
        if (source.Hash != file.Scan.Hash)
            throw CsvErrors.Changed(file.Path);
    }

    private void Writing(Action work) => Writing(() =>
    {
        work();
        return true;
    });

    private T Writing<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CsvErrors.Writing(file.Path, exception);
        }
    }
}
