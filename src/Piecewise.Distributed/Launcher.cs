using System.Diagnostics;

namespace Piecewise.Distributed;

/// <summary>An installed program that starts ranks.</summary>
/// <param name="Family">Whose it is.</param>
/// <param name="Path">Where it is.</param>
internal sealed record Launcher(MpiFamily Family, string Path)
{
    private static readonly (MpiFamily Family, string[] Names)[] Names =
    [
        (MpiFamily.OpenMpi, ["mpirun.openmpi", "mpirun", "mpiexec"]),
        (MpiFamily.Mpich, ["mpiexec.hydra", "mpirun.mpich", "mpirun", "mpiexec"]),
    ];

    // MPICH's launcher kills all ranks at the moment when it has seen one end: the others come to no word, and where it finds the whole
    // group ended it names any process of it. A shell between them keeps the end back: it says which rank a signal ended, and the ranks
    // that watch have a second to say what they saw. It stays when the launcher passes on a signal, so as to return the rank's own code.
    private const string MpichRank = "trap : HUP INT TERM; \"$@\"; code=$?; if [ $code -gt 128 ]; then "
        + "echo \"error: rank $PMI_RANK has ended by signal $((code - 128)), which ends all\" >&2; sleep 1; fi; exit $code";

    /// <summary>The first one that is installed, Open MPI's before MPICH's; null: none.</summary>
    /// <param name="folders">Where programs are looked for, as in PATH.</param>
    /// <param name="family">Only of this one.</param>
    public static Launcher? Find(string? folders, MpiFamily? family = null) =>
        (from kind in Names
         where family is null || family == kind.Family
         from name in kind.Names
         from folder in (folders ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         let path = System.IO.Path.Combine(folder, name)
         where File.Exists(path) && FamilyOf(path) == kind.Family
         select new Launcher(kind.Family, path)).FirstOrDefault();

    /// <summary>What stands before the command that the ranks run.</summary>
    /// <param name="ranks">How many.</param>
    /// <param name="asRoot">Whether the administrator starts them, which Open MPI has to be allowed.</param>
    public IEnumerable<string> Arguments(int ranks, bool asRoot)
    {
        IEnumerable<string> count = ["-n", $"{ranks}"];
        if (Family == MpiFamily.Mpich)
            return [.. count, "sh", "-c", MpichRank, "sh"];
        // By default Open MPI refuses more ranks than cores, and gives each of few ranks one core, whatever threads it has.
        return [.. asRoot ? ["--allow-run-as-root"] : Array.Empty<string>(), "--oversubscribe", "--bind-to", "none", .. count];
    }

    // Links of the system lead from the common names to one of them; what it says of itself decides.
    private static MpiFamily? FamilyOf(string path)
    {
        using var process = Process.Start(
            new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Contains("Open MPI", StringComparison.Ordinal) || text.Contains("OpenRTE", StringComparison.Ordinal) ? MpiFamily.OpenMpi
            : text.Contains("HYDRA", StringComparison.OrdinalIgnoreCase) || text.Contains("MPICH", StringComparison.Ordinal)
                || text.Contains("Intel(R) MPI", StringComparison.Ordinal) ? MpiFamily.Mpich
            : null;
    }
}
