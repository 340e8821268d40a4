using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Compiler.Tests;

/// <summary>Operators whose only use is that they write in places where a careless analysis does not look.</summary>
internal static class WritingTestOperators
{
    public static ImmutableArray<Operator> All { get; } =
    [
        new FillOperator("test::fill_keyword(Tensor like, *, Tensor(a!) out) -> ()", "out"),
        new FillOperator("test::fill_list(Tensor(a!)[] out) -> ()", "out"),
    ];

    private sealed class FillOperator(string schema, string written) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => NoneType.Instance;

        public override Value Evaluate(EvaluationContext context)
        {
            var value = context[written];
            foreach (var tensor in value.IsList ? value.Items.Select(i => i.Tensor) : [value.Tensor])
            {
                Assignment.Write(tensor, Tensor.Scalar(7f));
            }
            return Value.None;
        }
    }
}
