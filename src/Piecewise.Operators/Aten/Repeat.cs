using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>The whole tensor several times along each dim. Source: <c>torch.Tensor.repeat</c>, <c>torch.tile</c>.</summary>
internal sealed class Repeat : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new RepeatOperator("aten::repeat(Tensor self, SymInt[] repeats) -> Tensor", mayBeShort: false),
        new RepeatOperator("aten::tile(Tensor self, SymInt[] dims) -> Tensor", mayBeShort: true),
    ];

    private sealed class RepeatOperator(string schema, bool mayBeShort) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var repeats = context.SymInts(Schema.Arguments[1].Name);
            if (repeats.Length < self.Rank)
            {
                repeats = mayBeShort
                    ? [.. Enumerable.Repeat((SymInt)1, self.Rank - repeats.Length), .. repeats]
                    : throw context.Error($"{repeats.Length} numbers of repeats do not fit {self}.");
            }
            if (repeats.Any(r => context.Refutes(SymBool.Ge(r, 0))))
            {
                throw context.Error($"[{string.Join(", ", repeats)}] holds a negative number of repeats.");
            }
            var lead = repeats.Length - self.Rank;
            return self.WithShape([.. repeats.Select((r, i) => i < lead ? r : r * self.Shape[i - lead])]);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            // Each dim as two, of which the outer one counts the repeats.
            var (self, rank, repeats) = (context.Tensor("self"), context.Result().Rank, context.SymInts(Schema.Arguments[1].Name));
            var shape = ImmutableArray.CreateBuilder<SymInt>();
            var strides = ImmutableArray.CreateBuilder<SymInt>();
            for (var i = -rank; i < 0; i++)
            {
                shape.AddRange(-i <= repeats.Length ? repeats[^-i] : 1, -i <= self.Rank ? self.Shape[^-i] : 1);
                strides.AddRange(0, -i <= self.Rank ? self.Strides[^-i] : 0);
            }
            return KernelCalls.Copy(
                context, "self", shape.ToImmutable(), strides.ToImmutable(),
                result => [.. result.Strides.SelectMany((s, i) => new[] { s * shape[2 * i + 1], s })]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var result = Results.Allocate(context);
            if (result.ElementCount == 0)
            {
                return result;
            }
            // Each dim as two, of which the outer one counts the repeats.
            var lead = result.Rank - self.Rank;
            var (shape, one) = (new long[2 * result.Rank], new long[2 * result.Rank]);
            for (var i = 0; i < result.Rank; i++)
            {
                var size = i < lead ? 1 : self.Shape[i - lead];
                (shape[2 * i], shape[2 * i + 1]) = (result.Shape[i] / size, size);
                (one[2 * i], one[2 * i + 1]) = (1, size);
            }
            Assignment.Write(result.View(shape), self.Contiguous().View(one));
            return result;
        }
    }
}
