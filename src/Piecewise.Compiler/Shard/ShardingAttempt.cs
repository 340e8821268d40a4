using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <summary>
/// One attempt to distribute a program: a copy of it is rewritten from the inputs to the results, by what is known of its products so far.
/// Each call on parts is checked by its operator's shape rule: it has to give what the whole call gives, with a part of the dim.
/// </summary>
internal sealed partial class ShardingAttempt
{
    private readonly Graph source;
    private readonly Graph local;
    private readonly IReadOnlyDictionary<Node, Node> copies;
    private readonly int world;
    private readonly OperatorCatalog catalog;
    private readonly Dictionary<Node, ProductChoice> choices;
    private readonly long leastBytes;
    // Weights that no call changes, and tensors that are computed from such weights alone.
    private readonly ConstantValues constants;

    // By node of the source: what stands for it in the copy, and how its results are distributed.
    private readonly Dictionary<Node, Node> values = [];
    private readonly Dictionary<Node, ImmutableArray<Sharding?>> placed = [];
    private readonly Dictionary<(Node Value, int Dim, string Sections), Node> taken = [];
    private readonly List<StateShard> shards = [];
    private readonly List<WeightPlacement> weights = [];
    private readonly HashSet<WeightPlacement> noted = [];
    private bool isComplete = true;

    /// <param name="source">A functional graph.</param>
    /// <param name="world">How many ranks.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="choices">What earlier attempts found out; this one adds to it.</param>
    /// <param name="leastBytes">See <see cref="Sharder.LeastBytes"/>.</param>
    public ShardingAttempt(
        Graph source, int world, OperatorCatalog catalog, Dictionary<Node, ProductChoice> choices, long leastBytes)
    {
        (this.source, this.world, this.catalog, this.choices, this.leastBytes) = (source, world, catalog, choices, leastBytes);
        local = GraphCopier.Copy(source, shapes: null, types: null, out copies);
        constants = new ConstantValues(source, node => node.Type is TensorType);
    }

    /// <summary>The plan; null where something was found out that the next attempt has to know.</summary>
    public ShardingPlan? Run()
    {
        foreach (var node in source.Nodes)
        {
            switch (node.Kind)
            {
                case NodeKind.Input:
                    values.Add(node, copies[node]);
                    break;
                case NodeKind.Output when node.InputNodes.Any(IsDistributed):
                    Refuse(node, "it is a result");
                    break;
                case NodeKind.Output:
                    Keep(node);
                    break;
                default:
                    Place(node);
                    break;
            }
        }
        if (!isComplete)
        {
            return null;
        }
        DeadCode.Remove(local);
        // What calls change stays, whether or not they read it.
        foreach (var input in local.Inputs.Where(
            i => i.Input is { Kind: not InputKind.User, Target: var name } && !i.HasUsers && !constants.IsChanged(name)).ToArray())
        {
            local.Erase(input);
        }
        var names = local.Inputs.Select(i => i.Input!.Target).ToHashSet(StringComparer.Ordinal);
        return new ShardingPlan(
            world, local, [.. shards.Where(s => names.Contains(s.Name))], [.. weights],
            source.Inputs.Where(i => i.Input!.Kind != InputKind.User && i.HasUsers).Sum(i => ShardingPlan.BytesOf(i.Type)), Origins());
    }

    private Dictionary<Node, Node> Origins()
    {
        var (origins, left) = (new Dictionary<Node, Node>(), local.Nodes.ToHashSet());
        foreach (var (origin, value) in taken.Select(t => KeyValuePair.Create(t.Key.Value, t.Value)).Concat(values)
            .Where(o => left.Contains(o.Value)))
        {
            origins[value] = origin;
        }
        return origins;
    }

    private void Place(Node node)
    {
        if (!node.InputNodes.Any(IsDistributed))
        {
            if (!InColumns(node) && !ByVocabulary(node))
            {
                Keep(node);
            }
            return;
        }
        if (!(ItemOf(node) || InRows(node) || Attended(node) || InBatches(node) || Cut(node) || Joined(node) || Reshaped(node)
            || Counted(node) || Reduced(node) || ByItems(node)))
        {
            Refuse(node, $"nothing is known of {node.Operator?.Name ?? node.Name} over a part of them");
        }
    }

    private Sharding? ShardingOf(Node node) => placed.TryGetValue(node, out var all) && all is [var one] ? one : null;

    private bool IsDistributed(Node node) => placed.TryGetValue(node, out var all) && all.Any(s => s is not null);

