using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>A stand-in for the dispatch of a mixture of experts: doubles each element. It exists for splitting.</summary>
internal sealed class MoeOperator() : Operator("test::moe(Tensor hidden) -> Tensor")
{
    public override NodeType Infer(InferenceContext context)
    {
        var hidden = context.Tensor("hidden");
        return hidden.WithShape(hidden.Shape);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        var result = context.Tensor("hidden").Clone().Contiguous();
        foreach (ref var element in result.AsSpan<float>())
        {
            element *= 2;
        }
        return result;
    }
}
