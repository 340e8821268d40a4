using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Arithmetic of sizes and positions that stays exact where symbols leave a case open.</summary>
internal static class Sizes
{
    public static SymInt Min(InferenceContext context, SymInt a, SymInt b) => context.Shapes.Decide(SymBool.Le(a, b)) switch
    {
        true => a,
        false => b,
        null => SymInt.Min(a, b),
    };

    public static SymInt Max(InferenceContext context, SymInt a, SymInt b) => context.Shapes.Decide(SymBool.Ge(a, b)) switch
    {
        true => a,
        false => b,
        null => SymInt.Max(a, b),
    };

    /// <summary>
    /// The part of a dim that <c>start:end:step</c> selects, by Python's rules: negative positions count from the end, all are clamped.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="size">Size of the dim.</param>
    /// <param name="start">First position; null is 0.</param>
    /// <param name="end">Position after the last; null and the largest int are the end.</param>
    /// <param name="step">At least 1.</param>
    /// <returns>The first position and the number of elements. Both are new symbols where the sign of a bound is not known.</returns>
    public static (SymInt Start, SymInt Length) Slice(InferenceContext context, SymInt size, SymInt? start, SymInt? end, SymInt step)
    {
        if (context.Refutes(SymBool.Ge(step, 1)))
        {
            throw context.Error($"a slice has a step of at least 1, not {step}.");
        }
        if (FromFront(context, start ?? 0, size) is not { } from || FromFront(context, end ?? size, size) is not { } to)
        {
            var anyLength = context.Shapes.BoundsOf(size) with { Min = 0 };
            return (context.Shapes.NewUnbacked(anyLength), context.Shapes.NewUnbacked(anyLength));
        }
        from = Min(context, Max(context, from, 0), size);
        to = Max(context, Min(context, to, size), from);
        return (context.Shapes.Simplify(from), context.Shapes.Simplify(SymInt.CeilDiv(to - from, step)));
    }

    /// <summary>A position in 0…size-1 from one that may count from the end.</summary>
    /// <exception cref="InferenceException">The position is certainly outside.</exception>
    public static SymInt Position(InferenceContext context, SymInt index, SymInt size)
    {
        if (context.Refutes(SymBool.And(SymBool.Ge(index, -size), SymBool.Lt(index, size))))
        {
            throw context.Error($"index {index} is out of range for size {size}.");
        }
        // The sign of a symbolic index can be open; the type of the result does not depend on it.
        return FromFront(context, index, size) ?? context.Shapes.NewUnbacked(Interval.AtLeast(0));
    }

    private static SymInt? FromFront(InferenceContext context, SymInt position, SymInt size) =>
        position.TryGetConstant(out var constant) && constant == long.MaxValue ? size
        : context.Shapes.Decide(SymBool.Ge(position, 0)) switch
        {
            true => position,
            false => position + size,
            null => null,
        };
}
