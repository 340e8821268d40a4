using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Elements of images and volumes at places that a grid names; bf16 is computed in f32. Source: <c>torch.nn.functional.grid_sample</c>.
/// </summary>
internal sealed class GridSampler : IOperatorSource
{
    private const string Arguments = "(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        new GridOperator($"aten::grid_sampler{Arguments}", null),
        new GridOperator($"aten::grid_sampler_2d{Arguments}", 2),
        new GridOperator($"aten::grid_sampler_3d{Arguments}", 3),
    ];

    private sealed class GridOperator(string schema, int? spatial) : Operator(schema)
    {
        private const int Nearest = 1;
        private const int Cubic = 2;

        public override NodeType Infer(InferenceContext context)
        {
            var (input, grid) = (context.Tensor("input"), context.Tensor("grid"));
            var dims = spatial ?? input.Rank - 2;
            if (dims is not (2 or 3) || input.Rank != dims + 2 || grid.Rank != input.Rank || !input.DType.IsFloat())
            {
                throw context.Error(
                    $"takes floats [N, C, ...] with two or three spatial dims and a grid of that rank, found {input} and {grid}.");
            }
            Products.RequireSame(context, input, grid);
            Products.RequireEqual(context, input.Shape[0], grid.Shape[0], input, grid);
            Products.RequireEqual(context, grid.Shape[^1], dims, input, grid);
            if (input.Shape[2..].Any(s => context.Refutes(SymBool.Ge(s, 1))))
            {
                throw context.Error($"there are no elements in {input}.");
            }
            var (mode, padding) = (context.Int("interpolation_mode"), context.Int("padding_mode"));
            if (mode is < 0 or > Cubic || padding is < 0 or > (int)GridPadding.Reflection || (mode == Cubic && dims != 2))
            {
                throw context.Error($"there is no interpolation {mode} with padding {padding} over {dims} dims.");
            }
            context.Bool("align_corners");
            return input.WithShape([input.Shape[0], input.Shape[1], .. grid.Shape[1..^1]]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var dtype = context.Tensor("input").DType;
            // PyTorch rounds each step of f16.
            var result = dtype switch
            {
                DType.F64 => Sampled<double>(context),
                DType.F16 => Sampled<Half>(context),
                _ => Sampled<float>(context),
            };
            return Cast.To(result, dtype);
        }

        private static Tensor Sampled<T>(EvaluationContext context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var dtype = Tensor.DTypeOf<T>();
            var (input, grid) = (Cast.To(context.Tensor("input"), dtype).Contiguous(), Cast.To(context.Tensor("grid"), dtype).Contiguous());
            var sampling = new GridSampling<T>((GridPadding)context.Int("padding_mode"), context.Bool("align_corners"));
            return context.Int("interpolation_mode") is var mode && mode == Cubic
                ? sampling.Cubic(input, grid)
                : sampling.Linear(input, grid, mode == Nearest);
        }
    }
}
