using System.Globalization;

namespace Piecewise.Fuzz.Tests;

/// <summary>
/// What the large runs do, in small: falsified programs and operators' samples under guard pages, in a process that may die. A failure
/// names the cases; <c>tests/Piecewise.Fuzz/README.md</c> says how to run one again.
/// </summary>
public sealed class SmallRunTests
{
    [LinuxFact]
    public void Falsified_programs_are_refused_or_compute_what_the_interpreter_computes() => Run("programs", first: 0, programs: 400);

    [LinuxFact]
    public void Operators_of_mismatched_sizes_are_refused_alike_in_every_mode() =>
        Run("conformance-first", first: 0, programs: int.MaxValue);

    private static void Run(string source, int first, int programs)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"piecewise-fuzz-{Environment.ProcessId}-{source}");
        var options = FuzzOptions.Parse(["--source", source, "--seed", "1", "--findings", folder], TextWriter.Null)!;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            var isClean = new Supervisor(options with { First = first, Programs = programs }, output).Run();
            Assert.True(isClean, output.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
