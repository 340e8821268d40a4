using Piecewise.Testing;

namespace Piecewise.Fuzz.Tests;

/// <summary>
/// Programs in which the large runs found something, once: each is refused, or computes the same in every mode, in memory with guard pages.
/// Their names say what it was, and the seed of the calls; <c>Piecewise.Fuzz keep NUMBER NAME --seed SEED</c> writes such a file.
/// </summary>
public sealed class FoundCaseTests
{
    [LinuxFact]
    public async Task Nothing_is_found_in_them_any_more()
    {
        using var child = ChildProcess.Start(["replay-all", Path.Combine(Repository.Root, "tests", "fixtures", "fuzz")]);
        var error = child.StandardError.ReadToEndAsync();
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();

        Assert.True(child.ExitCode == 0, $"{output}\n{await error}");
        Assert.Contains("calls returned", output, StringComparison.Ordinal);
    }
}
