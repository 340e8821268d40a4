using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Normalize;

/// <summary>From the imported graph to the functional one: functionalization, then tuples, then dead code.</summary>
public static class Normalizer
{
    /// <summary>A new functional graph of a program.</summary>
    /// <exception cref="NormalizationException">A write has no functional form.</exception>
    public static Graph Run(ExportedProgram program, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(program);
        var graph = Functionalizer.Run(program.Graph, catalog, TiedInputs(program));
        TupleElements.SpellOut(graph, catalog);
        DeadCode.Remove(graph);
        return graph;
    }

    // Two names of one tensor: a write through one must be seen through the other.
    private static Dictionary<Node, Node> TiedInputs(ExportedProgram program)
    {
        var tied = new Dictionary<Node, Node>();
        var seen = new Dictionary<Storage, List<(Node Input, Tensor Tensor)>>();
        foreach (var input in program.Graph.Inputs.Where(i => i.Input!.Kind != InputKind.User))
        {
            var tensor = program.State[input.Input!.Target];
            if (!seen.TryGetValue(tensor.Storage, out var sharers))
            {
                seen.Add(tensor.Storage, sharers = []);
            }
            var twin = sharers.Find(s => s.Tensor.Offset == tensor.Offset && s.Tensor.DType == tensor.DType
                && s.Tensor.Shape.SequenceEqual(tensor.Shape) && s.Tensor.Strides.SequenceEqual(tensor.Strides));
            if (twin.Input is not null)
            {
                tied.Add(input, twin.Input);
            }
            sharers.Add((input, tensor));
        }
        return tied;
    }
}
