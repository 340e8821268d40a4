using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>
/// Moves loops over a product's result into the product: bias, activation, residual and gate are then computed while the result is in the
/// cache, without another meeting of the threads. Which bits come out does not change.
/// </summary>
internal sealed class EpilogueFusion(FusionRules rules, AccessOrder order, Graph graph, List<ScheduleItem> items)
{
    private readonly HashSet<ScheduleItem> moved = [];

    public void Run()
    {
        var touching = items.SelectMany(i => i.Accesses.Select(a => (a.Place.Base, Item: i))).ToLookup(t => t.Base, t => t.Item);
        foreach (var product in items.OfType<KernelItem>())
        {
            if (product is not { Kernel.Next: { ColumnDims: var columns }, Results: [{ } result] })
            {
                continue;
            }
            var next = touching[result.Base].FirstOrDefault(o => o.Index > product.Index && !moved.Contains(o));
            if (next is not LoopKernel kernel)
            {
                continue;
            }
            if (Objection(product, result, columns, kernel) is { } reason)
            {
                kernel.Reasons.Add($"not at the end of %{product.Node.Name}: {reason}");
                continue;
            }
            product.Epilogue = kernel;
            product.Reasons.AddRange(
                [$"%{kernel.Nodes.Last().Name} is computed at its end, while the result is in the cache", .. kernel.Reasons]);
            moved.Add(kernel);
        }
        items.RemoveAll(moved.Contains);
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Index = i;
        }
    }

    private string? Objection(KernelItem product, TensorPlace result, int columns, LoopKernel kernel)
    {
        if (kernel.HasReductions)
        {
            return "whole rows are reduced, of which a part of the columns is a piece";
        }
        var (space, shape) = (kernel.Space, result.Type.Shape);
        if (space.Length < columns || shape.Length < columns
            || !space.TakeLast(columns).Zip(shape.TakeLast(columns)).All(s => AreEqual(s.First, s.Second)))
        {
            return $"the last of its loops is not over the {string.Join(" · ", shape.TakeLast(columns))} columns";
        }
        // A part of the result (a slice of a split that is overwritten) may have whole columns, and lie at its beginning.
        if (!AreEqual(space.Aggregate((SymInt)1, (count, size) => count * size), result.Type.ElementCount))
        {
            return "it goes over a part of the rows";
        }
        if (columns > 1 && Scattered(kernel, columns) is { } scattered)
        {
            return scattered;
        }
        // Row by row, wherever its dims are split: an element stands in the column that the last loop counts.
        var strides = TensorType.ContiguousStrides(space);
        foreach (var access in kernel.Accesses.Where(a => a.Place.Base == result.Base))
        {
            if (access.Place.ByteOffset != result.ByteOffset || access.Place.Type.DType != result.Type.DType
                || !access.Strides.Zip(strides, space).All(s => TensorPlace.IsOne(s.Third) || AreEqual(s.First, s.Second)))
            {
                return $"%{access.Place.View.Maker.Name} is not gone through column by column";
            }
        }
        // Other parts of the product still read its operands.
        if (kernel.Accesses.Find(
            a => a.Writes && product.Accesses.Exists(p => p.Place.Base != result.Base && rules.Conflict(a, p))) is { } written)
        {
            return $"it writes %{written.Place.View.Maker.Name}, which the product reads";
        }
        if (order.Between(kernel.Accesses, product.Index, kernel.Index, moved) is { } between)
        {
            return $"it waits for %{between.Nodes.Last().Name}";
        }
        return null;
    }

    // Columns of several dims are one loop: whatever is touched has to go on evenly from each of these dims to the next.
    private string? Scattered(LoopKernel kernel, int columns)
    {
        if (kernel.Members.Any(m => m.Form.Indices.Any()))
        {
            return "it computes with its indices";
        }
        int[] dims = [.. Enumerable.Range(kernel.Space.Length - columns, columns).Where(d => !TensorPlace.IsOne(kernel.Space[d]))];
        if (dims.Length == 0)
        {
            return "there is one column";
        }
        foreach (var access in kernel.Accesses)
        {
            for (var i = 1; i < dims.Length; i++)
            {
                if (!AreEqual(access.Strides[dims[i - 1]], access.Strides[dims[i]] * kernel.Space[dims[i]]))
                {
                    return $"%{access.Place.View.Maker.Name} is not gone through column by column";
                }
            }
        }
        return null;
    }

    private bool AreEqual(SymInt a, SymInt b) => a == b || graph.Shapes.IsStaticallyTrue(SymBool.Eq(a, b));
}
