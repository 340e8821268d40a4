using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Products with matrices of i8. Source: <c>torch._int_mm</c>, and <c>torch._weight_int8pack_mm</c> of programs whose weights are in 8
/// bits.
/// </summary>
internal sealed class IntegerProducts : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::_int_mm(Tensor self, Tensor mat2) -> Tensor", Sums),
        new("aten::_weight_int8pack_mm(Tensor self, Tensor mat2, Tensor scales) -> Tensor", Scaled),
    ];

    // u8 or i8 times i8, in i32.
    private static TracedTensor Sums(CompositeCall call)
    {
        var (x, y) = (call.Tensor("self"), call.Tensor("mat2"));
        return x.DType is DType.I8 or DType.U8 && y.DType == DType.I8 && x.Rank == 2 && y.Rank == 2
            ? call.Make("aten::mm.default", x.To(DType.I32), y.To(DType.I32))
            : throw call.Error($"takes matrices of i8, found {x.Type} and {y.Type}.");
    }

    // [M, K] · [N, K]ᵀ, and a scale for each column; in f32, rounded once.
    private static TracedTensor Scaled(CompositeCall call)
    {
        var (x, weight, scales) = (call.Tensor("self"), call.Tensor("mat2"), call.Tensor("scales"));
        if (weight.DType != DType.I8 || x.DType is not (DType.F32 or DType.F16 or DType.BF16) || x.Rank != 2 || weight.Rank != 2
            || scales.Rank != 1 || scales.DType != x.DType)
        {
            throw call.Error(
                $"takes a matrix of floats, one of i8 and a vector of scales, found {x.Type}, {weight.Type} and {scales.Type}.");
        }
        var product = call.Make("aten::mm.default", x.To(DType.F32), weight.To(DType.F32).Transpose(0, 1));
        return (product * scales.To(DType.F32)).To(x.DType);
    }
}
