using System.Management.Automation;
using CrmQbSync.Running;
using CrmQbSync.Selection;

namespace CrmQbSync.Cmdlets;

/// <summary>A cmdlet that works with links, all or some.</summary>
public abstract class LinkSelectionCmdlet : PipedProfileCmdlet
{
    /// <summary>Only links with these addresses.</summary>
    [Parameter]
    public string[]? Email { get; set; }

    /// <summary>Only links of these contacts.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? CrmId { get; set; }

    /// <summary>Only links of these customers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? QbId { get; set; }

    /// <summary>Whether any selection was expressed, be it of nothing.</summary>
    private protected bool IsSelective => IsGiven(nameof(Email)) || IsGiven(nameof(CrmId)) || IsGiven(nameof(QbId));

    /// <summary>What was selected.</summary>
    private protected RecordSelection Selection() => new()
    {
        Emails = Texts.Filled(Email),
        CrmIds = Texts.Filled(CrmId),
        QbIds = Texts.Filled(QbId),
    };
}
