using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Which pieces can be compiled at all.</summary>
internal static class CompilablePieces
{
    /// <summary>The symbols whose values the inputs of a call give, in ordinal order.</summary>
    /// <exception cref="ScheduleException">A node keeps the piece from being compiled.</exception>
    public static ImmutableArray<string> Symbols(Graph graph)
    {
        var bound = graph.Inputs.SelectMany(i => Sizes(i.Type)).SelectMany(s => s.Symbols).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node.Kind is NodeKind.Output)
            {
                continue;
            }
            if (Unsupported(node, bound) is { } reason)
            {
                throw new ScheduleException($"%{node.Name}: {reason}.");
            }
            if (Sizes(node.Type).SelectMany(s => s.Symbols).FirstOrDefault(s => !bound.Contains(s)) is { } unknown)
            {
                throw new ScheduleException($"%{node.Name}: its size depends on {unknown}, which only the data decides.");
            }
        }
        if (graph.Output!.Arguments
            .FirstOrDefault(a => a is not (NodeArgument { Node.Type: TensorType or SymIntType } or IntArgument
                or NoneArgument)) is { } output)
        {
            throw new ScheduleException($"the output {output} is neither a tensor nor a size.");
        }
        return [.. bound.Order(StringComparer.Ordinal)];
    }

    private static string? Unsupported(Node node, HashSet<string> bound) => node switch
    {
        { Operator.SeesStorage: true } => "it sees where elements lie in their storage",
        { Type: SymFloatType } => "its value is a float that is computed from sizes",
        { Type: SymBoolType { Value: null } } => "its value is a condition that is not known",
        { Type: SymBoolType { Value: { } condition } } when condition.Symbols.Any(s => !bound.Contains(s)) => "its value depends on data",
        { Type: TupleType { Items: var items } } when items.Any(i => i is not TensorType) => "a result is no tensor",
        _ => null,
    };

    private static IEnumerable<SymInt> Sizes(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape.Concat(tensor.Strides),
        SymIntType { Value: var value } => [value],
        TupleType { Items: var items } => items.SelectMany(Sizes),
        _ => [],
    };
}
