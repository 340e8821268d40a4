using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Complex numbers from their parts and back. Source: <c>torch.complex</c>, <c>torch.polar</c>, <c>torch.angle</c>,
/// <c>torch.conj_physical</c>.
/// </summary>
internal sealed class Complexes : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new PartsOperator<Cartesian>("aten::complex(Tensor real, Tensor imag) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([3f, float.NaN], 2))
                .Gives(Tensor.From([new Complex64(1f, 3f), new Complex64(2f, float.NaN)], 2)),
            OperatorSample.Of(Tensor.From([1.0, 2.0], 2, 1), Tensor.From([3.0, 4.0], 2))
                .Gives(Tensor.From([new Complex(1.0, 3.0), new Complex(1.0, 4.0), new Complex(2.0, 3.0), new Complex(2.0, 4.0)], 2, 2))
                .Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.Scalar(1f))
                .Gives(Tensor.From([new Complex64(1f, 1f), new Complex64(4f, 1f), new Complex64(2f, 1f), new Complex64(5f, 1f),
                    new Complex64(3f, 1f), new Complex64(6f, 1f)], 3, 2))
                .WithStrides(1, 3),
        ]),
        new PartsOperator<Polar>("aten::polar(Tensor abs, Tensor angle) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([0f, 1.5f], 2))
                .Gives(Tensor.From([new Complex64(1f, 0f), new Complex64(0.1414744f, 1.99499f)], 2)),
            OperatorSample.Of(Tensor.Scalar(1f), Tensor.From([0.5f, -1f], 1, 2))
                .Gives(Tensor.From([new Complex64(0.87758255f, 0.47942555f), new Complex64(0.5403023f, -0.84147096f)], 1, 2)),
        ]),
        new ElementwiseOperator("aten::angle(Tensor self) -> Tensor", (_, x) => Angle(x[0]), "self")
        {
            Result = ResultDType.PromotedToRealFloat,
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([-1f, 2f, float.NaN, 0f], 4)).Gives(Tensor.From([3.1415927f, 0f, float.NaN, 0f], 4)),
                OperatorSample.Of(Tensor.From([-1L, 2], 2)).Gives(Tensor.From([3.1415927f, 0f], 2)).Showing("integers become f32"),
                OperatorSample.Of(Tensor.From([new Complex64(1f, 1f), new Complex64(-1f, 0f)], 2))
                    .Gives(Tensor.From([0.7853982f, 3.1415927f], 2)),
            ],
        },
        .. Conjugate("aten::conj_physical(Tensor self) -> Tensor").WithInPlace(),
        Conjugate("aten::_conj_physical(Tensor self) -> Tensor"),
    ];

    private static ElementwiseOperator Conjugate(string schema) => new(schema, (_, x) => Elements.Number<Mirror>(x[0]), "self")
    {
        Cases = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(-0f, -1f)], 2))
                .Gives(Tensor.From([new Complex64(1f, -2f), new Complex64(-0f, 1f)], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)).Showing("a real number is its own"),
        ],
    };

    private static Tensor Angle(Tensor x) =>
        x.DType == DType.C128 ? Elementwise.Map<Phase, Complex, double>(x, default) : Elements.Float<Direction>(x);

    /// <summary>A complex tensor of two real ones of one dtype.</summary>
    private sealed class PartsOperator<F>(string schema, Func<IEnumerable<OperatorSample>> cases) : Operator(schema)
        where F : struct, IBinaryFunction<double, Complex>
    {
        public override bool IsPointwise => true;

        public override IEnumerable<OperatorSample> Samples => cases();

        public override NodeType Infer(InferenceContext context)
        {
            var (first, second) = (context.Tensor(Schema.Arguments[0].Name), context.Tensor(Schema.Arguments[1].Name));
            if (first.DType != second.DType)
            {
                throw context.Error($"the parts have two dtypes, {first.DType.TextName()} and {second.DType.TextName()}.");
            }
            var shape = Shapes.Broadcast(context, first.Shape, second.Shape);
            return new TensorType(Whole(first.DType, context.Error), shape, Strides.Pointwise(context, shape, first, second), first.Device);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var ((result, target), part) = (context.StridedResult(), context.Tensor(Schema.Arguments[0].Name).DType);
            var kernel = Schema.BaseName == "polar" ? nameof(ComplexKernels.OfPolar) : nameof(ComplexKernels.OfParts);
            return KernelCalls.Elementwise(
                context, $"{nameof(ComplexKernels)}.{kernel}<{KernelCalls.NameOf(part)}, {KernelCalls.NameOf(result.DType)}>", result, target,
                Schema.Arguments[0].Name, Schema.Arguments[1].Name);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (first, second) = (context.Tensor(Schema.Arguments[0].Name), context.Tensor(Schema.Arguments[1].Name));
            var shape = Layout.Broadcast(first.Shape, second.Shape);
            var whole = Elementwise.Map<F, double, Complex>(Cast.To(first, DType.F64), Cast.To(second, DType.F64), default);
            return MemoryFormats.Copy(whole, Whole(first.DType, context.Error), OutputLayout.Strides(shape, first, second));
        }

        private static DType Whole(DType part, Func<string, Exception> error) => part switch
        {
            DType.F32 => DType.C64,
            DType.F64 => DType.C128,
            _ => throw error($"complex numbers have parts of f32 or f64, not {part.TextName()}."),
        };
    }

    private readonly struct Cartesian : IBinaryFunction<double, Complex>
    {
        public Complex Invoke(double x, double y) => new(x, y);
    }

    private readonly struct Polar : IBinaryFunction<double, Complex>
    {
        public Complex Invoke(double x, double y) => new(x * Math.Cos(y), x * Math.Sin(y));
    }

    private readonly struct Phase : IUnaryFunction<Complex, double>
    {
        public double Invoke(Complex x) => x.Phase;
    }

    private readonly struct Direction : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.IsNaN(x) ? x : x < T.Zero ? T.Pi : T.Zero;
    }

    private readonly struct Mirror : IRealFunction, IComplexFunction
    {
        T IRealFunction.Invoke<T>(T x) => x;

        Complex IComplexFunction.Invoke(Complex x) => Complex.Conjugate(x);
    }
}
