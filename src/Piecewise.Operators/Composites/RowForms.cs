using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Products of rows with one matrix whose rows do not lie at one distance (those of sequences by steps, transposed): a copy of them is one
/// product; as they lie, each step would be one of few rows, which reads the whole matrix.
/// </summary>
internal static class RowForms
{
    public static CompositeForm[] All { get; } =
    [
        new("aten::linear.default", call => call.Tensor("weight").Rank == 2 && !call.HaveOneDistance(call.Tensor("input"))
            ? [call.Make("aten::linear.default", Copied(call, "input"), call["weight"], call["bias"])] : null),
        new("aten::matmul.default", call => call.Tensor("other").Rank == 2 && !call.HaveOneDistance(call.Tensor("self"))
            ? [call.Make("aten::matmul.default", Copied(call, "self"), call["other"])] : null),
    ];

    private static TracedTensor Copied(CompositeCall call, string name) =>
        call.Make("aten::clone.default", call.Tensor(name), Op.Named("memory_format", MemoryFormat.Contiguous));
}
