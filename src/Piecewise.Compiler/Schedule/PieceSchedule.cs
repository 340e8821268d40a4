using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Whose memory a base tensor lies in.</summary>
internal enum BufferKind : byte
{
    /// <summary>An input of the piece.</summary>
    Input,

    /// <summary>Memory that outlives the call: outputs show it.</summary>
    Result,

    /// <summary>Memory of the call alone.</summary>
    Temporary,
}

/// <summary>A piece of memory.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Index">Number of the input, of the result, or of the temporary.</param>
/// <param name="Base">The tensor that it is made for.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record PieceBuffer(BufferKind Kind, int Index, MemoryView Base, SymInt Bytes);

/// <summary>One output of a piece: elements of a buffer, or a number.</summary>
/// <param name="Buffer">An input or a result; null for a number, or for nothing.</param>
/// <param name="Place">Which elements; null for a number.</param>
/// <param name="Number">The number; null for a tensor, or for nothing.</param>
internal sealed record PieceOutput(PieceBuffer? Buffer, TensorPlace? Place, SymInt? Number);

/// <summary>A temporary's memory, in which several tensors may take turns.</summary>
/// <param name="Offset">Where it begins in the scratch memory of a call, in bytes: a multiple of 64.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record TemporaryMemory(SymInt Offset, SymInt Bytes);

/// <summary>A piece as a list of loops and calls over planned memory: what is emitted.</summary>
internal sealed class PieceSchedule
{
    public required Graph Graph { get; init; }

    /// <summary>In order of execution.</summary>
    public required ImmutableArray<ScheduleItem> Items { get; init; }

    /// <summary>The symbols whose values the code takes, in order.</summary>
    public required ImmutableArray<string> Symbols { get; init; }

    /// <summary>By base tensor.</summary>
    public required IReadOnlyDictionary<MemoryView, PieceBuffer> Buffers { get; init; }

    /// <summary>Memory that a call allocates for its results, in order.</summary>
    public required ImmutableArray<PieceBuffer> Results { get; init; }

    public required ImmutableArray<TemporaryMemory> Temporaries { get; init; }

    /// <summary>Size of the memory that holds the temporaries of a call.</summary>
    public required SymInt ScratchBytes { get; init; }

    public required ImmutableArray<PieceOutput> Outputs { get; init; }

    /// <summary>What must hold of the sizes for all of it to touch no other memory.</summary>
    public ImmutableArray<PieceCondition> Conditions { get; internal set; } = [];

    /// <summary>All loops, those at the end of products included.</summary>
    public IEnumerable<LoopKernel> Kernels => Items.Select(LoopsOf).OfType<LoopKernel>();

    public IEnumerable<ExternItem> Calls => Items.OfType<ExternItem>();

    /// <summary>The steps, one paragraph each, with the decisions that led to them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var item in Items)
        {
            var what = item switch
            {
                LoopKernel kernel =>
                    $"loops over [{string.Join(", ", kernel.Space)}]{(kernel.HasReductions ? $", reduced from dim {kernel.Rows} on" : "")}",
                KernelItem { Kernel.Name: var name, Epilogue: null } => $"kernel {name}",
                KernelItem { Kernel.Name: var name, Epilogue.Space: var space } =>
                    $"kernel {name} and loops over [{string.Join(", ", space)}]",
                ClearItem => "zeros",
                _ => "reference call",
            };
            text.Append(CultureInfo.InvariantCulture,
                $"{item.Index}: {what}: {string.Join(", ", item.Nodes.Distinct().Select(n => $"%{n.Name}"))}\n");
            foreach (var reason in item.Reasons)
            {
                text.Append(CultureInfo.InvariantCulture, $"     {reason}\n");
            }
            foreach (var result in LoopsOf(item)?.Members.SelectMany(m => m.Results).Where(r => r.IsStored) ?? [])
            {
                text.Append(CultureInfo.InvariantCulture, $"     %{result.Name} goes to {NameOf(Buffers[result.Place.Base])}\n");
            }
        }
        text.Append(CultureInfo.InvariantCulture,
            $"{Results.Length} results; {Temporaries.Length} temporaries in {ScratchBytes} bytes of scratch memory\n");
        return text.ToString();
    }

    private static LoopKernel? LoopsOf(ScheduleItem item) => item as LoopKernel ?? (item as KernelItem)?.Epilogue;

    private static string NameOf(PieceBuffer buffer) => buffer.Kind switch
    {
        BufferKind.Input => $"input {buffer.Index}, in place",
        BufferKind.Result => $"result {buffer.Index}",
        _ => $"temporary {buffer.Index}",
    };
}
