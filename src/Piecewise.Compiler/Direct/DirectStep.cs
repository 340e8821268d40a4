using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Direct;

/// <summary>One step of a piece, ready to run.</summary>
internal abstract class DirectStep
{
    public abstract void Run(in DirectCall call);
}

/// <summary>What the steps of a piece are run with.</summary>
/// <param name="context">Who computes.</param>
/// <param name="tensors">First elements of inputs and results.</param>
/// <param name="symbols">Values of the piece's symbols.</param>
/// <param name="sizes">The piece's size table.</param>
/// <param name="scratch">Memory for temporaries.</param>
internal readonly unsafe struct DirectCall(CodeContext context, void** tensors, long* symbols, long* sizes, byte* scratch)
{
    public CodeContext Context { get; } = context;

    public void** Tensors { get; } = tensors;

    public long* Symbols { get; } = symbols;

    public long* Sizes { get; } = sizes;

    public byte* Scratch { get; } = scratch;
}

/// <summary>Where elements lie.</summary>
/// <param name="Index">Among a call's tensors; -1 in scratch memory.</param>
/// <param name="OffsetRow">The row of the offset, in bytes.</param>
internal readonly record struct DirectPlace(int Index, int OffsetRow)
{
    public static DirectPlace Of(MemoryPlace place, PieceDescription piece, SizeTableBuilder table) => new(
        place.Kind switch { MemoryKind.Input => place.Index, MemoryKind.Result => piece.InputCount + place.Index, _ => -1 },
        table.Row(place.ByteOffset));

    public unsafe byte* In(in DirectCall call) => (Index < 0 ? call.Scratch : (byte*)call.Tensors[Index]) + call.Sizes[OffsetRow];
}
