using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>What may occur in a stage (G4).</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Summary">The rule in words.</param>
/// <param name="Objection">Why a call of an operator or of a piece must not occur; null where it may.</param>
internal sealed record Dialect(Stage Stage, string Summary, Func<Node, string?> Objection)
{
    /// <summary>Namespace of the operators that lowering replaces by one of their providers.</summary>
    public const string OpIrNamespace = "piecewise_ir";

    /// <summary>Namespace of the operators that lowering puts in their place.</summary>
    public const string KernelNamespace = "piecewise_kernel";

    /// <summary>Whether an operator, by its qualified name, is made by the passes and is no part of an exported program.</summary>
    public static bool IsInternal(string name) =>
        name.StartsWith($"{OpIrNamespace}::", StringComparison.Ordinal)
            || name.StartsWith($"{KernelNamespace}::", StringComparison.Ordinal);

    /// <summary>
    /// The operator that takes a tuple apart; the only one besides piece calls that sees tuples with other items than tensors.
    /// </summary>
    public const string GetItem = "_operator::getitem.default";

    /// <summary>One row per stage.</summary>
    public static ImmutableArray<Dialect> All { get; } =
    [
        new(Stage.Imported, "operators of every kind; no piece is called", NoPieces),
        new(Stage.Functional, "no operator that has a functional form or sees where elements lie in their storage; no piece is called",
            node => NoPieces(node) ?? (node.Operator?.FunctionalForm is { } form
                ? $"writes its first argument; {form.Name} is its functional form"
                : node.Operator?.SeesStorage == true ? "depends on the place of elements in their storage" : null)),
        new(Stage.Partitioned, "calls of pieces, tuple extraction and arithmetic of sizes",
            node => node.Kind == NodeKind.CallPiece || (node.Operator is { } op && IsSymbolic(op)) ? null : "only pieces compute"),
        new(Stage.Lowered, $"no operator of {OpIrNamespace}; no piece is called",
            node => NoPieces(node) ?? (node.Operator?.Schema.Namespace == OpIrNamespace ? "is left over from the op IR (L1)" : null)),
    ];

    public static Dialect Of(Stage stage) => All.First(d => d.Stage == stage);

    // Python's operators and functions on sizes, and the size queries of tensors: nothing here reads or makes an element.
    private static bool IsSymbolic(Operator op) =>
        op.IsPure && (op.Schema.Namespace is "_operator" or "math"
            || op.Schema.BaseName.TrimStart('_').StartsWith("sym_", StringComparison.Ordinal));

    private static string? NoPieces(Node node) => node.Kind == NodeKind.CallPiece ? "only a stitch graph calls pieces" : null;
}
