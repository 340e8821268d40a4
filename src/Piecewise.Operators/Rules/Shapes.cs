using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Symbolic shape rules that many operators share.</summary>
internal static class Shapes
{
    /// <summary>
    /// The shape that all broadcast to. Two sizes that can't be told apart have to be equal, as PyTorch's exported programs promise; the
    /// simpler one (a constant, then the first) is kept.
    /// </summary>
    /// <exception cref="InferenceException">Two sizes certainly differ and none is 1.</exception>
    public static ImmutableArray<SymInt> Broadcast(InferenceContext context, params ReadOnlySpan<ImmutableArray<SymInt>> shapes)
    {
        var rank = 0;
        foreach (var shape in shapes)
        {
            rank = Math.Max(rank, shape.Length);
        }
        var result = new SymInt[rank];
        for (var i = 1; i <= rank; i++)
        {
            SymInt size = 1;
            foreach (var shape in shapes)
            {
                if (i <= shape.Length)
                {
                    size = BroadcastSize(context, size, shape[^i]);
                }
            }
            result[^i] = size;
        }
        return [.. result];
    }

    /// <summary>True where the two sizes are known to be equal.</summary>
    public static bool AreEqual(InferenceContext context, SymInt a, SymInt b) =>
        a == b || context.Shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    public static bool IsOne(SymInt size) => size.TryGetConstant(out var constant) && constant == 1;

    /// <summary>The shape without <paramref name="dim"/>, or with size 1 there.</summary>
    public static ImmutableArray<SymInt> Reduce(ImmutableArray<SymInt> shape, int dim, bool keep) => Reduce(shape, [dim], keep);

    /// <summary>The shape without these dims, or with size 1 there.</summary>
    public static ImmutableArray<SymInt> Reduce(ImmutableArray<SymInt> shape, IReadOnlyCollection<int> dims, bool keep)
    {
        var result = ImmutableArray.CreateBuilder<SymInt>(shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            if (!dims.Contains(i))
            {
                result.Add(shape[i]);
            }
            else if (keep)
            {
                result.Add(1);
            }
        }
        return result.ToImmutable();
    }

    /// <summary>A requested shape with at most one -1 resolved against the element count (PyTorch <c>view</c>, <c>reshape</c>).</summary>
    public static ImmutableArray<SymInt> ResolveInferred(InferenceContext context, ImmutableArray<SymInt> requested, SymInt elementCount)
    {
        var hole = -1;
        SymInt known = 1;
        for (var i = 0; i < requested.Length; i++)
        {
            if (requested[i].TryGetConstant(out var size) && size == -1)
            {
                hole = hole < 0 ? i : throw context.Error("only one size can be -1.");
            }
            else
            {
                known *= requested[i];
            }
        }
        return hole < 0 ? requested : requested.SetItem(hole, context.Shapes.Simplify(SymInt.FloorDiv(elementCount, known)));
    }

    /// <summary>The shape that a tensor takes in <c>view</c> or <c>reshape</c>: -1 resolved, the element count checked.</summary>
    internal static ImmutableArray<SymInt> Reshaped(InferenceContext context, TensorType self, ImmutableArray<SymInt> requested)
    {
        if (requested.Any(IsMinusOne) && requested.Any(s => !IsMinusOne(s) && context.Refutes(SymBool.Ne(s, 0))))
        {
            throw context.Error("-1 stands for any size where another size is 0.");
        }
        var shape = ResolveInferred(context, requested, self.ElementCount);
        SymInt count = 1;
        foreach (var size in shape)
        {
            count *= size;
        }
        return context.Refutes(SymBool.Eq(count, self.ElementCount))
            ? throw context.Error($"{self} can't take the shape [{string.Join(", ", requested)}]: the numbers of elements differ.")
            : shape;
    }

    /// <summary>Fails where a shape certainly does not broadcast to another one; the other does not grow by it.</summary>
    internal static void RequireBroadcast(InferenceContext context, ImmutableArray<SymInt> shape, ImmutableArray<SymInt> target,
        string what)
    {
        var lead = target.Length - shape.Length;
        for (var i = 0; i < shape.Length; i++)
        {
            if (lead < 0 || (!AreEqual(context, shape[i], 1) && context.Refutes(SymBool.Eq(shape[i], target[lead + i]))))
            {
                throw context.Error($"{what} [{string.Join(", ", shape)}] does not broadcast to [{string.Join(", ", target)}].");
            }
        }
    }

    /// <summary>Fails where a vector, if it is given, is none of so many elements.</summary>
    internal static void RequireVector(InferenceContext context, string name, SymInt count)
    {
        if (context.OptionalTensor(name) is { } vector && (vector.Rank != 1 || context.Refutes(SymBool.Eq(vector.Shape[0], count))))
        {
            throw context.Error($"'{name}' must be a vector of {count} elements, found {vector}.");
        }
    }

    /// <summary>Fails where a tensor, if it is given, has not this shape.</summary>
    internal static void RequireShape(InferenceContext context, string name, ImmutableArray<SymInt> shape)
    {
        if (context.OptionalTensor(name) is { } tensor
            && (tensor.Rank != shape.Length || tensor.Shape.Zip(shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second)))))
        {
            throw context.Error($"'{name}' must have the shape [{string.Join(", ", shape)}], found {tensor}.");
        }
    }

    private static bool IsMinusOne(SymInt size) => size.TryGetConstant(out var constant) && constant == -1;

    private static SymInt BroadcastSize(InferenceContext context, SymInt a, SymInt b)
    {
        if (a == b || IsOne(b))
        {
            return a;
        }
        if (IsOne(a))
        {
            return b;
        }
        // A size that is certainly 1 by what is known is repeated, as a literal 1 is.
        if (AreEqual(context, b, 1))
        {
            return a;
        }
        if (AreEqual(context, a, 1))
        {
            return b;
        }
        return context.Refutes(SymBool.Eq(a, b))
            ? throw context.Error($"sizes {a} and {b} do not broadcast.")
            : a.IsConstant || !b.IsConstant ? a : b;
    }
}
