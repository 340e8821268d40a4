using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>A tensor's dtype, symbolic shape, symbolic strides (in elements) and device.</summary>
/// <remarks>
/// Text: <c>f32[s0, 8]</c>; <c>f32[s0, 8; 1, s0]</c> where the strides are not row-major; <c>@name</c> where the device is not the CPU.
/// </remarks>
internal sealed record TensorType : NodeType
{
    public const string Cpu = "cpu";

    /// <summary>Dims that a tensor may have, as in PyTorch.</summary>
    public const int MaxRank = 64;

    // Null means row-major: the common case costs no array.
    private readonly ImmutableArray<SymInt>? strides;

    public TensorType(DType dtype, ImmutableArray<SymInt> shape, ImmutableArray<SymInt>? strides = null, string device = Cpu)
    {
        if (shape.Length > MaxRank)
        {
            throw new ArgumentException($"A tensor would have {shape.Length} dims; at most {MaxRank} are possible.");
        }
        if (strides is { } given)
        {
            if (given.Length != shape.Length)
            {
                throw new ArgumentException($"{shape.Length} sizes and {given.Length} strides.");
            }
            this.strides = given.AsSpan().SequenceEqual(ContiguousStrides(shape).AsSpan()) ? null : given;
        }
        DType = dtype;
        Shape = shape;
        Device = device;
    }

    public DType DType { get; }

    public ImmutableArray<SymInt> Shape { get; }

    public ImmutableArray<SymInt> Strides => strides ?? ContiguousStrides(Shape);

    public string Device { get; }

    public int Rank => Shape.Length;

    /// <summary>True where the strides are exactly the row-major ones (strides of size-1 dimensions included).</summary>
    public bool IsRowMajor => strides is null;

    public SymInt ElementCount
    {
        get
        {
            SymInt count = 1;
            foreach (var size in Shape)
            {
                count *= size;
            }
            return count;
        }
    }

    protected override string Text
    {
        get
        {
            var shape = string.Join(", ", Shape);
            var device = Device == Cpu ? "" : "@" + TextQuote.Device(Device);
            return strides is { } given
                ? $"{DType.TextName()}[{shape}; {string.Join(", ", given)}]{device}"
                : $"{DType.TextName()}[{shape}]{device}";
        }
    }

    public TensorType WithDType(DType dtype) => new(dtype, Shape, strides, Device);

    /// <summary>The same dtype and device with another shape and, unless given, row-major strides.</summary>
    public TensorType WithShape(ImmutableArray<SymInt> shape, ImmutableArray<SymInt>? newStrides = null) =>
        new(DType, shape, newStrides, Device);

    /// <summary>
    /// The dims, outermost first, in whose order the elements lie one after the other, without a gap and none twice: those of a transposed
    /// tensor in the order before. Null where that is not certain.
    /// </summary>
    /// <param name="shapes">What is known of the symbols.</param>
    public ImmutableArray<int>? DenseOrder(ShapeEnvironment shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        if (IsRowMajor || Shape.Contains(0))
        {
            return [.. Enumerable.Range(0, Rank)];
        }
        var all = Strides;
        var order = ImmutableArray.CreateBuilder<int>(Rank);
        // A dim of one element may have any stride.
        var left = Enumerable.Range(0, Rank).Where(d => Shape[d] != 1).ToList();
        SymInt next = 1;
        while (left.Count > 0)
        {
            var inner = left.FindLastIndex(d => all[d] == next || shapes.IsStaticallyTrue(SymBool.Eq(all[d], next)));
            if (inner < 0)
            {
                return null;
            }
            order.Add(left[inner]);
            next *= Shape[left[inner]];
            left.RemoveAt(inner);
        }
        order.AddRange(Enumerable.Range(0, Rank).Where(d => Shape[d] == 1).Reverse());
        order.Reverse();
        return order.MoveToImmutable();
    }

    /// <summary>True where no two elements lie in one place, as those of an expanded tensor do; false where that is not certain.</summary>
    /// <param name="shapes">What is known of the symbols.</param>
    public bool HasSeparateElements(ShapeEnvironment shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        if (IsRowMajor || Shape.Contains(0))
        {
            return true;
        }
        var all = Strides;
        var left = Enumerable.Range(0, Rank).Where(d => Shape[d] != 1).ToList();
        // From the shortest stride on, each has to reach beyond all that the dims before it reach.
        SymInt reach = 0;
        while (left.Count > 0)
        {
            var inner = left.FindLastIndex(d => left.TrueForAll(e =>
                all[d] == all[e] || shapes.IsStaticallyTrue(SymBool.Le(all[d], all[e]))));
            if (inner < 0 || !shapes.IsStaticallyTrue(SymBool.Gt(all[left[inner]], reach)))
            {
                return false;
            }
            reach += (Shape[left[inner]] - 1) * all[left[inner]];
            left.RemoveAt(inner);
        }
        return true;
    }

    /// <summary>The type of a tensor at hand: every size and stride is a literal.</summary>
    public static TensorType Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new TensorType(tensor.DType, Literals(tensor.Shape), Literals(tensor.Strides));
    }

    /// <summary>Row-major strides; a size that is literally 0 counts as 1, as in PyTorch.</summary>
    public static ImmutableArray<SymInt> ContiguousStrides(ImmutableArray<SymInt> shape)
    {
        var result = new SymInt[shape.Length];
        SymInt next = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            result[i] = next;
            if (i > 0 && !(shape[i].TryGetConstant(out var size) && size is 0 or 1))
            {
                next *= shape[i];
            }
        }
        return [.. result];
    }

    private static ImmutableArray<SymInt> Literals(ReadOnlySpan<long> values)
    {
        var result = ImmutableArray.CreateBuilder<SymInt>(values.Length);
        foreach (var value in values)
        {
            result.Add(value);
        }
        return result.MoveToImmutable();
    }

    public bool Equals(TensorType? other) =>
        other is not null && DType == other.DType && Device == other.Device && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan())
        && (strides is null
            ? other.strides is null
            : other.strides is { } theirs && strides.Value.AsSpan().SequenceEqual(theirs.AsSpan()));

    public override int GetHashCode() => Shape.Aggregate(HashCode.Combine(DType), (hash, size) => HashCode.Combine(hash, size));
}
