using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Distances of a prediction from a target as arithmetic of elements, in the dtype that the losses compute in.</summary>
internal static class LossForms
{
    public static CompositeForm[] All { get; } =
    [
        new("aten::mse_loss.default", call => Loss(call, d => d * d)),
        new("aten::l1_loss.default", call => Loss(call, d => d.Abs())),
        new("aten::smooth_l1_loss.default", call => call.Number("beta") is var beta ? Loss(call, d =>
        {
            var distance = d.Abs();
            return beta == 0 ? distance : Op.Where(distance < beta, distance * 0.5 * distance / beta, distance - (0.5 * beta));
        }) : null),
        new("aten::huber_loss.default", call => call.Number("delta") is var delta ? Loss(call, d =>
        {
            var distance = d.Abs();
            return Op.Where(distance <= delta, distance * 0.5 * distance, (distance - (0.5 * delta)) * delta);
        }) : null),
    ];

    private static TracedTensor[]? Loss(CompositeCall call, Func<TracedTensor, TracedTensor> ofDifference)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        var dtype = DTypes.Promote(self.DType, target.DType);
        var compute = Pointwise.ComputeDType(dtype);
        return [call.Reduce(ofDifference(self.To(compute) - target.To(compute))).To(dtype)];
    }
}
