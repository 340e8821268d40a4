using System.Collections.Immutable;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Raise;

/// <summary>A program whose pieces are raised and nothing else; its stitch graph runs them.</summary>
internal sealed class RaisedProgram : IDisposable
{
    private static readonly PassPipeline Raising = new(
        [.. StandardPipeline.Create().Steps.Where(s => s.Pass.Name.StartsWith("raise-", StringComparison.Ordinal))], []);

    /// <summary>Loads a program and raises each of its compute pieces in place, those that are instances of one unique piece too.</summary>
    public RaisedProgram(string path)
    {
        Program = PreparedProgram.Load(path, new CompileOptions { Catalog = TestOperators.Catalog });
        Records = [.. Pieces.SelectMany(p => Raise(p, new RewriteBudget()))];
    }

    public PreparedProgram Program { get; }

    public ImmutableArray<PassRecord> Records { get; }

    public IEnumerable<Piece> Pieces => Program.Partition.Pieces.Where(p => p.Kind == PieceKind.Compute);

    /// <summary>The calls in all compute pieces.</summary>
    public IEnumerable<Node> Calls => Pieces.SelectMany(p => p.Graph.Nodes).Where(n => n.Kind == NodeKind.Call);

    public int Count(params string[] operators) => Calls.Count(n => operators.Contains(n.Operator!.Name));

    /// <summary>Raises a piece in place; the verifier runs after each pass.</summary>
    public static List<PassRecord> Raise(Piece piece, RewriteBudget budget)
    {
        var catalog = TestOperators.Catalog;
        var records = new List<PassRecord>();
        var unit = new PieceUnderCompilation(piece.UniqueIndex!.Value, piece.Graph, catalog, new ReplacementCache(catalog));
        Raising.Run(PassScope.Piece, unit, new PassSettings { Verify = true }, budget, records);
        return records;
    }

    public void Dispose() => Program.Dispose();
}
