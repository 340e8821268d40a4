using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes a scheduled piece as one static class of C#. Equal schedules give equal text.</summary>
/// <remarks>What the code is called with is written down in <c>docs/design/codegen.md</c>.</remarks>
public static class PieceEmitter
{
    internal const string Head = """
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
    public static EmittedPiece Emit(PieceSchedule schedule, EmitOptions options)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(options);
        var run = new RunWriter(schedule, options);
        var kernels = new List<EmittedKernel>();
        var shared = new SharedKernels();
        foreach (var item in schedule.Items)
        {
            switch (item)
            {
                case LoopKernel kernel:
                    var emitted = shared.Share(KernelEmitter.Emit(kernel, NameOf(kernel, kernel.Index), schedule.Graph.Shapes, options));
                    kernels.Add(emitted);
                    run.Add(emitted, kernel);
                    break;
                case KernelItem { Epilogue: { } loops } call:
                    var end = shared.Share(KernelEmitter.EmitEpilogue(loops, NameOf(loops, call.Index), schedule.Graph.Shapes, options));
                    kernels.Add(end);
                    run.Add(call, end);
                    break;
                case KernelItem call:
                    run.Add(call, null);
                    break;
                case ExternItem call:
                    run.Add(call);
                    break;
                case ClearItem clear:
                    run.Add(clear);
                    break;
                default:
                    throw new ScheduleException($"{item.GetType().Name} has no code.");
            }
        }
        return new EmittedPiece(options.ClassName, Text(schedule, options, run, kernels), schedule, [.. schedule.Calls]);
    }

    private static string Text(PieceSchedule schedule, EmitOptions options, RunWriter run, List<EmittedKernel> kernels)
    {
        var code = new CodeWriter();
        code.Comment($"Piece {options.PieceNumber}, for {options.Tier}. The graph:");
        var lines = GraphPrinter.Print(schedule.Graph).TrimEnd().Split('\n');
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

    private static string NameOf(LoopKernel kernel, int index) => $"Kernel{index}_{ScopedNames.Sanitized(kernel.Nodes.Last().Name)}";
}
