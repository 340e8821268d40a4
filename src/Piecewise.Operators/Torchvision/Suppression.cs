using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Torchvision;

/// <summary>
/// Boxes without those that overlap one of a higher score by more than a share of both. Source: <c>torchvision.ops.nms</c>.
/// </summary>
internal sealed class Suppression : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new SuppressionOperator()];

    private sealed class SuppressionOperator()
        : Operator("torchvision::nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (boxes, scores) = (context.Tensor("dets"), context.Tensor("scores"));
            if (boxes.Rank != 2 || scores.Rank != 1 || boxes.DType is not (DType.F32 or DType.F64))
            {
                throw context.Error($"takes boxes [K, 4] of f32 or f64 and a score for each, found {boxes} and {scores}.");
            }
            Products.RequireSame(context, boxes, scores);
            Products.RequireEqual(context, boxes.Shape[1], 4, boxes, scores);
            Products.RequireEqual(context, boxes.Shape[0], scores.Shape[0], boxes, scores);
            var count = context.Shapes.NewUnbacked(context.Shapes.BoundsOf(boxes.Shape[0]) with { Min = 0 });
            return new TensorType(DType.I64, [count], device: boxes.Device);
        }

        public override Value Evaluate(EvaluationContext context) =>
            context.Tensor("dets").DType == DType.F64 ? Kept<double>(context) : Kept<float>(context);

        private static Tensor Kept<T>(EvaluationContext context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var boxes = context.Tensor("dets").ToArray<T>();
            var scores = context.Tensor("scores").ToArray<T>();
            var limit = context.Float("iou_threshold");
            // By falling scores, equal ones in their order; NaN is the highest.
            int[] order = [.. Enumerable.Range(0, scores.Length)
                .OrderBy(i => scores[i], Comparer<T>.Create((x, y) => ElementOrder.Compare(y, x)))];
            var isSuppressed = new bool[scores.Length];
            var kept = new List<long>();
            for (var i = 0; i < order.Length; i++)
            {
                if (isSuppressed[order[i]])
                {
                    continue;
                }
                kept.Add(order[i]);
                var box = boxes.AsSpan(4 * order[i], 4);
                for (var k = i + 1; k < order.Length; k++)
                {
                    var other = boxes.AsSpan(4 * order[k], 4);
                    // As std::max and std::min: NaN in the second one is not seen.
                    var across = Larger(T.Zero, Smaller(box[2], other[2]) - Larger(box[0], other[0]));
                    var down = Larger(T.Zero, Smaller(box[3], other[3]) - Larger(box[1], other[1]));
                    var shared = across * down;
                    var share = shared / (Area(box) + Area(other) - shared);
                    isSuppressed[order[k]] |= double.CreateTruncating(share) > limit;
                }
            }
            return Tensor.From(kept.ToArray(), kept.Count);
        }

        private static T Area<T>(ReadOnlySpan<T> box) where T : INumber<T> => (box[2] - box[0]) * (box[3] - box[1]);

        private static T Larger<T>(T x, T y) where T : INumber<T> => x < y ? y : x;

        private static T Smaller<T>(T x, T y) where T : INumber<T> => y < x ? y : x;
    }
}
