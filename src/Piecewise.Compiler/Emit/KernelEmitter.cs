using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes a kernel of loops: a struct that holds its operands, and a method that computes one part of it.</summary>
internal sealed class KernelEmitter
{
    /// <summary>Elements that one part takes at a time of a kernel that is one row: a multiple of every vector's width.</summary>
    private const int Chunk = 4096;

    private readonly KernelPlan plan;
    private readonly ShapeEnvironment shapes;
    private readonly EmitOptions options;
    private readonly VectorShape shape;
    private readonly ScopedNames names = new("state", "part", "parts", "k", "share", "row", "start", "end", "FloorDiv", "Mod");
    private readonly SortedDictionary<string, string> symbols = new(StringComparer.Ordinal);
    private readonly SizeText sizes;

    private KernelEmitter(KernelPlan plan, ShapeEnvironment shapes, EmitOptions options)
    {
        this.plan = plan;
        this.shapes = shapes;
        this.options = options;
        shape = VectorShape.Of(options.Tier);
        sizes = new SizeText(s => symbols.TryGetValue(s, out var name) ? name : symbols[s] = names.New(s));
    }

    /// <summary>Plans and writes a kernel.</summary>
    /// <exception cref="ScheduleException">A form of it can't be written.</exception>
    public static EmittedKernel Emit(LoopKernel kernel, string name, ShapeEnvironment shapes, EmitOptions options)
    {
        var plan = KernelPlan.Make(kernel, shapes);
        return new KernelEmitter(plan, shapes, options).Emit(kernel, name);
    }

    /// <summary>Plans and writes a kernel that computes a range of the columns, for the end of a product.</summary>
    /// <exception cref="ScheduleException">A form of it can't be written.</exception>
    public static EmittedKernel EmitEpilogue(LoopKernel kernel, string name, ShapeEnvironment shapes, EmitOptions options)
    {
        var plan = KernelPlan.Make(kernel, shapes, byColumns: true);
        return new KernelEmitter(plan, shapes, options).EmitEpilogue(kernel, name);
    }

    private bool IsOneRow => plan.Nest.Outer.IsEmpty;

    // Elements of one row are divided only where nothing is reduced.
    private bool IsChunked => IsOneRow && plan.Reductions.IsEmpty && plan.Nest.Inner is [var size] && size != 1;

    private EmittedKernel EmitEpilogue(LoopKernel kernel, string name)
    {
        NamePointers();
        var body = new CodeWriter(2);
        var extents = plan.Nest.Outer.Select(sizes.Of).ToList();
        var indices = extents.Select((_, d) => extents.Count == 1 ? "row" : names.New($"i{d}")).ToList();
        for (var d = 0; d < extents.Count; d++)
        {
            body.Open($"for (nint {indices[d]} = 0; {indices[d]} < {ScalarWriter.Unbracketed(extents[d])}; {indices[d]}++)");
        }
        WritePointers(body, indices);
        new RowWriter(plan, shape, shapes, sizes, body, names.Nested(), indices, ("start", "end")).Write();
        extents.ForEach(_ => body.Close());
        return Write(kernel, name, "nint start, nint end", body);
    }

    private void NamePointers()
    {
        foreach (var access in plan.Accesses)
        {
            access.Pointer = names.New($"{access.Name}_at");
        }
    }

    private EmittedKernel Emit(LoopKernel kernel, string name)
    {
        NamePointers();
        // The body comes first: it says which sizes it needs.
        var body = new CodeWriter(2);
        if (IsChunked)
        {
            WriteChunk(body);
        }
        else if (IsOneRow)
        {
            WritePointers(body, []);
            new RowWriter(plan, shape, shapes, sizes, body, names, [], null).Write();
        }
        else
        {
            WriteRows(body);
        }
        return Write(kernel, name, "int part, int parts", body);
    }

    private EmittedKernel Write(LoopKernel kernel, string name, string parameters, CodeWriter body)
    {
        var code = new CodeWriter(1);
        WriteComment(code, kernel);
        WriteState(code, name);
        code.Line();
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        code.Open($"private static void {name}(void* state, {parameters})");
        code.Line($"var k = ({name}State*)state;");
        foreach (var symbol in symbols.Values)
        {
            code.Line($"nint {symbol} = k->{symbol};");
        }
        code.Append(body);
        code.Close();
        return new EmittedKernel(name, code.ToString(), plan.Accesses, [.. symbols.Select(s => (s.Key, s.Value))], Items, Work, IsSmall, names);
    }

    private SymInt Items => IsChunked ? SymInt.CeilDiv(plan.Nest.Inner[0], Chunk) : plan.Nest.Outer.Aggregate((SymInt)1, (a, b) => a * b);

