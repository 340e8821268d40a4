using Piecewise.Distributed.Tests.Ranks;

namespace Piecewise.Distributed.Tests;

/// <summary>What this assembly does when a launcher starts it: it is a rank.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => arguments is ["rank", .. var work]
        ? RankProgram.Run(work)
        : throw new InvalidOperationException("Run the tests with 'dotnet test'.");
}
