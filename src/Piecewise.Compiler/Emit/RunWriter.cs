using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes the method that makes a piece's calls in order; several, where they would be too long for one.</summary>
internal sealed class RunWriter
{
    /// <summary>
    /// Pointers and numbers that the calls of one method take. What one call takes lies on the method's stack, and compilers need more than
    /// twice the time for a method of twice the length. Pieces of exported models stay below it.
    /// </summary>
    private const int MaxOperands = 1024;

    private readonly PieceDescription piece;
    private readonly EmitOptions options;
    private readonly PieceFunctions functions;
    private readonly Dictionary<string, int> symbolIndex;
    private readonly List<(CodeWriter Body, SortedDictionary<string, string> Symbols)> parts = [];
    private CodeWriter body = null!;
    private ScopedNames names = null!;
    private SortedDictionary<string, string> symbols = null!;
    private SizeText sizes = null!;
    private int operands;

    public RunWriter(PieceDescription piece, EmitOptions options, PieceFunctions functions)
    {
        this.functions = functions;
        this.piece = piece;
        this.options = options;
        symbolIndex = piece.Symbols.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i, StringComparer.Ordinal);
        Begin();
    }

    private void Begin()
    {
        body = new CodeWriter(2);
        names = new ScopedNames(
            "context", "tensors", "sizes", "scratch", PieceFunctions.FloorDivName, PieceFunctions.ModName,
            PieceFunctions.DivideName, "Run");
        var own = symbols = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var ownNames = names;
        sizes = new SizeText(s => own.TryGetValue(s, out var name) ? name : own[s] = ownNames.New(s), functions);
        operands = 0;
        parts.Add((body, symbols));
    }

    // A call stays in one method.
    private void Begin(PieceStep step, int more)
    {
        if (operands > 0 && operands + more > MaxOperands)
        {
            Begin();
        }
        operands += more;
        if (options.HasMarks)
        {
            body.Line($"context.Mark({Number(step.Index)});");
        }
    }

    /// <summary>Fills a kernel's struct and computes it, divided where that may be worth it.</summary>
    public void Add(EmittedKernel kernel, LoopStep loops)
    {
        Begin(loops, OperandsOf(kernel));
        if (kernel.Text.Length == 0)
        {
            // Its code is written down with the first that has it.
            body.Comment(loops.Origin);
        }
        string[] open = [.. loops.Nest.Space.Inner
            .Where(s => loops.Nest.NeedsElements && !piece.Shapes.IsStaticallyTrue(SymBool.Ge(s, 1))).Select(s => $"{sizes.Of(s)} != 0")];
        if (open.Length > 0)
        {
            // Of rows without elements there may be more than anyone can go through.
            body.Open($"if ({string.Join(" && ", open)})");
        }
        var state = State(kernel, loops.Index);
        body.Line(kernel.IsSmall
            ? $"{kernel.Name}(&{state}, 0, 1);"
            : functions.Divide(kernel.Name, state, Plain(kernel.Items), Plain(kernel.Work)));
        if (open.Length > 0)
        {
            body.Close();
        }
    }

    private static int OperandsOf(EmittedKernel? kernel) => kernel is null ? 0 : kernel.Accesses.Length + kernel.Symbols.Length + 1;

    private string State(EmittedKernel kernel, int index)
    {
        var state = names.New($"k{Number(index)}");
        body.Open($"var {state} = new {kernel.Name}State");
        foreach (var (access, field) in kernel.Accesses)
        {
            body.Line($"{field} = {Pointer(access.Place)},");
        }
        foreach (var (symbol, field) in kernel.Symbols)
        {
            body.Line($"{field} = {sizes.Symbol(symbol)},");
        }
        body.Close(";");
        return state;
    }

    /// <summary>Calls a kernel over memory.</summary>
    /// <param name="call">The call.</param>
    /// <param name="epilogue">The loops at its end; null for none.</param>
    public void Add(KernelStep call, EmittedKernel? epilogue)
    {
        Begin(call, OperandsOf(epilogue) + call.Arguments.Count + (call.Kernel.Template.Length / sizeof(long)));
        var state = epilogue is null ? null : State(epilogue, call.Index);
        // Instead of a comment: a kernel that refuses a value does not know whose it is.
        body.Line($"context.Call = {SymbolDisplay.FormatLiteral(call.Origin, quote: true)};");
        var arrays = new Dictionary<string, string>(StringComparer.Ordinal);
        // Before the struct is begun: arrays are statements of their own.
        var lines = new KernelCallText(call.Kernel, Value, sizes).Lines();
        body.Open($"new {call.Kernel.Name}");
        foreach (var line in lines)
        {
            body.Line(line);
        }
        body.Close(".Run(context.Workers);");

        string? Value(KernelArgument argument) => argument switch
        {
            TensorPointer { Tensor: var tensor } => Pointer(call.PlaceOf(tensor)),
            ResultPointer { Index: var index } => Pointer(call.Written[index]),
            SizeNumber { Value: var size } => Plain(size),
            SizeArray { Values: var values } => Array(arrays, $"{call.Name}_sizes", "nint", values.Select(Plain)),
            PointerArray { Tensors: [var first, ..] tensors } => Array(
                arrays, $"{call.Name}_tensors",
                $"{((TensorType)first.Type).DType.ElementName()}*", tensors.Select(t => Pointer(call.PlaceOf(t)))),
            NextFunction => epilogue is null ? null : $"&{epilogue.Name}",
            NextState => epilogue is null ? null : $"&{state}",
            _ => throw new InvalidOperationException($"%{call.Name}: {argument} is no value of a kernel's call."),
        };
    }

    /// <summary>Calls a reference kernel.</summary>
    public void Add(ReferenceStep call)
    {
        Begin(call, call.Places.Length + 1);
        body.Comment(call.Origin);
        body.Comment(call.Reason);
        if (call.Places.IsEmpty)
        {
            body.Line($"context.Reference({Number(options.PieceNumber)}, {Number(call.Number)}, null, sizes);");
            return;
        }
        var pointers = names.New($"call{Number(call.Number)}");
        body.Line($"var {pointers} = stackalloc void*[{Number(call.Places.Length)}];");
        for (var i = 0; i < call.Places.Length; i++)
        {
            body.Line($"{pointers}[{Number(i)}] = {Pointer(call.Places[i], "void")};");
        }
        body.Line($"context.Reference({Number(options.PieceNumber)}, {Number(call.Number)}, {pointers}, sizes);");
    }

    /// <summary>Fills memory with zeros.</summary>
    public void Add(ClearStep clear)
    {
        Begin(clear, 2);
        body.Comment($"%{clear.Name}, of which not all is written");
        body.Line($"System.Runtime.InteropServices.NativeMemory.Clear({Pointer(clear.Place, "void")}, (nuint)({Plain(clear.Bytes)}));");
    }

    public void Write(CodeWriter code)
    {
        const string parameters = "(CodeContext context, void** tensors, long* sizes, byte* scratch)";
        if (parts.Count > 1)
        {
            code.Open($"public static void Run{parameters}");
            for (var i = 0; i < parts.Count; i++)
            {
                code.Line($"Run{Number(i)}(context, tensors, sizes, scratch);");
            }
            code.Close();
        }
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts.Count > 1)
            {
                code.Line();
                // Its arrays are gone when it returns; in the caller's frame all of them would lie at once.
                code.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
            }
            code.Open(parts.Count > 1 ? $"private static void Run{Number(i)}{parameters}" : $"public static void Run{parameters}");
            foreach (var (symbol, name) in parts[i].Symbols)
            {
                // A place that only data decides, as of a view by an index that may count from the end.
                var index = symbolIndex.TryGetValue(symbol, out var number)
                    ? number : throw new ScheduleException($"nothing gives the size {symbol}");
                code.Line($"nint {name} = (nint)sizes[{Number(index)}];");
            }
            code.Append(parts[i].Body);
            code.Close();
        }
    }

    // A local of as many elements, by its name. Equal ones of a call are one: kernels only read them.
    private string Array(Dictionary<string, string> known, string name, string type, IEnumerable<string> values)
    {
        var text = string.Join(", ", values);
        if (text.Length == 0)
        {
            return "null";
        }
        if (!known.TryGetValue(text, out var local))
        {
            known.Add(text, local = names.New(name));
            body.Line($"var {local} = stackalloc {type}[] {{ {text} }};");
        }
        return local;
    }

    private string Pointer(MemoryPlace place, string? type = null)
    {
        type ??= place.Type.DType.ElementName();
        if (place.Kind == MemoryKind.Scratch)
        {
            return place.ByteOffset == 0 ? $"({type}*)scratch" : $"({type}*)(scratch + {Plain(place.ByteOffset)})";
        }
        var index = place.Kind == MemoryKind.Input ? place.Index : piece.InputCount + place.Index;
        return place.ByteOffset == 0 ? $"({type}*)tensors[{Number(index)}]"
            : $"({type}*)((byte*)tensors[{Number(index)}] + {Plain(place.ByteOffset)})";
    }

    private string Plain(SymInt size) => ScalarWriter.Unbracketed(sizes.Of(size));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
