namespace CrmQbSync.Tests.Laws;

/// <summary>One thing that happens in a scenario. Records are named by their place among those that exist, so that any step can be left out.</summary>
internal abstract record Step;

/// <summary>A person edits a field; null clears it.</summary>
internal sealed record EditStep(Side Side, int Record, string Field, string? Value) : Step;

/// <summary>A person deletes a record.</summary>
internal sealed record DeleteStep(Side Side, int Record) : Step;

/// <summary>A person brings back a deleted record.</summary>
internal sealed record RestoreStep(Side Side, int Record) : Step;

/// <summary>A person makes a record.</summary>
internal sealed record AddStep(Side Side, Seed Seed) : Step;

/// <summary>The profile is edited.</summary>
internal sealed record PolicyStep(ScenarioPolicy Policy) : Step;

/// <summary>A run; it may meet trouble.</summary>
internal sealed record RunStep(SyncMode? Mode = null, SyncPriority? Priority = null, Pick? Pick = null, bool All = false, Trouble? Trouble = null) : Step;

/// <summary>
/// What goes wrong in a run: writes to some records of a side are refused, or a record of it cannot be read. Not a step of its own.
/// </summary>
internal sealed record Trouble(Side Side, int? Refuses, int? Unreadable);

/// <summary>The selection of a run; not a step of its own.</summary>
internal sealed record Pick(int? Crm, int? Qb, string? Email);

/// <summary>The last run that was not undone yet is undone.</summary>
internal sealed record UndoStep : Step;

/// <summary>A person decides a conflict: for a side, or with a value of their own where that is null.</summary>
internal sealed record ResolveStep(int Conflict, Side? Use, int Value) : Step;

/// <summary>A person forgets a link.</summary>
internal sealed record ForgetStep(int Link) : Step;
