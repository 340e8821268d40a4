using System.Collections.Immutable;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Weights;

/// <summary>
/// Products and convolutions of values that a program dequantizes become those of the integers (Q4), before quantization is spelled out in
/// other calls. Rounding of the result to levels, and activations that only bound it, join them (docs/design/quantized-programs.md).
/// </summary>
/// <example><code>
/// %x = dequantize_per_tensor(%q, 0.1, 3, …)                           %p = pack_integer_matrix(%wq, %scales, 1.0)
/// %w = dequantize_per_channel(%wq, %scales, %zeros, 0, …)       →     %r = integer_linear(%q, %p, %bias, None, None, 0.1, 3, …, u8)
/// %r = quantize_per_tensor(relu(linear(%x, %w, %bias)), …)
/// </code></example>
internal sealed class QuantizedPrograms
{
    private readonly Graph graph;
    private readonly IReadOnlyDictionary<string, Tensor> state;
    private readonly OperatorCatalog catalog;
    private readonly ConstantValues constants;

    private QuantizedPrograms(Graph graph, IReadOnlyDictionary<string, Tensor> state, OperatorCatalog catalog)
    {
        (this.graph, this.state, this.catalog) = (graph, state, catalog);
        constants = new ConstantValues(graph);
    }

    /// <param name="graph">Functional, with the program's own operators; changed in place.</param>
    /// <param name="state">The program's weights, by name.</param>
    /// <param name="catalog">The operators.</param>
    public static void Rewrite(Graph graph, IReadOnlyDictionary<string, Tensor> state, OperatorCatalog catalog)
    {
        var programs = new QuantizedPrograms(graph, state, catalog);
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call).ToArray())
        {
            if (node.IsErased)
            {
                continue;
            }
            if (LinearForm.IsProduct(node))
            {
                programs.Linear(node);
            }
            else if (node.IsCallOf(KnownOps.IntMm))
            {
                programs.IntegerProduct(node);
            }
            else if (KnownOps.Convolutions.Contains(node.Operator!.Name))
            {
                programs.Convolution(node);
            }
            else if (node.IsSum || node.IsCallOf(KnownOps.Mul))
            {
                programs.Arithmetic(node);
            }
            else if (node.IsCallOf(KnownOps.Embedding))
            {
                programs.Embedding(node);
            }
        }
        programs.Repeat();
    }

    // Whoever takes integers as floats makes these itself, where it needs them: a byte is read faster than a float, and nobody has to write
    // that and keep it until then.
    private void Repeat()
    {
        foreach (var node in graph.CallsOf(KnownOps.DequantizePerTensor))
        {
            foreach (var user in node.Users.Where(u => u.Kind == NodeKind.Call).ToArray())
            {
                var own = Call(user, node.Operator!.Name, node.Arguments.AsSpan());
                own.Type = node.Type;
                user.ReplaceInput(node, own);
            }
        }
    }

    private void Linear(Node product)
    {
        var isLinear = product.IsCallOf(KnownOps.Linear);
        if (product.IsCallOf(KnownOps.AddMm) && !LinearForm.AddsRow(product))
        {
            return;
        }
        var (left, right) = isLinear ? (product.Operand(0)!, product.Operand(1)!) : LinearForm.Operands(product);
        var matrix = isLinear ? right : LinearForm.TransposedBy(right.Value);
        if (matrix is null || DequantizedValue.Find(matrix) is not { } weight || WeightOf(weight, rank: 2) is not { } type
            || DequantizedValue.Find(left) is not { } x || !IsInput(x) || x.Levels.Tensor is not { Rank: >= 1 } xType)
        {
            return;
        }
        var (n, k) = (type.Shape[0], type.Shape[1]);
        var bias = isLinear ? product.Arguments[2] : product.IsCallOf(KnownOps.AddMm) ? product.Arguments[0] : Argument.None;
        if (!IntegerSums.Fit(n.Constant, k.Constant) || xType.Shape[^1] != k || !IsBias(bias, n)
            || product.Tensor is not { IsRowMajor: true })
        {
            return;
        }
        var result = QuantizedResult.Of(product);
        if (!HasNumbers(x.Scale, x) || !HasNumbers(x.Zero, x))
        {
            return;
        }
        var (scale, zero) = (Numbers(x.Scale, DType.F32, x, result.Node), Numbers(x.Zero, DType.I32, x, result.Node));
        var packed = Call(result.Node, KnownOps.PackIntegerMatrix, weight.Levels, Vector(weight, result.Node), Number(weight.Scale, 1));
        Replace(result, Call(
            result.Node, KnownOps.IntegerLinear,
            [
                x.Levels, packed, bias, scale, zero, Number(x.Scale, 1), (long)Number(x.Zero, 0), n.Constant, k.Constant, .. Of(result),
            ]));
    }

    // Sums as they are.
    private void IntegerProduct(Node product)
    {
        var (x, matrix) = (product.Operand(0)!, product.Operand(1)!);
        if (x.Tensor is not { Rank: 2, DType: DType.U8 or DType.I8 } xType || matrix.Tensor is not { Rank: 2, DType: DType.I8 } type
            || !constants.Contains(matrix) || !type.Shape.All(s => s.IsConstant)
            || !IntegerSums.Fit(type.Shape[1].Constant, type.Shape[0].Constant) || xType.Shape[1] != type.Shape[0]
            || product.Tensor is not { IsRowMajor: true, DType: DType.I32 })
        {
            return;
        }
        var weight = LinearForm.TransposedBy(matrix.Value) ?? Call(product, KnownOps.T, matrix);
        var packed = Call(product, KnownOps.PackIntegerMatrix, weight, Argument.None, 1.0);
        Replace(new QuantizedResult(product, default, DType.I32), Call(
            product, KnownOps.IntegerLinear,
            [
                x, packed, Argument.None, Argument.None, Argument.None, 1.0, 0, type.Shape[1].Constant, type.Shape[0].Constant,
                .. Of(new QuantizedResult(product, default, DType.I32)),
            ]));
    }

    private void Convolution(Node product)
    {
        var (context, schema) = (InferenceContext.Of(product), product.Operator!.Schema);
        if (DequantizedValue.Find(product.Operand(1)!) is not { } weight || DequantizedValue.Find(product.Operand(0)!) is not { } x
            || !HasLiterals(x)
            || x.Levels.Tensor is not { Rank: >= 3 and <= 5 } xType || WeightOf(weight, xType.Rank) is not { } type
            || product.Tensor is not { IsRowMajor: true } || !IsBias(product.Arguments[2], type.Shape[0])
            || product.IsCallOf(KnownOps.ConvTranspose1d) || product.IsCallOf(KnownOps.ConvTranspose2d)
            || product.IsCallOf(KnownOps.ConvTranspose3d)
            || (schema.HasArgument("transposed") && context.Bool("transposed"))
            || Literals(context, "stride", type.Rank - 2) is not { } stride
            || Literals(context, "dilation", type.Rank - 2) is not { } dilation)
        {
            return;
        }
        ImmutableArray<long> kernel = [.. type.Shape[2..].Select(s => s.Constant)];
        var (outputs, channels) = (type.Shape[0].Constant, type.Shape[1].Constant);
        if (Padding(context, kernel, dilation) is not { } padding
            || context.SymInt("groups") is not { IsConstant: true, Constant: var groups }
            || IntegerFilters.Of(outputs, channels, kernel, groups) is null
            || !xType.Shape[1].TryGetConstant(out var all) || all != channels * groups)
        {
            return;
        }
        var result = QuantizedResult.Of(product);
        var packed = Call(
            result.Node, KnownOps.PackIntegerFilters, weight.Levels, Vector(weight, result.Node), Number(weight.Scale, 1), groups);
        Replace(result, Call(
            result.Node, KnownOps.IntegerConvolution,
            [
                x.Levels, packed, product.Arguments[2], Number(x.Scale, 1), (long)Number(x.Zero, 0), outputs, Argument.Ints(kernel),
                Argument.Ints(stride), Argument.Ints(padding), Argument.Ints(dilation), groups, .. Of(result),
            ]));
    }

    // What is made of two values that are kept in 8 bits, as such again.
    private void Arithmetic(Node node)
    {
        if (node.Operand(0) is not { } left || node.Operand(1) is not { } right || DequantizedValue.Find(left) is not { } x
            || DequantizedValue.Find(right) is not { } other || !HasLiterals(x) || !HasLiterals(other)
            || !x.Levels.Tensor!.HasShapeOf(other.Levels.Tensor!, graph.Shapes)
            || QuantizedResult.Of(node) is not { IsLevels: true } result)
        {
            return;
        }
        Replace(result, Call(
            result.Node, node.IsSum ? KnownOps.IntegerAdd : KnownOps.IntegerMul,
            [
                x.Levels, other.Levels, Number(x.Scale, 1), (long)Number(x.Zero, 0), Number(other.Scale, 1), (long)Number(other.Zero, 0),
                .. Of(result),
            ]));
    }

    private bool HasLiterals(DequantizedValue x) =>
        x.Kind == DequantizedValue.Of.Tensor && IsInput(x) && x.Scale is not NodeArgument && x.Zero is not NodeArgument;

    // Rows of the table are taken before they become floats, with their scales: the same numbers.
    private void Embedding(Node embedding)
    {
        var table = embedding.Operand(0)!;
        if (DequantizedValue.Find(table) is not { } weight || WeightOf(weight, rank: 2) is null)
        {
            return;
        }
        Node Rows(Node of) => Call(embedding, KnownOps.Embedding, [of, .. embedding.Arguments[1..]]);
        var rows = Call(embedding, KnownOps.ToDType, Rows(weight.Levels), DType.F32);
        var factor = Vector(weight, embedding) is NodeArgument { Node: var scales }
            ? Rows(Call(embedding, KnownOps.Unsqueeze, scales, 1)) : weight.Scale;
        var value = Call(embedding, KnownOps.Mul, rows, factor);
        if (value.Type.Equals(embedding.Type))
        {
            Replace(new QuantizedResult(embedding, default, DType.F32), value);
        }
    }

    // The integers of a weight, where they are constant, symmetric, and have literal sizes.
    private TensorType? WeightOf(DequantizedValue weight, int rank) =>
        weight.Levels.Tensor is { DType: DType.I8 } type && type.Rank == rank && type.Shape.All(s => s.IsConstant)
        && (weight.Kind != DequantizedValue.Of.Row || rank == 2)
        && constants.Contains(weight.Levels) && weight.IsSymmetric(state, constants) && weight.HasFittingScale(state, constants)
        && weight.Scale switch
        {
            NodeArgument { Node: { Type: TensorType { DType: DType.F32 or DType.F64 } numbers } scales } =>
                constants.Contains(scales) && numbers.ElementCount == (weight.Kind == DequantizedValue.Of.Tensor ? 1 : type.Shape[0]),
            var number => weight.Kind == DequantizedValue.Of.Tensor && number.IsNumber(out _),
        }
            ? type : null;

    // Levels of 8 bits that hold their zero.
    private bool IsInput(DequantizedValue x) =>
        x.Levels.Tensor is { DType: DType.U8 or DType.I8 } && x.Kind != DequantizedValue.Of.Channel
        && (x.Scale.IsNumber(out _) || x.Scale is NodeArgument { Node.Type: TensorType }) && x.HasFittingZero(state, constants)
        && x.HasFittingScale(state, constants);

    private static bool IsBias(Argument bias, SymInt outputs) => bias is NoneArgument
        || bias is NodeArgument { Node.Type: TensorType { Rank: 1, DType: DType.F32 } type } && type.Shape[0] == outputs;

    // Scales of outputs, as f32; none for one number.
    private Argument Vector(DequantizedValue weight, Node before)
    {
        if (weight.Scale is not NodeArgument { Node: var scales })
        {
            return Argument.None;
        }
        var count = weight.Levels.Tensor!.Shape[0].Constant;
        var all = As(scales, DType.F32, before);
        return weight.Kind == DequantizedValue.Of.Tensor
            ? Call(before, KnownOps.Expand, Call(before, KnownOps.Reshape, all, Argument.Ints([1])), Argument.Ints([count]))
            : all.Tensor!.Rank == 1 ? all : Call(before, KnownOps.Reshape, all, Argument.Ints([count]));
    }

    // Whether numbers are one for all, or one for each row, with the rows' dims.
    private static bool HasNumbers(Argument numbers, DequantizedValue x)
    {
        if (numbers is not NodeArgument { Node.Type: TensorType type } || x.Levels.Tensor is not { } levels)
        {
            return numbers is not NodeArgument;
        }
        return x.Kind == DequantizedValue.Of.Tensor ? type.ElementCount == 1
            : type.Rank >= levels.Rank - 1 && type.Rank <= levels.Rank
                && type.Shape.Take(levels.Rank - 1).SequenceEqual(levels.Shape.SkipLast(1))
                && (type.Rank < levels.Rank || type.Shape[^1] == 1);
    }

    // Numbers of x that only the run knows, as a tensor; none for a literal.
    private Argument Numbers(Argument numbers, DType dtype, DequantizedValue x, Node before)
    {
        if (numbers is not NodeArgument { Node: var node })
        {
            return Argument.None;
        }
        var converted = As(node, dtype, before);
        return x.Kind == DequantizedValue.Of.Tensor ? Call(before, KnownOps.Reshape, converted, Argument.Ints([1]))
            : converted.Tensor!.Rank == x.Levels.Tensor!.Rank ? converted : Call(before, KnownOps.Unsqueeze, converted, -1);
    }

    private Node As(Node node, DType dtype, Node before) => node.DType == dtype ? node : Call(before, KnownOps.ToDType, node, dtype);

    private static double Number(Argument argument, double none) => argument.IsNumber(out var number) ? number : none;

    private static ImmutableArray<Argument> Of(QuantizedResult result) =>
    [
        result.IsLevels ? result.Range.Scale : 1.0, (long)result.Range.Zero, (long)result.Range.Least,
        (long)result.Range.Most, result.DType,
    ];

    private static ImmutableArray<long>? Literals(InferenceContext context, string name, int dims)
    {
        var numbers = context.SymInts(name);
        var least = name == "padding" ? 0 : 1;
        if ((numbers.Length != 1 && numbers.Length != dims) || !numbers.All(n => n.IsConstant && n.Constant >= least))
        {
            return null;
        }
        return [.. Enumerable.Range(0, dims).Select(i => numbers[numbers.Length == 1 ? 0 : i].Constant)];
    }

    // The same before and after; null where it is not.
    private static ImmutableArray<long>? Padding(InferenceContext context, ImmutableArray<long> kernel, ImmutableArray<long> dilation)
    {
        if (context["padding"] is not StringArgument { Value: var name })
        {
            return Literals(context, "padding", kernel.Length);
        }
        ImmutableArray<long> overhang = [.. kernel.Select((k, i) => name == "same" ? dilation[i] * (k - 1) : 0)];
        return overhang.All(o => o % 2 == 0) ? [.. overhang.Select(o => o / 2)] : null;
    }

    private Node Call(Node before, string op, params ReadOnlySpan<Argument> arguments)
    {
        var node = catalog.Call(graph, before, op, arguments);
        node.Source = before.Source;
        return node;
    }

    // What led to the value is dead code now.
    private void Replace(QuantizedResult result, Node call)
    {
        call.Type = result.Node.Type;
        result.Node.ReplaceAllUsesWith(call);
        graph.Erase(result.Node);
    }
}
