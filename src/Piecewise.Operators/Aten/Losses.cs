using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Distances of a prediction from a target, per element or reduced (0 none, 1 mean, 2 sum).
/// Source: <c>torch.nn.functional.mse_loss</c>, <c>l1_loss</c>, <c>smooth_l1_loss</c>, <c>huber_loss</c>.
/// </summary>
internal sealed class Losses : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new LossOperator(
            "aten::mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor", null, (x, y, _) => Elements.Float<Squared>(x, y)),
        new LossOperator(
            "aten::l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor", null, (x, y, _) => Elements.Float<Absolute>(x, y)),
        new LossOperator("aten::smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor",
            "beta", (x, y, beta) => Elements.Float(x, y, new Smooth(beta))),
        new LossOperator("aten::huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.) -> Tensor",
            "delta", (x, y, delta) => Elements.Float(x, y, new Huber(delta))),
    ];

    private sealed class LossOperator(string schema, string? parameter, Func<Tensor, Tensor, double, Tensor> distance) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            var dtype = DTypes.Promote(self.DType, target.DType);
            if (!dtype.IsFloat())
            {
                throw context.Error($"takes floats, found {self} and {target}.");
            }
            var shape = Shapes.Broadcast(context, self.Shape, target.Shape);
            return Lossy.Of(context) == Reduction.None
                ? new TensorType(dtype, shape, Strides.Pointwise(context, shape, self, target), self.Device)
                : new TensorType(dtype, [], device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, target) = (context.Tensor("self"), context.Tensor("target"));
            var dtype = DTypes.Promote(self.DType, target.DType);
            var compute = Pointwise.ComputeDType(dtype);
            var loss = distance(Cast.To(self, compute), Cast.To(target, compute), parameter is null ? 0 : context.Float(parameter));
            return Cast.To(Lossy.Reduce(loss, (Reduction)context.Int("reduction")), dtype);
        }
    }

    private readonly struct Squared : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => (x - y) * (x - y);
    }

    private readonly struct Absolute : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(x - y);
    }

    private readonly struct Smooth(double beta) : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (distance, width) = (T.Abs(x - y), T.CreateTruncating(beta));
            var half = T.CreateTruncating(0.5);
            return distance < width ? half * distance * distance / width : distance - (half * width);
        }
    }

    private readonly struct Huber(double delta) : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (distance, width) = (T.Abs(x - y), T.CreateTruncating(delta));
            var half = T.CreateTruncating(0.5);
            return distance <= width ? half * distance * distance : width * (distance - (half * width));
        }
    }
}
