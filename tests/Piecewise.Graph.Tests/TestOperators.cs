using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Graphs.Tests;

internal static class TestOperators
{
    /// <summary>The standard operators and those that exist for tests.</summary>
    public static OperatorCatalog Catalog { get; } = StandardOperators.Create().With(new SillyAttention());
}
