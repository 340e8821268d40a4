using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Direct;

/// <summary>Loops, divided among the threads as generated code divides them.</summary>
internal sealed unsafe class DirectLoops : DirectStep
{
    private readonly BlockNest nest;
    private readonly DirectPlace[] places;
    private readonly int items;
    private readonly int work;

    /// <exception cref="Schedule.ScheduleException">A value of the loops can't be computed.</exception>
    public DirectLoops(LoopStep step, PieceDescription piece, SizeTableBuilder table, InstructionTier tier)
    {
        nest = BlockNestBuilder.Build(step.Nest, table, tier);
        places = [.. step.Nest.Accesses.Select(a => DirectPlace.Of(a.Place, piece, table))];
        items = table.Row(step.Nest.Items);
        work = table.Row(step.Nest.Work);
    }

    public override void Run(in DirectCall call)
    {
        var bases = stackalloc byte*[nest.Variables.Length];
        var state = StateOf(in call, bases);
        var workers = call.Context.Workers;
        var parts = nest.IsChunked || nest.Outer.Length > 0 ? workers.Parts(call.Sizes[items], call.Sizes[work]) : 1;
        if (parts == 1)
        {
            nest.Run(bases, call.Sizes, 0, 1);
            return;
        }
        // The state lies on this stack, where the collector knows of its reference, and stays until all parts are done.
#pragma warning disable CS8500
        workers.Team.Run(parts, &RunPart, &state);
    }

    /// <summary>What parts, and blocks, get as their state.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bases">Memory for as many pointers as the nest has variables; it lasts as long as the state.</param>
    public DirectState StateOf(in DirectCall call, byte** bases)
    {
        for (var i = 0; i < nest.Variables.Length; i++)
        {
            bases[i] = i < places.Length ? places[i].In(in call) : null;
        }
        return new DirectState { Nest = nest, Bases = bases, Sizes = call.Sizes };
    }

    public int VariableCount => nest.Variables.Length;

    /// <summary>A block, for the end of a kernel.</summary>
    public static void RunBlock(void* state, nint firstRow, nint lastRow, nint start, nint end)
    {
        var own = (DirectState*)state;
        own->Nest.RunBlock(own->Bases, own->Sizes, firstRow, lastRow, start, end);
    }

    private static void RunPart(void* state, int part, int parts)
    {
        var own = (DirectState*)state;
        own->Nest.Run(own->Bases, own->Sizes, part, parts);
    }
#pragma warning restore CS8500
}

/// <summary>A nest and the memory of a call.</summary>
internal unsafe struct DirectState
{
    public BlockNest Nest;
    public byte** Bases;
    public long* Sizes;
}
