using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Strides of a copy in a memory format, and whether a tensor has that format already.</summary>
internal static class MemoryFormats
{
    /// <summary>The format that an argument names; none means to keep the operand's.</summary>
    public static MemoryFormat Of(Argument argument) =>
        argument is MemoryFormatArgument { Value: var format } ? format : MemoryFormat.Preserve;

    /// <inheritdoc cref="Of(Argument)"/>
    public static MemoryFormat Of(Value value) => value.IsNone ? MemoryFormat.Preserve : Of(value.Literal);

    /// <summary>Strides of a copy of <paramref name="type"/> in a format.</summary>
    public static ImmutableArray<SymInt> Strides(InferenceContext context, TensorType type, MemoryFormat format)
    {
        switch (format)
        {
            case MemoryFormat.Contiguous:
                return TensorType.ContiguousStrides(type.Shape);
            case MemoryFormat.Preserve:
                var dense = Operators.Strides.Pointwise(context, type.Shape, type);
                // A tensor without gaps keeps its own strides, those of size-1 dims included.
                return Match(context, type, dense) == true ? type.Strides : dense;
            default:
                return type.Rank == Order(format).Length
                    ? Operators.Strides.Dense(type.Shape, Order(format))
                    : throw context.Error($"{format} is a format of {Order(format).Length} dims; {type} has {type.Rank}.");
        }
    }

    /// <inheritdoc cref="Strides(InferenceContext, TensorType, MemoryFormat)"/>
    public static long[] Strides(Tensor tensor, MemoryFormat format) => format switch
    {
        MemoryFormat.Contiguous => Layout.ContiguousStrides(tensor.Shape),
        MemoryFormat.Preserve => OutputLayout.Strides(tensor.Shape, tensor),
        _ => Layout.DenseStrides(tensor.Shape, Order(format)),
    };

    /// <summary>Whether the elements lie in that format without gaps; null where the types leave it open.</summary>
    public static bool? Has(InferenceContext context, TensorType type, MemoryFormat format) => format switch
    {
        MemoryFormat.Preserve => true,
        MemoryFormat.Contiguous when Operators.Strides.IsContiguous(context, type) => true,
        MemoryFormat.Contiguous => Match(context, type, TensorType.ContiguousStrides(type.Shape)),
        _ => Match(context, type, Strides(context, type, format)),
    };

    /// <inheritdoc cref="Has(InferenceContext, TensorType, MemoryFormat)"/>
    public static bool Has(Tensor tensor, MemoryFormat format)
    {
        if (format == MemoryFormat.Preserve || format == MemoryFormat.Contiguous)
        {
            return format == MemoryFormat.Preserve || tensor.IsContiguous;
        }
        var strides = Strides(tensor, format);
        for (var i = 0; i < strides.Length; i++)
        {
            if (tensor.Shape[i] != 1 && tensor.Strides[i] != strides[i])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A copy with that dtype and those strides.</summary>
    public static Tensor Copy(Tensor source, DType dtype, ReadOnlySpan<long> strides)
    {
        var cast = Cast.To(source, dtype);
        if (cast != source && cast.Strides.SequenceEqual(strides))
        {
            return cast;
        }
        var result = Tensor.ZerosStrided(dtype, source.Shape, strides);
        result.CopyFrom(cast);
        return result;
    }

    // True where all strides agree, false where one certainly differs along a dim that certainly has several elements. That the tensor may
    // be empty does not count: who writes nothing can't tell a view from a copy.
    private static bool? Match(InferenceContext context, TensorType type, ImmutableArray<SymInt> expected)
    {
        bool? result = true;
        var strides = type.Strides;
        for (var i = 0; i < type.Rank; i++)
        {
            if (Shapes.IsOne(type.Shape[i]) || Shapes.AreEqual(context, strides[i], expected[i]))
            {
                continue;
            }
            if (context.Shapes.IsStaticallyTrue(SymBool.Gt(type.Shape[i], 1))
                && context.Shapes.IsStaticallyTrue(SymBool.Ne(strides[i], expected[i])))
            {
                return false;
            }
            result = null;
        }
        return result;
    }

    // Dims from the outermost in memory to the innermost.
    private static ReadOnlySpan<int> Order(MemoryFormat format) => format == MemoryFormat.ChannelsLast ? [0, 2, 3, 1] : [0, 2, 3, 4, 1];
}
