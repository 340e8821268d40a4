using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Whether each element is one of a set; NaN never is. Source: <c>torch.isin</c>.</summary>
internal sealed class IsIn : IOperatorSource
{
    private const string Tail = "*, bool assume_unique=False, bool invert=False) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        new IsInOperator("aten::isin.Tensor_Tensor(Tensor elements, Tensor test_elements, " + Tail),
        new IsInOperator("aten::isin.Tensor_Scalar(Tensor elements, Scalar test_element, " + Tail),
        new IsInOperator("aten::isin.Scalar_Tensor(Scalar element, Tensor test_elements, " + Tail),
    ];

    private sealed class IsInOperator(string schema) : Operator(schema)
    {
        private string Elements => Schema.Arguments[0].Name;

        private string Tests => Schema.Arguments[1].Name;

        public override NodeType Infer(InferenceContext context)
        {
            var promoted = PromotionOperand.ResultType(context.Operand(Elements), context.Operand(Tests));
            if (promoted.IsComplex())
            {
                throw context.Error($"does not look for complex numbers; found elements of {promoted.TextName()}.");
            }
            if (!context.IsTensor(Elements))
            {
                return new TensorType(DType.Bool, [], device: context.Tensor(Tests).Device);
            }
            var elements = context.Tensor(Elements);
            return new TensorType(DType.Bool, elements.Shape, Strides.Pointwise(context, elements.Shape, elements), elements.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var promoted = PromotionOperand.ResultType(context.PromotionOperand(Elements), context.PromotionOperand(Tests));
            var compute = Pointwise.ComputeDType(promoted);
            var elements = Cast.To(Fill.Number(context[Elements], promoted), compute);
            var tests = Cast.To(Fill.Number(context[Tests], promoted), compute).Contiguous();
            return compute switch
            {
                DType.I64 => Run<long>(context, elements, tests),
                DType.F32 => Run<float>(context, elements, tests),
                _ => Run<double>(context, elements, tests),
            };
        }

        private static Tensor Run<T>(EvaluationContext context, Tensor elements, Tensor tests)
            where T : unmanaged, System.Numerics.INumber<T>
        {
            // A hash set takes NaN as equal to itself.
            var set = new HashSet<T>();
            foreach (var test in tests.ReadSpan<T>())
            {
                if (!T.IsNaN(test))
                {
                    set.Add(test);
                }
            }
            GC.KeepAlive(tests);
            return Elementwise.Map<Membership<T>, T, bool>(elements, new Membership<T>(set, context.Bool("invert")));
        }
    }

    private readonly struct Membership<T>(HashSet<T> set, bool invert) : IUnaryFunction<T, bool>
    {
        public bool Invoke(T x) => set.Contains(x) != invert;
    }
}
