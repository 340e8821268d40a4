using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Tracing;

/// <summary>Runs a function once over symbolic inputs and closes the graph that it recorded.</summary>
internal static class Tracer
{
    public static (Graph Graph, IReadOnlyDictionary<string, Tensor> State) Run(
        OperatorCatalog catalog, IEnumerable<TraceInput> inputs, Func<TraceScope, TracedOutputs> function, string name)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(function);
        var recorder = new TraceRecorder(catalog, name);
        var scope = new TraceScope(recorder);
        var dims = new Dictionary<string, Dim>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            scope.Add(input, dim => Symbol(recorder, dims, dim));
        }
        SetOutput(recorder, function(scope));
        recorder.Finish();
        var graph = recorder.Graph;
        if (graph.Nodes.Any(n => n.Operator is { Schema.HasWrites: true }))
        {
            // A write may be seen through views: only functionalization makes that explicit.
            graph.Stage = Stage.Imported;
        }
        return (graph, scope.State);
    }

    private static SymInt Symbol(TraceRecorder recorder, Dictionary<string, Dim> dims, Dim dim)
    {
        if (!dim.IsDynamic)
        {
            return dim.Size;
        }
        var name = dim.Size.SymbolName;
        if (dims.TryAdd(name, dim))
        {
            recorder.Graph.Shapes.Define(name, dim.Range);
        }
        else if (dims[name] != dim)
        {
            throw recorder.Error(
                $"Two dims are named {name}. One symbol is one Dim object: share it between the inputs, "
                + "or give the other one a name of its own.");
        }
        return dim.Size;
    }

    private static void SetOutput(TraceRecorder recorder, TracedOutputs? outputs)
    {
        if (outputs is null)
        {
            throw recorder.Error("The traced function returned null; a function that only writes its inputs returns an empty list, [].");
        }
        ImmutableArray<Argument> values = [.. outputs.Select((o, i) => CallArguments.Resolve(recorder, o) is { Type: not null } value
            ? value
            : throw recorder.Error($"Output {i} of the traced function is neither a tensor nor a number."))];
        recorder.Graph.SetOutput(values, [.. values.Select(_ => OutputSpec.User)]);
    }
}
