using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;

namespace CrmQbSync.Pipeline;

/// <summary>
/// The ToString of a time that we give out: <c>Export-Csv</c> writes what a value's ToString gives, which for a plain time depends on the
/// user's culture and drops fractions of a second. With a format it does what it always does.
/// </summary>
internal sealed class RoundTripText : PSMethodInfo
{
    private readonly DateTimeOffset _time;

    private RoundTripText(DateTimeOffset time)
    {
        _time = time;
        SetMemberName(nameof(ToString));
    }

    /// <inheritdoc/>
    public override Collection<string> OverloadDefinitions =>
    [
        "string ToString()",
        "string ToString(string format)",
        "string ToString(System.IFormatProvider formatProvider)",
        "string ToString(string format, System.IFormatProvider formatProvider)",
    ];

    /// <inheritdoc/>
    public override PSMemberTypes MemberType => PSMemberTypes.Method;

    /// <inheritdoc/>
    public override string TypeNameOfValue => typeof(RoundTripText).FullName!;

    /// <summary>The time, as a value that prints so that it can be read back under any culture.</summary>
    public static PSObject Wrap(DateTimeOffset time)
    {
        // A new object: AsPSObject would hand out the same one for boxes that PowerShell shares.
        var wrapped = new PSObject((object)time);
        wrapped.Members.Add(new RoundTripText(time), preValidated: true);
        return wrapped;
    }

    /// <inheritdoc/>
    public override object Invoke(params object?[] arguments)
    {
        var format = arguments.OfType<string>().FirstOrDefault();
        var provider = arguments.OfType<IFormatProvider>().FirstOrDefault();
        return arguments.Length == 0
            ? _time.ToString("o", CultureInfo.InvariantCulture)
            : _time.ToString(format, provider ?? CultureInfo.CurrentCulture);
    }

    /// <inheritdoc/>
    public override PSMemberInfo Copy() => new RoundTripText(_time);
}
