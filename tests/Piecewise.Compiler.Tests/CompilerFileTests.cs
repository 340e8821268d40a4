using Piecewise.Compiler.Tests.Emit;
using Piecewise.Compiler.Tests.Normalize;
using Piecewise.Compiler.Tests.Partition;
using Piecewise.Compiler.Tests.Passes;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests;

/// <summary>The fixtures in <c>FileTests</c>: input and expectation in one file.</summary>
public sealed class CompilerFileTests
{
    private static readonly FileTestSuite Suite =
        new("Piecewise.Compiler.Tests", TestOperators.Catalog, new PartitionKind(), new FunctionalizeKind(), new PassesKind(),
            new EmitKind());

    public static TheoryData<string> Files => new(Suite.Files);

    [Theory]
    [MemberData(nameof(Files))]
    public void Expectation_holds(string file) => Suite.Run(file);
}
