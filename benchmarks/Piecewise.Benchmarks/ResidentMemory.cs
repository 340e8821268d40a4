using System.Diagnostics;
using System.Globalization;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// Loads an archive of more than 1 GB and reports how much of it is resident: before, after loading, and after reading some weights.
/// </summary>
internal static class ResidentMemory
{
    private const int Layers = 28;

    public static int Report(TextWriter output)
    {
        var catalog = StandardOperators.Create();
        var path = Path.Combine(Path.GetTempPath(), $"piecewise-{Guid.NewGuid():N}.pt2");
        try
        {
            DecoderArchive.Write(path, catalog, Layers);
            // What is compiled once must not count as memory of the file.
            using (ProgramImporter.LoadOwned(path, catalog).Lend())
            {
            }
            var json = ProgramJson.Write(SyntheticDecoder.Build(catalog, Layers)).Length;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"archive {Mebibytes(new FileInfo(path).Length)}, program record {json / 1e6:0.0} MB, {Layers} layers"));
            GC.Collect();
            var before = Resident();
            var time = Stopwatch.StartNew();
            using var program = ProgramImporter.LoadOwned(path, catalog).Lend();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"loaded in {time.ElapsedMilliseconds} ms: resident memory grew by {Mebibytes(Resident() - before)}"));
            before = Resident();
            var touched = Touch(program, "model.layers.0.");
            output.WriteLine($"{Mebibytes(touched)} of weights read: resident memory grew by {Mebibytes(Resident() - before)}");
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static long Touch(ExportedProgram program, string prefix)
    {
        var bytes = 0L;
        foreach (var (_, tensor) in program.State.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var content = tensor.Storage.AsSpan<byte>(0, tensor.Storage.ByteLength);
            var sum = 0L;
            for (var i = 0; i < content.Length; i += 512)
            {
                sum += content[i];
            }
            bytes += sum == 0 ? content.Length : throw new InvalidDataException("the archive holds zeros only");
        }
        return bytes;
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