    private SymInt Work => plan.Nest.Outer.Concat(plan.Nest.Inner).Aggregate((SymInt)KernelCost.Of(plan), (a, b) => a * b);

    // Not worth dividing at any size.
    private bool IsSmall => (IsOneRow && !IsChunked) || shapes.BoundsOf(Work).Max < options.SmallWork;

    private void WriteComment(CodeWriter code, LoopKernel kernel)
    {
        foreach (var node in kernel.Nodes.Distinct())
        {
            code.Comment($"%{node.Name} = {node.Operator!.Name}{(node.Source is { } source ? $"  {source}" : "")}");
        }
        code.Comment($"over [{string.Join(", ", kernel.Space)}]{(kernel.HasReductions ? $", rows of dim {kernel.Rows} on" : "")}");
    }

    private void WriteState(CodeWriter code, string name)
    {
        code.Open($"private struct {name}State");
        foreach (var access in plan.Accesses)
        {
            code.Line($"public {KernelCall.ElementType(access.DType)}* {access.Pointer}; // {access.Place.Type}");
        }
        foreach (var symbol in symbols.Values)
        {
            code.Line($"public nint {symbol};");
        }
        code.Close();
    }

    private void WriteChunk(CodeWriter body)
    {
        var size = sizes.Of(plan.Nest.Inner[0]);
        body.Line($"var share = Share.Of({(plan.Nest.Inner[0].IsConstant ? sizes.Of(Items) : $"({size} + {Chunk - 1}) / {Chunk}")}, part, parts);");
        body.Line($"nint start = share.Start * {Chunk};");
        body.Line($"nint end = nint.Min({ScalarWriter.Unbracketed(size)}, share.End * {Chunk});");
        WritePointers(body, []);
        new RowWriter(plan, shape, shapes, sizes, body, names, [], ("start", "end")).Write();
    }

    private void WriteRows(CodeWriter body)
    {
        var outer = plan.Nest.Outer;
        var extents = outer.Select(sizes.Of).ToList();
        body.Line($"var share = Share.Of({ScalarWriter.Unbracketed(sizes.Of(Items))}, part, parts);");
        var indices = outer.Length == 1 ? ["row"] : Enumerable.Range(0, outer.Length).Select(d => names.New($"i{d}")).ToList();
        if (outer.Length > 1)
        {
            body.Open("if (share.Start == share.End)");
            body.Line("return;");
            body.Close();
            // Where the first row lies; from there on the indices are counted up.
            body.Line("nint row = share.Start;");
            for (var d = outer.Length - 1; d > 0; d--)
            {
                body.Line($"nint {indices[d]} = row % {extents[d]};");
                body.Line($"row /= {extents[d]};");
            }
            body.Line($"nint {indices[0]} = row;");
            body.Open("for (row = share.Start; row < share.End; row++)");
        }
        else
        {
            body.Open("for (nint row = share.Start; row < share.End; row++)");
        }
        var block = names.Nested();
        WritePointers(body, indices);
        new RowWriter(plan, shape, shapes, sizes, body, block, indices, null).Write();
        for (var d = outer.Length - 1; d > 0; d--)
        {
            body.Open($"if (++{indices[d]} == {extents[d]})");
            body.Line($"{indices[d]} = 0;");
        }
        if (outer.Length > 1)
        {
            body.Line($"{indices[0]}++;");
        }
        for (var d = 1; d < outer.Length; d++)
        {
            body.Close();
        }
        body.Close();
    }

    private void WritePointers(CodeWriter body, IReadOnlyList<string> indices)
    {
        foreach (var access in plan.Accesses)
        {
            var offset = sizes.Dot(access.OuterStrides.Zip(indices));
            body.Line($"var {access.Pointer} = k->{access.Pointer}{(offset == "0" ? "" : $" + {offset}")};");
        }
    }
}

/// <summary>A kernel's struct and method, and what they are called with.</summary>
/// <param name="Name">The method.</param>
/// <param name="Text">Both.</param>
/// <param name="Accesses">The pointers in the struct.</param>
/// <param name="Symbols">The sizes in the struct: symbol and field.</param>
/// <param name="Items">How many parts it can be divided into at most.</param>
/// <param name="Work">How much work it is.</param>
/// <param name="IsSmall">It is never worth dividing.</param>
/// <param name="Names">The names that it was written with.</param>
internal sealed record EmittedKernel(
    string Name, string Text, ImmutableArray<KernelAccess> Accesses, ImmutableArray<(string Symbol, string Field)> Symbols, SymInt Items, SymInt Work, bool IsSmall,
    ScopedNames Names);
