using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>
/// Groups the calls of a lowered piece into loops and calls, in one walk: a call joins the latest kernel over its space that everything it
/// depends on allows, if the two have something in common. Views become index maps.
/// </summary>
/// <remarks>
/// What depends on what follows from memory alone: two accesses of which one writes keep their order, unless both touch the same element in
/// the same place of one nest of loops. So calls that write in place need no rules of their own.
/// </remarks>
public sealed class Scheduler
{
    private readonly Graph graph;
    private readonly AliasAnalysis memory;
    private readonly List<ScheduleItem> items = [];
    private int calls;

    private Scheduler(Graph graph)
    {
        this.graph = graph;
        memory = AliasAnalysis.Of(graph);
    }

    /// <summary>Schedules a lowered piece.</summary>
    /// <exception cref="ScheduleException">It has to be interpreted.</exception>
    public static PieceSchedule Run(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var scheduler = new Scheduler(graph);
        var symbols = CompilablePieces.Symbols(graph);
        for (var node = graph.First; node is not null; node = node.Next)
        {
            if (node.Kind == NodeKind.Call)
            {
                scheduler.Add(node);
            }
        }
        scheduler.DecideStores();
        return new MemoryPlanner(graph, scheduler.memory, scheduler.items, symbols).Plan();
    }

    private TensorPlace PlaceOf(MemoryView view)
    {
        var (whole, offset) = memory.PlaceOf(view);
        return new TensorPlace(view, whole, offset, view.Type);
    }

    private TensorPlace PlaceOf(Node node) => PlaceOf(memory.ViewOf(node) ?? throw new ScheduleException($"%{node.Name} is no tensor of a known place."));

    private void Add(Node node)
    {
        var op = node.Operator!;
        if (node.IsCallOf(Dialect.GetItem) || node.Type is SymIntType or SymBoolType)
        {
            return;
        }
        var views = memory.ViewsOf(node);
        // All of it is an index map.
        if (op is ViewOperator && views.All(v => v is not null && memory.PlaceOf(v).Base.Maker != node))
        {
            return;
        }
        var form = op.Loops(new InferenceContext(op, node.Arguments, graph.Shapes));
        if (form is null || views.Any(v => v is null) || form.Results.Length != views.Length)
        {
            AddCall(node, views, form is null ? $"{op.Name} has no loop form for these arguments" : $"%{node.Name} has a result that is no tensor");
            return;
        }
        AddLoops(node, form, views);
    }

