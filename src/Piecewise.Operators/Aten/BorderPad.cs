using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>How places outside a tensor are filled from inside.</summary>
internal enum Border : byte
{
    /// <summary>Mirrored at the outermost element, which is not repeated.</summary>
    Reflect,

    /// <summary>The outermost element again.</summary>
    Replicate,

    /// <summary>Continued at the other end.</summary>
    Circular,
}

/// <summary>
/// The last dims enlarged by elements of the tensor itself. Source: <c>torch.nn.functional.pad</c> with the modes reflect, replicate,
/// circular.
/// </summary>
internal sealed class BorderPad : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new BorderPadOperator("aten::reflection_pad1d(Tensor self, SymInt[2] padding) -> Tensor", Border.Reflect, 1),
        new BorderPadOperator("aten::reflection_pad2d(Tensor self, SymInt[4] padding) -> Tensor", Border.Reflect, 2),
        new BorderPadOperator("aten::reflection_pad3d(Tensor self, SymInt[6] padding) -> Tensor", Border.Reflect, 3),
        new BorderPadOperator("aten::replication_pad1d(Tensor self, SymInt[2] padding) -> Tensor", Border.Replicate, 1),
        new BorderPadOperator("aten::replication_pad2d(Tensor self, SymInt[4] padding) -> Tensor", Border.Replicate, 2),
        new BorderPadOperator("aten::replication_pad3d(Tensor self, SymInt[6] padding) -> Tensor", Border.Replicate, 3),
        new BorderPadOperator("aten::_pad_circular(Tensor self, SymInt[] pad) -> Tensor", Border.Circular, null),
    ];

    internal static TensorType TypeOf(InferenceContext context, TensorType self, ImmutableArray<SymInt> pads, Border border)
    {
        var padded = pads.Length / 2;
        if (pads.Length % 2 != 0 || padded is < 1 or > 3 || (self.Rank != padded + 1 && self.Rank != padded + 2))
        {
            throw context.Error(
                $"{pads.Length} paddings of this mode do not fit {self}: the last {padded} dims after one or two others are padded.");
        }
        var shape = self.Shape.ToBuilder();
        for (var i = 0; i < padded; i++)
        {
            var dim = self.Rank - 1 - i;
            var (before, after, size) = (pads[2 * i], pads[2 * i + 1], shape[dim]);
            var fits = border switch
            {
                Border.Reflect => SymBool.And(SymBool.Lt(before, size), SymBool.Lt(after, size)),
                // What is cut off is not there to be continued with.
                Border.Circular => (size + SymInt.Min(before, 0) + SymInt.Min(after, 0)) is var kept
                    ? SymBool.And(SymBool.Le(before, kept), SymBool.Le(after, kept)) : SymBool.False,
                _ => SymBool.Ge(size, 1),
            };
            if (context.Refutes(fits))
            {
                throw context.Error($"paddings {before} and {after} are too large for size {size} of dim {dim}.");
            }
            shape[dim] = context.Shapes.Simplify(size + before + after);
        }
        var result = shape.ToImmutable();
        var followsOrder = border != Border.Circular && padded >= 2;
        return self.WithShape(result, followsOrder ? MemoryOrder.Following(context, self, result) : null);
    }

    internal static Tensor Pad(EvaluationContext context, Tensor self, long[] pads, Border border)
    {
        var result = Results.Allocate(TypeOf(context.Types(), TensorType.Of(self), [.. pads.Select(p => (SymInt)p)], border));
        // Of no row, there may be any number of columns.
        if (result.ElementCount == 0)
        {
            return result;
        }
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var dim = self.Rank - 1 - i;
            var size = self.Shape[dim];
            var positions = new long[result.Shape[dim]];
            for (var k = 0; k < positions.Length; k++)
            {
                positions[k] = border == Border.Circular
                    ? Around(k - Math.Max(pads[2 * i], 0), Math.Min(pads[2 * i], 0), Math.Min(pads[2 * i + 1], 0), size)
                    : Inside(k - pads[2 * i], size, border);
            }
            self = Indexing.SlicesAt(self, dim, positions);
        }
        Strided.Copy(self, result);
        return result;
    }

    private static long Inside(long position, long size, Border border) => border == Border.Replicate
        ? Math.Clamp(position, 0, size - 1)
        : position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position;

    // A place among the elements that negative paddings leave.
    private static long Around(long position, long before, long after, long size) =>
        (size + before + after) is var kept && position < 0 ? position + kept - before
        : position >= kept ? position - kept - before
        : position - before;

    private sealed class BorderPadOperator(string schema, Border border, int? dims) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var pads = context.SymInts(Schema.Arguments[1].Name);
            return dims is null || pads.Length == 2 * dims
                ? TypeOf(context, context.Tensor("self"), pads, border)
                : throw context.Error($"takes {2 * dims} paddings, not {pads.Length}.");
        }

        public override Value Evaluate(EvaluationContext context) =>
            Pad(context, context.Tensor("self"), context.Ints(Schema.Arguments[1].Name), border);
    }
}