    // The same call on every rank.
    private void Keep(Node node)
    {
        var copy = copies[node];
        if (node.InputNodes.Any(n => values[n] != copies[n]))
        {
            var arguments = ImmutableArray.CreateBuilder<Argument>(node.Arguments.Length);
            for (var i = 0; i < node.Arguments.Length; i++)
            {
                // A nested graph is a copy, too.
                arguments.Add(node.Arguments[i] is GraphArgument ? copy.Arguments[i] : Local(node.Arguments[i]));
            }
            copy.Arguments = arguments.MoveToImmutable();
        }
        values[node] = copy;
    }

    private Argument Local(Argument argument) => argument.Map(n => values[n]);

    // Gives up the products whose parts a call can't take.
    private void Refuse(Node node, string reason)
    {
        foreach (var product in ProductsOf(node))
        {
            GiveUp(product, $"%{node.Name} needs all of its columns: {reason}");
        }
        GoOn(node);
    }

    // This attempt has failed, and goes on to find out more: with operands that nobody will compute.
    private void GoOn(Node node)
    {
        isComplete = false;
        foreach (var operand in node.InputNodes.Distinct().Where(IsDistributed).ToArray())
        {
            values[operand] = local.AddCall(
                catalog[KnownOps.AllGather], [values[operand], 0, world], operand.Type, operand.Name, copies[node]);
            placed.Remove(operand);
        }
        Keep(node);
    }

    private void GiveUp(Node product, string reason)
    {
        var choice = ChoiceOf(product);
        if (choice.Mode != ProductMode.Whole)
        {
            var isGathered = choice.Mode == ProductMode.Columns && IsWorthGathering(product);
            choice.GiveUp(isGathered ? ProductMode.Gathered : ProductMode.Whole, reason);
        }
    }

    private ProductChoice ChoiceOf(Node product)
    {
        if (!choices.TryGetValue(product, out var choice))
        {
            choices.Add(product, choice = new ProductChoice());
        }
        return choice;
    }

    // A call on parts, where its shape rule agrees.
    private bool Distribute(Node node, ImmutableArray<Argument> arguments, Sharding? sharding, Operator? op = null)
    {
        var count = node.Type is TupleType tuple ? tuple.Items.Length : 1;
        return Distribute(node, arguments, [.. Enumerable.Repeat(sharding, count)], op);
    }

    private bool Distribute(Node node, ImmutableArray<Argument> arguments, ImmutableArray<Sharding?> shardings, Operator? op = null)
    {
        op ??= node.Operator!;
        if (Infer(op, arguments) is not { } type || !IsPartOf(type, node.Type, shardings))
        {
            return false;
        }
        var copy = copies[node];
        if (op == node.Operator)
        {
            (copy.Arguments, copy.Type) = (arguments, type);
        }
        else
        {
            copy = local.AddCall(op, arguments, type, node.Name, copy);
            copy.Source = node.Source;
        }
        values[node] = copy;
        if (shardings.Any(s => s is not null))
        {
            placed[node] = shardings;
        }
        return true;
    }

    private NodeType? Infer(Operator op, ImmutableArray<Argument> arguments)
    {
        try
        {
            return op.Infer(new InferenceContext(op, arguments, local.Shapes));
        }
        catch (InferenceException)
        {
            return null;
        }
    }

    private bool IsPartOf(NodeType type, NodeType whole, ImmutableArray<Sharding?> shardings) => (type, whole) switch
    {
        (TensorType part, TensorType all) => IsPartOf(part, all, shardings[0]),
        (TupleType part, TupleType all) => part.Items.Length == all.Items.Length
            && Enumerable.Range(0, part.Items.Length).All(i => IsPartOf(part.Items[i], all.Items[i], [shardings[i]])),
        _ => shardings.All(s => s is null) && type.Equals(whole),
    };

    private bool IsPartOf(TensorType part, TensorType whole, Sharding? sharding)
    {
        var shape = sharding is null ? whole.Shape : whole.Shape.SetItem(sharding.Dim, sharding.LocalSize);
        return part.DType == whole.DType && part.Rank == whole.Rank && Enumerable.Range(0, part.Rank).All(
            d => part.Shape[d] == shape[d] || local.Shapes.IsStaticallyTrue(SymBool.Eq(part.Shape[d], shape[d])))
            && (sharding is null || (whole.Shape[sharding.Dim].TryGetConstant(out var size) && size == sharding.Size));
    }

