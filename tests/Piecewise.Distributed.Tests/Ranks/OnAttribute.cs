using System.Reflection;
using Xunit.Sdk;

namespace Piecewise.Distributed.Tests.Ranks;

/// <summary>Runs a theory by one launcher, with the given values after it; skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class OnAttribute : DataAttribute
{
    private readonly string family;
    private readonly object[] values;

    private protected OnAttribute(MpiFamily family, string package, object[] values)
    {
        this.family = family.ToString();
        this.values = values;
        Skip = RankRun.LauncherOf(family) is null ? $"{family} is not installed: package {package}." : null;
    }

    public sealed override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[family, .. values]];
}

public sealed class OnOpenMpiAttribute(params object[] values) : OnAttribute(MpiFamily.OpenMpi, "openmpi-bin", values);

public sealed class OnMpichAttribute(params object[] values) : OnAttribute(MpiFamily.Mpich, "mpich", values);
