using System.Runtime.CompilerServices;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Direct;

/// <summary>A piece that is run as its description stands: step by step, with all sizes computed first.</summary>
internal sealed unsafe class DirectPiece : IPieceCode
{
    /// <summary>Sizes that a piece may have: they lie on the stack of a call.</summary>
    private const int MostSizes = 1 << 14;

    private readonly DirectStep[] steps;
    private readonly SizeTable table;
    private readonly int symbolCount;

    /// <param name="piece">The piece.</param>
    /// <param name="number">Its number in the program.</param>
    /// <param name="tier">The instructions that it uses.</param>
    /// <exception cref="ScheduleException">A step of it can't be run.</exception>
    public DirectPiece(PieceDescription piece, int number, InstructionTier tier)
    {
        symbolCount = piece.Symbols.Length;
        var builder = new SizeTableBuilder(piece.Symbols.Index().ToDictionary(s => s.Item, s => (s.Index, 0), StringComparer.Ordinal));
        steps = [.. piece.Steps.Select(s => Step(s, piece, number, builder, tier))];
        table = builder.Build();
        if (table.Rows.Length > MostSizes)
        {
            throw new ScheduleException($"it has {table.Rows.Length} different sizes, of which {MostSizes} can be computed.");
        }
    }

    /// <summary>Runs the piece; what it is called with is written down in docs/design/codegen.md.</summary>
    [SkipLocalsInit]
    public void Run(CodeContext context, void** tensors, long* symbols, byte* scratch)
    {
        var rows = table.Rows.Length;
        var sizes = stackalloc long[rows + 1];
        table.Evaluate(0, new ReadOnlySpan<long>(symbols, symbolCount), new Span<long>(sizes, rows));
        var call = new DirectCall(context, tensors, symbols, sizes, scratch);
        foreach (var step in steps)
        {
            step.Run(in call);
        }
    }

    private static DirectStep Step(PieceStep step, PieceDescription piece, int number, SizeTableBuilder table, InstructionTier tier) =>
        step switch
        {
            LoopStep loops => new DirectLoops(loops, piece, table, tier),
            KernelStep kernel => new DirectKernel(kernel, piece, table, tier),
            ReferenceStep call => new DirectReference(call, number, piece, table),
            ClearStep clear => new DirectClear(clear, piece, table),
            _ => throw new ScheduleException($"{step.Origin} is a step that this backend does not know."),
        };
}
