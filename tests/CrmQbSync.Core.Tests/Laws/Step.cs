namespace CrmQbSync.Tests.Laws;

/// <summary>One thing that happens in a scenario. Records are named by their place among those that exist, so that any step can be left out.</summary>
internal abstract record Step;

/// <summary>A person edits a field; null clears it.</summary>
internal sealed record EditStep(Side Side, int Record, string Field, string? Value) : Step
{
    public override string ToString() => $"edit {Side} {Record} {Field} = '{Pools.Show(Value)}'";
}

/// <summary>A person deletes a record.</summary>
internal sealed record DeleteStep(Side Side, int Record) : Step;

/// <summary>A person brings back a deleted record.</summary>
internal sealed record RestoreStep(Side Side, int Record) : Step;

/// <summary>A person makes a record.</summary>
internal sealed record AddStep(Side Side, Seed Seed) : Step;

/// <summary>The profile is edited.</summary>
internal sealed record PolicyStep(ScenarioPolicy Policy) : Step;

/// <summary>The country of telephone numbers is edited in the profile.</summary>
internal sealed record RegionStep(string Region) : Step;

/// <summary>A field is taken out of the profile, or put back.</summary>
internal sealed record MappingStep(string Field) : Step;

/// <summary>Somebody sets the clock back.</summary>
internal sealed record ClockStep(int Minutes) : Step;

/// <summary>A run; it may meet trouble.</summary>
internal sealed record RunStep(SyncMode? Mode = null, SyncPriority? Priority = null, Pick? Pick = null, bool All = false, Trouble? Trouble = null) : Step;

/// <summary>
/// What goes wrong in a run: writes to some records of a side are refused, a record of it cannot be read, or a person edits some records between
/// reading and writing. Not a step of its own.
/// </summary>
internal sealed record Trouble(Side Side, int? Refuses, int? Unreadable, Meanwhile? Meanwhile = null);

/// <summary>The edit of a person while a run is under way; not a step of its own.</summary>
internal sealed record Meanwhile(int Which, string Field, string? Value)
{
    public override string ToString() => $"{Which} {Field} = '{Pools.Show(Value)}'";
}

/// <summary>The selection of a run; not a step of its own.</summary>
internal sealed record Pick(int? Crm, int? Qb, string? Email);

/// <summary>A run is undone: the last that was not yet, or any at all, undos too.</summary>
/// <param name="Run">Which, counted from the newest; null for the last that is no undo and was not undone.</param>
internal sealed record UndoStep(int? Run = null) : Step;

/// <summary>A person decides a conflict: for a side, or with a value of their own where that is null.</summary>
internal sealed record ResolveStep(int Conflict, Side? Use, int Value) : Step;

/// <summary>A person forgets a link.</summary>
internal sealed record ForgetStep(int Link) : Step;
