using System.Globalization;

namespace Piecewise.Fuzz;

/// <summary>Looks for a part of a program that kills a process too; each try is a process.</summary>
internal static class FaultShrinking
{
    private const int MostTries = 10;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    /// <summary>The smallest part that was found; the case itself where there is none.</summary>
    /// <param name="found">What killed a process.</param>
    /// <param name="folder">Where the parts are written for a moment.</param>
    public static FuzzCase Of(FuzzCase found, string folder)
    {
        var count = found.Calls is null ? found.File.Nodes.Count : 1;
        var tries = 0;
        for (var length = 1; length < Math.Min(count, 3); length++)
        {
            for (var first = 0; first + length <= count && tries < MostTries; first++, tries++)
            {
                if (ProgramCut.Of(found.File, first, length, allOutputs: true) is { } part && Kills(part, found.Seed, folder))
                {
                    return found with { File = part, Description = $"{found.Description}; of that, nodes {first} to {first + length - 1}" };
                }
            }
        }
        return found;
    }

    private static bool Kills(ProgramFile part, int seed, string folder)
    {
        var path = Path.Combine(folder, $"part-{Environment.CurrentManagedThreadId}");
        File.WriteAllBytes(path, part.Build());
        using var child = ChildProcess.Start(["replay", path, seed.ToString(CultureInfo.InvariantCulture)]);
        child.OutputDataReceived += (_, _) => { };
        child.ErrorDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        if (!child.WaitForExit(MostTime))
        {
            child.Kill();
        }
        child.WaitForExit();
        File.Delete(path);
        // 0 and 1 are what a process says that has lived to the end.
        return child.ExitCode > 1;
    }
}
