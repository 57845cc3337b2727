using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CrmQbSync.Reporting;

/// <summary>A piece of HTML. Whatever is put into one is encoded as text, unless it is one itself.</summary>
/// <param name="Markup">The markup.</param>
internal readonly record struct Html(string Markup)
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Markup with values in its holes.</summary>
    public static Html Of(FormattableString markup) =>
        new(string.Format(CultureInfo.InvariantCulture, markup.Format, [.. markup.GetArguments().Select(Encode)]));

    /// <summary>Several pieces, each on a line of its own.</summary>
    public static Html Lines(IEnumerable<Html> pieces) => new(string.Join('\n', pieces.Select(piece => piece.Markup)));

    /// <inheritdoc/>
    public override string ToString() => Markup;

    private static string Encode(object? value) => value is Html html
        ? html.Markup
        : s_encoder.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
}
