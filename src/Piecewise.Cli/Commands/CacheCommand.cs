using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Build;
using Piecewise.Import;
using Piecewise.Runtime;
using Spectre.Console;

namespace Piecewise.Cli.Commands;

/// <summary><c>cache list|why|verify|prune</c>: looks after a folder of compiled programs (K4).</summary>
internal static class CacheCommand
{
    private const int ShownHash = 12;

    // A thousand years.
    private const int MostDays = 365_000;

    public static Command Create()
    {
        var command = new Command("cache", "Look after the folder of compiled programs.");
        command.Subcommands.Add(About("list", "List what is kept.", List));
        command.Subcommands.Add(Why());
        command.Subcommands.Add(About("verify", "Read everything that is kept and compare all checksums.", Verify));
        command.Subcommands.Add(Prune());
        return command;
    }

    private static Command About(string name, string description, Func<ArtifactCache, bool, int> action)
    {
        var folder = new CacheArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command(name, description) { json };
        folder.AddFolderTo(command);
        command.Handle(json, (parsed, _) => action(Open(folder.ReadFolder(parsed)), parsed.GetValue(json)));
        return command;
    }

    private static Command Why()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 file." };
        var folder = new CacheArguments();
        var compile = new CompileArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("why",
            "Say whether a program compiled with these options is kept, and if not, what differs from the nearest that is.") { file, json };
        folder.AddFolderTo(command);
        compile.AddTo(command);
        command.Handle(json, (parsed, _) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            using var archive = Pt2Archive.Open(path);
            return Explain(Open(folder.ReadFolder(parsed)).Why(ProgramKey.Of(archive, compile.Read(parsed, path))), parsed.GetValue(json));
        });
        return command;
    }

    private static Command Prune()
    {
        var size = new Option<string?>("--max-bytes")
        {
            Description = "Keep at most so many bytes, the most recently used: 500M, 2G, or a plain number.",
        };
        var age = new Option<int?>("--older-than") { Description = "Remove what was not used for so many days." };
        var folder = new CacheArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("prune",
            "Remove damaged and unfinished files, and compiled programs by age or size.") { size, age, json };
        folder.AddFolderTo(command);
        command.Handle(json, (parsed, _) =>
        {
            if (parsed.GetValue(age) is < 0 or > MostDays)
            {
                throw new UsageException($"--older-than takes a number of days from 0 to {MostDays}.");
            }
            var report = Open(folder.ReadFolder(parsed)).Prune(
                parsed.GetValue(size) is { } text ? ByteCount.Parse("--max-bytes", text) : null,
                parsed.GetValue(age) is { } days ? TimeSpan.FromDays(days) : null);
            return Tell(report, parsed.GetValue(json));
        });
        return command;
    }

    private static ArtifactCache Open(string folder) => new(folder, logger: StandardErrorLogger.Shared);

    private static int List(ArtifactCache cache, bool json)
    {
        var listing = cache.List();
        if (listing.Problem is { } problem)
        {
            throw new UsageException($"{cache.Folder} can't be listed: {problem}");
        }
        CacheEntry[] entries = [.. listing.Entries];
        if (json)
        {
            JsonOutput.Write(new
            {
                folder = cache.Folder,
                entries = entries.Select(e => new
                {
                    e.Hash,
                    e.Length,
                    constants = e.Constants,
                    e.LastUsed,
                    file = e.Manifest?.File,
                    entry = e.Manifest?.Entry,
                    tier = e.Manifest?.InstructionTier,
                    factors = e.Key?.Factors.ToDictionary(f => f.Name, f => f.Value),
                    e.Reason,
                }),
            });
            return ExitCodes.Done;
        }
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("file", "hash", "bytes", "constants", "last used", "program", "ranges", "for");
        foreach (var entry in entries)
        {
            table.AddRow(
                Markup.Escape(entry.Manifest?.File ?? ""), Beginning(entry.Hash),
                entry.Length.ToString("N0", CultureInfo.InvariantCulture),
                entry.Constants?.Length.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                entry.LastUsed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Beginning(entry.Key?.Factors.FirstOrDefault(f => f.Name == "program")?.Value ?? ""),
                Markup.Escape(entry.Manifest?.Entry ?? ""),
                Markup.Escape(entry.IsSound ? entry.Manifest!.InstructionTier : $"unusable: {entry.Reason}"));
        }
        Terminal.Write(table);
        // Several may share a file of constants.
        var constants = entries.Select(e => e.Constants).OfType<ConstantsName>().Distinct().Sum(c => c.Length);
        Console.Out.WriteLine(
            $"{entries.Length} compiled programs, {entries.Sum(e => e.Length):N0} bytes and {constants:N0} of constants in {cache.Folder}");
        return ExitCodes.Done;
    }

    private static string Beginning(string hash) => hash[..Math.Min(ShownHash, hash.Length)];

    private static int Explain(CacheExplanation why, bool json)
    {
        if (json)
        {
            JsonOutput.Write(new
            {
                key = why.Key.Hash,
                why.IsPresent,
                why.Reason,
                nearest = why.Nearest?.Hash,
                differences = why.Differences.Select(d => new { factor = d.Name, d.Wanted, d.Found }),
            });
        }
        else
        {
            Console.Out.WriteLine(why);
        }
        return why.IsPresent ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static int Verify(ArtifactCache cache, bool json)
    {
        var report = cache.Verify();
        if (json)
        {
            JsonOutput.Write(new
            {
                folder = cache.Folder,
                report.IsSound,
                report.Checked,
                report.BytesChecked,
                faults = report.Faults.Select(f => new { f.Hash, fault = f.Fault.ToString(), f.Reason }),
                report.SetAside,
                report.Unfinished,
                refusal = report.Problem,
            });
        }
        else if (report.Problem is { } problem)
        {
            Console.Out.WriteLine($"Nothing is loaded from {cache.Folder}: {problem}");
        }
        else
        {
            foreach (var fault in report.Faults)
            {
                Console.Out.WriteLine($"{fault.Hash}: {fault.Reason}");
            }
            Console.Out.WriteLine(
                $"{report.Checked - report.Faults.Length} of {report.Checked} compiled programs are sound ({report.BytesChecked:N0} bytes "
                + $"read); {report.SetAside} damaged files set aside, {report.Unfinished} unfinished");
        }
        return report.IsSound ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static int Tell(PruneReport report, bool json)
    {
        if (json)
        {
            JsonOutput.Write(report);
        }
        else
        {
            Console.Out.WriteLine(
                $"removed {report.Removed} compiled programs and {report.Leftovers} other "
                + $"files, {report.BytesRemoved:N0} bytes; {report.Kept} stay, {report.BytesKept:N0} bytes");
            foreach (var failure in report.Failures)
            {
                Console.Error.WriteLine($"error: {failure}");
            }
        }
        return report.Failures.Count == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
