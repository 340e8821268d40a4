using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary><c>emit tier=avx512</c>: the schedule of the graph and its code. The tier need not be one of this machine.</summary>
internal sealed class EmitKind : IFileTestKind
{
    public string Name => "emit";

    public string Run(FileTest test, OperatorCatalog catalog)
    {
        var schedule = Scheduler.Run(GraphParser.Parse(test.Input, catalog));
        var tier = test.Option("tier") switch
        {
            "avx512" => InstructionTier.Avx512,
            "avx2" => InstructionTier.Avx2,
            _ => InstructionTier.Portable,
        };
        var piece = ScheduledPiece.Emit(schedule, new EmitOptions { ClassName = "Piece_0_1", Tier = tier, QuotedLines = 0 });
        return $"{schedule}\n{piece.Source}";
    }
}
