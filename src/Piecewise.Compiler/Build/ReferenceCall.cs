using System.Collections.Immutable;
using System.Reflection;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Operators;

namespace Piecewise.Compiler.Build;

/// <summary>A call in code that its operator's reference kernel makes: a graph of that call alone.</summary>
/// <param name="Graph">Takes the tensor arguments in order, then sizes; returns what the call returns.</param>
/// <param name="Symbols">The code's symbols, in order.</param>
/// <param name="Results">By result: its type where it has memory of its own; null where the operator writes an argument.</param>
/// <param name="Reason">Why it is not compiled.</param>
internal sealed record ReferenceCall(Graph Graph, ImmutableArray<string> Symbols, ImmutableArray<TensorType?> Results, string Reason)
{
    /// <summary>Whether the operator is none of ours.</summary>
    internal bool IsOfApplication { get; } = Graph.Nodes.Any(n => n.Operator is { } op && !Ours.Contains(op.GetType().Assembly));

    /// <summary>The inputs of the graph that the operator writes.</summary>
    internal IReadOnlySet<Node> Written { get; } = InputWrites.Of(Graph);

    private static readonly Assembly[] Ours = [typeof(StandardOperators).Assembly, typeof(Operator).Assembly];

    /// <summary>Makes the graph of a call of a scheduled piece.</summary>
    internal static ReferenceCall Of(ExternItem item, PieceSchedule schedule)
    {
        var node = item.Node;
        var graph = new Graph(node.Name, schedule.Graph.Shapes.Copy(), schedule.Graph.Stage);
        var inputs = new Dictionary<Node, Node>();
        var count = 0;
        // One input for each place where a tensor is an argument, as the code passes them.
        foreach (var (argument, place) in node.InputNodes.Where(n => n.Type is TensorType).Zip(item.Arguments))
        {
            var name = $"tensor_{count++}";
            inputs.TryAdd(argument, graph.AddInput(name, place.Type, InputSpec.User(name)));
        }
        foreach (var size in node.InputNodes.Where(n => n.Type is SymIntType { Value: var value } && !value.IsConstant).Distinct())
        {
            var name = $"size_{count++}";
            inputs.Add(size, graph.AddInput(name, size.Type, InputSpec.User(name)));
        }
        var call = graph.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => Argument(n, inputs)))], node.Type, node.Name);
        call.Source = node.Source;
        graph.SetOutput(call);
        return new ReferenceCall(graph, schedule.Symbols, [.. item.Results.Select(r => r?.Type)], item.Reason);
    }

    private static Argument Argument(Node node, Dictionary<Node, Node> inputs) =>
        inputs.TryGetValue(node, out var input) ? input
        : node.Type is SymIntType { Value: { IsConstant: true } value } ? new IntArgument(value.Constant)
        : node.Type is SymBoolType { Value: { IsConstant: true } condition } ? new BoolArgument(condition == SymBool.True)
        : throw new ScheduleException($"%{node.Name} is an argument that is no tensor and no size");
}
