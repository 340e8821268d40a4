using System.Security.Cryptography;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// Finds compute pieces that are equal up to names, symbols and layer numbers (P10): each such class is compiled once. Weights are inputs
/// of a piece, so equal layers are equal pieces.
/// </summary>
internal static class UniquePieces
{
    /// <summary>For each piece its class, numbered densely by first appearance; null for a splitting piece.</summary>
    internal static int?[] Number(IEnumerable<(PieceKind Kind, Graph Graph)> pieces, out int count)
    {
        // By digest: the texts of all pieces together would be as long as the program several times over.
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        var facts = new CanonicalFacts();
        int?[] result =
        [
            .. pieces.Select(p =>
            {
                if (p.Kind == PieceKind.Splitting)
                {
                    return (int?)null;
                }
                var key = Digest(CanonicalText(p.Graph, facts));
                if (!classes.TryGetValue(key, out var index))
                {
                    classes.Add(key, index = classes.Count);
                }
                return index;
            }),
        ];
        count = classes.Count;
        return result;
    }

    /// <summary>
    /// The graph with nodes named by position, symbols by first appearance, and layer numbers left out. Two graphs have one canonical text
    /// exactly if one compiled version serves both.
    /// </summary>
    public static string CanonicalText(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return CanonicalText(graph, new CanonicalFacts());
    }

    /// <summary>The same, where the texts of several graphs are asked for.</summary>
    internal static string CanonicalText(Graph graph, CanonicalFacts facts) => new CanonicalWriter(graph, facts).Write();

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
