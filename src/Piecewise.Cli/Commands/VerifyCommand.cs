using System.Collections.Immutable;
using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Compiler;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Spectre.Console;

namespace Piecewise.Cli.Commands;

/// <summary><c>verify PATH…</c>: runs recorded cases and compares them with PyTorch's outputs.</summary>
internal static class VerifyCommand
{
    private sealed record FileReport(string File, bool Ok, string Mode, ImmutableArray<VerifiedCase> Cases, string? Error)
    {
        /// <summary>The ranges of sizes that were lowered for.</summary>
        public ImmutableArray<string> Entries { get; init; } = [];
    }

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Programs, or folders to search: each X.pt2 with X.safetensors beside it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var mode = RunModes.Option();
        var backend = CompileArguments.BackendOption();
        var entries = new EntryArguments();
        var seed = SeedOption.Create(SeedOption.Usual);
        var json = CommandRunner.JsonOption();
        var command = new Command("verify",
            "Run the cases recorded beside programs and compare with PyTorch's outputs.")
        {
            paths, mode, backend, seed, WeightsOption.Create(), json,
        };
        entries.AddTo(command);
        command.HandleShared(json, (parsed, cancellation) => Run(
            parsed.GetValue(paths)!, CommandRunner.ProgramOf(parsed), parsed.GetValue(mode), parsed.GetValue(backend), entries.Read(parsed),
            WeightsOption.Read(parsed, parsed.GetValue(mode)), TuningOption.Read(parsed, parsed.GetValue(mode)), parsed.GetValue(seed),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static int Run(
        string[] paths, string? program, RunMode mode, string? backend, LoweringOptions lowering, WeightFormats weights, string? tuning,
        ulong? seed, bool json, CancellationToken cancellation)
    {
        if (backend is not null && mode != RunMode.Compiled)
        {
            throw new UsageException($"--backend is for the mode 'compiled': '{mode.ToString().ToLowerInvariant()}' is interpreted.");
        }
        var files = paths.SelectMany(Find).Distinct().ToArray();
        if (files.Length == 0)
        {
            throw new UsageException(
                "No program with recorded cases (X.pt2 with "
                + $"X.safetensors beside it) in {string.Join(", ", paths)}. {RecordedCases.HowTo}");
        }
        if (tuning is not null && files.Length > 1)
        {
            throw new UsageException($"--tuning is for one program, and here are {files.Length}.");
        }
        var catalog = StandardOperators.Create();
        var reports = new List<FileReport>();
        ItemProgress.Over(files, json, Path.GetFileName, file =>
        {
            cancellation.ThrowIfCancellationRequested();
            reports.Add(Verify(file, program, mode, backend, lowering, weights, tuning, seed, catalog));
        });
        if (json)
        {
            JsonOutput.Write(reports.Select(r => new
            {
                r.File,
                r.Ok,
                r.Mode,
                r.Entries,
                cases = r.Cases.Select(c => new { c.Case, c.Ok, c.MaxError, c.Problem }),
                r.Error,
            }));
        }
        else
        {
            WriteTable(reports);
        }
        return reports.TrueForAll(r => r.Ok) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static IEnumerable<string> Find(string path)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*.pt2", SearchOption.AllDirectories).Where(f => File.Exists(RecordedCases.Beside(f)))
                .Order(StringComparer.Ordinal);
        }
        if (!File.Exists(path))
        {
            throw new UsageException(string.IsNullOrWhiteSpace(path) ? "The file's name is empty." : $"There is no file or folder {path}.");
        }
        _ = RecordedCases.Existing(path);
        return [path];
    }

    private static FileReport Verify(
        string file, string? programName, RunMode mode, string? backend, LoweringOptions lowering, WeightFormats weights, string? tuning,
        ulong? seed, OperatorCatalog catalog)
    {
        var name = $"{mode.ToString().ToLowerInvariant()}{(backend is null ? "" : $" {backend}")}";
        try
        {
            // One list of sizes for programs of all ranges: each program takes those that lie in its own.
            using var program = CommandRunner.Load(file, programName, catalog, lowering: lowering, clipSizes: true, backend: backend,
                weights: weights, ranks: Ranks.OfProgram, tuning: tuning);
            using var recorded = SafetensorsFile.Open(RecordedCases.Beside(file));
            using var session = program.StartSession(mode, new SessionOptions { Workers = program.Workers, Seed = seed });
            WeightsOption.Check(file, program.Remarks, weights);
            var cases = ProgramVerifier.Run(program.Program, session, recorded);
            ImmutableArray<string> entries =
                [.. program.Executable(mode).Manifest.Entries.Select(e => new SizeRange(e.Start, e.End).ToString())];
            return new FileReport(file, cases.All(c => c.Ok) && cases.Length > 0, name, cases,
                cases.Length > 0 ? null : "No case is recorded.")
            { Entries = entries };
        }
        catch (Exception e) when (e is Pt2FormatException or SafetensorsFormatException or NormalizationException or EntryException
            or LoweringException or TuningException or IOException)
        {
            return new FileReport(file, false, name, [], e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A mistake of ours with one program says nothing of the others.
            return new FileReport(file, false, name, [], $"internal error, please report it with this text: {e}");
        }
    }

    private static void WriteTable(List<FileReport> reports)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("file", "case", "result", "largest error");
        foreach (var report in reports)
        {
            if (report.Error is { } error)
            {
                table.AddRow(Markup.Escape(report.File), "", "[red]failed[/]", Markup.Escape(error));
            }
            foreach (var item in report.Cases)
            {
                table.AddRow(
                    Markup.Escape(report.File), Markup.Escape(item.Case), item.Ok ? "[green]ok[/]" : "[red]differs[/]",
                    item.Problem is null ? item.MaxError.ToString("E1", System.Globalization.CultureInfo.InvariantCulture)
                        : Markup.Escape(item.Problem));
            }
        }
        Terminal.Write(table);
        var good = reports.Count(r => r.Ok);
        Console.Out.WriteLine(
            $"{good} of {reports.Count} programs match ({reports.Sum(r => r.Cases.Length)} cases, mode {reports[0].Mode}).");
    }
}
