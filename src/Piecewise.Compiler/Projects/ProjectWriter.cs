using System.Collections.Immutable;
using System.Reflection;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Emit;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Projects;

/// <summary>
/// Writes a compiled program as a C# project: its code, its weights, and a main that runs it once. The project needs the runtime packages and
/// neither this compiler nor Roslyn, so that it can be compiled ahead of time.
/// </summary>
public static class ProjectWriter
{
    /// <summary>Lists the files of a project that was written here, so that they can be told from others.</summary>
    private const string ListFile = ".piecewise";

    private const int ShownReasons = 5;

    /// <summary>Writes a project.</summary>
    /// <param name="program">The program; it is compiled if that has not been done.</param>
    /// <param name="folder">Where; made if it is missing. Its name becomes the project's.</param>
    /// <param name="overwrite">Whether files of others in the folder may be replaced; those of an earlier project always are.</param>
    /// <returns>The files' names.</returns>
    /// <exception cref="ProjectException">
    /// Parts of the program need the interpreter, which is no part of the runtime; or the folder holds files of others.
    /// </exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static ImmutableArray<string> Write(PreparedProgram program, string folder, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var earlier = Earlier(folder, overwrite);
        var compilation = program.Compilation;
        var name = NameOf(folder);
        Check(compilation, program.Program.FileName);
        Directory.CreateDirectory(folder);
        (string Path, string Text)[] files =
        [
            .. GeneratedBackend.Sources(compilation.Pieces).Select(s => (s.Path, s.Text)),
            ("Program.cs", Template("Program.cs")),
            ("README.txt", Template("README.txt").Replace("{MODEL}", program.Program.FileName, StringComparison.Ordinal)
                .Replace("{PROJECT}", name, StringComparison.Ordinal).Replace("{TIER}", compilation.Workers.Tier.ToString(), StringComparison.Ordinal)),
            ($"{name}.csproj", Template("Project.csproj").Replace("{VERSION}", Version, StringComparison.Ordinal)),
        ];
        ImmutableArray<string> names = [.. files.Select(f => f.Path), StoredProgram.ProgramFile, StoredProgram.WeightsFile];
        if (!overwrite && names.FirstOrDefault(n => !earlier.Contains(n) && Path.Exists(Path.Combine(folder, n))) is { } foreign)
        {
            throw new ProjectException($"{Path.Combine(folder, foreign)} is no file of an earlier project; give an empty folder, or let it be replaced (--force).");
        }
        // What the earlier project has and this one has not would be compiled with it.
        foreach (var left in earlier.Except(names))
        {
            File.Delete(Path.Combine(folder, left));
        }
        File.WriteAllLines(Path.Combine(folder, ListFile), names);
        foreach (var (path, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, path), text);
        }
        var manifest = compilation.Plan.Manifest;
        // The files belong to each other by lying in one folder, not by a cache's key.
        StoredProgram.Write(folder, compilation.Describe([new KeyFactor("program", manifest.Name)]), manifest, compilation.Plan.Constants, program.Program.State);
        return names;
    }

    // The files of a project that was written to the folder before. Names alone count: a list that leads elsewhere is nobody's.
    private static HashSet<string> Earlier(string folder, bool overwrite)
    {
        var list = Path.Combine(folder, ListFile);
        if (File.Exists(list))
        {
            return [.. File.ReadLines(list).Where(n => n.Length > 0 && n == Path.GetFileName(n) && n is not ("." or ".."))];
        }
        return !overwrite && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            ? throw new ProjectException($"The folder {folder} is not empty, and no project was written to it before; give an empty one, or let files be replaced (--force).")
            : [];
    }

    private static string Version { get; } = typeof(CompiledProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static void Check(Compilation compilation, string file)
    {
        if (compilation.Backend != Backends.Generated)
        {
            throw new ProjectException(
                $"A project is generated code, and the backend '{compilation.Backend}' generates none; leave the choice of a backend out.");
        }
        string[] reasons =
        [
            .. compilation.Plan.Remarks,
            .. compilation.Plan.Codes.SelectMany(p => p.Schedule.Calls.Select(c => $"{p.Name}: {c.Node.Operator!.Name} has no code: {c.Reason}")),
        ];
        if (compilation.Plan.Interpreted.IsEmpty && compilation.Plan.ReferenceCalls.All(c => c.IsEmpty))
        {
            return;
        }
        var more = reasons.Length > ShownReasons ? $"\n  and {reasons.Length - ShownReasons} more" : "";
        throw new ProjectException(
            $"{file} can't be written as a project, because parts of it need the interpreter:{string.Concat(reasons.Take(ShownReasons).Select(r => $"\n  {r}"))}{more}");
    }

    // An assembly's name: what else a folder may be called would need quotes somewhere.
    private static string NameOf(string folder)
    {
        var name = string.Concat(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_'));
        return name.Length == 0 ? "model" : name;
    }

    private static string Template(string name)
    {
        using var stream = typeof(ProjectWriter).Assembly.GetManifestResourceStream($"Projects/{name}")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
