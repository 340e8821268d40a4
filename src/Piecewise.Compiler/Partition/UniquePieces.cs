using System.Security.Cryptography;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// Finds compute pieces that are equal up to names, symbols and layer numbers (P10): each such class is compiled once. Weights are inputs
/// of a piece, so equal layers are equal pieces.
/// </summary>
public static class UniquePieces
{
    /// <summary>For each piece its class, numbered densely by first appearance; null for a splitting piece.</summary>
    internal static int?[] Number(IEnumerable<(PieceKind Kind, Graph Graph)> pieces, out int count)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        int?[] result =
        [
            .. pieces.Select(p =>
            {
                if (p.Kind == PieceKind.Splitting)
                {
                    return (int?)null;
                }
                var key = CanonicalText(p.Graph);
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

    /// <summary>SHA-256 of the canonical text, in hexadecimal.</summary>
    public static string Key(Graph graph) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(graph))));

    /// <summary>
    /// The graph with nodes named by position, symbols by first appearance, and layer numbers left out. Two graphs have one canonical text
    /// exactly if one compiled version serves both.
    /// </summary>
    public static string CanonicalText(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new CanonicalWriter(graph).Write();
    }
}
