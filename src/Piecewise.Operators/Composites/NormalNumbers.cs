using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Normal numbers with a mean or a deviation for each. Source: <c>torch.normal</c>.</summary>
internal sealed class NormalNumbers : ICompositeSource
{
    private const string Generator = "*, Generator? generator=None) -> Tensor";

    public IEnumerable<Composite> Declare() =>
    [
        new($"aten::normal.Tensor_float(Tensor mean, float std=1., {Generator}", call =>
        {
            var mean = call.Tensor("mean");
            var deviation = call.Number("std");
            return deviation < 0 ? throw call.Error("normal expects std >= 0.0") : (Numbers(call, mean) * deviation) + mean;
        }) { IsRandom = true },
        new($"aten::normal.float_Tensor(float mean, Tensor std, {Generator}", call =>
            (Numbers(call, Checked(call)) * call.Tensor("std")) + call.Number("mean")) { IsRandom = true },
        new($"aten::normal.Tensor_Tensor(Tensor mean, Tensor std, {Generator}", call =>
            (Numbers(call, call.Tensor("mean") + Checked(call)) * call.Tensor("std")) + call.Tensor("mean")) { IsRandom = true },
    ];

    private static TracedTensor Numbers(CompositeCall call, TracedTensor like) =>
        call.Make("aten::randn.default", like.Shape, Op.Named("dtype", like.DType));

    private static TracedTensor Checked(CompositeCall call)
    {
        var deviation = call.Tensor("std");
        var isPositive = call.Make("aten::all.default", deviation >= 0);
        call.Call("aten::_assert_async.msg", isPositive, "normal expects all elements of std >= 0.0");
        return deviation;
    }
}
