using System.Runtime.InteropServices;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;

namespace Piecewise.Compiler.Direct;

/// <summary>A call of a reference kernel.</summary>
/// <param name="step">The call.</param>
/// <param name="number">Number of the piece's code in the program.</param>
/// <param name="piece">The piece.</param>
/// <param name="table">Sizes are added.</param>
internal sealed unsafe class DirectReference(ReferenceStep step, int number, PieceDescription piece, SizeTableBuilder table) : DirectStep
{
    private readonly DirectPlace[] places = [.. step.Places.Select(p => DirectPlace.Of(p, piece, table))];
    private readonly int call = step.Number;

    public override void Run(in DirectCall call)
    {
        var tensors = stackalloc void*[places.Length + 1];
        for (var i = 0; i < places.Length; i++)
        {
            tensors[i] = places[i].In(in call);
        }
        call.Context.Reference(number, this.call, tensors, call.Symbols);
    }
}

/// <summary>Fills memory with zeros.</summary>
/// <param name="step">Which.</param>
/// <param name="piece">The piece.</param>
/// <param name="table">Sizes are added.</param>
internal sealed unsafe class DirectClear(ClearStep step, PieceDescription piece, SizeTableBuilder table) : DirectStep
{
    private readonly DirectPlace place = DirectPlace.Of(step.Place, piece, table);
    private readonly int bytes = table.Row(step.Bytes);

    public override void Run(in DirectCall call) => NativeMemory.Clear(place.In(in call), (nuint)call.Sizes[bytes]);
}
