using System.Diagnostics;
using Piecewise.Compiler;
using Piecewise.Compiler.Import;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// What programs of growing size cost, by kind of growth: time from the file to a callable model, and what it allocated. Linear means that
/// twice the size takes twice the time, beyond what a start costs anyway.
/// </summary>
internal static class GrowthTimes
{
    /// <param name="output">Where the table goes.</param>
    /// <param name="arguments">A part of the names of the kinds; a multiple of their usual size (default 4).</param>
    public static int Report(TextWriter output, string[] arguments)
    {
        var filter = arguments.Length > 0 ? arguments[0] : "";
        var factor = arguments.Length > 1 ? int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture) : 4;
        // The first compile pays for the compiler's own start.
        Load(Write(GrowingPrograms.All[0], 2));
        output.WriteLine($"{"",-36} {"size",8} {"KiB",8} {"import",9} {"partition",9} {"lower",9} {"compile",9} {"all",9}   of the half");
        foreach (var kind in GrowingPrograms.All.Where(k => k.Name.Contains(filter, StringComparison.Ordinal)))
        {
            var before = 0.0;
            foreach (var size in new[] { kind.Size * factor, kind.Size * factor * 2, kind.Size * factor * 4 })
            {
                var path = Write(kind, size);
                try
                {
                    var length = new FileInfo(path).Length / 1024;
                    try
                    {
                        var report = Load(path);
                        var all = report.Total.TotalMilliseconds;
                        output.WriteLine(FormattableString.Invariant(
                            $"{kind.Name,-36} {size,8} {length,8} {Of(report, "import"),9:F0} {Of(report, "partition"),9:F0} {Of(report, "lower"),9:F0} {Of(report, "compile"),9:F0} {all,9:F0}   {(before == 0 ? "" : FormattableString.Invariant($"{all / before:F1}"))}"));
                        before = all;
                    }
                    catch (Exception e)
                    {
                        output.WriteLine(FormattableString.Invariant($"{kind.Name,-36} {size,8} {length,8} {e.GetType().Name}: {e.Message.Split('\n')[0]}"));
                    }
                }
                finally
                {
                    File.Delete(path);
                }
            }
        }
        return 0;
    }

    private static string Write(GrowingProgram kind, int size)
    {
        var path = Path.Combine(Path.GetTempPath(), $"piecewise-growth-{Environment.ProcessId}.pt2");
        File.WriteAllBytes(path, kind.Write(size).Archive());
        return path;
    }

    private static CompileReport Load(string path)
    {
        using var model = CompiledModel.LoadAsync(path).GetAwaiter().GetResult();
        return model.Report;
    }

    private static double Of(CompileReport report, string phase) => report.Phases.Where(p => p.Phase == phase).Sum(p => p.Time.TotalMilliseconds);
}
