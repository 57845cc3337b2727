namespace CrmQbSync;

/// <summary>How the values of a field are compared (rules 2.1 to 2.4).</summary>
public enum FieldKind
{
    /// <summary>Plain text (2.1).</summary>
    Text,

    /// <summary>A telephone number (2.3).</summary>
    Phone,

    /// <summary>An e-mail address, or several in one field (2.2).</summary>
    Email,

    /// <summary>Text of one or more lines (2.4).</summary>
    Street,
}
