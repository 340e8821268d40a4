using System.Diagnostics;
using System.Globalization;
using Piecewise.Compiler;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// What programs of growing size cost, by kind of growth: processor time from the file to a callable model, on all threads, and what was
/// allocated. Linear means that twice the size takes twice the time, beyond what a start costs anyway.
/// </summary>
internal static class GrowthTimes
{
    /// <param name="output">Where the table goes.</param>
    /// <param name="arguments">A part of the names of the kinds; a multiple of their usual size (default 4).</param>
    public static int Report(TextWriter output, string[] arguments)
    {
        var filter = arguments.Length > 0 ? arguments[0] : "";
        var factor = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 4;
        // The first compile pays for the compiler's own start.
        Measure(GrowingPrograms.All[0], 2);
        output.WriteLine(
            $"{"",-36} {"size",8} {"KiB",8} {"import",9} {"partition",9} {"lower",9} {"compile",9} {"CPU ms",9} {"MiB",7}   of the half");
        foreach (var kind in GrowingPrograms.All.Where(k => k.Name.Contains(filter, StringComparison.Ordinal)))
        {
            var before = 0.0;
            foreach (var size in new[] { kind.Size * factor, kind.Size * factor * 2, kind.Size * factor * 4 })
            {
                try
                {
                    var (report, kibibytes, time, mebibytes) = Measure(kind, size);
                    var growth = before == 0 ? "" : (time / before).ToString("F1", CultureInfo.InvariantCulture);
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{kind.Name,-36} {size,8} {kibibytes,8} {Of(report, "import"),9:F0} {Of(report, "partition"),9:F0} "
                        + $"{Of(report, "lower"),9:F0} {Of(report, "compile"),9:F0} {time,9:F0} {mebibytes,7}   {growth}"));
                    before = time;
                }
                catch (Exception e)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{kind.Name,-36} {size,8} {e.GetType().Name}: {e.Message.Split('\n')[0]}"));
                }
            }
        }
        return 0;
    }

    private static (CompileReport Report, long Kibibytes, double Time, long Mebibytes) Measure(GrowingProgram kind, int size)
    {
        var file = kind.Write(size).Archive();
        var path = Path.Combine(Path.GetTempPath(), $"piecewise-growth-{Environment.ProcessId}.pt2");
        File.WriteAllBytes(path, file);
        try
        {
            var (time, bytes) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
            using var model = CompiledModel.LoadAsync(path).GetAwaiter().GetResult();
            return (model.Report, file.Length >> 10, (Process.GetCurrentProcess().TotalProcessorTime - time).TotalMilliseconds,
                (GC.GetTotalAllocatedBytes() - bytes) >> 20);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Of(CompileReport report, string phase) =>
        report.Phases.Where(p => p.Phase == phase).Sum(p => p.Time.TotalMilliseconds);
}
