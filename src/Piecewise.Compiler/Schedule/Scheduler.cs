using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Schedule;

/// <summary>
/// Groups the calls of a lowered piece into loops and calls, in one walk: a call joins the latest kernel over its space that everything it
/// depends on allows, if the two have something in common. Views become index maps.
/// </summary>
internal sealed class Scheduler
{
    /// <summary>Values that a call may take: its code passes them in an array on the stack.</summary>
    private const int MaxOperands = 1024;

    private readonly Graph graph;
    private readonly AliasAnalysis memory;
    private readonly FusionRules rules;
    private readonly List<ScheduleItem> items = [];
    private readonly AccessOrder order;
    private readonly RelatedKernels related = new();
    private int calls;

    private Scheduler(Graph graph)
    {
        this.graph = graph;
        memory = AliasAnalysis.Of(graph);
        rules = new FusionRules(memory, graph.Shapes);
        order = new AccessOrder(memory, rules);
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
        new StoreDecision(graph, scheduler.memory, scheduler.items).Run();
        new EpilogueFusion(scheduler.rules, scheduler.order, graph, scheduler.items).Run();
        new UnwrittenMemory(graph, scheduler.memory, scheduler.items).Run();
        return new MemoryPlanner(graph, scheduler.memory, scheduler.items, symbols).Plan();
    }

    private TensorPlace PlaceOf(MemoryView view)
    {
        var (whole, offset) = memory.PlaceOf(view);
        var shape = view.Type.Shape;
        return new TensorPlace(view, whole, offset, shape.Any(s => !s.IsConstant && IsCertainlyOne(s))
            ? view.Type.WithShape([.. shape.Select(s => !s.IsConstant && IsCertainlyOne(s) ? 1 : s)], view.Type.Strides)
            : view.Type);
    }

    // A size that is 1 by what is known of its symbols is repeated where others are not, as one that is written 1.
    private bool IsCertainlyOne(SymInt size) => graph.Shapes.IsStaticallyTrue(SymBool.Eq(size, 1));

