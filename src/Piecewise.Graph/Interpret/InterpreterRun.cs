using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>One run of one graph: the values that are alive, and how many uses each still has.</summary>
internal sealed class InterpreterRun(Interpreter interpreter, Graph graph)
{
    private readonly Dictionary<Node, (Value Value, int Uses)> alive = [];
    private readonly RunTypes types = new(graph.Shapes);

    public ImmutableArray<Value> Execute(ImmutableArray<Value> inputs)
    {
        types.Begin(graph.Inputs, inputs);
        var next = 0;
        for (var node = graph.First; node is not null; node = node.Next)
        {
            switch (node.Kind)
            {
                case NodeKind.Input:
                    if (next == inputs.Length)
                    {
                        throw new EvaluationException($"@{graph.Name} has more inputs than the {inputs.Length} values given.");
                    }
                    types.Input(node, inputs[next]);
                    Keep(node, inputs[next++]);
                    break;
                case NodeKind.Output:
                    return next == inputs.Length
                        ? [.. node.Arguments.Select(Resolve)]
                        : throw new EvaluationException($"@{graph.Name} has {next} inputs; {inputs.Length} values are given.");
                default:
                    var result = Call(node);
                    types.Result(node, result);
                    Keep(node, result);
                    Drop(node);
                    break;
            }
        }
        throw new EvaluationException($"@{graph.Name} has no output.");
    }

    private void Keep(Node node, Value value)
    {
        interpreter.Observer?.Invoke(node, value);
        if (node.HasUsers)
        {
            alive[node] = (value, node.UseCount);
        }
        else
        {
            interpreter.Dropped?.Invoke(node, value);
        }
    }

    // A call's arguments are there until it returns: what it takes and what it makes exist at the same time.
    private void Drop(Node user)
    {
        foreach (var node in user.InputNodes)
        {
            var (value, uses) = alive[node];
            if (uses == 1)
            {
                alive.Remove(node);
                interpreter.Dropped?.Invoke(node, value);
            }
            else
            {
                alive[node] = (value, uses - 1);
            }
        }
    }

    private Value Call(Node node)
    {
        var builder = ImmutableArray.CreateBuilder<Value>(node.Arguments.Length);
        foreach (var argument in node.Arguments)
        {
            builder.Add(Resolve(argument));
        }
        var arguments = builder.MoveToImmutable();
        if (node.Piece is { } piece)
        {
            var results = interpreter.Run(piece.Graph, arguments);
            return node.Type is TupleType ? results : results.Length == 0 ? Value.None : results[0];
        }
        try
        {
            // What the operator needs is written once, in its shape rule; with numbers, nothing in it is open.
            var context = new EvaluationContext(node.Operator!, arguments, interpreter);
            node.Operator!.Infer(context.Types());
            return RecordedLayout.Of(node, node.Operator.Evaluate(context));
        }
        catch (Exception e) when (e is not EvaluationException { InnerException: EvaluationException })
        {
            throw new EvaluationException(
                $"%{node.Name} = {node.Operator!.Name} at {node.Source?.ToString() ?? "unknown place"} failed: {e.Message}",
                e as EvaluationException ?? new EvaluationException(e.Message, e));
        }
    }

    private Value Resolve(Argument argument)
    {
        switch (argument)
        {
            case NodeArgument { Node: var node }:
                return alive[node].Value;
            case ListArgument list:
                var items = ImmutableArray.CreateBuilder<Value>(list.Items.Length);
                foreach (var item in list.Items)
                {
                    items.Add(Resolve(item));
                }
                return items.MoveToImmutable();
            default:
                return Value.FromLiteral(argument);
        }
    }
}
