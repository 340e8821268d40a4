using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>
/// Compares the type that an operator's shape rule gives with the one in the file (F5). The file's is kept: PyTorch computed it. A
/// difference is a mistake in our rule, which tests find and a user sees as a warning.
/// </summary>
internal sealed class TypeChecker(ShapeEnvironment shapes)
{
    private readonly List<string> mismatches = [];

    public IReadOnlyList<string> Mismatches => mismatches;

    /// <summary>The type of a call.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="arguments">One per schema slot.</param>
    /// <param name="isTuple">Whether the operator returns several values.</param>
    /// <param name="recorded">The types in the file, one per result; null where it gives none (a result that is absent, or a literal).</param>
    /// <param name="place">Where the call is, for messages.</param>
    public NodeType Choose(Operator op, ImmutableArray<Argument> arguments, bool isTuple, ImmutableArray<NodeType?> recorded, Func<string> place)
    {
        // Symbols that a rule makes up for data-dependent sizes must not stay in the program's environment.
        var scratch = shapes.Copy();
        NodeType inferred;
        try
        {
            inferred = op.Infer(new InferenceContext(op, arguments, scratch));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            mismatches.Add($"{place()}: the shape rule fails: {e.Message}");
            inferred = isTuple ? new TupleType([.. recorded.Select(_ => NoneType.Instance)]) : NoneType.Instance;
            return Complete(inferred, isTuple, recorded);
        }
        var chosen = Complete(inferred, isTuple, recorded);
        if (new TypeAgreement(shapes, scratch).Difference(inferred, chosen) is { } difference)
        {
            mismatches.Add($"{place()}: {difference}; the file says {chosen}, the shape rule {inferred}");
        }
        return chosen;
    }

    // What the file leaves out is as the rule says.
    private static NodeType Complete(NodeType inferred, bool isTuple, ImmutableArray<NodeType?> recorded)
    {
        if (!isTuple)
        {
            return recorded is [{ } only] ? only : inferred;
        }
        var items = inferred is TupleType tuple ? tuple.Items : [];
        return new TupleType([.. Enumerable.Range(0, Math.Max(items.Length, recorded.Length)).Select(i =>
            i < recorded.Length && recorded[i] is { } type ? type : i < items.Length ? items[i] : NoneType.Instance)]);
    }
}
