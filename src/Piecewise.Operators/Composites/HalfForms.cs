using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Products, convolutions and pools of f16, which compute in f32 and round once, as those of f32 between conversions; a weight's is made
/// when the program is loaded.
/// </summary>
internal static class HalfForms
{
    private static readonly string[] Names =
    [
        "linear", "matmul", "mm", "bmm", "mv", "addmm", "baddbmm", "conv1d", "conv1d.padding", "conv2d", "conv2d.padding", "conv3d",
        "conv3d.padding", "conv_transpose1d", "conv_transpose2d.input", "conv_transpose3d.input", "convolution", "_convolution",
        "max_pool1d", "max_pool2d", "max_pool3d", "max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices",
        "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool2d", "_adaptive_avg_pool2d",
    ];

    public static CompositeForm[] All { get; } =
        [.. Names.Select(n => new CompositeForm($"aten::{(n.Contains('.', StringComparison.Ordinal) ? n : n + ".default")}", Widened))];

    private static TracedTensor[]? Widened(CompositeCall call)
    {
        if (!call.Names.Any(n => call.IsTensor(n) && call.Tensor(n).DType == DType.F16))
        {
            return null;
        }
        var result = call.Call(call.Operator, [.. call.Names.Select(Argument)]);
        TracedTensor[] all = call.ResultCount == 1 ? [result.Tensor] : result.Tensors;
        return [.. all.Select(t => t.DType == DType.F32 ? t.To(DType.F16) : t)];

        TracedArgument Argument(string name)
        {
            TracedArgument value = call.IsTensor(name) && call.Tensor(name) is { DType: DType.F16 } half ? half.To(DType.F32) : call[name];
            return call.IsKeyword(name) ? Op.Named(name, value) : value;
        }
    }
}
