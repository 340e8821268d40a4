using Piecewise.Runtime.Tests.Threading;

namespace Piecewise.Runtime.Tests;

/// <summary>What this assembly does when it is started as a process of its own.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["fork-join", ..]:
                ForkJoinLatency.Print();
                return 0;
            default:
                Console.Error.WriteLine("Run the tests with 'dotnet test'. Verbs for fault tests and measurements: fork-join.");
                return 2;
        }
    }
}
