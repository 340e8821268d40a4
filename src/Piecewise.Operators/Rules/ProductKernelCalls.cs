using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors.Fast;

namespace Piecewise.Operators;

/// <summary>Products as calls of kernels.</summary>
internal static unsafe class ProductKernelCalls
{
    /// <summary><c>x · y</c>, as <see cref="Products"/> combines their ranks; null where no kernel takes these operands.</summary>
    public static KernelCall? Product(InferenceContext context, string left, string right) => Product(context, left, right, null, 1, 0);

    /// <summary><c>alpha · x · y + beta · addend</c>.</summary>
    /// <param name="context">The call.</param>
    /// <param name="left">Name of x.</param>
    /// <param name="right">Name of y.</param>
    /// <param name="addend">Name of the addend, which broadcasts to the product; null for none.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="beta">Factor of the addend.</param>
    public static KernelCall? Product(InferenceContext context, string left, string right, string? addend, double alpha, double beta)
    {
        var (x, y) = (context.Tensor(left), context.Tensor(right));
        if (KernelCalls.FloatName(x.DType) is not { } type)
        {
            return null;
        }
        x = x.Rank == 1 ? x.WithShape([1, x.Shape[0]], [0, x.Strides[0]]) : x;
        y = y.Rank == 1 ? y.WithShape([y.Shape[0], 1], [y.Strides[0], 0]) : y;
        return Call(context, type, x, KernelCalls.Pointer(context, left), y, KernelCalls.Pointer(context, right), addend, alpha, beta);
    }

    /// <summary><c>x · weightᵀ + bias</c> over the last dims.</summary>
    public static KernelCall? Linear(InferenceContext context, string input, string weightName, string biasName)
    {
        var (x, weight, bias) = (context.Tensor(input), context.Tensor(weightName), context.OptionalTensor(biasName));
        if (KernelCalls.FloatName(x.DType) is not { } type || x.DType != weight.DType || x.Rank == 0
            || (bias is not null && (bias.Rank != 1 || bias.DType != x.DType)))
        {
            return null;
        }
        var columns = weight.Rank == 1 ? weight.WithShape([weight.Shape[0], 1], [weight.Strides[0], 0])
            : weight.WithShape([weight.Shape[1], weight.Shape[0]], [weight.Strides[1], weight.Strides[0]]);
        var (pointer, weightPointer) = (KernelCalls.Pointer(context, input), KernelCalls.Pointer(context, weightName));
        var (n, k) = (columns.Shape[1], columns.Shape[0]);
        if (KernelCalls.HasDenseRows(context, x) && KernelCalls.HasDenseRows(context, weight)
            && (bias is null || (KernelCalls.HasDenseRows(context, bias) && Shapes.AreEqual(context, bias.Shape[0], n)))
            && MergedDims.Of(context, x.Shape[..^1], 1, x.Strides[..^1]) is { } rows && context.RowMajorResult() is { } result)
        {
            var call = new KernelCallBuilder(context, x.DType);
            var isDivisible = context.Shapes.IsStaticallyTrue(SymBool.Ge(k, LinearCall<DType0>.ShortestDividedSum));
            return call.Of(new LinearCall<DType0>
            {
                X = call.Pointer<DType0>(input),
                XRow = call.Size(rows.Strides[0][0]),
                Weight = call.Pointer<DType0>(weightName),
                WeightRow = call.Size(columns.Strides[1]),
                Bias = call.Pointer<DType0>(biasName),
                Result = call.Pointer<DType0>(result),
                ResultRow = call.Size(n),
                M = call.Size(rows.Count),
                N = call.Size(n),
                K = call.Size(k),
                Next = isDivisible ? call.Next() : null,
                NextState = isDivisible ? call.NextState() : null,
            });
        }
        x = x.Rank == 1 ? x.WithShape([1, x.Shape[0]], [0, x.Strides[0]]) : x;
        return Call(context, type, x, pointer, columns, weightPointer, bias is null ? null : biasName, 1, 1);
    }

    /// <summary>Products of consecutive rows with a matrix of their own each.</summary>
    public static KernelCall? Groups(InferenceContext context, string rows, string matrices, string ends)
    {
        var (x, y, offs) = (context.Tensor(rows), context.Tensor(matrices), context.Tensor(ends));
        return KernelCalls.FloatName(x.DType) is not { } type || KernelCalls.IndexName(offs.DType) is not { } index || x.Rank != 2 || y.Rank != 3 || offs.Rank != 1
            || context.RowMajorResult() is not { } result
            ? null
            : new KernelCall(
                $"{nameof(ProductKernels)}.{nameof(ProductKernels.RunGroups)}<{type}, {index}>",
                [
                    KernelCalls.Pointer(context, rows), .. KernelCalls.Sizes(x.Strides), KernelCalls.Pointer(context, matrices), .. KernelCalls.Sizes(y.Strides),
                    KernelCalls.Pointer(context, ends), .. KernelCalls.Sizes(offs.Strides[0], offs.Shape[0], x.Shape[0], y.Shape[2], x.Shape[1]),
                    result,
                ]);
    }

    // x is [..., m, k], y [..., k, n].
    private static KernelCall? Call(
        InferenceContext context, string type, TensorType x, KernelArgument xPointer, TensorType y, KernelArgument yPointer, string? addend, double alpha,
        double beta)
    {
        var batch = Shapes.Broadcast(context, x.Shape[..^2], y.Shape[..^2]);
        var (m, n, k) = (x.Shape[^2], y.Shape[^1], x.Shape[^1]);
        var (xs, ys) = (Strides.Broadcast(context, x, [.. batch, m, k]), Strides.Broadcast(context, y, [.. batch, k, n]));
        var self = addend is null ? null : context.Tensor(addend);
        if (self is not null && (self.DType != x.DType || self.Rank > batch.Length + 2))
        {
            return null;
        }
        var added = self is null ? Enumerable.Repeat((SymInt)0, batch.Length + 2).ToArray() : Strides.Broadcast(context, self, [.. batch, m, n]);
        // Without a batch in y, rows of x may be spread over several dims.
        if (MergedDims.Of(context, batch, 2, xs[..^2], ys[..^2], added[..^2]) is not { } dims || context.RowMajorResult() is not { } result)
        {
            return null;
        }
        ImmutableArray<KernelArgument> operands =
        [
            xPointer, .. KernelCalls.Sizes([.. dims.Strides[0], .. xs[^2..]]), yPointer, .. KernelCalls.Sizes([.. dims.Strides[1], .. ys[^2..]]),
        ];
        var sizes = KernelCalls.Sizes([.. dims.Sizes, m, n, k]);
        return addend is null
            ? new KernelCall($"{nameof(ProductKernels)}.{nameof(ProductKernels.Run)}<{type}>", [.. operands, .. sizes, result])
            : new KernelCall(
                $"{nameof(ProductKernels)}.{nameof(ProductKernels.RunAdding)}<{type}>",
                [
                    .. operands, KernelCalls.Pointer(context, addend), .. KernelCalls.Sizes([.. dims.Strides[2], .. added[^2..]]),
                    KernelArgument.Of(alpha), KernelArgument.Of(beta), .. sizes, result,
                ]);
    }
}
