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

    public NodeType Choose(Operator op, ImmutableArray<Argument> arguments, NodeType? recorded, string place)
    {
        NodeType inferred;
        // Symbols that a rule makes up for data-dependent sizes must not stay in the program's environment.
        var scratch = shapes.Copy();
        try
        {
            inferred = op.Infer(new InferenceContext(op, arguments, scratch));
        }
        catch (InferenceException e)
        {
            mismatches.Add($"{place}: the shape rule fails: {e.Message}");
            return recorded ?? NoneType.Instance;
        }
        if (recorded is null)
        {
            return inferred;
        }
        if (!Agree(inferred, recorded, scratch))
        {
            mismatches.Add($"{place}: the file says {recorded}, the shape rule {inferred}");
        }
        return recorded;
    }

    private bool Agree(NodeType inferred, NodeType recorded, ShapeEnvironment scratch) => (inferred, recorded) switch
    {
        (TensorType a, TensorType b) => a.DType == b.DType && a.Rank == b.Rank
            && a.Shape.Zip(b.Shape).All(p => Same(p.First, p.Second, scratch))
            && SameStrides(a, b, scratch),
        // An optional result that the file lists as absent or unused.
        (_, NoneType) => true,
        (TupleType a, TupleType b) => a.Items.Length >= b.Items.Length && a.Items.Zip(b.Items).All(p => Agree(p.First, p.Second, scratch)),
        (SymIntType a, SymIntType b) => Same(a.Value, b.Value, scratch),
        (SymFloatType, SymFloatType) => true,
        (SymBoolType, SymBoolType) => true,
        _ => false,
    };

    // Strides of dims with one element mean nothing; those of an empty tensor neither.
    private bool SameStrides(TensorType a, TensorType b, ShapeEnvironment scratch)
    {
        if (a.IsRowMajor && b.IsRowMajor || b.Shape.Any(s => s == 0))
        {
            return true;
        }
        for (var i = 0; i < a.Rank; i++)
        {
            if (b.Shape[i] != 1 && !Same(a.Strides[i], b.Strides[i], scratch))
            {
                return false;
            }
        }
        return true;
    }

    private bool Same(SymInt inferred, SymInt recorded, ShapeEnvironment scratch) =>
        inferred == recorded
        || inferred.Symbols.Any(s => !shapes.Symbols.ContainsKey(s))
        || scratch.IsStaticallyTrue(SymBool.Eq(inferred, recorded));
}
