using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Direct;

/// <summary>
/// Runs descriptions as they stand, without making code: for applications that may not compile any, because they are trimmed or compiled
/// ahead of time.
/// Loops go block by block, every value of a block by one routine of the product; kernels are called by their structs. Nothing is kept in
/// a cache, since
/// making this takes no time worth it.
/// </summary>
/// <param name="tier">The instructions that it uses.</param>
internal sealed class DirectBackend(InstructionTier tier) : IBackend
{
    public Task WarmUp() => Task.CompletedTask;

    public IPieceCode Translate(PieceDescription piece, string name, int number) => new DirectPiece(piece, number, tier);

    public BackendCode Link(ImmutableArray<IPieceCode> pieces, CancellationToken cancellation) =>
        new(new DirectCode([.. pieces.Cast<DirectPiece>()]), TimeSpan.Zero, TimeSpan.Zero);

    private sealed unsafe class DirectCode(ImmutableArray<DirectPiece> pieces) : ProgramCode
    {
        public override int Count => pieces.Length;

        public override void Run(int number, CodeContext context, void** tensors, long* sizes, byte* scratch) =>
            pieces[number].Run(context, tensors, sizes, scratch);
    }
}
