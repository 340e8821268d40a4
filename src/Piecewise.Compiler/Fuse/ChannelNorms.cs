using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// Normalizations of channels in terms of what is compiled. By stored statistics they are <c>x · a + b</c> with two numbers for each
/// channel, which are computed when the program is loaded, and belong to the weight and bias of a convolution where they follow one. By
/// statistics of the input they are what these say, as loops.
/// <para>
/// Results differ from the operators' in the last bits: <c>a</c> and <c>b</c> are rounded, as PyTorch's kernels do it, and a folded weight
/// once more.
/// </para>
/// </summary>
internal sealed class ChannelNorms : Pass
{
    private const string Fold = "convolution + batch_norm";
    private const string Expand = "normalization of channels";

    public override string Name => "channel-norms";

    public override string Summary =>
        "batch_norm(conv(x, w, b)) → conv(x, w · a, b · a + c); batch_norm(x) → x · a + c; "
        + "group_norm(x) → (x - mean) · rsqrt(variance + eps) · a + c";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var norm in context.Graph.CallsOf(
            KnownOps.BatchNorm, KnownOps.NativeBatchNorm, KnownOps.NativeBatchNormInference, KnownOps.LegitBatchNorm,
            KnownOps.BatchNormOfBatch, KnownOps.InstanceNorm, KnownOps.GroupNorm, KnownOps.NativeGroupNorm))
        {
            if (Results(context, norm) is not { } results)
            {
                continue;
            }
            var x = norm.Operand(0)!;
            if (x.TensorType().DType is not (DType.F32 or DType.F64 or DType.BF16 or DType.F16))
            {
                continue;
            }
            var type = ResultType(norm);
            if (!type.IsRowMajor && !(HasStatistics(norm) && type.Strides.SequenceEqual(x.TensorType().Strides)))
            {
                context.Remark(Expand, norm, $"it is recorded as {type}, in another order than its operand");
            }
            else if (!HasStatistics(norm))
            {
                ByInput(context, norm, results);
            }
            else if (ConvolutionBefore(context, norm, x) is { } convolution)
            {
                FoldInto(context, norm, convolution, results);
            }
            else if (context.MayRewrite(Expand, norm))
            {
                var affine = new Affine(context, norm, ComputeType(x));
                Finish(context, norm, results, affine.Apply(Widen(context, norm, x), affine.Scale(), affine.Shift()));
            }
        }
    }

    // The nodes that are the normalized value; null where the call gives something else that is taken.
    private static ImmutableArray<Node>? Results(PassContext context, Node norm)
    {
        if (norm.Type is TensorType)
        {
            return [norm];
        }
        ImmutableArray<Node> items = [.. norm.Items(0)];
        if (norm.Users.All(items.Contains))
        {
            return items;
        }
        context.Remark(Expand, norm, "its statistics are taken too");
        return null;
    }

    private static TensorType ResultType(Node norm) => (TensorType)(norm.Type is TupleType tuple ? tuple.Items[0] : norm.Type);

    private static bool HasStatistics(Node norm) => Given(norm, "running_mean") is not null
        && norm.Operator!.Schema.Arguments.Select((a, i) => (a.Name, Value: norm.Arguments[i]))
            .All(a => a is not ({ Name: "training" or "use_input_stats" } and { Value: BoolArgument { Value: true } }));

    private static Node? Given(Node norm, string name) =>
        norm.Operator!.Schema.HasArgument(name) && norm.ArgumentNamed(name) is NodeArgument { Node: var given } ? given : null;

    private static DType ComputeType(Node x) => x.TensorType().DType == DType.F64 ? DType.F64 : DType.F32;

    private static Node Widen(PassContext context, Node before, Node x) => x.TensorType().DType == ComputeType(x) ? x
        : context.Call(before, KnownOps.ToDType, x, new DTypeArgument(ComputeType(x)));

    private static void Finish(PassContext context, Node norm, ImmutableArray<Node> results, Node value)
    {
        var type = ResultType(norm);
        if (value.TensorType().DType != type.DType)
        {
            value = context.Call(norm, KnownOps.ToDType, value, new DTypeArgument(type.DType));
        }
        foreach (var result in results)
        {
            new Retyping(context).Replace(result, value);
            context.EraseUnused(result);
        }
    }

    private static Node? ConvolutionBefore(PassContext context, Node norm, Node x)
    {
        if (x.Operator is not { } op || !KnownOps.Convolutions.Contains(op.Name))
        {
            return null;
        }
        var objection = x.TensorType().DType is not (DType.F32 or DType.F64)
            ? $"%{x.Name} is {x.TensorType().DType.TextName()}: a weight would be rounded twice"
            : !norm.IsOnlyUserOf(x) ? x.OtherUsers(norm)
            : x.InputNodes.Skip(1).FirstOrDefault(w => !context.Constants.Contains(w)) is { } weight ? $"%{weight.Name} is no constant"
            : norm.InputNodes.Skip(1).FirstOrDefault(w => !context.Constants.Contains(w)) is { } statistic
            ? $"%{statistic.Name} is no constant"
            : x.InputNodes.Skip(1).Concat(norm.InputNodes.Skip(1)).Any(n => n.TensorType().DType != x.TensorType().DType)
            ? "weights and statistics have several dtypes"
            : IsTransposed(x) && x.ArgumentNamed("groups") is not IntArgument { Value: 1 } ? $"%{x.Name} is transposed and has groups"
            : null;
        if (objection is null)
        {
            return x;
        }
        context.Remark(Fold, norm, objection);
        return null;
    }

    private static bool IsTransposed(Node convolution) => convolution.Operator!.Schema.HasArgument("transposed")
        ? convolution.ArgumentNamed("transposed") is not BoolArgument { Value: false }
        : convolution.Operator.Schema.HasArgument("output_padding");

    private static void FoldInto(PassContext context, Node norm, Node convolution, ImmutableArray<Node> results)
    {
        if (!context.MayRewrite(Fold, norm))
        {
            return;
        }
        var weight = convolution.Operand(1)!;
        var affine = new Affine(context, norm, ComputeType(convolution));
        var scale = affine.Scale();
        var rank = weight.TensorType().Rank;
        var scaled = context.Call(norm, KnownOps.Mul, weight, affine.Along(scale, IsTransposed(convolution) ? 1 : 0, rank));
        var bias = convolution.Operand(2) is { } given
            ? context.Call(norm, KnownOps.Add, context.Call(norm, KnownOps.Mul, given, scale), affine.Shift())
            : affine.Shift();
        var folded = context.Call(
            norm, convolution.Operator!.Name, convolution.Type, [convolution.Arguments[0], scaled, bias, .. convolution.Arguments[3..]]);
        folded.Source = convolution.Source;
        Finish(context, norm, results, folded);
    }

    // (x - mean) / sqrt(variance + eps), with a mean and a variance for each channel, of the batch or of each image, or for each group of
    // channels of an image.
    private static void ByInput(PassContext context, Node norm, ImmutableArray<Node> results)
    {
        var x = norm.Operand(0)!;
        var rank = x.TensorType().Rank;
        var groups = norm.IsCallOf(KnownOps.GroupNorm) ? norm.ArgumentNamed("num_groups")
            : norm.IsCallOf(KnownOps.NativeGroupNorm) ? norm.ArgumentNamed("group") : null;
        if (groups is not null && !x.TensorType().Shape[1].IsConstant)
        {
            context.Remark(Expand, norm, "how many channels a group has is not known");
            return;
        }
        int[] dims = [.. norm.IsCallOf(KnownOps.InstanceNorm) || groups is not null ? [] : new[] { 0 }, .. Enumerable.Range(2, rank - 2)];
        if (groups is null && dims.Length == 0)
        {
            context.Remark(Expand, norm, "a channel has one element, and a mean over no dim is one over all");
            return;
        }
        if (!dims.Append(1).All(d => context.Graph.Shapes.IsStaticallyTrue(SymBool.Ge(x.TensorType().Shape[d], 1))))
        {
            context.Remark(Expand, norm, "there may be nothing that a channel's mean is of");
            return;
        }
        if (!context.MayRewrite(Expand, norm))
        {
            return;
        }
        var affine = new Affine(context, norm, ComputeType(x));
        var value = Widen(context, norm, x);
        if (groups is IntArgument { Value: var count })
        {
            var perGroup = x.TensorType().Shape[1].Constant / count;
            value = context.Call(norm, KnownOps.Unflatten, value, 1, new ListArgument([count, perGroup]));
            dims = [.. Enumerable.Range(2, rank - 1)];
        }
        var reduced = new ListArgument([.. dims.Select(d => (Argument)d)]);
        var distance = context.Call(norm, KnownOps.Sub, value, context.Call(norm, KnownOps.MeanDims, value, reduced, true));
        var variance = context.Call(norm, KnownOps.MeanDims, context.Call(norm, KnownOps.Mul, distance, distance), reduced, true);
        value = context.Call(norm, KnownOps.Mul, distance, affine.Root(variance));
        if (groups is not null)
        {
            value = context.Call(norm, KnownOps.Flatten, value, 1, 2);
        }
        if (affine.Weight is { } weight)
        {
            value = context.Call(norm, KnownOps.Mul, value, affine.Along(weight, 1, rank));
        }
        if (affine.Bias is { } bias)
        {
            value = context.Call(norm, KnownOps.Add, value, affine.Along(bias, 1, rank));
        }
        Finish(context, norm, results, value);
    }

    /// <summary>The two numbers of each channel.</summary>
    private sealed class Affine(PassContext context, Node norm, DType dtype)
    {
        private Node? scale;

        public Node? Weight => Vector("weight");

        public Node? Bias => Vector("bias");

        // weight / sqrt(variance + eps).
        public Node Scale()
        {
            if (scale is null)
            {
                var root = Root(Vector("running_var")!);
                scale = Weight is { } weight ? context.Call(norm, KnownOps.Mul, root, weight) : root;
            }
            return scale;
        }

        // 1 / sqrt(variance + eps).
        public Node Root(Node variance) =>
            context.Call(norm, KnownOps.Rsqrt, context.Call(norm, KnownOps.AddScalar, variance, norm.ArgumentNamed("eps")));

        // bias - mean · scale.
        public Node Shift()
        {
            var moved = context.Call(norm, KnownOps.Mul, Vector("running_mean")!, Scale());
            return Bias is { } bias ? context.Call(norm, KnownOps.Sub, bias, moved) : context.Call(norm, KnownOps.Neg, moved);
        }

        public Node Apply(Node x, Node scale, Node shift)
        {
            var rank = x.TensorType().Rank;
            return context.Call(
                norm, KnownOps.Add, context.Call(norm, KnownOps.Mul, x, Along(scale, 1, rank)), Along(shift, 1, rank));
        }

        public Node Along(Node vector, int dim, int rank) => context.Call(
            norm, KnownOps.View, vector, new ListArgument([.. Enumerable.Range(0, rank).Select(d => (Argument)(d == dim ? -1L : 1L))]));

        private Node? Vector(string name) => Given(norm, name) is not { } vector ? null
            : vector.TensorType().DType == dtype ? vector
            : context.Call(norm, KnownOps.ToDType, vector, new DTypeArgument(dtype));
    }
}
