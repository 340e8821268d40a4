using Piecewise.Compiler.Normalize;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Normalize;

/// <summary><c>functionalize</c>: the functional graph after dead code is gone, verified; or why there is none.</summary>
internal sealed class FunctionalizeKind : IFileTestKind
{
    public string Name => "functionalize";

    public string Run(FileTest test, OperatorCatalog catalog)
    {
        var graph = GraphParser.Parse(test.Input, catalog);
        try
        {
            var functional = Functionalizer.Run(graph, catalog);
            DeadCode.Remove(functional);
            GraphVerifier.VerifyOrThrow(functional, "functionalization");
            return GraphPrinter.Print(functional);
        }
        catch (NormalizationException e)
        {
            return "error: " + e.Message;
        }
    }
}
