using System.Collections.Immutable;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Backend;

/// <summary>
/// Makes descriptions of pieces into something that runs. A backend lies in a folder of its own and is registered in Build/Backends.cs;
/// docs/add-a-backend.md leads through one. It is made for one compilation.
/// </summary>
internal interface IBackend
{
    /// <summary>Makes ready, in the background, what the first use takes time for.</summary>
    Task WarmUp();

    /// <summary>One piece in the form of this backend. Called from several threads.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="name">A name that no other piece of the program has, a valid identifier.</param>
    /// <param name="number">Its number in the program, by which it makes its reference calls.</param>
    /// <exception cref="ScheduleException">This backend can't run it; the message says why. The piece is interpreted, and
    /// named.</exception>
    IPieceCode Translate(PieceDescription piece, string name, int number);

    /// <summary>All pieces of a program as something that runs.</summary>
    /// <param name="pieces">By number: what <see cref="Translate"/> has made.</param>
    /// <param name="cancellation">Ends the work early.</param>
    BackendCode Link(ImmutableArray<IPieceCode> pieces, CancellationToken cancellation);
}

/// <summary>A piece in the form of a backend.</summary>
internal interface IPieceCode;

/// <summary>A program's code.</summary>
/// <param name="Program">What runs.</param>
/// <param name="Build">How long it took to make it.</param>
/// <param name="Load">How long it took to load it.</param>
internal sealed record BackendCode(ProgramCode Program, TimeSpan Build, TimeSpan Load)
{
    /// <summary>The pieces as C#; empty where there is none.</summary>
    public ImmutableArray<EmittedPiece> Sources { get; init; } = [];

    /// <summary>What an artifact keeps, so that the next start loads it; null where each start makes the code anew.</summary>
    public BuiltCode? Kept { get; init; }
}
