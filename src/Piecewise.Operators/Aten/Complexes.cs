using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Complex numbers from their parts and back. Source: <c>torch.complex</c>, <c>torch.polar</c>, <c>torch.angle</c>,
/// <c>torch.conj_physical</c>.
/// </summary>
internal sealed class Complexes : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new PartsOperator<Cartesian>("aten::complex(Tensor real, Tensor imag) -> Tensor"),
        new PartsOperator<Polar>("aten::polar(Tensor abs, Tensor angle) -> Tensor"),
        new ElementwiseOperator("aten::angle(Tensor self) -> Tensor", (_, x) => Angle(x[0]), "self")
        {
            Result = ResultDType.PromotedToRealFloat,
        },
        .. Conjugate("aten::conj_physical(Tensor self) -> Tensor").WithInPlace(),
        Conjugate("aten::_conj_physical(Tensor self) -> Tensor"),
    ];

    private static ElementwiseOperator Conjugate(string schema) => new(schema, (_, x) => Elements.Number<Mirror>(x[0]), "self");

    private static Tensor Angle(Tensor x) =>
        x.DType == DType.C128 ? Elementwise.Map<Phase, Complex, double>(x, default) : Elements.Float<Direction>(x);

    /// <summary>A complex tensor of two real ones of one dtype.</summary>
    private sealed class PartsOperator<F>(string schema) : Operator(schema)
        where F : struct, IBinaryFunction<double, Complex>
    {
        public override bool IsPointwise => true;

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

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var (result, target) = context.StridedResult();
            var (x, y) = (context.Tensor(Schema.Arguments[0].Name), context.Tensor(Schema.Arguments[1].Name));
            var dims = MergedDims.Of(
                context, result.Shape, Strides.Broadcast(context, x, result.Shape), Strides.Broadcast(context, y, result.Shape),
                result.Strides);
            var call = new KernelCallBuilder(context, x.DType, result.DType);
            return call.Of(new ComplexCall<DType0, DType1>
            {
                X = call.Pointer<DType0>(Schema.Arguments[0].Name),
                XStrides = call.Sizes(dims.Strides[0]),
                Y = call.Pointer<DType0>(Schema.Arguments[1].Name),
                YStrides = call.Sizes(dims.Strides[1]),
                IsPolar = Schema.BaseName == "polar",
                Result = call.Pointer<DType1>(target),
                ResultStrides = call.Sizes(dims.Strides[2]),
                Sizes = call.Sizes(dims.Sizes),
                Rank = dims.Sizes.Length,
            });
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
