using Piecewise.Runtime.Tests.Artifacts;
using Piecewise.Runtime.Tests.Cache;
using Piecewise.Runtime.Tests.Memory;
using Piecewise.Runtime.Tests.Threading;

namespace Piecewise.Runtime.Tests;

/// <summary>What this assembly does when it is started as a process of its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["fork-join"]:
                ForkJoinLatency.Print();
                return 0;
            case ["artifact-load"]:
                ArtifactLoadTime.Print();
                return 0;
            case ["memory-plan"]:
                MemoryPlanTime.Print();
                return 0;
            case ["cache", .. var rest]:
                return CacheChild.Run(rest);
            default:
                Console.Error.WriteLine(
                    "Run the tests with 'dotnet test'. Measurements: fork-join, artifact-load, memory-plan. For fault tests: cache.");
                return 2;
        }
    }
}
