using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// Several projections of one value by constant weights (q, k, v; gate, up) → one, by the weights put one after the other, and views of its
/// result. The weights are joined by <c>cat</c> at the start of the piece: a computation on constants, which is done once, when a program
/// is loaded. Exact to the bit wherever a product's bits do not depend on how many columns there are.
/// </summary>
internal sealed class MergedProjections : Pass
{
    public override string Name => "merge-projections";

    public override string Summary => "linear(x, w1), linear(x, w2) → views of linear(x, cat(w1, w2))";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var group in context.Graph.CallsOf(KnownOps.IrLinear, KnownOps.Linear, KnownOps.QuantizedLinear)
            .GroupBy(n => n.Operand(0)!).Where(g => g.Count() > 1).ToArray())
        {
            // The bias is part of the key: projections with one and those without are merged apart; so is the format that weights will
            // have.
            var fitting = group.Where(n => Fits(context, n)).GroupBy(
                n => (n.Operator, n.Operand(1)!.TensorType().DType, HasBias: n.Operand(2) is not null, n.Arguments.ElementAtOrDefault(3)))
                .ToArray();
            foreach (var part in fitting)
            {
                if (part.Count() > 1)
                {
                    Merge(context, [.. part]);
                }
                else if (fitting.Length > 1)
                {
                    context.Remark(Rule(group.Count()), part.First(),
                        $"%{part.First().Name} differs from the other projections of %{group.Key.Name} in dtype, in its weight's format, "
                        + "or in having a bias");
                }
            }
        }
    }

    private static string Rule(int count) => $"{count} projections of one value";

    private static bool Fits(PassContext context, Node linear)
    {
        foreach (var weight in linear.InputNodes.Skip(1))
        {
            if (!context.Constants.Contains(weight))
            {
                context.Remark("projections of one value", linear, $"%{weight.Name} is no constant");
                return false;
            }
        }
        if (linear.Operand(1)!.Type is not TensorType { Rank: 2 } type || !type.Shape.All(s => s.IsConstant))
        {
            return false;
        }
        if (!LinearForm.HasBiasOf(linear, type))
        {
            context.Remark("projections of one value", linear, $"%{linear.Operand(2)!.Name} has not an element for each column");
            return false;
        }
        return true;
    }

    private static void Merge(PassContext context, ImmutableArray<Node> linears)
    {
        var first = linears[0];
        var bytes = linears.Sum(
            l => l.Operand(1)!.TensorType().Shape
                .Aggregate((long)l.Operand(1)!.TensorType().DType.Size(), (product, size) => product * size.Constant));
        // What is quantized is a copy anyway.
        if (bytes > context.Settings.JoinedWeightBytes && !first.IsCallOf(KnownOps.QuantizedLinear))
        {
            context.Remark(Rule(linears.Length), first,
                $"the joined weights have {bytes} bytes, more than {context.Settings.JoinedWeightBytes}: they would be a copy");
            return;
        }
        if (!context.MayRewrite(Rule(linears.Length), first))
        {
            return;
        }
        var sizes = linears.Select(l => l.Operand(1)!.TensorType().Shape[0].Constant).ToArray();
        var total = sizes.Sum();
        var start = FirstCall(context.Graph);
        var weight = Join(context, start, linears.Select(l => l.Operand(1)!), total);
        var bias = first.Operand(2) is null ? Argument.None : Join(context, start, linears.Select(l => l.Operand(2)!), total);
        var type = first.TensorType();
        var merged = context.Fused(
            first, first, first.Operator!.Name, type.WithShape(type.Shape.SetItem(type.Rank - 1, total)),
            [first.Arguments[0], weight, bias, .. first.Arguments[3..]]);
        var at = 0L;
        for (var i = 0; i < linears.Length; i++)
        {
            var view = context.Call(first, KnownOps.Slice, merged, (long)type.Rank - 1, at, at + sizes[i]);
            view.Source = linears[i].Source;
            at += sizes[i];
            new Retyping(context).Replace(linears[i], view);
        }
        foreach (var linear in linears)
        {
            context.Graph.Erase(linear);
        }
    }

    private static Node Join(PassContext context, Node start, IEnumerable<Node> parts, long total)
    {
        ImmutableArray<Argument> tensors = [.. parts.Select(p => (Argument)p)];
        var type = tensors[0].Nodes.First().TensorType();
        return context.Call(start, KnownOps.Cat, type.WithShape(type.Shape.SetItem(0, total)), tensors, 0);
    }

    private static Node FirstCall(Graph graph)
    {
        var node = graph.First!;
        while (node.Kind == NodeKind.Input)
        {
            node = node.Next!;
        }
        return node;
    }
}
