using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;

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
        if (!KernelCalls.IsFloat(x.DType))
        {
            return null;
        }
        x = x.Rank == 1 ? x.WithShape([1, x.Shape[0]], [0, x.Strides[0]]) : x;
        y = y.Rank == 1 ? y.WithShape([y.Shape[0], 1], [y.Strides[0], 0]) : y;
        return Call(context, x, left, y, right, addend, alpha, beta);
    }

    /// <summary><c>x · weightᵀ + bias</c> over the last dims.</summary>
    public static KernelCall? Linear(InferenceContext context, string input, string weightName, string biasName)
    {
        var (x, weight, bias) = (context.Tensor(input), context.Tensor(weightName), context.OptionalTensor(biasName));
        if (!KernelCalls.IsFloat(x.DType) || x.DType != weight.DType || x.Rank == 0
            || (bias is not null && (bias.Rank != 1 || bias.DType != x.DType
                // What a vector gives has no columns: the bias is added along its rows.
                || (weight.Rank == 1 && !Shapes.IsOne(bias.Shape[0])))))
        {
            return null;
        }
        var columns = weight.Rank == 1 ? weight.WithShape([weight.Shape[0], 1], [weight.Strides[0], 0])
            : weight.WithShape([weight.Shape[1], weight.Shape[0]], [weight.Strides[1], weight.Strides[0]]);
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
        return Call(context, x, input, columns, weightName, bias is null ? null : biasName, 1, 1);
    }

    /// <summary>Products of consecutive rows with a matrix of their own each.</summary>
    public static KernelCall? Groups(InferenceContext context, string rows, string matrices, string ends)
    {
        var (x, y, offs) = (context.Tensor(rows), context.Tensor(matrices), context.Tensor(ends));
        if (!KernelCalls.IsFloat(x.DType) || !KernelCalls.IsIndex(offs.DType) || x.Rank != 2 || y.Rank != 3 || offs.Rank != 1
            || context.RowMajorResult() is not { } result)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType, offs.DType);
        return call.Of(new GroupedProductCall<DType0, DType1>
        {
            X = call.Pointer<DType0>(rows),
            XRow = call.Size(x.Strides[0]),
            XColumn = call.Size(x.Strides[1]),
            Y = call.Pointer<DType0>(matrices),
            YGroup = call.Size(y.Strides[0]),
            YRow = call.Size(y.Strides[1]),
            YColumn = call.Size(y.Strides[2]),
            Ends = call.Pointer<DType1>(ends),
            EndStride = call.Size(offs.Strides[0]),
            Result = call.Pointer<DType0>(result),
            Groups = call.Size(offs.Shape[0]),
            M = call.Size(x.Shape[0]),
            N = call.Size(y.Shape[2]),
            K = call.Size(x.Shape[1]),
        });
    }

    // x is [..., m, k], y [..., k, n].
    private static KernelCall? Call(
        InferenceContext context, TensorType x, string left, TensorType y, string right, string? addend, double alpha, double beta)
    {
        var batch = Shapes.Broadcast(context, x.Shape[..^2], y.Shape[..^2]);
        var (m, n, k) = (x.Shape[^2], y.Shape[^1], x.Shape[^1]);
        var (xs, ys) = (Strides.Broadcast(context, x, [.. batch, m, k]), Strides.Broadcast(context, y, [.. batch, k, n]));
        var self = addend is null ? null : context.Tensor(addend);
        if (self is not null && (self.DType != x.DType || self.Rank > batch.Length + 2))
        {
            return null;
        }
        var added = self is null ? Enumerable.Repeat((SymInt)0, batch.Length + 2).ToArray()
            : Strides.Broadcast(context, self, [.. batch, m, n]);
        // Without a batch in y, rows of x may be spread over several dims.
        if (MergedDims.Of(context, batch, 2, xs[..^2], ys[..^2], added[..^2]) is not { } dims || context.RowMajorResult() is not { } result)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType);
        return call.Of(new ProductCall<DType0>
        {
            X = call.Pointer<DType0>(left),
            XOuter = call.Size(dims.Strides[0][0]),
            XInner = call.Size(dims.Strides[0][1]),
            XRow = call.Size(xs[^2]),
            XColumn = call.Size(xs[^1]),
            Y = call.Pointer<DType0>(right),
            YOuter = call.Size(dims.Strides[1][0]),
            YInner = call.Size(dims.Strides[1][1]),
            YRow = call.Size(ys[^2]),
            YColumn = call.Size(ys[^1]),
            Addend = addend is null ? null : call.Pointer<DType0>(addend),
            AddendOuter = call.Size(dims.Strides[2][0]),
            AddendInner = call.Size(dims.Strides[2][1]),
            AddendRow = call.Size(added[^2]),
            AddendColumn = call.Size(added[^1]),
            Alpha = addend is null ? 0 : alpha,
            Beta = addend is null ? 0 : beta,
            Result = call.Pointer<DType0>(result),
            Outer = call.Size(dims.Sizes[0]),
            Inner = call.Size(dims.Sizes[1]),
            M = call.Size(m),
            N = call.Size(n),
            K = call.Size(k),
        });
    }
}
