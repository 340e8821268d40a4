using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>The loops of a kernel, as few and as long as the strides of its accesses allow.</summary>
/// <remarks>
/// The outer dims number rows and can be divided among threads; the inner ones run along a row. Where nothing is reduced, a row is the one
/// dim in which most accesses are neighbours. Calls that share a kernel touch common elements in the same place of its loops only, so the
/// order of the dims is free.
/// </remarks>
internal sealed class LoopSpace
{
    private readonly ShapeEnvironment shapes;
    private readonly IReadOnlyList<LoopVariable> variables;

    private LoopSpace(ShapeEnvironment shapes, IReadOnlyList<LoopVariable> variables)
    {
        this.shapes = shapes;
        this.variables = variables;
    }

    /// <summary>Sizes of the dims that number rows.</summary>
    public ImmutableArray<SymInt> Outer { get; private set; }

    /// <summary>Sizes of the dims of a row; at least one.</summary>
    public ImmutableArray<SymInt> Inner { get; private set; }

    /// <summary>Makes the loops, and sets the strides of what changes in them.</summary>
    /// <param name="space">Sizes of the kernel's dims.</param>
    /// <param name="rows">How many leading ones number rows, if the others are reduced.</param>
    /// <param name="variables">What changes in them; the first is written, and decides the order of the loops.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="columnDims">
    /// How many of the last dims are a row whatever the strides say, because somebody goes through it in parts; 0 where nobody does.
    /// </param>
    public static LoopSpace Make(
        ImmutableArray<SymInt> space, int rows, IReadOnlyList<LoopVariable> variables, ShapeEnvironment shapes, int columnDims)
    {
        var made = new LoopSpace(shapes, variables);
        LoopDim[] all = [.. space.Select((s, d) => new LoopDim(s, [.. variables.Select(v => v.Strides[d])], d < rows))];
        var dims = all.Where(d => d.Size != 1).ToList();
        List<LoopDim> outer, inner;
        if (columnDims > 0)
        {
            outer = made.Collapse([.. all[..^columnDims].Where(d => d.Size != 1)]);
            inner = columnDims == 1 ? [all[^1]] : made.Collapse([.. all[^columnDims..].Where(d => d.Size != 1)]);
            if (inner.Count != 1)
            {
                throw new ScheduleException("what runs at the end of a kernel goes through its columns in one loop.");
            }
        }
        else if (rows < space.Length)
        {
            outer = made.Collapse([.. dims.Where(d => d.IsRow)]);
            inner = made.Collapse([.. dims.Where(d => !d.IsRow)]);
        }
        else
        {
            outer = made.Collapse(made.InMemoryOrder(dims));
            inner = outer.Count > 0 ? [outer[^1]] : [];
            outer = outer.Count > 0 ? outer[..^1] : [];
        }
        if (inner.Count == 0)
        {
            inner.Add(new LoopDim(1, [.. variables.Select(_ => (SymInt)0)], IsRow: false));
        }
        made.Outer = [.. outer.Select(d => d.Size)];
        made.Inner = [.. inner.Select(d => d.Size)];
        for (var i = 0; i < variables.Count; i++)
        {
            variables[i].OuterStrides = [.. outer.Select(d => d.Strides[i])];
            variables[i].InnerStrides = [.. inner.Select(d => d.Strides[i])];
        }
        return made;
    }

    // The dim in which most accesses are neighbours goes last, the others by the strides of what is written, longest first.
    private List<LoopDim> InMemoryOrder(List<LoopDim> dims)
    {
        if (dims.Count < 2)
        {
            return dims;
        }
        var last = dims.Count - 1;
        for (var i = dims.Count - 2; i >= 0; i--)
        {
            if (Neighbours(dims[i]) > Neighbours(dims[last]))
            {
                last = i;
            }
        }
        var ordered = new List<LoopDim>();
        foreach (var dim in dims.Where((_, i) => i != last))
        {
            var place = ordered.FindIndex(o => IsLess(o.Strides[0], dim.Strides[0]));
            ordered.Insert(place < 0 ? ordered.Count : place, dim);
        }
        ordered.Add(dims[last]);
        return ordered;
    }

    private int Neighbours(LoopDim dim) =>
        dim.Strides.Select((s, i) => s == 1 ? variables[i].Weight : s == 0 ? Math.Min(variables[i].Weight, 1) : 0).Sum();

    private List<LoopDim> Collapse(List<LoopDim> dims)
    {
        var result = new List<LoopDim>();
        foreach (var dim in dims)
        {
            if (result.Count > 0 && result[^1] is var outer
                && outer.Strides.Zip(dim.Strides).All(p => AreEqual(p.First, p.Second * dim.Size)))
            {
                result[^1] = dim with { Size = outer.Size * dim.Size };
            }
            else
            {
                result.Add(dim);
            }
        }
        return result;
    }

    private bool AreEqual(SymInt a, SymInt b) => a == b || shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    private bool IsLess(SymInt a, SymInt b) =>
        a.TryGetConstant(out var x) && b.TryGetConstant(out var y) ? x < y : a != b && shapes.IsStaticallyTrue(SymBool.Lt(a, b));

    // Strides by variable.
    private sealed record LoopDim(SymInt Size, ImmutableArray<SymInt> Strides, bool IsRow);
}
