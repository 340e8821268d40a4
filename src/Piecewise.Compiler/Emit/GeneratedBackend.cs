using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes each piece as a class of C#, and compiles all of them together.</summary>
/// <param name="tier">The instructions that the code uses.</param>
/// <param name="isDebug">Whether it can be stepped through.</param>
/// <param name="hasMarks">Whether it says when each of its loop nests and calls begins.</param>
[method: RequiresUnreferencedCode("Compiles code, which may name whatever trimming has removed.")]
internal sealed class GeneratedBackend(InstructionTier tier, bool isDebug, bool hasMarks) : IBackend
{
    public Task WarmUp() => CodeBuilder.WarmUp();

    public IPieceCode Translate(PieceDescription piece, string name, int number) =>
        PieceEmitter.Emit(piece, new EmitOptions { ClassName = name, PieceNumber = number, Tier = tier, HasMarks = hasMarks });

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The constructor says it.")]
    public BackendCode Link(ImmutableArray<IPieceCode> pieces, CancellationToken cancellation)
    {
        ImmutableArray<EmittedPiece> sources = [.. pieces.Cast<EmittedPiece>()];
        var start = Stopwatch.GetTimestamp();
        // Should warming up have failed, then the build says why.
        Task.WhenAny(WarmUp()).Wait(cancellation);
        var built = CodeBuilder.Build("Piecewise.Generated", Sources(sources), isDebug, cancellation);
        var buildTime = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        var program = ProgramCode.Load(built.Assembly.AsSpan(), built.Symbols.AsSpan());
        return new BackendCode(program, buildTime, Stopwatch.GetElapsedTime(start)) { Sources = sources, Kept = built };
    }

    /// <summary>The files of a program's code.</summary>
    public static IEnumerable<GeneratedSource> Sources(ImmutableArray<EmittedPiece> pieces) =>
        pieces.Select(p => new GeneratedSource($"{p.ClassName}.cs", p.Source)).Append(Table(pieces));

    private static GeneratedSource Table(ImmutableArray<EmittedPiece> pieces)
    {
        var text = new StringBuilder();
        text.Append("using Piecewise.Runtime;\n\nnamespace Piecewise.Generated;\n\n");
        text.Append("/// <summary>The program's code, by number.</summary>\n");
        text.Append("public static unsafe class ProgramTable\n{\n    public static nint[] Code() =>\n    [\n");
        foreach (var piece in pieces)
        {
            const string function = "delegate*<CodeContext, void**, long*, byte*, void>";
            text.Append(CultureInfo.InvariantCulture, $"        (nint)({function})&{piece.ClassName}.Run,\n");
        }
        text.Append("    ];\n}\n");
        return new GeneratedSource("ProgramTable.cs", text.ToString());
    }
}
