using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Explain;

/// <summary>Counts the <see cref="Work"/> of steps for given sizes.</summary>
internal static class ItemWork
{
    // They read as many elements of their first operand as they write, wherever these lie.
    private static readonly ImmutableHashSet<Type> Lookups =
        [typeof(TakeSlicesCall<,>), typeof(TakeJointlyCall<,>), typeof(GatherCall<,>)];

    /// <summary>Of a step of a piece's code; null where a size is not known before the call.</summary>
    /// <param name="item">The step.</param>
    /// <param name="sizes">The piece's symbols.</param>
    public static Work? Of(ScheduleItem item, IReadOnlyDictionary<string, long> sizes)
    {
        try
        {
            return item switch
            {
                LoopKernel loops => OfLoops(loops, sizes, []),
                KernelItem kernel => OfKernel(kernel, sizes)
                    + (kernel.Epilogue is { } loops ? OfLoops(loops, sizes, kernel.Written.Select(w => w.Base)) : default),
                CallItem call => new Work(
                    call.Arguments.Sum(a => BytesOf(a, sizes)) + call.Results.Sum(r => r is null ? 0 : BytesOf(r, sizes)), 0),
                ClearItem clear => new Work(BytesOf(clear.Place, sizes), 0),
                _ => null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or ArithmeticException)
        {
            return null;
        }
    }

    /// <summary>Of attention that is left to the host, over the tokens of the call alone; null where a size is not known.</summary>
    /// <param name="step">The step.</param>
    /// <param name="valueOf">The values of its entry's table, as far as they are known.</param>
    public static Work? OfAttention(StepManifest step, Func<int, long?> valueOf)
    {
        double? Elements(ValuePlace place) => place.Shape.Aggregate((double?)1, (n, row) => n * valueOf(row));
        var tensors = step.Arguments.Where(a => a.Kind != PlaceKind.None).ToArray();
        var (query, key) = (step.Arguments[0], step.Arguments[1]);
        var bytes = tensors.Aggregate((double?)0, (sum, t) => sum + (Elements(t) * t.DType.Size()));
        return bytes is { } moved && Elements(query) is { } elements && valueOf(query.Shape[0]) is { } queries
            && valueOf(key.Shape[0]) is { } keys
            ? new Work(moved, 4 * elements * KeysOf(queries, keys, step.Attention is { IsCausal: true }))
            : null;
    }

    private static Work OfKernel(KernelItem item, IReadOnlyDictionary<string, long> sizes)
    {
        var kernel = item.Kernel.Kernel.IsGenericType ? item.Kernel.Kernel.GetGenericTypeDefinition() : item.Kernel.Kernel;
        var written = item.Written.Sum(w => BytesOf(w, sizes));
        var read = item.Arguments.DistinctBy(a => a.View).Select((a, i) =>
            i == 0 && Lookups.Contains(kernel) ? Math.Min(BytesOf(a, sizes), written) : BytesOf(a, sizes)).Sum();
        return new Work(read + written, item.Written.IsEmpty ? 0 : OperationsOf(kernel, item, sizes));
    }

    private static double OperationsOf(Type kernel, KernelItem item, IReadOnlyDictionary<string, long> sizes)
    {
        var results = Elements(item.Written[0].Type.Shape, sizes);
        if (kernel == typeof(LinearCall<>) || kernel == typeof(QuantizedLinearCall<>) || kernel == typeof(GroupedProductCall<,>)
            || kernel == typeof(IntegerLinearCall))
        {
            return 2 * results * item.Arguments[0].Type.Shape[^1].Evaluate(sizes);
        }
        if (kernel == typeof(ProductCall<>) && item.Arguments.Length >= 2)
        {
            // The factors come last: what is added may stand before them.
            return 2 * results * item.Arguments[^2].Type.Shape[^1].Evaluate(sizes);
        }
        if (kernel == typeof(ConvolutionCall<>))
        {
            // [outputs, channels of a group, taps]; of a transposed one [channels, outputs of a group, taps], which an element of x meets.
            var weight = item.Arguments[1].Type.Shape;
            return 2 * Elements(weight, sizes) / weight[0].Evaluate(sizes)
                * (IsTransposed(item.Node) ? Elements(item.Arguments[0].Type.Shape, sizes) : results);
        }
        if (kernel == typeof(IntegerConvolutionCall))
        {
            var taps = ((ListArgument)item.Node.ArgumentNamed("kernel")!).Items.Aggregate(1.0, (n, size) => n * ((IntArgument)size).Value);
            var groups = ((IntArgument)item.Node.ArgumentNamed("groups")!).Value;
            return 2 * results * taps * item.Arguments[0].Type.Shape[1].Evaluate(sizes) / groups;
        }
        if (kernel == typeof(AttentionCall))
        {
            var (query, key) = (item.Arguments[0].Type.Shape, item.Arguments[1].Type.Shape);
            var isCausal = item.Node.Operator is { } op && op.Schema.Arguments.Any(a => a.Name == "is_causal")
                && item.Node.ArgumentNamed("is_causal") is BoolArgument { Value: true };
            return 4 * Elements(query, sizes) * KeysOf(query[^2].Evaluate(sizes), key[^2].Evaluate(sizes), isCausal);
        }
        return 0;
    }

    // Only transposed convolutions have an output padding; an operator that computes both kinds is told which.
    private static bool IsTransposed(Node convolution)
    {
        var names = convolution.Operator!.Schema.Arguments.Select(a => a.Name).ToArray();
        return names.Contains("transposed") ? convolution.ArgumentNamed("transposed") is BoolArgument { Value: true }
            : names.Contains("output_padding");
    }

    // Of loops at the end of a kernel, what it has just written is at hand.
    private static Work OfLoops(LoopKernel loops, IReadOnlyDictionary<string, long> sizes, IEnumerable<MemoryView> atHand)
    {
        var results = loops.Members.SelectMany(m => m.Results).ToArray();
        var inside = results.Select(r => r.Place.Base).Concat(atHand).ToHashSet();
        var turns = Elements(loops.Space, sizes);
        var read = loops.Members.SelectMany(m => m.Operands).Select(o => o.Place).Where(p => !inside.Contains(p.Base))
            .DistinctBy(p => p.View)
            // No more than one element in each turn, of whatever the tensor holds.
            .Sum(p => Math.Min(BytesOf(p, sizes), turns * p.Type.DType.Size()));
        return new Work(
            read + results.Where(r => r.IsStored).Sum(r => BytesOf(r.Place, sizes)),
            loops.Members.Sum(m => m.Form.Results.Sum(FunctionsOf) * Elements(m.Form.Space, sizes)));
    }

    private static long FunctionsOf(ScalarExpression expression) => expression switch
    {
        ScalarCall call => 1 + call.Operands.Sum(FunctionsOf),
        ScalarCast cast => FunctionsOf(cast.Value),
        ScalarReduction reduction => 1 + FunctionsOf(reduction.Body),
        _ => 0,
    };

    // Keys that a query sees, in the mean: of as many queries as keys, the i-th sees i of them.
    private static double KeysOf(double queries, double keys, bool isCausal) => isCausal && queries > 1 ? keys - ((queries - 1) / 2) : keys;

    private static double BytesOf(TensorPlace place, IReadOnlyDictionary<string, long> sizes)
    {
        var elements = 1.0;
        for (var d = 0; d < place.Type.Rank; d++)
        {
            // A dim without a stride shows one element again and again.
            elements *= place.Type.Strides[d] == 0 ? 1 : place.Type.Shape[d].Evaluate(sizes);
        }
        return elements * place.Type.DType.Size();
    }

    private static double Elements(ImmutableArray<SymInt> shape, IReadOnlyDictionary<string, long> sizes) =>
        shape.Aggregate(1.0, (n, size) => n * size.Evaluate(sizes));
}