    private TensorPlace PlaceOf(Node node) =>
        PlaceOf(memory.ViewOf(node) ?? throw new ScheduleException($"%{node.Name} is no tensor of a known place."));

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
        // Memory that waits for a writer.
        if (op.IsAllocation)
        {
            return;
        }
        var context = InferenceContext.Of(node);
        RequireKnownMemory(node, views, context);
        var form = op.Loops(context);
        if (form is not null && form.Results.Length == views.Length && views.All(v => v is not null))
        {
            AddLoops(new LoopRequest(
                node, form, [.. form.Operands.Select(o => PlaceOf(o).InOrder(form.Order))],
                [.. views.Select((v, i) => new LoopTarget(PlaceOf(v!).InOrder(form.Order), ResultName(node, i)))]));
        }
        else if (op.IsReshape && views is [{ Type.IsRowMajor: true } copy] && node.InputNodes.FirstOrDefault() is { Type: TensorType })
        {
            AddReshape(node, PlaceOf(copy));
        }
        else if (views is [{ } joined] && op.Parts(context) is { IsEmpty: false } parts)
        {
            AddParts(node, PlaceOf(joined), parts);
        }
        else
        {
            AddCall(node, views, context);
        }
    }

    // A result that may be a view or a copy is computed as a copy: nobody can tell, unless somebody writes one and looks at the other.
    private void RequireKnownMemory(Node node, ImmutableArray<MemoryView?> views, InferenceContext context)
    {
        if (node.Operator is not ViewOperator || node.Operator.ResultIsView(context) == false)
        {
            return;
        }
        foreach (var view in views.OfType<MemoryView>())
        {
            if (PlaceOf(view).Base.Maker == node
                && memory.AccessesOf(view).FirstOrDefault(a => IsSeenElsewhere(a, view, node)).Node is { } writer)
            {
                throw new ScheduleException(
                    $"%{node.Name} may be a view of a place that is not known, and %{writer.Name} writes that memory.");
            }
        }
    }

    // Whether a write, made when the result was there already, is of the result and seen in what it was made from, or the other way round.
    private bool IsSeenElsewhere(MemoryAccess write, MemoryView result, Node maker)
    {
        if (!write.Writes || write.Node.Index <= maker.Index)
        {
            return false;
        }
        var isOfResult = memory.PlaceOf(write.View).Base == result;
        return (isOfResult && memory.IsCallers(result))
            || memory.AccessesOf(result).Any(a => a.Node.Index > write.Node.Index && memory.PlaceOf(a.View).Base == result != isOfResult);
    }

    // The elements in their order under another shape: loops over the operand, which write row by row.
    private void AddReshape(Node node, TensorPlace result)
    {
        var operand = PlaceOf(node.InputNodes.First());
        var shape = operand.Type.WithShape(operand.Type.Shape);
        var form = LoopForm.Pointwise([node.InputNodes.First()], shape, new ScalarOperand(0, shape.DType));
        AddLoops(new LoopRequest(node, form, [operand], [new LoopTarget(result with { Type = shape }, node.Name)]));
    }

    // One copy into each part of the result.
    private void AddParts(Node node, TensorPlace whole, ImmutableArray<ResultPart> parts)
    {
        foreach (var part in parts)
        {
            var place = whole with
            {
                ByteOffset = whole.ByteOffset + (part.Offset * whole.Type.DType.Size()),
                Type = part.Place,
                IsPart = true
            };
            var form = LoopForm.Pointwise([part.Value], part.Place,
                new ScalarOperand(0, ((TensorType)part.Value.Type).DType).As(part.Place.DType));
            AddLoops(new LoopRequest(node, form, [PlaceOf(part.Value)], [new LoopTarget(place, node.Name)]));
        }
    }

    private void AddCall(Node node, ImmutableArray<MemoryView?> views, InferenceContext context)
    {
        if (node.InputNodes.Take(MaxOperands + 1).Count() > MaxOperands)
        {
            throw new ScheduleException($"%{node.Name} takes more than {MaxOperands} values, which are too many for the stack of a call.");
        }
        if (node.InputNodes.Any(n => n.Type is TupleType))
        {
            throw new ScheduleException($"%{node.Name} takes a tuple.");
        }
        ImmutableArray<TensorPlace> arguments = [.. node.InputNodes.Where(n => n.Type is TensorType).Select(PlaceOf)];
        ImmutableArray<TensorPlace?> results =
            [.. views.Select(v => v is not null && PlaceOf(v) is var place && place.Base.Maker == node ? place : null)];
        var op = node.Operator!;
        CallItem item = op.DirectKernel(context) is { } kernel
            ? new KernelItem(node, kernel)
            {
                Arguments = arguments,
                Results = results,
                Written = [.. views.OfType<MemoryView>().Select(PlaceOf)]
            }
            : new ExternItem(node, calls++, $"{op.Name} has neither loops nor a kernel for these arguments")
            {
                Arguments = arguments,
                Results = results
            };
        item.Reasons.Add(item is KernelItem { Kernel.Name: var name } ? $"%{node.Name} is {name}"
            : $"%{node.Name} is a reference call: {((ExternItem)item).Reason}");
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            foreach (var input in node.Arguments[i].Nodes.Where(n => n.Type is TensorType))
            {
                item.Accesses.Add(new TensorAccess(PlaceOf(input), default, op.Schema.Arguments[i].Type.IsWritten));
            }
        }
        rules.RequireSeparate(node, item.Accesses);
        item.Accesses.AddRange(results.OfType<TensorPlace>().Select(p => new TensorAccess(p, default, Writes: true)));
        Append(item);
    }

    private void AddLoops(LoopRequest request)
    {
        var member = request.Over(request.Form.Space);
        rules.RequireOrderFree(member);
        var (earliest, blocker) = order.Earliest([.. member.Operands, .. member.Results.Select(r => r.Access)]);
        string? objection = null;
        foreach (var kernel in related.To(request, Math.Max(earliest, 0)))
        {
            if (kernel.Members.Count >= LoopKernel.MaxMembers || FusionRules.Relation(kernel, request) is not { } relation)
            {
                continue;
            }
            if (rules.Objection(kernel, request) is { } against)
            {
                objection ??= $"not in kernel {kernel.Index}, although it {relation}: {against}";
                continue;
            }
            kernel.Rows = request.Reduces ? request.Form.Rows : kernel.Rows;
            var joined = request.Over(kernel.Space);
            kernel.Add(joined);
            related.Add(kernel, joined);
            order.Add(kernel, [.. joined.Operands, .. joined.Results.Select(r => r.Access)]);
            kernel.Reasons.Add($"%{request.Node.Name} joins: it {relation}");
            return;
        }
        var created = new LoopKernel(request.Form.Space, request.Form.Rows);
        created.Add(member);
        created.Reasons.Add(
            $"%{request.Node.Name} begins a kernel: "
            + (objection ?? (blocker is null ? "nothing before it has to do with it" : $"it waits for %{blocker.Nodes.Last().Name}")));
        Append(created);
        related.Add(created, member);
    }

    private static string ResultName(Node node, int index) => node.Type is TupleType
        ? node.Users.FirstOrDefault(
            u => u.IsCallOf(Dialect.GetItem) && u.Arguments[1] is IntArgument { Value: var item } && item == index)?.Name
            ?? $"{node.Name}_{index}"
        : node.Name;

    private void Append(ScheduleItem item)
    {
        item.Index = items.Count;
        items.Add(item);
        order.Add(item, item.Accesses);
    }
}
