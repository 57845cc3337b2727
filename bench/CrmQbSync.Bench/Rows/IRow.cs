using CrmQbSync.Bench.Measuring;

namespace CrmQbSync.Bench.Rows;

/// <summary>One thing that is measured.</summary>
internal interface IRow
{
    /// <summary>The name that it is asked for by.</summary>
    string Name { get; }

    /// <summary>Measures it.</summary>
    IEnumerable<Figure> Measure();
}
