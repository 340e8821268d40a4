using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>What operators that run nested graphs have in common.</summary>
internal static class NestedGraphs
{
    public static Graph Of(EvaluationContext context, string argument) => ((GraphArgument)context[argument].Literal).Graph;

    /// <summary>The types of what a nested graph returns, over the symbols of the program that it is part of.</summary>
    public static ImmutableArray<NodeType> ResultTypes(InferenceContext context, string argument) =>
        context[argument] is GraphArgument { Graph.Output: { } output }
            ? [.. output.Arguments.Select(context.TypeOf)]
            : throw context.Error($"argument '{argument}' must be a graph with an output.");

    /// <summary>
    /// The type of a value that has one type or the other, of which only the run decides: a size or a number that differs is known
    /// only then.
    /// </summary>
    public static NodeType Either(InferenceContext context, NodeType a, NodeType b)
    {
        switch (a, b)
        {
            case (TensorType x, TensorType y) when x.DType == y.DType && x.Rank == y.Rank:
                var shape = x.Shape.Zip(y.Shape, (m, n) => AreEqual(context, m, n) ? m : context.Shapes.NewUnbacked(Interval.AtLeast(0))).ToImmutableArray();
                return shape.AsSpan().SequenceEqual(x.Shape.AsSpan()) ? x : x.WithShape(shape);
            case (SymIntType x, SymIntType y):
                return AreEqual(context, x.Value, y.Value) ? x : new SymIntType(context.Shapes.NewUnbacked(Interval.Unbounded));
            case (SymBoolType x, SymBoolType y):
                return x == y ? x : new SymBoolType();
            default:
                return a.GetType() == b.GetType() && a is not TensorType ? a : throw context.Error($"a value is {a} on one way and {b} on the other.");
        }
    }

    public static bool IsTrue(Value condition) => condition.IsTensor ? Cast.To(condition.Tensor, DType.Bool).Item<bool>() : condition.Scalar.ToBool();

    /// <summary>A graph of some inputs that returns one of them: for samples.</summary>
    public static Value Choosing(TensorType type, int inputs, int chosen)
    {
        var graph = new Graph("choose", new ShapeEnvironment());
        var nodes = Enumerable.Range(0, inputs).Select(i => graph.AddInput($"x{i}", type, InputSpec.User($"x{i}"))).ToArray();
        graph.SetOutput(nodes[chosen]);
        return Value.FromLiteral(new GraphArgument(graph));
    }

    private static bool AreEqual(InferenceContext context, SymInt a, SymInt b) => a == b || context.Shapes.IsStaticallyTrue(SymBool.Eq(a, b));
}
