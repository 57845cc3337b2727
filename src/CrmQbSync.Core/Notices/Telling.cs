namespace CrmQbSync.Notices;

/// <summary>Why people are told of an event now.</summary>
internal enum Telling
{
    /// <summary>It was not there before.</summary>
    Begun,

    /// <summary>It was there before, and something new has come to it.</summary>
    Changed,

    /// <summary>It is still there a day after they were last told.</summary>
    Reminder,

    /// <summary>It is over.</summary>
    Over,
}
