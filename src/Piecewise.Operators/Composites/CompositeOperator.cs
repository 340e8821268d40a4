using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// An operator that is spelled out in others, as PyTorch's composite ones are. Its shape rule and its reference kernel are those of the
/// calls that it consists of. Normalization puts these in its place (<see cref="Trace"/>), so that they are compiled and fused like any.
/// </summary>
/// <param name="composite">Its schema and the function that says what it consists of.</param>
/// <param name="catalog">The operators that it may call, composites among them.</param>
internal sealed class CompositeOperator(Composite composite, Func<OperatorCatalog> catalog) : TracedOperator(composite.Schema)
{
    public override bool IsRandom => composite.IsRandom;

    /// <summary>
    /// The calls that a call consists of. Inputs are the nodes among its arguments, each once, in order of appearance; outputs are its
    /// results.
    /// </summary>
    /// <exception cref="InferenceException">The arguments break a rule, or sizes are not known that have to be.</exception>
    public override Graph Trace(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var recorder = new TraceRecorder(catalog(), Schema.BaseName, context.Shapes.Copy(), recordsPlaces: false);
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
            recorder.Graph.SetOutput(composite.Body(new CompositeCall(recorder, context, inputs)).Select(t => t.Node));
        }
        catch (Exception e) when (e is TraceException or ShapeConflictException)
        {
            throw new InferenceException($"{Name}: {(e.InnerException as InferenceException ?? e).Message}", e);
        }
        recorder.Finish();
        return recorder.Graph.Shapes.Symbols.Count == known ? recorder.Graph
            : throw context.Error("needs to know more of the sizes; whether positions count from the end, say.");
    }
}
