using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Records the calls that a call consists of.</summary>
internal static class CompositeTrace
{
    /// <summary>
    /// Inputs are the nodes among the call's arguments, each once, in order of appearance; outputs are its results.
    /// </summary>
    /// <param name="catalog">The operators that may be called.</param>
    /// <param name="context">The call.</param>
    /// <param name="body">Records them; null where it does not cover the call.</param>
    /// <returns>Null where the body does not cover the call.</returns>
    /// <exception cref="InferenceException">The arguments break a rule, or sizes are not known that have to be.</exception>
    public static Graph? Of(OperatorCatalog catalog, InferenceContext context, Func<CompositeCall, TracedTensor[]?> body)
    {
        var recorder = new TraceRecorder(catalog, context.Operator.Schema.BaseName, context.Shapes.Copy(), recordsPlaces: false);
        var inputs = new Dictionary<Node, Node>();
        foreach (var node in context.All.SelectMany(a => a.Nodes))
        {
            if (!inputs.ContainsKey(node))
            {
                inputs.Add(node, recorder.Graph.AddInput(node.Name, node.Type, InputSpec.User(node.Name)));
            }
        }
        var known = recorder.Graph.Shapes.Symbols.Count;
        try
        {
            if (body(new CompositeCall(recorder, context, inputs)) is not { } results)
            {
                return null;
            }
            recorder.Graph.SetOutput(results.Select(t => t.Node));
        }
        catch (Exception e) when (e is TraceException or ShapeConflictException)
        {
            throw new InferenceException($"{context.Operator.Name}: {(e.InnerException as InferenceException ?? e).Message}", e);
        }
        recorder.Finish();
        return recorder.Graph.Shapes.Symbols.Count == known ? recorder.Graph
            : throw context.Error("needs to know more of the sizes; whether positions count from the end, say.");
    }
}
