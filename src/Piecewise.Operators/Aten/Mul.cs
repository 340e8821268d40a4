using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Elementwise product. Source: <c>torch.mul</c>.</summary>
internal sealed class Mul : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var tensor = new MulOperator("aten::mul.Tensor(Tensor self, Tensor other) -> Tensor");
        var scalar = new MulOperator("aten::mul.Scalar(Tensor self, Scalar other) -> Tensor");
        return
        [
            tensor, scalar,
            new InPlaceOperator("aten::mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)", tensor),
            new InPlaceOperator("aten::mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)", scalar),
        ];
    }

    private sealed class MulOperator(string schema) : PointwiseBinaryOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 2L).Gives(Tensor.From([2f, 4, 6], 3)).Showing("a number does not widen a tensor"),
            OperatorSample.Of(Tensor.From([1, 2], 2), 0.5).Gives(Tensor.From([0.5f, 1], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From([1f, 2], 2, 1), Tensor.From([3f, 4], 2)).Gives(Tensor.From([3f, 4, 6, 8], 2, 2)).Showing("broadcasting"),
        ];

        protected override Tensor Apply(EvaluationContext context, Tensor x, Tensor y) => Dispatch.Any<Kernel>(x, y);
    }

    internal readonly struct Kernel : IBinaryKernel<float, float>, IBinaryKernel<double, double>, IBinaryKernel<long, long>, IBinaryKernel<Complex, Complex>
    {
        public static float Invoke(float x, float y) => x * y;

        public static double Invoke(double x, double y) => x * y;

        public static long Invoke(long x, long y) => unchecked(x * y);

        public static Complex Invoke(Complex x, Complex y) => x * y;
    }
}