    /// <summary>
    /// A rank's part of an operand, from all of it where every rank has that; null where it is distributed otherwise.
    /// </summary>
    /// <param name="operand">A tensor of the source.</param>
    /// <param name="dim">Its dim.</param>
    /// <param name="sections">The parts.</param>
    /// <param name="before">Where the call that takes it is.</param>
    private Node? Take(Node operand, int dim, ImmutableArray<ShardSection> sections, Node before)
    {
        var own = ShardingOf(operand);
        if (own is not null && (own.Dim != dim || own.Sections.Length != sections.Length))
        {
            return null;
        }
        if (own?.HasPartsOf(sections) == true || (own is null && sections.All(s => s.Blocks == 1)))
        {
            return values[operand];
        }
        if (operand.Tensor is not { } type || !type.Shape[dim].TryGetConstant(out var size) || size != sections.Sum(s => s.Size)
            || sections.Where((s, i) => own is not null && (own.Sections[i].Size != s.Size || s.Blocks % own.Sections[i].Blocks != 0)).Any()
            || sections.Any(s => s.Size % s.Blocks != 0 || world % s.Blocks != 0))
        {
            return null;
        }
        var parts = sections.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Size}/{s.Blocks}"));
        var key = (operand, dim, string.Join(',', parts));
        if (taken.TryGetValue(key, out var known))
        {
            return known;
        }
        var part = (own is null && constants.Contains(operand) ? OfConstant(operand, dim, sections, key.Item3, before) : null)
            ?? OfValue(operand, dim, own, sections, before);
        if (part is not null)
        {
            taken.Add(key, part);
        }
        return part;
    }

    // A weight's part is a weight; what is computed from weights alone is computed from their parts.
    private Node? OfConstant(Node constant, int dim, ImmutableArray<ShardSection> sections, string key, Node before)
    {
        if (constant.Kind == NodeKind.Input)
        {
            var (spec, type) = (constant.Input!, constant.Tensor!);
            var name = $"{spec.Target}[dim {dim}: {key}]";
            shards.Add(new StateShard(name, spec.Target, dim, sections));
            return local.AddInput(
                constant.Name, type.WithShape(type.Shape.SetItem(dim, sections.Sum(s => s.LocalSize))), spec with { Target = name });
        }
        // What is computed from the weights in more steps than the stack holds is cut as any other value.
        if (constant.Operator!.RowWise(InferenceContext.Of(constant), dim) is not { } rule
            || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return null;
        }
        var arguments = ImmutableArray.CreateBuilder<Argument>(constant.Arguments.Length);
        for (var i = 0; i < constant.Arguments.Length; i++)
        {
            if (rule.Dims[i] is { } own)
            {
                if (Take(constant.Operand(i)!, own, sections, before) is not { } part)
                {
                    return null;
                }
                arguments.Add(part);
            }
            else
            {
                arguments.Add(i == rule.Sizes ? WithSize(constant.Arguments[i], dim, sections.Sum(s => s.LocalSize))
                    : Local(constant.Arguments[i]));
            }
        }
        var all = arguments.MoveToImmutable();
        return Infer(constant.Operator, all) is TensorType type2
            && IsPartOf(type2, constant.Tensor!, new Sharding(dim, sections, []))
                ? local.AddCall(constant.Operator, all, type2, constant.Name, before) : null;
    }

    private Node? OfValue(Node value, int dim, Sharding? own, ImmutableArray<ShardSection> sections, Node before)
    {
        var op = catalog[KnownOps.Part];
        ImmutableArray<Argument> arguments =
        [
            values[value], dim, Argument.Ints(sections.Select(s => s.Size)),
            Argument.Ints(sections.Select((_, i) => own is null ? 1L : own.Sections[i].Blocks)),
            Argument.Ints(sections.Select(s => (long)s.Blocks)), world,
        ];
        return Infer(op, arguments) is { } type ? local.AddCall(op, arguments, type, value.Name, before) : null;
    }

    private static Argument WithSize(Argument sizes, int dim, long size) =>
        new ListArgument(((ListArgument)sizes).Items.SetItem(dim, size));

    // The inputs that a constant is computed from, in the order in which its calls name them.
    private static IEnumerable<Node> WeightsOf(Node constant)
    {
        var (pending, seen) = (new Stack<Node>([constant]), new HashSet<Node>());
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
            {
                continue;
            }
            if (node.Kind == NodeKind.Input)
            {
                yield return node;
            }
            foreach (var input in node.InputNodes.Reverse())
            {
                pending.Push(input);
            }
        }
    }

    private void Note(Node weight, string placement, string reason = "")
    {
        foreach (var input in WeightsOf(weight))
        {
            var entry = new WeightPlacement(input.Input!.Target, placement, reason);
            if (noted.Add(entry))
            {
                weights.Add(entry);
            }
        }
    }
}
