using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Schedule;

/// <summary>Something that must hold of a piece's sizes before its code may run.</summary>
/// <param name="Condition">Over the piece's symbols.</param>
/// <param name="Reason">Who needs it.</param>
internal sealed record PieceCondition(SymBool Condition, string Reason);

/// <summary>
/// The second line of defence after the shape rules: every place in memory that the code of a piece touches, compared with the buffer that
/// it lies in. What the sizes' facts do not prove becomes a condition that is checked before the code runs.
/// </summary>
internal sealed class AccessBounds
{
    /// <summary>
    /// Elements that loops and kernels go through at most: as many as an address space has bytes. Memory holds no more, but a view may show
    /// the same ones again and again; products of its sizes are no numbers any more then.
    /// </summary>
    internal const long MostElements = 1L << 47;

    private readonly PieceSchedule schedule;
    private readonly Dictionary<SymBool, string> conditions = [];

    private AccessBounds(PieceSchedule schedule) => this.schedule = schedule;

    /// <summary>What is not proven.</summary>
    /// <exception cref="ScheduleException">A place certainly does not lie in its buffer.</exception>
    public static ImmutableArray<PieceCondition> Of(PieceSchedule schedule)
    {
        var bounds = new AccessBounds(schedule);
        foreach (var item in schedule.Items)
        {
            bounds.Visit(item);
        }
        foreach (var output in schedule.Outputs)
        {
            if (output.Place is { } place)
            {
                bounds.Add(place, place.Type.Shape, place.Type.Strides);
            }
        }
        return [.. bounds.conditions.Select(c => new PieceCondition(c.Key, c.Value))];
    }

    /// <summary>Where elements at <c>offset + Σ index · stride</c> lie within so many bytes.</summary>
    /// <param name="offset">Of the first one, in bytes.</param>
    /// <param name="shape">How far indices go.</param>
    /// <param name="strides">In elements.</param>
    /// <param name="elementSize">In bytes.</param>
    /// <param name="bytes">Size of the buffer.</param>
    public static SymBool Within(SymInt offset, ImmutableArray<SymInt> shape, ImmutableArray<SymInt> strides, int elementSize, SymInt bytes)
    {
        SymInt span = 0;
        var below = new List<SymBool> { SymBool.Ge(offset, 0) };
        for (var d = 0; d < shape.Length; d++)
        {
            // Along a dim of one element no stride is taken.
            if (TensorPlace.IsOne(shape[d]))
            {
                continue;
            }
            // An element of a dim with a negative stride lies before the first one: no rule makes such a view.
            if (!(strides[d].TryGetConstant(out var stride) && stride >= 0))
            {
                below.Add(SymBool.Or(SymBool.Ge(strides[d], 0), SymBool.Le(shape[d], 1)));
            }
            span += (shape[d] - 1) * strides[d];
        }
        return SymBool.And(below.Append(SymBool.Le(offset + (span * elementSize) + elementSize, bytes)));
    }

    /// <summary>Where a tensor has no elements.</summary>
    public static SymBool IsEmpty(ImmutableArray<SymInt> shape) => SymBool.Or(shape.Select(s => SymBool.Eq(s, 0)));

    private void Visit(ScheduleItem item)
    {
        switch (item)
        {
            case LoopKernel kernel:
                foreach (var access in kernel.Accesses)
                {
                    Add(access.Place, kernel.Space, access.Strides);
                }
                AddCount(kernel.Space, [.. kernel.Accesses.Select(a => a.Place)], kernel.Members[0].Node);
                break;
            case CallItem call:
                foreach (var place in call.Arguments.Concat(call.Results.OfType<TensorPlace>()).Concat((call as KernelItem)?.Written ?? []))
                {
                    Add(place, place.Type.Shape, place.Type.Strides);
                    AddCount(place.Type.Shape, [place], place.View.Maker);
                }
                if (call is KernelItem { Epilogue: { } epilogue })
                {
                    Visit(epilogue);
                }
                break;
        }
    }

    private void Add(TensorPlace place, ImmutableArray<SymInt> shape, ImmutableArray<SymInt> strides)
    {
        // What lives in registers alone has no buffer.
        if (!schedule.Buffers.TryGetValue(place.Base, out var buffer))
        {
            return;
        }
        var shapes = schedule.Graph.Shapes;
        var within = Within(place.ByteOffset, shape, strides, place.Type.DType.Size(), buffer.Bytes);
        if (shapes.IsStaticallyTrue(within))
        {
            return;
        }
        Require(SymBool.Or(within, IsEmpty(shape)), $"%{place.View.Maker.Name} (in the memory of %{place.Base.Maker.Name})");
    }

    // There are not so many elements where one of these places has no less memory.
    private void AddCount(ImmutableArray<SymInt> shape, ImmutableArray<TensorPlace> places, Node maker)
    {
        var count = shape.Aggregate((SymInt)1, (product, size) => product * size);
        var isFew = count.TryGetConstant(out var number) && number <= MostElements;
        if (!isFew && !places.Any(p => schedule.Buffers.TryGetValue(p.Base, out var buffer)
            && (count * p.Type.DType.Size() == buffer.Bytes || schedule.Graph.Shapes.IsStaticallyTrue(SymBool.Le(count, buffer.Bytes)))))
        {
            Require(SymBool.Or(SymBool.Le(count, MostElements), IsEmpty(shape)), $"%{maker.Name} (which goes through so many elements)");
        }
    }

    private void Require(SymBool condition, string reason)
    {
        if (conditions.ContainsKey(condition))
        {
            return;
        }
        switch (schedule.Graph.Shapes.Decide(condition))
        {
            case false:
                throw new ScheduleException($"{reason} needs {condition}, which never holds.");
            case null:
                conditions.Add(condition, reason);
                break;
        }
    }
}
