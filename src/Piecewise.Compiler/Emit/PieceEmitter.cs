using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes a piece as one static class of C#. Equal descriptions give equal text.</summary>
/// <remarks>What the code is called with is written down in <c>docs/design/codegen.md</c>.</remarks>
internal static class PieceEmitter
{
    public const string Head = """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using Piecewise.Runtime;
        using Piecewise.Tensors;
        using Piecewise.Tensors.Fast;

        namespace Piecewise.Generated;
        """;

    private const int MaxQuotedLength = 400;

    /// <summary>Emits a piece.</summary>
    /// <exception cref="ScheduleException">A call's loop form can't be written; the piece has to be interpreted.</exception>
    public static EmittedPiece Emit(PieceDescription piece, EmitOptions options)
    {
        var run = new RunWriter(piece, options);
        var kernels = new List<EmittedKernel>();
        var shared = new SharedKernels();
        foreach (var step in piece.Steps)
        {
            switch (step)
            {
                case LoopStep loops:
                    var emitted = shared.Share(KernelEmitter.Emit(loops, NameOf(loops), piece.Shapes, options));
                    kernels.Add(emitted);
                    run.Add(emitted, loops);
                    break;
                case KernelStep { Epilogue: { } epilogue } call:
                    var end = shared.Share(KernelEmitter.EmitEpilogue(epilogue, NameOf(epilogue), piece.Shapes, options));
                    kernels.Add(end);
                    run.Add(call, end);
                    break;
                case KernelStep call:
                    run.Add(call, null);
                    break;
                case ReferenceStep call:
                    run.Add(call);
                    break;
                case ClearStep clear:
                    run.Add(clear);
                    break;
                default:
                    throw new ScheduleException($"{step.GetType().Name} has no code.");
            }
        }
        return new EmittedPiece(options.ClassName, Text(piece, options, run, kernels));
    }

    private static string Text(PieceDescription piece, EmitOptions options, RunWriter run, List<EmittedKernel> kernels)
    {
        var code = new CodeWriter();
        code.Comment($"Piece {options.PieceNumber}, for {options.Tier}. The graph:");
        var lines = GraphPrinter.Print(piece.Graph).TrimEnd().Split('\n');
        foreach (var line in lines.Take(options.QuotedLines))
        {
            code.Comment($"  {(line.Length > MaxQuotedLength ? line[..MaxQuotedLength] + " …" : line)}");
        }
        if (lines.Length > options.QuotedLines)
        {
            code.Comment($"  and {lines.Length - options.QuotedLines} more lines");
        }
        foreach (var line in Head.Split('\n'))
        {
            code.Line(line.TrimEnd());
        }
        code.Line();
        code.Line("[SkipLocalsInit]");
        code.Open($"public static unsafe class {options.ClassName}");
        var method = new CodeWriter(1);
        run.Write(method);
        var members = method + string.Concat(kernels.Where(k => k.Text.Length > 0).Select(k => $"\n{k.Text}"));
        var functions = new CodeWriter(1);
        WriteFunctions(functions, members);
        return $"{code}{members}{functions}}}\n";
    }

    // Only those that the code calls.
    private static void WriteFunctions(CodeWriter code, string text)
    {
        if (text.Contains(" Divide(", StringComparison.Ordinal))
        {
            code.Line();
            code.Open("private static void Divide(CodeContext context, delegate*<void*, int, int, void> kernel, void* state, nint items, nint work)");
            code.Line("var parts = context.Workers.Parts(items, work);");
            code.Open("if (parts == 1)");
            code.Line("kernel(state, 0, 1);");
            code.Line("return;");
            code.Close();
            code.Line("context.Workers.Team.Run(parts, kernel, state);");
            code.Close();
        }
        if (text.Contains("FloorDiv(", StringComparison.Ordinal))
        {
            code.Line();
            code.Line("private static nint FloorDiv(nint a, nint b) => a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);");
        }
        if (text.Contains("Mod(", StringComparison.Ordinal))
        {
            code.Line();
            code.Line("private static nint Mod(nint a, nint b) => (a % b + b) % b;");
        }
    }

    private static string NameOf(LoopStep loops) => $"Kernel{loops.Index}_{ScopedNames.Sanitized(loops.Name)}";
}
