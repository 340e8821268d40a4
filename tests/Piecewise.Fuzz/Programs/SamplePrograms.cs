using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;

namespace Piecewise.Fuzz;

/// <summary>How the sizes of a sample's tensors are written in a program.</summary>
internal enum SizeStyle
{
    /// <summary>As numbers.</summary>
    Numbers,

    /// <summary>Each size is a symbol of its own.</summary>
    Independent,

    /// <summary>Equal sizes are one symbol.</summary>
    Shared,

    /// <summary>Each size at random.</summary>
    Mixed,
}

/// <summary>Random programs made of the operators' own samples: every operator is reached, with operands that it takes.</summary>
internal sealed class SamplePrograms
{
    private readonly OperatorCatalog catalog;
    private readonly ImmutableArray<(Operator Operator, ImmutableArray<OperatorSample> Samples)> operators;

    public SamplePrograms(OperatorCatalog catalog)
    {
        this.catalog = catalog;
        operators = [.. catalog.Operators.Select(o => (o, o.Samples.ToImmutableArray()))
            .Where(o => !o.Item2.IsEmpty && o.Item1.Schema.Arguments.All(a => a.Type.Kind != SchemaKind.Graph))];
    }

    /// <summary>A program of one to four calls; null where the shape rules refuse what chance chose.</summary>
    public (string Description, ProgramFile File)? Make(Random random)
    {
        var graph = new Graph("samples", new ShapeEnvironment(), Stage.Imported);
        var builder = new SampleCall(graph, (SizeStyle)random.Next(4), random);
        var calls = random.Next(2) == 0 ? 1 : random.Next(1, 5);
        var names = new List<string>();
        for (var tries = 0; names.Count < calls && tries < 8; tries++)
        {
            var (op, samples) = operators[random.Next(operators.Length)];
            if (random.Next(5) == 0 && catalog.InPlaceFormOf(op) is { } inPlace)
            {
                op = inPlace;
            }
            if (builder.Add(op, samples[random.Next(samples.Length)], reuse: names.Count > 0) is not null)
            {
                names.Add(op.Name);
            }
        }
        if (names.Count == 0 || builder.Finish(catalog, allOutputs: random.Next(2) == 0) is not { } file)
        {
            return null;
        }
        return ($"samples of {string.Join(", ", names)}", file);
    }
}
