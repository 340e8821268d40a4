using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Collectives;

/// <summary>
/// What a rank takes of a tensor: the dim is a row of sections; of each, the tensor holds one of <c>held</c> equal blocks (1: the whole
/// section), and the result the one of <c>blocks</c> that is this rank's, <c>rank · blocks / world</c>. Nothing is exchanged.
/// Source: this project.
/// </summary>
internal sealed class Part : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new PartOperator()];

    /// <summary>What a rank takes of each section, as views.</summary>
    public static List<Tensor> Of(
        Tensor x, int dim, ReadOnlySpan<long> sections, ReadOnlySpan<long> held, ReadOnlySpan<long> blocks, int rank, int world)
    {
        var (parts, from) = (new List<Tensor>(), 0L);
        for (var i = 0; i < sections.Length; i++)
        {
            var size = sections[i] / blocks[i];
            var block = (rank * blocks[i] / world) % (blocks[i] / held[i]);
            parts.Add(x.Slice(dim, from + (block * size), size));
            from += sections[i] / held[i];
        }
        return parts;
    }

    /// <summary>Copies parts of a dim one after the other.</summary>
    public static void Join(List<Tensor> parts, int dim, Tensor result)
    {
        var to = 0L;
        foreach (var part in parts)
        {
            result.Slice(dim, to, part.Shape[dim]).CopyFrom(part);
            to += part.Shape[dim];
        }
    }

    private sealed class PartOperator() : CollectiveOperator(
        "piecewise::part(Tensor x, int dim, int[] sections, int[] held, int[] blocks, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var x = context.Tensor("x");
            var (dim, world) = (Dim(context, x), World(context));
            var (sections, held, blocks) = (context.Ints("sections"), context.Ints("held"), context.Ints("blocks"));
            if (sections.Length == 0 || held.Length != sections.Length || blocks.Length != sections.Length)
            {
                throw context.Error("each section is held in some number of blocks, and cut into another.");
            }
            var (before, after) = (0L, 0L);
            for (var i = 0; i < sections.Length; i++)
            {
                if (held[i] < 1 || blocks[i] < 1 || sections[i] < 0 || world % blocks[i] != 0 || blocks[i] % held[i] != 0
                    || sections[i] % blocks[i] != 0)
                {
                    throw context.Error(
                        $"{world} ranks can't take a block each of a section of {sections[i]} in {blocks[i]} blocks, held in {held[i]}.");
                }
                before = checked(before + (sections[i] / held[i]));
                after = checked(after + (sections[i] / blocks[i]));
            }
            return x.Shape[dim] == before ? x.WithShape(x.Shape.SetItem(dim, after))
                : throw context.Error($"dim {dim} of {x} does not hold sections of {before} together.");
        }

        protected override void Run(EvaluationContext context, Tensor result, Workers workers)
        {
            var x = context.Tensor("x");
            var (dim, world) = (context.NormalizeDim(context.Int("dim"), x.Rank), (int)context.Int("world"));
            var rank = Ranks.HostOf(workers, world)?.Rank ?? 0;
            Join(Of(x, dim, context.Ints("sections"), context.Ints("held"), context.Ints("blocks"), rank, world), dim, result);
        }
    }
}
