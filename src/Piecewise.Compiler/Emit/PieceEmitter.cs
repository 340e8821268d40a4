using Piecewise.Compiler.Backend;
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
        using Piecewise.Tensors.Kernels;

        namespace Piecewise.Generated;
        """;

    private const int MaxQuotedLength = 400;

    /// <summary>Emits a piece.</summary>
    /// <exception cref="ScheduleException">Nothing gives a size that the code needs; the piece has to be interpreted.</exception>
    public static EmittedPiece Emit(PieceDescription piece, EmitOptions options)
    {
        var functions = new PieceFunctions();
        var run = new RunWriter(piece, options, functions);
        var kernels = new List<EmittedKernel>();
        var shared = new SharedKernels();
        foreach (var step in piece.Steps)
        {
            switch (step)
            {
                case LoopStep { Nest.IsNothing: true }:
                    break;
                case LoopStep loops:
                    var emitted = shared.Share(KernelEmitter.Emit(loops, NameOf(loops), piece.Shapes, options, functions));
                    kernels.Add(emitted);
                    run.Add(emitted, loops);
                    break;
                case KernelStep { Epilogue: { } epilogue } call:
                    var end = shared.Share(KernelEmitter.EmitEpilogue(epilogue, NameOf(epilogue), piece.Shapes, options, functions));
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
                    throw new InvalidOperationException($"{step.GetType().Name} has no code.");
            }
        }
        return new EmittedPiece(options.ClassName, Text(piece, options, run, kernels, functions));
    }

    private static string Text(PieceDescription piece, EmitOptions options, RunWriter run, List<EmittedKernel> kernels, PieceFunctions own)
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
        own.Write(functions);
        return $"{code}{members}{functions}}}\n";
    }

    private static string NameOf(LoopStep loops) => $"Kernel{loops.Index}_{ScopedNames.Sanitized(loops.Name)}";
}
