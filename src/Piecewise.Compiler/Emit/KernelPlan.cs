using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Emit;

/// <summary>A value that goes to memory.</summary>
/// <param name="Access">Where.</param>
/// <param name="Value">What.</param>
/// <param name="Pass">In which pass over the row; of a value of a row, after all of them.</param>
internal sealed record KernelStore(KernelAccess Access, KernelValue Value, int Pass)
{
    public bool IsRow => Access.IsRow && Value.IsRow;
}

/// <summary>What a kernel computes, in the order in which its code does.</summary>
internal sealed class KernelPlan
{
    private KernelPlan(LoopNest nest, ImmutableArray<KernelAccess> accesses, ImmutableArray<KernelStore> stores, ImmutableArray<KernelValue> reductions)
    {
        Nest = nest;
        Accesses = accesses;
        Stores = stores;
        Reductions = reductions;
        PassCount = Math.Max(
            stores.Where(s => !s.IsRow).Select(s => s.Pass + 1).DefaultIfEmpty().Max(),
            reductions.Select(r => r.Level).DefaultIfEmpty().Max());
    }

    public LoopNest Nest { get; }

    public ImmutableArray<KernelAccess> Accesses { get; }

    public ImmutableArray<KernelStore> Stores { get; }

    /// <summary>Those that something depends on; one of level n is summed up in pass n - 1.</summary>
    public ImmutableArray<KernelValue> Reductions { get; }

    /// <summary>How often a row is gone through.</summary>
    public int PassCount { get; }

    public IEnumerable<KernelStore> StoresOf(int pass) => Stores.Where(s => !s.IsRow && s.Pass == pass);

    public IEnumerable<KernelValue> ReductionsOf(int pass) => Reductions.Where(r => r.Level == pass + 1);

    /// <summary>Where a value lies that an earlier pass has stored and that costs more to compute again than to load; null elsewhere.</summary>
    public KernelAccess? Stored(KernelValue value, int pass) =>
        value.IsExpensive ? Stores.FirstOrDefault(s => s.Value == value && !s.IsRow && s.Pass < pass)?.Access : null;

    /// <summary>Plans a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="byColumns">Whether it computes a range of its last dim.</param>
    /// <exception cref="ScheduleException">A member's form breaks the rules of loop forms.</exception>
    public static KernelPlan Make(LoopKernel kernel, ShapeEnvironment shapes, bool byColumns = false)
    {
        var (loads, stored) = Touched(kernel);
        // What is written comes first: its order in memory decides the loops'.
        ImmutableArray<KernelAccess> accesses = [.. stored, .. loads.Where(l => !stored.Any(s => s.Access.IsSame(l.Access)))];
        var indices = kernel.Members.SelectMany(m => m.Form.Results).SelectMany(Indices).Distinct()
            .ToDictionary(d => d, d => new LoopVariable([.. kernel.Space.Select((_, i) => (SymInt)(i == d ? 1 : 0))]));
        var nest = LoopNest.Make(kernel.Space, kernel.Rows, [.. accesses, .. indices.OrderBy(i => i.Key).Select(i => i.Value)], shapes, byColumns);
        var values = new ValueBuilder(accesses, indices);
        var written = new List<(TensorAccess Access, KernelValue Value)>();
        var stores = new List<(KernelAccess Access, KernelValue Value)>();
        foreach (var member in kernel.Members)
        {
            ImmutableArray<KernelValue> results = [.. member.Form.Results.Select(r => values.Of(r, i => Current(member.Operands[i]) ?? values.Load(member.Operands[i])))];
            for (var i = 0; i < results.Length; i++)
            {
                var result = member.Results[i];
                results[i].Name ??= result.Name;
                written.Add((result.Access, results[i]));
                if (result.IsStored)
                {
                    stores.Add((accesses.First(a => a.Access.IsSame(result.Access)), results[i]));
                }
            }
        }
        return Finish(nest, accesses, stores);

        KernelValue? Current(TensorAccess operand) => written.LastOrDefault(w => w.Access.IsSame(operand)).Value;
    }

    private static KernelPlan Finish(LoopNest nest, ImmutableArray<KernelAccess> accesses, List<(KernelAccess Access, KernelValue Value)> stores)
    {
        var reductions = new List<KernelValue>();
        var seen = new HashSet<KernelValue>();
        foreach (var (_, value) in stores)
        {
            Collect(value);
        }
        var last = stores.Where(s => !(s.Access.IsRow && s.Value.IsRow)).Select(s => s.Value.Level).Concat(reductions.Select(r => r.Level - 1)).DefaultIfEmpty().Max();
        var loaded = seen.Where(v => v.Kind == ValueKind.Load).Select(v => v.Access!).ToHashSet();
        return new KernelPlan(nest, [.. accesses.Where(a => loaded.Contains(a) || stores.Any(s => s.Access == a))], [.. stores.Select(s =>
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

    private static IEnumerable<int> Indices(ScalarExpression expression) => expression switch
    {
        ScalarIndex index => [index.Dim],
        ScalarCast cast => Indices(cast.Value),
        ScalarReduction reduction => Indices(reduction.Body),
        ScalarCall call => call.Operands.SelectMany(Indices),
        _ => [],
    };

    // Distinct accesses to memory: what a member gets from one before it is none.
    private static (List<KernelAccess> Loads, List<KernelAccess> Stored) Touched(LoopKernel kernel)
    {
        var (loads, stored, written) = (new List<KernelAccess>(), new List<KernelAccess>(), new List<TensorAccess>());
        foreach (var member in kernel.Members)
        {
            foreach (var operand in member.Operands)
            {
                if (!written.Exists(w => w.IsSame(operand)) && !loads.Exists(l => l.Access.IsSame(operand)))
                {
                    loads.Add(new KernelAccess(operand, operand.Place.View.Maker.Name));
                }
            }
            foreach (var result in member.Results)
            {
                written.Add(result.Access);
                if (result.IsStored && !stored.Exists(s => s.Access.IsSame(result.Access)))
                {
                    stored.Add(new KernelAccess(result.Access, result.Name));
                }
            }
        }
        return (loads, stored);
    }
}
