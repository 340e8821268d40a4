using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Aten;

/// <summary>For each class number a row that is 1 there and 0 elsewhere. Source: <c>torch.nn.functional.one_hot</c>.</summary>
internal sealed class OneHot : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new OneHotOperator()];

    private sealed class OneHotOperator() : Operator("aten::one_hot(Tensor self, int num_classes=-1) -> Tensor")
    {
        // Without a number of classes it is the largest one that occurs and one more.
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.DType != DType.I64)
            {
                throw context.Error($"takes class numbers of i64, not {self}.");
            }
            var classes = context.SymInt("num_classes");
            if (classes.TryGetConstant(out var given) && given < 1)
            {
                classes = given == -1 ? context.Shapes.NewUnbacked(Interval.AtLeast(1))
                    : throw context.Error($"{given} can't be a number of classes.");
            }
            return self.WithShape(self.Shape.Add(classes));
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var (self, classes) = (context.Tensor("self"), context.SymInt("num_classes"));
            if (context.Shapes.Decide(SymBool.Ge(classes, 1)) != true || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var dims = MergedDims.Of(context, self.Shape, self.Strides);
            var call = new KernelCallBuilder(context);
            return call.Of(new OneHotCall
            {
                Numbers = call.Pointer<long>("self"),
                Strides = call.Sizes(dims.Strides[0]),
                Result = call.Pointer<long>(result),
                Classes = call.Size(classes),
                Sizes = call.Sizes(dims.Sizes),
                Rank = dims.Sizes.Length,
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var numbers = self.ToArray<long>().AsSpan();
            var classes = context.Int("num_classes");
            if (classes == -1)
            {
                classes = numbers.IsEmpty ? throw context.Error("the number of classes of nothing must be given.") : 0;
                foreach (var number in numbers)
                {
                    classes = Math.Max(classes, checked(number + 1));
                }
            }
            var result = Tensor.Zeros(DType.I64, [.. self.Shape, classes]);
            var rows = result.AsSpan<long>();
            for (var i = 0; i < numbers.Length; i++)
            {
                rows[i * (int)classes + (int)(numbers[i] >= 0 && numbers[i] < classes
                    ? numbers[i]
                    : throw context.Error($"class {numbers[i]} is outside 0…{classes - 1}."))] = 1;
            }
            return result;
        }
    }
}
