using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary><c>verify</c>: the violations of the last graph in the text, one per line, or <c>ok</c> (G3).</summary>
internal sealed class VerifyKind : IFileTestKind
{
    public string Name => "verify";

    public string Run(FileTest test, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(test);
        var violations = GraphVerifier.Verify(GraphParser.ParseModule(test.Input, catalog).Graphs[^1]);
        return violations.Count == 0 ? "ok" : string.Join('\n', violations);
    }
}
