using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Projects;
using Piecewise.Compiler.Weights;
using Spectre.Console;

namespace Piecewise.Cli.Commands;

/// <summary><c>compile FILE</c>: compiles a program for its entries, or loads it from the cache, and says what took how long.</summary>
internal static class CompileCommand
{
    private const int ShownRemarks = 10;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 file." };
        var emit = new Option<string?>("--emit")
        {
            Description = "Write the generated C#, the weights and a main as a project into this folder, "
                + "which compiles ahead of time; the cache is not used.",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Write into the folder of --emit although it holds files of others; those of the same names are replaced.",
        };
        var library = new Option<bool>("--library")
        {
            Description = "With --emit: the model alone, as files to compile into an application of your own.",
        };
        var name = new Option<string?>("--name")
        {
            Description = "With --emit: the class that opens the model; by default after the file.",
        };
        var packages = new Option<string?>("--packages")
        {
            Description = "With --emit: a folder that holds Piecewise's packages, for the project.",
        };
        var cache = new CacheArguments();
        var compile = new CompileArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("compile", "Compile a program for its entries, or load it from the cache.")
        {
            file, emit, force, library, name, packages, json,
        };
        cache.AddTo(command);
        compile.AddTo(command);
        command.Handle(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var emitted = parsed.GetValue(emit);
            if (emitted is not null && cache.IsNamed(parsed))
            {
                throw new UsageException("--emit writes a project and keeps nothing in a cache; leave out --cache.");
            }
            var options = cache.ReadInto(compile.Read(parsed, path), parsed);
            var project = new ProjectOptions
            {
                Overwrite = parsed.GetValue(force),
                IsLibrary = parsed.GetValue(library),
                ClassName = ClassName(parsed.GetValue(name)),
                PackageSource = parsed.GetValue(packages),
            };
            return emitted is { } folder ? Emit(path, folder, options, project, parsed.GetValue(json))
                : OptionOf(project) is { } stray ? throw new UsageException($"{stray} is for --emit DIR, which is missing.")
                : Run(path, options, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static string? OptionOf(ProjectOptions project) => project switch
    {
        { Overwrite: true } => "--force",
        { IsLibrary: true } => "--library",
        { ClassName: not null } => "--name",
        { PackageSource: not null } => "--packages",
        _ => null,
    };

    private static string? ClassName(string? name) =>
        name is null || (name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            ? name
            : throw new UsageException($"--name takes the name of a class: a letter, then letters and digits; not '{name}'.");

    private static int Emit(string file, string folder, CompileOptions options, ProjectOptions project, bool json)
    {
        if (string.IsNullOrWhiteSpace(folder) || File.Exists(folder))
        {
            throw new UsageException($"--emit takes the name of a folder{(File.Exists(folder) ? $", and {folder} is a file" : "")}.");
        }
        using var program = PreparedProgram.Load(file, options);
        var files = ProjectWriter.Write(program, folder, project);
        if (json)
        {
            JsonOutput.Write(new { file, folder, files });
        }
        else
        {
            Console.Out.WriteLine(project.IsLibrary
                ? $"{files.Length} files in {folder}; compile them into an application that has the package of the runtime"
                : $"{files.Length} files in {folder}; run them with: dotnet run --project {folder}");
        }
        return ExitCodes.Done;
    }

    private static int Run(string file, CompileOptions options, bool json, CancellationToken cancellation)
    {
        using var model = Load(file, options, json, cancellation);
        var report = model.Report;
        var entries = model.Program.Manifest.Entries.Select(e => new Piecewise.Runtime.SizeRange(e.Start, e.End).ToString()).ToArray();
        var sinceStart = (DateTime.UtcNow - System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;
        if (json)
        {
            JsonOutput.Write(new
            {
                file,
                entries,
                report.Compiled,
                report.Loaded,
                report.Backend,
                key = report.Key?.Hash,
                report.CacheReason,
                report.NotKept,
                phases = report.Phases.Select(p => new { p.Phase, milliseconds = Math.Round(p.Time.TotalMilliseconds, 2) }),
                milliseconds = Math.Round(report.Total.TotalMilliseconds, 2),
                millisecondsSinceProcessStart = Math.Round(sinceStart, 1),
                report.Remarks,
            });
            return ExitCodes.Done;
        }
        var table = new Table().Border(TableBorder.Simple).AddColumns("phase", "ms");
        foreach (var (phase, time) in report.Phases)
        {
            table.AddRow(phase, time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
        }
        table.AddRow("all", report.Total.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
        Terminal.Write(table);
        Console.Out.WriteLine(
            $"entries {string.Join(' ', entries)}: "
            + $"compiled {report.Compiled} pieces{(report.Backend == "generated" ? "" : $" for the backend {report.Backend}")}, "
            + $"loaded {report.Loaded}; ready {sinceStart:F0} ms after the process started");
        if (report.CacheReason.Length > 0)
        {
            Console.Out.WriteLine($"not in the cache: {report.CacheReason}");
        }
        string[] remarks = [.. report.Remarks.Where(r => r != QuantizedProducts.Nothing(options.Weights))];
        foreach (var remark in remarks.Take(ShownRemarks))
        {
            Console.Out.WriteLine(remark);
        }
        if (remarks.Length > ShownRemarks)
        {
            Console.Out.WriteLine($"and {remarks.Length - ShownRemarks} more; --json names all");
        }
        return ExitCodes.Done;
    }

    /// <summary>
    /// Loads a model with a progress bar, unless standard error is no terminal. Where the compiled program can't be kept, every start takes
    /// as long: that is said whatever the command.
    /// </summary>
    internal static CompiledModel Load(string file, CompileOptions options, bool quiet, CancellationToken cancellation)
    {
        var model = LoadWithBar(file, options, quiet, cancellation);
        if (model.Report.NotKept is { Length: > 0 } reason)
        {
            Console.Error.WriteLine($"warning: the compiled program is not kept in {options.CacheFolder}: {reason}");
        }
        WeightsOption.Check(file, model.Report.Remarks, options.Weights);
        return model;
    }

    private static CompiledModel LoadWithBar(string file, CompileOptions options, bool quiet, CancellationToken cancellation)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            return CompiledModel.LoadAsync(file, options, progress: null, cancellation).GetAwaiter().GetResult();
        }
        return Terminal.Bar().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn()).Start(context =>
        {
            var task = context.AddTask("load");
            var progress = new Report(p => (task.Description, task.Value) = (p.Phase, p.Fraction * 100));
            return CompiledModel.LoadAsync(file, options, progress, cancellation).GetAwaiter().GetResult();
        });
    }

    // In the caller's thread, unlike Progress<T>: the bar shows the phase that runs.
    private sealed class Report(Action<CompileProgress> show) : IProgress<CompileProgress>
    {
        void IProgress<CompileProgress>.Report(CompileProgress value) => show(value);
    }
}
