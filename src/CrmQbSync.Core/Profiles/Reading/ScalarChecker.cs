using System.Collections.Immutable;
using System.Globalization;
using CrmQbSync.Files;

namespace CrmQbSync.Profiles;

/// <summary>Checks single values. What comes from a variable is checked like the rest but never shown.</summary>
internal sealed class ScalarChecker(ProfileFaults faults, string folder, Func<string, string?> environment)
{
    /// <summary>The checked value; null if it has a fault, which is told.</summary>
    public CheckedValue? Check(KeyDefinition definition, YamlScalar scalar, string key)
    {
        if (ReferenceReader.Read(scalar.Text, environment, out var wrong, out var right) is not { } parts)
        {
            faults.Add(scalar.Line, scalar.Column, key, wrong, right);
            return null;
        }
        var value = new CheckedValue(key, scalar) { Parts = parts };
        if (!CheckReferences(definition, value))
            return null;
        var isOpen = false;
        foreach (var part in parts)
        {
            isOpen |= part.Value is null && part.Kind != ValuePartKind.Literal;
            if (part is { Kind: ValuePartKind.Environment, Value: null })
                faults.AddMissing(scalar.Line, scalar.Column, key, part.Text);
        }
        return isOpen ? value : CheckText(definition, value, string.Concat(parts.Select(part => part.Value ?? part.Text)));
    }

    private bool CheckReferences(KeyDefinition definition, CheckedValue value)
    {
        var hasSecret = value.Parts.Any(part => part.Kind == ValuePartKind.Secret);
        var hasLiteral = value.Parts.Any(part => part.Kind == ValuePartKind.Literal);
        var hasReference = value.Parts.Any(part => part.Kind != ValuePartKind.Literal);
        (string Wrong, string Right)? fault = definition.References switch
        {
            ReferenceUse.None when hasReference => ("it is shown everywhere and takes no reference", "write it out"),
            ReferenceUse.Environment when hasSecret => ("it takes no secret", "write it out, or take it from a variable: ${env:NAME}"),
            ReferenceUse.Required when hasLiteral => ("a secret is written out here", "a reference: ${secret:NAME}, or ${env:NAME}"),
            ReferenceUse.OneSecret when value.Parts is not [{ Kind: ValuePartKind.Secret }] =>
                (hasLiteral ? "a secret is written out here" : "this token is written anew with each use", "one entry of the secret store: ${secret:NAME}"),
            _ => null,
        };
        if (fault is { } told)
            Fault(value, told.Wrong, told.Right);
        return fault is null;
    }

    private CheckedValue? CheckText(KeyDefinition definition, CheckedValue value, string text) => definition.Kind switch
    {
        KeyKind.Number => CheckNumber(definition, value, text),
        KeyKind.Switch => CheckSwitch(value, text),
        KeyKind.Choice => CheckChoice(definition, value, text),
        KeyKind.Path => CheckPath(definition, value, text),
        _ => CheckPlain(definition, value, text) ? value with { Text = text } : null,
    };

    private CheckedValue? CheckNumber(KeyDefinition definition, CheckedValue value, string text)
    {
        var right = $"a whole number from {definition.Minimum.ToInvariant()} to {definition.Maximum.ToInvariant()}";
        var isQuoted = value.Node is YamlScalar { IsPlain: false } && value.Parts.All(part => part.Kind == ValuePartKind.Literal);
        var digits = text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text;
        if (isQuoted || digits.Length == 0 || !digits.All(char.IsAsciiDigit))
            return Fault(value, isQuoted ? $"{Written(definition, value)} in quotes is a text" : $"{Written(definition, value)} is no whole number", right);
        // More digits than fit are out of any range.
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || number < definition.Minimum || number > definition.Maximum)
            return Fault(value, $"{Written(definition, value)} is out of range", right);
        return value with { Number = number, Text = number.ToInvariant() };
    }

    private CheckedValue? CheckSwitch(CheckedValue value, string text)
    {
        var isQuoted = value.Node is YamlScalar { IsPlain: false } && value.Parts.All(part => part.Kind == ValuePartKind.Literal);
        if (!isQuoted && text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
            return value with { Text = text.ToLowerInvariant() };
        return Fault(value, $"{Shown.Quoted(value.AsWritten)} {(isQuoted ? "in quotes is a text" : "is no switch")}", "true or false");
    }

    private CheckedValue? CheckChoice(KeyDefinition definition, CheckedValue value, string text)
    {
        var choice = definition.Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (choice is not null)
            return value with { Text = choice };
        // A near miss of a variable's value would tell something of the value.
        var isLiteral = value.Parts.All(part => part.Kind == ValuePartKind.Literal);
        var meant = faults.IsFull || !isLiteral ? null : NearMiss.Find(text, definition.Choices);
        var words = string.Join(", ", definition.Choices);
        return Fault(value, $"{Written(definition, value)} is none of its values", meant is null ? $"one of {words}" : $"{meant} is meant (one of {words})");
    }

    private CheckedValue? CheckPath(KeyDefinition definition, CheckedValue value, string text)
    {
        const string Right = "the path of a file, relative to the profile's folder or absolute";
        if (!CheckPlain(definition, value, text))
            return null;
        if (text.Trim().Length == 0)
            return Fault(value, "the path is blank", Right);
        if (text.Contains("://", StringComparison.Ordinal))
            return Fault(value, "this is an address", Right);
        if (text.StartsWith("~/", StringComparison.Ordinal) || text.StartsWith("~\\", StringComparison.Ordinal))
            return Fault(value, "~ means nothing here", "${env:HOME}/… or ${env:USERPROFILE}\\…");
        if (text.EndsWith('/') || text.EndsWith('\\') || Directory.Exists(Path.GetFullPath(text, folder)))
            return Fault(value, "this is a folder", Right);
        if (DeviceNames.Find(text) is { } device)
            return Fault(value, $"Windows takes a file of this name for the device {device}", Right);
        return value with { Text = Path.GetFullPath(text, folder) };
    }

    private bool CheckPlain(KeyDefinition definition, CheckedValue value, string text)
    {
        if (text.Length < definition.Minimum)
            return Fault(value, "the text is empty", definition.Rule?.Right ?? definition.OrNone(definition.Kind == KeyKind.Path ? "the path of a file" : "a text")) is not null;
        if (text.Length > definition.Maximum)
            return Fault(value, $"the text is longer than {definition.Maximum.ToInvariant()} characters", definition.Rule?.Right ?? "a shorter one") is not null;
        if (text.Any(char.IsControl))
            return Fault(value, "a line break or control character stands in the text", "a text in one line") is not null;
        if (definition.Rule?.Wrong(text) is { } wrong)
            return Fault(value, definition.IsShown ? $"{Written(definition, value)}: {wrong}" : wrong, definition.Rule.Right) is not null;
        return true;
    }

    private static string Written(KeyDefinition definition, CheckedValue value) => definition.IsShown ? Shown.Quoted(value.AsWritten) : "the value";

    private CheckedValue? Fault(CheckedValue value, string wrong, string right)
    {
        faults.Add(value.Node.Line, value.Node.Column, value.Key, wrong, right);
        return null;
    }
}
