using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>Recurrent networks as calls of a kernel.</summary>
internal static unsafe class RecurrentKernelCalls
{
    /// <summary>The rows of an operand of all steps: which of its dims are steps, sequences and elements.</summary>
    /// <param name="Step">Null where there is one step, or where steps have several sizes.</param>
    /// <param name="Row">Of the sequences.</param>
    public readonly record struct Dims(int? Step, int Row);

    /// <summary>Whether states are projected: so many weights of a layer in a direction say it, whatever is known of sizes.</summary>
    public static bool IsProjected(int weights, bool hasBiases) => weights > (hasBiases ? 4 : 2);

    /// <summary>Sequences of <paramref name="input"/>, layer by layer.</summary>
    /// <param name="context">The call.</param>
    /// <param name="kind">What a step computes.</param>
    /// <param name="input">Name of the sequences.</param>
    /// <param name="dims">Of the sequences, and of the result.</param>
    /// <param name="sizes">Name of the steps' sizes, or null.</param>
    /// <param name="states">The state, and the cell where there is one.</param>
    /// <param name="weights">All of them; see <see cref="RecurrentCall{T}.Weights"/>.</param>
    /// <param name="hasBiases">Whether there are biases among the weights.</param>
    /// <param name="layers">How many layers there are.</param>
    /// <param name="directions">1 or 2.</param>
    /// <param name="isCell">Whether the results are the last states alone.</param>
    /// <returns>Null where no kernel takes these operands.</returns>
    public static KernelCall? Layers(
        InferenceContext context, RecurrentKind kind, string input, Dims dims, string? sizes, ImmutableArray<Node> states,
        ImmutableArray<Node> weights, bool hasBiases, int layers, int directions, bool isCell)
    {
        var x = context.Tensor(input);
        TensorType[] types = [.. weights.Select(w => (TensorType)w.Type)];
        TensorType[] before = [.. states.Select(s => (TensorType)s.Type)];
        var results = isCell ? 0 : 1;
        var output = isCell ? null : context.Result();
        if (!KernelCalls.IsFloat(x.DType) || types.Any(t => t.Rank == 1 && !KernelCalls.HasDenseRows(context, t))
            || context.RowMajorResult(results) is not { } lastState
            || (output is not null && !KernelCalls.HasDenseRows(context, output)))
        {
            return null;
        }
        var hasCell = kind == RecurrentKind.Lstm;
        var lastCell = hasCell ? context.RowMajorResult(results + 1) : null;
        if (hasCell && lastCell is null)
        {
            return null;
        }
        var (hidden, outputs) = (before[^1].Shape[^1], before[0].Shape[^1]);
        var isProjected = IsProjected(weights.Length / (layers * directions), hasBiases);
        SymInt[] Strides3(TensorType t) => t.Rank == 2 ? [0, .. t.Strides] : [.. t.Strides];
        SymInt StepOf(TensorType? t) => t is null || dims.Step is null ? 0 : t.Strides[dims.Step.Value];
        var batch = before[0].Shape[^2];
        var steps = sizes is not null ? context.Tensor(sizes).Shape[0] : dims.Step is { } step ? x.Shape[step] : 1;
        var call = new KernelCallBuilder(context, x.DType);
        return call.Of(new RecurrentCall<DType0>
        {
            Kind = kind,
            X = call.Pointer<DType0>(input),
            XStep = call.Size(StepOf(x)),
            XRow = call.Size(x.Strides[dims.Row]),
            XColumn = call.Size(x.Strides[^1]),
            BatchSizes = sizes is null ? null : call.Pointer<long>(sizes),
            BatchSizesStride = call.Size(sizes is null ? 0 : context.Tensor(sizes).Strides[0]),
            Rows = call.Size(sizes is null ? steps * batch : x.Shape[0]),
            Steps = call.Size(steps),
            Batch = call.Size(batch),
            Inputs = call.Size(x.Shape[^1]),
            Hidden = call.Size(hidden),
            Outputs = call.Size(outputs),
            Layers = layers,
            Directions = directions,
            State = call.Pointer<DType0>(states[0]),
            StateStrides = call.Sizes(Strides3(before[0])),
            Cell = hasCell ? call.Pointer<DType0>(states[1]) : null,
            CellStrides = hasCell ? call.Sizes(Strides3(before[1])) : null,
            Weights = call.Pointers<DType0>(weights),
            WeightStrides = call.Sizes(types.SelectMany(t => t.Rank == 1 ? [t.Strides[0], 0] : t.Strides)),
            HasBiases = hasBiases,
            IsProjected = isProjected,
            Result = isCell ? null : call.Pointer<DType0>(context.StridedResult().Pointer),
            ResultStep = call.Size(StepOf(output)),
            ResultRow = call.Size(output?.Strides[dims.Row] ?? 0),
            LastState = call.Pointer<DType0>(lastState),
            LastCell = hasCell ? call.Pointer<DType0>(lastCell) : null,
        });
    }
}
