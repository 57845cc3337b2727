using System.Management.Automation;

namespace CrmQbSync.Shell;

/// <summary>Shows progress on one line that is overwritten; nothing where there is no screen.</summary>
internal sealed class ProgressLine(ShellConsole console)
{
    private int _length;

    public void Show(ProgressRecord record)
    {
        if (!console.IsScreen)
            return;
        Clear();
        if (record.RecordType == ProgressRecordType.Completed)
            return;
        var percent = record.PercentComplete >= 0 ? $" {record.PercentComplete} %" : "";
        var text = $"{record.Activity}: {record.StatusDescription}{percent}";
        if (text.Length >= console.Width)
            text = text[..(console.Width - 1)];
        console.Error.Write(text);
        _length = text.Length;
    }

    public void Clear()
    {
        if (_length == 0)
            return;
        console.Error.Write('\r' + new string(' ', _length) + '\r');
        _length = 0;
    }
}
