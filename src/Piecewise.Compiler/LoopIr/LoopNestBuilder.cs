using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>
/// Makes a nest of loops of a scheduled kernel: one graph of values of all its members, and the order in which they are computed.
/// </summary>
internal sealed class LoopNestBuilder
{
    private readonly LoopKernel kernel;
    private readonly Func<TensorPlace, MemoryPlace> placeOf;
    private readonly List<(TensorAccess Access, KernelAccess Touched)> loads = [];
    private readonly List<(TensorAccess Access, KernelAccess Touched)> stored = [];
    private readonly List<(TensorAccess Access, KernelValue Value)> written = [];

    private LoopNestBuilder(LoopKernel kernel, Func<TensorPlace, MemoryPlace> placeOf)
    {
        this.kernel = kernel;
        this.placeOf = placeOf;
        FindTouched();
    }

    /// <summary>Makes a nest.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="placeOf">Where a tensor lies when the piece runs.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="columnDims">How many of its last dims it computes a range of; 0 where it computes all.</param>
    /// <exception cref="ScheduleException">A member's form breaks the rules of loop forms.</exception>
    public static LoopNest Make(LoopKernel kernel, Func<TensorPlace, MemoryPlace> placeOf, ShapeEnvironment shapes, int columnDims) =>
        new LoopNestBuilder(kernel, placeOf).Make(shapes, columnDims);

    private LoopNest Make(ShapeEnvironment shapes, int columnDims)
    {
        // What is written comes first: its order in memory decides the loops'.
        List<(TensorAccess Access, KernelAccess Touched)> touched =
            [.. stored, .. loads.Where(l => !stored.Exists(s => s.Access.IsSame(l.Access)))];
        ImmutableArray<KernelAccess> accesses = [.. touched.Select(t => t.Touched)];
        var indices = kernel.Members.SelectMany(m => m.Form.Indices).Distinct()
            .ToDictionary(d => d, d => new LoopVariable([.. kernel.Space.Select((_, i) => (SymInt)(i == d ? 1 : 0))]));
        LoopVariable[] variables = [.. accesses, .. indices.OrderBy(i => i.Key).Select(i => i.Value)];
        var space = LoopSpace.Make(kernel.Space, kernel.Rows, variables, shapes, columnDims);
        var values = new ValueBuilder(accesses, indices);
        var stores = new List<(KernelAccess Access, KernelValue Value)>();
        foreach (var member in kernel.Members)
        {
            ImmutableArray<KernelValue> results = [.. member.Form.Results.Select(r => values.Of(r, i => Operand(member.Operands[i])))];
            for (var i = 0; i < results.Length; i++)
            {
                var result = member.Results[i];
                results[i].Name ??= result.Name;
                written.Add((result.Access, results[i]));
                if (result.IsStored)
                {
                    stores.Add((Touched(result.Access), results[i]));
                }
            }
        }
        return Finish(space, accesses, stores);

        KernelAccess Touched(TensorAccess access) => touched.Find(t => t.Access.IsSame(access)).Touched;

        KernelValue Operand(TensorAccess operand) => written.FindLast(w => w.Access.IsSame(operand)).Value
            ?? values.Load(Touched(operand), operand.Place.View.Maker.Name);
    }

    private static LoopNest Finish(
        LoopSpace space, ImmutableArray<KernelAccess> accesses, List<(KernelAccess Access, KernelValue Value)> stores)
    {
        var reductions = new List<KernelValue>();
        var seen = new HashSet<KernelValue>();
        foreach (var (_, value) in stores)
        {
            Collect(value);
        }
        var last = stores.Where(s => !(s.Access.IsRow && s.Value.IsRow)).Select(s => s.Value.Level)
            .Concat(reductions.Select(r => r.Level - 1)).DefaultIfEmpty().Max();
        var loaded = seen.Where(v => v.Kind == ValueKind.Load).Select(v => v.Access!).ToHashSet();
        return new LoopNest(space, [.. accesses.Where(a => loaded.Contains(a) || stores.Any(s => s.Access == a))], [.. stores.Select(s =>
        {
            if (s.Access.IsRow && !s.Value.IsRow)
            {
                throw new ScheduleException($"%{s.Access.Name} has one element per row and is computed from single elements.");
            }
            // What is read is not overwritten before the last pass.
            return new KernelStore(s.Access, s.Value, loaded.Contains(s.Access) ? last : s.Value.Level);
        })], [.. reductions]);

        void Collect(KernelValue value)
        {
            if (!seen.Add(value))
            {
                return;
            }
            foreach (var operand in value.Operands)
            {
                Collect(operand);
            }
            if (value.Kind == ValueKind.Reduction)
            {
                reductions.Add(value);
            }
        }
    }

    // Distinct accesses to memory: what a member gets from one before it is none.
    private void FindTouched()
    {
        var before = new List<TensorAccess>();
        foreach (var member in kernel.Members)
        {
            foreach (var operand in member.Operands)
            {
                if (!before.Exists(w => w.IsSame(operand)) && !loads.Exists(l => l.Access.IsSame(operand)))
                {
                    loads.Add((operand, Access(operand, operand.Place.View.Maker.Name)));
                }
            }
            foreach (var result in member.Results)
            {
                before.Add(result.Access);
                if (result.IsStored && !stored.Exists(s => s.Access.IsSame(result.Access)))
                {
                    stored.Add((result.Access, Access(result.Access, result.Name)));
                }
            }
        }
    }

    private KernelAccess Access(TensorAccess access, string name) => new(name, placeOf(access.Place), access.Strides, access.Writes);
}
