using System.Globalization;
using Piecewise.Compiler.Patterns;
using Piecewise.Compiler.Simplify;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Lower;

/// <summary>
/// The compute pieces that one compiled version serves, and what holds of every call of them. That is a unique piece (P10), unless calls
/// differ in what a compiled version depends on: the place of the dispatched symbol, or a layer number that is not the splitting op's.
/// </summary>
internal sealed class PieceCalls
{
    private PieceCalls(Piece representative, IReadOnlyList<Node> calls)
    {
        Representative = representative;
        Calls = calls;
    }

    /// <summary>The first of the pieces.</summary>
    public Piece Representative { get; }

    /// <summary>Calls in the stitch graph.</summary>
    public IReadOnlyList<Node> Calls { get; }

    /// <summary>Indices of inputs that are weights or constants in every call.</summary>
    public required IReadOnlySet<int> Constants { get; init; }

    /// <summary>Numbers of the inputs whose memory every call gives up (C2).</summary>
    public required IReadOnlySet<int> Donated { get; init; }

    /// <summary>Groups the calls of a stitch graph.</summary>
    /// <param name="stitch">The stitch graph.</param>
    /// <param name="symbol">The symbol that is dispatched by.</param>
    public static IReadOnlyList<PieceCalls> Group(Graph stitch, string? symbol)
    {
        var constants = new ConstantValues(stitch);
        var written = InputWrites.Of(stitch);
        var donations = DonationPlan.Of(stitch);
        bool IsConstant(Argument argument) =>
            argument is NodeArgument { Node: var input } && constants.HasInput(input) && !written.Contains(input);
        return
        [
            .. stitch.Nodes.Where(n => n.Piece is { Kind: PieceKind.Compute }).GroupBy(n => Key(n.Piece!, symbol), StringComparer.Ordinal)
                .Select(group =>
            {
                Node[] calls = [.. group];
                return new PieceCalls(calls[0].Piece!, calls)
                {
                    Constants = Enumerable.Range(0, calls[0].Arguments.Length).Where(i => calls.All(c => IsConstant(c.Arguments[i])))
                        .ToHashSet(),
                    Donated = donations.DonatedBy(calls),
                };
            }),
        ];
    }

    private static string Key(Piece piece, string? symbol)
    {
        var key = piece.UniqueIndex!.Value.ToString(CultureInfo.InvariantCulture);
        foreach (var node in piece.Graph.Nodes)
        {
            if (node.Operator?.LayerArgument is { } layer)
            {
                key += $" {node.ArgumentNamed(layer)}";
            }
        }
        // Symbols of equal pieces correspond by their order; with one symbol there is nothing to compare.
        if (symbol is not null && piece.Graph.Shapes.Symbols.Count > 1)
        {
            var order = piece.Graph.Inputs.SelectMany(i => Symbols(i.Type)).Distinct().ToList();
            key += $" @{order.IndexOf(symbol)}";
        }
        return key;
    }

    private static IEnumerable<string> Symbols(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape.Concat(tensor.Strides).SelectMany(s => s.Symbols),
        SymIntType { Value: var value } => value.Symbols,
        _ => [],
    };
}
