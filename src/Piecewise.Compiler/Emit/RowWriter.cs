using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes what happens to one row: for each pass the values of the row that it needs, its loop, and the sums of it.</summary>
internal sealed class RowWriter
{
    private readonly LoopNest nest;
    private readonly VectorShape shape;
    private readonly ShapeEnvironment shapes;
    private readonly SizeText sizes;
    private readonly CodeWriter code;
    private readonly ScopedNames names;
    private readonly ScalarWriter row;
    private readonly IReadOnlyDictionary<KernelAccess, string> pointers;
    private readonly IReadOnlyList<string> rowIndices;
    private string index;
    private readonly string start;
    private readonly string end;
    private readonly bool isOfVectors;
    private readonly List<(string Name, SymInt Size)> extra = [];

    /// <param name="nest">The kernel.</param>
    /// <param name="shape">Its vectors.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="sizes">Sizes as text.</param>
    /// <param name="code">Where it is written.</param>
    /// <param name="names">The names of the block.</param>
    /// <param name="pointers">By access: the name of the pointer to what the row has of it.</param>
    /// <param name="rowIndices">Where the row stands in the dims that number rows.</param>
    /// <param name="range">The part of the last dim that the code goes through; null for all of it.</param>
    /// <param name="isAnywhere">Whether that part may begin and end anywhere; else it is so many vectors, where all of the dim is.</param>
    public RowWriter(
        LoopNest nest, VectorShape shape, ShapeEnvironment shapes, SizeText sizes, CodeWriter code, ScopedNames names,
        IReadOnlyDictionary<KernelAccess, string> pointers, IReadOnlyList<string> rowIndices, (string Start, string End)? range = null,
        bool isAnywhere = false)
    {
        this.nest = nest;
        this.shape = shape;
        this.shapes = shapes;
        this.sizes = sizes;
        this.code = code;
        this.names = names;
        this.pointers = pointers;
        this.rowIndices = rowIndices;
        foreach (var size in nest.Space.Inner[..^1])
        {
            extra.Add((names.New("j"), size));
        }
        index = names.New("i");
        isOfVectors = !isAnywhere && shapes.IsStaticallyTrue(SymBool.Eq(SymInt.Mod(nest.Space.Inner[^1], shape.Width), 0));
        (start, end) = range ?? ("0", ScalarWriter.Unbracketed(sizes.Of(nest.Space.Inner[^1])));
        row = new ScalarWriter(code, names, sizes, FirstOf, v => sizes.Dot(v.OuterStrides.Zip(rowIndices)));
    }

    public void Write()
    {
        for (var pass = 0; pass < nest.PassCount; pass++)
        {
            index = pass == 0 ? index : names.New("i");
            WritePass(pass);
        }
        foreach (var store in nest.Stores.Where(s => s.IsRow))
        {
            code.Line($"*{pointers[store.Access]} = {ScalarWriter.Unbracketed(row.Of(store.Value))};");
        }
    }

    // What is the same all along a row is read before its loop, which may have no turns: then there may be no element to read.
    private string FirstOf(KernelAccess access)
    {
        string[] open = [.. access.Place.Type.Shape.Where(s => !nest.Space.Outer.Contains(s) && !shapes.IsStaticallyTrue(SymBool.Ge(s, 1)))
            .Distinct().Select(s => $"{sizes.Of(s)} > 0")];
        return open.Length == 0 ? $"(*{pointers[access]})" : $"({string.Join(" && ", open)} ? *{pointers[access]} : default)";
    }

    private void WritePass(int pass)
    {
        var (stores, reductions) = (nest.StoresOf(pass).ToList(), nest.ReductionsOf(pass).ToList());
        KernelValue[] roots = [.. stores.Select(s => s.Value), .. reductions.Select(r => r.Operands[0])];
        if (roots.Length == 0)
        {
            return;
        }
        var uses = new ValueUses(roots, v => v.IsRow || nest.Stored(v, pass) is not null);
        var given = uses.Given.Where(v => v.IsRow).ToList();
        foreach (var value in given)
        {
            row.Of(value);
        }
        // What is read is read before anything is written.
        var loads = stores.Count > 1 ? uses.Loads.ToList() : [];
        if (VectorForm.Objection(nest, pass, given, loads, shape) is { } objection)
        {
            code.Comment($"One by one: {objection}.");
            WriteScalars(pass, stores, reductions, uses);
        }
        else
        {
            WriteVectors(pass, stores, reductions, uses, given, loads);
        }
    }

