using CrmQbSync.Bench.Data;
using CrmQbSync.Bench.Measuring;
using CrmQbSync.Bench.Rows;

if (args is [ChildProcess.Mark, var child, .. var arguments])
{
    switch (child)
    {
        case "make":
            GrowthRow.Make(arguments);
            return 0;
        case "growth":
            GrowthRow.Child(arguments);
            return 0;
        case "desktop":
            await DesktopRow.ChildAsync(arguments);
            return 0;
        case "zoho":
            await ZohoService.ChildAsync();
            return 0;
        default:
            return 2;
    }
}
IRow[] rows =
[
    new CompareRow(), new SyncRow(), new GrowthRow(), new ImportRow(), new OneLinerRow(), new ZohoRow(), new QuickBooksOnlineRow(), new DesktopRow(),
];
var wanted = args is [] or ["all"] ? rows : [.. rows.Where(row => args.Contains(row.Name))];
if (wanted.Length == 0)
{
    Console.Error.WriteLine($"Ask for all, or for some of: {string.Join(", ", rows.Select(row => row.Name))}.");
    return 2;
}
var missed = 0;
foreach (var row in wanted)
{
    Console.WriteLine($"{row.Name}");
    foreach (var figure in row.Measure())
    {
        Console.WriteLine($"  {figure}");
        missed += figure.Holds ? 0 : 1;
    }
}
return missed == 0 ? 0 : 1;