    private void AddCall(Node node, ImmutableArray<MemoryView?> views, string reason)
    {
        ImmutableArray<TensorPlace> arguments = [.. node.InputNodes.Where(n => n.Type is TensorType).Select(PlaceOf)];
        if (node.InputNodes.Any(n => n.Type is TupleType))
        {
            throw new ScheduleException($"%{node.Name} takes a tuple.");
        }
        ImmutableArray<TensorPlace?> results = [.. views.Select(v => v is not null && PlaceOf(v) is var place && place.Base.Maker == node ? place : null)];
        var item = new ExternItem(node, calls++, reason) { Arguments = arguments, Results = results };
        var schema = node.Operator!.Schema;
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            foreach (var input in node.Arguments[i].Nodes.Where(n => n.Type is TensorType))
            {
                item.Accesses.Add(new TensorAccess(PlaceOf(input), default, schema.Arguments[i].Type.IsWritten));
            }
        }
        item.Accesses.AddRange(results.OfType<TensorPlace>().Select(p => new TensorAccess(p, default, Writes: true)));
        Append(item);
    }

    private void AddLoops(Node node, LoopForm form, ImmutableArray<MemoryView?> views)
    {
        var member = Member(node, form, form.Space, views);
        var (earliest, blocker) = Earliest(member);
        string? objection = null;
        for (var i = items.Count - 1; i >= Math.Max(earliest, 0); i--)
        {
            if (items[i] is not LoopKernel kernel || Relation(kernel, member) is not { } relation)
            {
                continue;
            }
            if (Objection(kernel, form, member) is { } against)
            {
                objection ??= $"not in kernel {i}, although it {relation}: {against}";
                continue;
            }
            kernel.Rows = form.Rows < form.Space.Length ? form.Rows : kernel.Rows;
            kernel.Add(Member(node, form, kernel.Space, views));
            kernel.Reasons.Add($"%{node.Name} joins: it {relation}");
            return;
        }
        var created = new LoopKernel(form.Space, form.Rows);
        created.Add(member);
        created.Reasons.Add($"%{node.Name} begins a kernel: {objection ?? (blocker is null ? "nothing before it has to do with it" : $"it waits for {blocker}")}");
        Append(created);
    }

    private KernelMember Member(Node node, LoopForm form, ImmutableArray<SymInt> space, ImmutableArray<MemoryView?> views)
    {
        var rank = form.Space.Length;
        var results = ImmutableArray.CreateBuilder<KernelResult>();
        for (var i = 0; i < views.Length; i++)
        {
            var place = PlaceOf(views[i]!);
            var name = node.Type is TupleType ? node.Users.FirstOrDefault(u => u.IsCallOf(Dialect.GetItem) && u.Arguments[1] is IntArgument { Value: var index } && index == i)?.Name ?? $"{node.Name}_{i}" : node.Name;
            var isRow = place.Type.Rank < space.Length || place.Type.Shape.Where((s, d) => TensorPlace.IsOne(s) && !TensorPlace.IsOne(space[d])).Any();
            results.Add(new KernelResult(new TensorAccess(place, place.StridesOver(space, 0), Writes: true), name, isRow));
        }
        return new KernelMember(node, form, results.ToImmutable())
        {
            Operands = [.. form.Operands.Select(o => PlaceOf(o) is var place ? new TensorAccess(place, place.StridesOver(space, rank - place.Type.Rank), Writes: false) : null!)],
        };
    }

    // The last item that has to come before the member or may at best be the same, and which node makes it so.
    private (int Item, string? Blocker) Earliest(KernelMember member)
    {
        TensorAccess[] accesses = [.. member.Operands, .. member.Results.Select(r => r.Access)];
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (items[i].Accesses.Exists(a => accesses.Any(b => Conflict(a, b))))
            {
                return (i, $"%{items[i].Nodes.Last().Name}");
            }
        }
        return (-1, null);
    }

    private bool Conflict(TensorAccess a, TensorAccess b) =>
        (a.Writes || b.Writes) && memory.MayShareStorage(a.Place.View, b.Place.View) && memory.MayOverlap(a.Place.View, b.Place.View);

    // What two have in common that makes it worth while to compute them together.
    private static string? Relation(LoopKernel kernel, KernelMember member)
    {
        foreach (var operand in member.Operands)
        {
            if (kernel.Members.FirstOrDefault(m => m.Results.Any(r => r.Place.Base == operand.Place.Base)) is { } producer)
            {
                return $"reads what %{producer.Node.Name} computes";
            }
        }
        foreach (var operand in member.Operands)
        {
            if (kernel.Accesses.Exists(a => !a.Writes && a.Place.View == operand.Place.View && a.Place.Type.Rank > 1))
            {
                return $"reads %{operand.Place.View.Maker.Name}, which the kernel reads too";
            }
        }
        return null;
    }

    private string? Objection(LoopKernel kernel, LoopForm form, KernelMember probe)
    {
        var reduces = form.Rows < form.Space.Length;
        var isRow = kernel.HasReductions && !reduces && IsRowSpace(kernel, form);
        if (!isRow && !AreEqual(kernel.Space, form.Space))
        {
            return $"its space is [{string.Join(", ", form.Space)}], the kernel's [{string.Join(", ", kernel.Space)}]";
        }
        if (reduces && kernel.HasReductions && kernel.Rows != form.Rows)
        {
            return "it reduces other dims";
        }
        var writes = kernel.Members.Any(WritesInPlace) || WritesInPlace(probe);
        if (writes && (reduces || kernel.HasReductions))
        {
            return "rows are read again after a reduction, and memory is written in place";
        }
        var member = Member(probe.Node, form, kernel.Space, [.. probe.Results.Select(r => r.Place.View)]);
        foreach (var access in member.Operands.Concat(member.Results.Select(r => r.Access)))
        {
            if (kernel.Accesses.Find(a => Conflict(a, access) && !a.IsSame(access)) is { } other)
            {
                return $"%{access.Place.View.Maker.Name} is not read in the order in which %{other.Place.View.Maker.Name} lies in memory";
            }
        }
        return null;
    }

    private static bool WritesInPlace(KernelMember member) => member.Results.Any(r => r.Place.Base.Maker != member.Node);

    private bool IsRowSpace(LoopKernel kernel, LoopForm form) => form.Space.Length >= kernel.Rows && form.Space.Length <= kernel.Space.Length
        && AreEqual(kernel.Space[..kernel.Rows], form.Space[..kernel.Rows]) && form.Space.Skip(kernel.Rows).All(TensorPlace.IsOne)
        && !AreEqual(kernel.Space, form.Space);

    private bool AreEqual(ImmutableArray<SymInt> a, ImmutableArray<SymInt> b) =>
        a.Length == b.Length && a.Zip(b).All(p => p.First == p.Second || graph.Shapes.IsStaticallyTrue(SymBool.Eq(p.First, p.Second)));

    private void Append(ScheduleItem item)
    {
        item.Index = items.Count;
        items.Add(item);
    }

    // The last value of a place goes to memory if somebody else looks at it.
    private void DecideStores()
    {
        MemoryView[] outputs = [.. graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>()];
        foreach (var kernel in items.OfType<LoopKernel>())
        {
            var own = kernel.Members.Select(m => m.Node).ToHashSet();
            var results = kernel.Members.SelectMany(m => m.Results).ToList();
            for (var i = 0; i < results.Count; i++)
            {
                var result = results[i];
                var overwritten = results.Skip(i + 1).Any(r => r.Access.IsSame(result.Access));
                result.IsStored = !overwritten && (!own.Contains(result.Place.Base.Maker)
                    || outputs.Any(o => memory.MayShareStorage(o, result.Place.View))
                    || items.Exists(o => o != kernel && o.Accesses.Exists(a => memory.MayShareStorage(a.Place.View, result.Place.View))));
            }
        }
    }
}
