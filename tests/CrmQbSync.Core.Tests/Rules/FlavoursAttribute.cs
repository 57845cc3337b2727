using System.Reflection;
using Xunit.Sdk;

namespace CrmQbSync.Tests.Rules;

/// <summary>A test of a rule that has to hold for every <see cref="Flavour"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FlavoursAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enum.GetValues<Flavour>().Select(flavour => new object[] { flavour });
}
