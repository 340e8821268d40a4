using System.Collections.Immutable;
using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes a kernel of loops: a struct that holds its operands, and a method that computes one part of it.</summary>
internal sealed class KernelEmitter
{
    private readonly LoopNest nest;
    private readonly ShapeEnvironment shapes;
    private readonly EmitOptions options;
    private readonly VectorShape shape;
    private readonly ScopedNames names = new(
        "state", "part", "parts", "k", "share", "row", "start", "end", PieceFunctions.FloorDivName, PieceFunctions.ModName);
    private readonly Dictionary<KernelAccess, string> pointers = [];
    private readonly SortedDictionary<string, string> symbols = new(StringComparer.Ordinal);
    private readonly SizeText sizes;

    private KernelEmitter(LoopNest nest, ShapeEnvironment shapes, EmitOptions options, PieceFunctions functions)
    {
        this.nest = nest;
        this.shapes = shapes;
        this.options = options;
        shape = VectorShape.Of(options.Tier);
        sizes = new SizeText(s => symbols.TryGetValue(s, out var name) ? name : symbols[s] = names.New(s), functions);
    }

    /// <summary>Writes a kernel.</summary>
    public static EmittedKernel Emit(LoopStep loops, string name, ShapeEnvironment shapes, EmitOptions options, PieceFunctions functions) =>
        new KernelEmitter(loops.Nest, shapes, options, functions).Emit(loops, name);

    /// <summary>Writes a kernel that computes a block, for the end of another.</summary>
    public static EmittedKernel EmitEpilogue(
        LoopStep loops, string name, ShapeEnvironment shapes, EmitOptions options, PieceFunctions functions) =>
        new KernelEmitter(loops.Nest, shapes, options, functions).EmitEpilogue(loops, name);

    private EmittedKernel EmitEpilogue(LoopStep loops, string name)
    {
        NamePointers();
        var body = new CodeWriter(2);
        WriteRows(body, "firstRow", "lastRow", ("start", "end"));
        return Write(loops, name, "nint firstRow, nint lastRow, nint start, nint end", body);
    }

    private void NamePointers()
    {
        foreach (var access in nest.Accesses)
        {
            pointers.Add(access, names.New($"{access.Name}_at"));
        }
    }

    private EmittedKernel Emit(LoopStep loops, string name)
    {
        NamePointers();
        // The body comes first: it says which sizes it needs.
        var body = new CodeWriter(2);
        if (nest.IsChunked)
        {
            WriteChunk(body);
        }
        else if (nest.IsOneRow)
        {
            WritePointers(body, []);
            new RowWriter(nest, shape, shapes, sizes, body, names, pointers, []).Write();
        }
        else
        {
            body.Line($"var share = Share.Of({ScalarWriter.Unbracketed(sizes.Of(nest.Items))}, part, parts);");
            WriteRows(body, "share.Start", "share.End");
        }
        return Write(loops, name, "int part, int parts", body);
    }

    private EmittedKernel Write(LoopStep loops, string name, string parameters, CodeWriter body)
    {
        var code = new CodeWriter(1);
        foreach (var origin in loops.Origins)
        {
            code.Comment(origin);
        }
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
        var isSmall = (nest.IsOneRow && !nest.IsChunked) || shapes.BoundsOf(nest.Work).Max < options.SmallWork;
        return new EmittedKernel(
            name, code.ToString(), [.. nest.Accesses.Select(a => (a, pointers[a]))], [.. symbols.Select(s => (s.Key, s.Value))], nest.Items,
            nest.Work, isSmall, names);
    }

    private void WriteState(CodeWriter code, string name)
    {
        code.Open($"private struct {name}State");
        foreach (var access in nest.Accesses)
        {
            code.Line($"public {access.DType.ElementName()}* {pointers[access]}; // {access.Place.Type}");
        }
        foreach (var symbol in symbols.Values)
        {
            code.Line($"public nint {symbol};");
        }
        code.Close();
    }

    private void WriteChunk(CodeWriter body)
    {
        var size = sizes.Of(nest.Space.Inner[0]);
        var chunks = nest.Space.Inner[0].IsConstant ? sizes.Of(nest.Items) : $"({size} + {LoopNest.Chunk - 1}) / {LoopNest.Chunk}";
        body.Line($"var share = Share.Of({chunks}, part, parts);");
        body.Line($"nint start = share.Start * {LoopNest.Chunk};");
        body.Line($"nint end = nint.Min({ScalarWriter.Unbracketed(size)}, share.End * {LoopNest.Chunk});");
        WritePointers(body, []);
        new RowWriter(nest, shape, shapes, sizes, body, names, pointers, [], ("start", "end")).Write();
    }

    private void WriteRows(CodeWriter body, string first, string last, (string Start, string End)? columns = null)
    {
        var outer = nest.Space.Outer;
        var extents = outer.Select(sizes.Of).ToList();
        var indices = outer.Length <= 1 ? ["row"] : Enumerable.Range(0, outer.Length).Select(d => names.New($"i{d}")).ToList();
        if (outer.Length > 1)
        {
            body.Open($"if ({first} == {last})");
            body.Line("return;");
            body.Close();
            // Where the first row lies; from there on the indices are counted up.
            body.Line($"nint row = {first};");
            for (var d = outer.Length - 1; d > 0; d--)
            {
                body.Line($"nint {indices[d]} = row % {extents[d]};");
                body.Line($"row /= {extents[d]};");
            }
            body.Line($"nint {indices[0]} = row;");
            body.Open($"for (row = {first}; row < {last}; row++)");
        }
        else
        {
            body.Open($"for (nint row = {first}; row < {last}; row++)");
        }
        var block = names.Nested();
        WritePointers(body, indices);
        // Kernels end wherever their blocks do.
        new RowWriter(nest, shape, shapes, sizes, body, block, pointers, indices, columns, isAnywhere: columns is not null).Write();
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
        foreach (var access in nest.Accesses)
        {
            var offset = sizes.Dot(access.OuterStrides.Zip(indices));
            body.Line($"var {pointers[access]} = k->{pointers[access]}{(offset == "0" ? "" : $" + {offset}")};");
        }
    }
}

/// <summary>A kernel's struct and method, and what they are called with.</summary>
/// <param name="Name">The method.</param>
/// <param name="Text">Both.</param>
/// <param name="Accesses">The pointers in the struct: what they show, and field.</param>
/// <param name="Symbols">The sizes in the struct: symbol and field.</param>
/// <param name="Items">How many parts it can be divided into at most.</param>
/// <param name="Work">How much work it is.</param>
/// <param name="IsSmall">It is never worth dividing.</param>
/// <param name="Names">The names that it was written with.</param>
internal sealed record EmittedKernel(
    string Name, string Text, ImmutableArray<(KernelAccess Access, string Field)> Accesses,
    ImmutableArray<(string Symbol, string Field)> Symbols,
    SymInt Items, SymInt Work, bool IsSmall, ScopedNames Names);