    private void WriteScalars(int pass, List<KernelStore> stores, List<KernelValue> reductions, ValueUses uses)
    {
        var sums = reductions.Select(r => Accumulator.Scalar(r, names)).ToList();
        sums.ForEach(s => s.Declare(code));
        var block = names.Nested();
        OpenExtra();
        code.Open($"for (nint {index} = {start}; {index} < {end}; {index}++)");
        var elements = new ScalarWriter(
            code, block, sizes, a => $"{pointers[a]}[{Index(a)}]", v => sizes.Dot([.. v.OuterStrides.Zip(rowIndices), .. Inner(v)]))
        {
            Row = row,
            Uses = uses.Of,
            Stored = v => nest.Stored(v, pass),
        };
        var values = stores.Select(s => elements.Of(s.Value)).ToList();
        foreach (var (reduction, sum) in reductions.Zip(sums))
        {
            code.Line(sum.Scalar(elements.Of(reduction.Operands[0])));
        }
        foreach (var (store, value) in stores.Zip(values))
        {
            code.Line($"{pointers[store.Access]}[{Index(store.Access)}] = {ScalarWriter.Unbracketed(value)};");
        }
        code.Close();
        CloseExtra();
        Finish(reductions, sums);
    }

    private void WriteVectors(
        int pass, List<KernelStore> stores, List<KernelValue> reductions, ValueUses uses, List<KernelValue> given, List<KernelValue> loads)
    {
        var broadcasts = new Dictionary<KernelValue, string>();
        var sums = reductions.Select(r => Accumulator.Vector(r, shape, names)).ToList();
        sums.ForEach(s => s.Declare(code));
        foreach (var value in given.Where(v => v.Kind != ValueKind.Number))
        {
            var text = VectorWriter.Broadcast(shape, row.Of(value), value.DType);
            broadcasts.Add(value, names.New($"{value.Name ?? ScalarWriter.NameOf(value)}_all"));
            code.Line($"{(value.DType == DType.F64 ? shape.Doubles : shape.Floats)} {broadcasts[value]} = {text};");
        }
        OpenExtra();
        if (isOfVectors)
        {
            code.Open($"for (nint {index} = {start}; {index} < {end}; {index} += {shape.Width})");
            Block(null);
            code.Close();
        }
        else
        {
            code.Line($"nint {index} = {start};");
            code.Open($"for (; {index} + {shape.Width} <= {end}; {index} += {shape.Width})");
            Block(null);
            code.Close();
            code.Open($"if ({index} < {end})");
            Block($"{end} - {index}");
            code.Close();
        }
        CloseExtra();
        Finish(reductions, sums);

        void Block(string? rest)
        {
            var block = names.Nested();
            if (rest is not null)
            {
                var count = block.New("rest");
                code.Line($"nint {count} = {rest};");
                rest = count;
            }
            var writer = new VectorWriter(code, block, shape, Address, rest)
            {
                Uses = uses.Of,
                Stored = v => nest.Stored(v, pass),
                Broadcasts = broadcasts,
            };
            foreach (var load in loads)
            {
                writer.Read(load);
            }
            foreach (var (reduction, sum) in reductions.Zip(sums))
            {
                sum.Vector(writer, reduction.Operands[0], code);
            }
            foreach (var store in stores)
            {
                writer.Store(store.Access, store.Value);
            }
        }
    }

    private void Finish(List<KernelValue> reductions, List<Accumulator> sums)
    {
        foreach (var (reduction, sum) in reductions.Zip(sums))
        {
            var name = names.New(reduction.Name ?? ScalarWriter.NameOf(reduction));
            code.Line($"{reduction.DType.ElementName()} {name} = {sum.Result};");
            row.Define(reduction, name);
        }
    }

    private void OpenExtra()
    {
        for (var i = 0; i < extra.Count; i++)
        {
            var (name, size) = extra[i];
            // Dims inside that have no elements leave nothing to do in this one, however long it is.
            var open = nest.Space.Inner[(i + 1)..].Where(s => !shapes.IsStaticallyTrue(SymBool.Ge(s, 1)))
                .Select(s => $" && {sizes.Of(s)} != 0");
            code.Open(
                $"for (nint {name} = 0; {name} < {ScalarWriter.Unbracketed(sizes.Of(size))}{string.Concat(i == 0 ? open : [])}; {name}++)");
        }
    }

    private void CloseExtra() => extra.ForEach(_ => code.Close());

    private string Index(LoopVariable variable) => sizes.Dot(Inner(variable));

    private IEnumerable<(SymInt, string)> Inner(LoopVariable variable) =>
        [.. variable.InnerStrides[..^1].Zip(extra, (s, e) => (s, e.Name)), (variable.InnerStrides[^1], index)];

    private string Address(KernelAccess access) =>
        Index(access) is var text && text == "0" ? pointers[access] : $"{pointers[access]} + {text}";
}
