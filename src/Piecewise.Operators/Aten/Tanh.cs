using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Hyperbolic tangent. Source: <c>torch.tanh</c>.</summary>
internal sealed class Tanh : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var tanh = new TanhOperator("aten::tanh(Tensor self) -> Tensor");
        return [tanh, new InPlaceOperator("aten::tanh_(Tensor(a!) self) -> Tensor(a!)", tanh)];
    }

    private sealed class TanhOperator(string schema) : PointwiseUnaryOperator(schema, ResultDType.PromotedToFloat)
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([0f, 1, -20], 3)).Gives(Tensor.From([0f, 0.7615942f, -1], 3)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0f, 0.7615942f], 2)).Showing("integers become f32"),
        ];

        protected override Tensor Apply(EvaluationContext context, Tensor x) => Dispatch.Float<Kernel>(x);
    }

    private readonly struct Kernel : IUnaryKernel<float, float>, IUnaryKernel<double, double>
    {
        public static float Invoke(float x) => MathF.Tanh(x);

        public static double Invoke(double x) => Math.Tanh(x);
    }
}
