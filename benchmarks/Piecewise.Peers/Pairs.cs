using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Piecewise.Compiler;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Peers;

/// <summary>
/// Models of any kind that lie in a folder as NAME.pt2 and NAME.onnx, whose inputs have the same order: both run on the same random inputs
/// in turn. The results have to agree.
/// </summary>
internal static class Pairs
{
    private const double Agreement = 1e-2;

    // Of models that round to 8 bits, as NAME_int8: sums differ in their last bits, levels by one, and those of the next layers by more.
    private const double AgreementOfLevels = 5e-2;

    /// <param name="folder">Where the pairs are; <c>benchmarks/pairs.py</c> makes some.</param>
    /// <param name="teams">Numbers of threads.</param>
    /// <param name="sizes">What the programs' dynamic size is.</param>
    /// <param name="rounds">How often each has its turn; a turn takes half a second or more.</param>
    /// <returns>A table in Markdown.</returns>
    public static string Run(string folder, int[] teams, int[] sizes, int rounds)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine.Processor}; medians of {rounds} turns each, in turn, ms a call.");
        text.AppendLine();
        text.AppendLine("| model | size | threads | Piecewise | ONNX Runtime | ratio | of the best turns | load |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var path in Directory.GetFiles(folder, "*.pt2").Order(StringComparer.Ordinal))
        {
            var peer = Path.ChangeExtension(path, ".onnx");
            if (!File.Exists(peer))
            {
                Console.Error.WriteLine($"{Path.GetFileName(path)}: there is no {Path.GetFileName(peer)} beside it.");
                continue;
            }
            foreach (var threads in teams)
            {
                Compare(path, peer, threads, sizes, rounds, text);
            }
        }
        return text.ToString();
    }

    private static void Compare(string path, string peer, int threads, int[] sizes, int rounds, StringBuilder text)
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = threads, Name = "piecewise" });
        var started = Stopwatch.GetTimestamp();
        using var model = CompiledModel.LoadAsync(path, new CompileOptions { Team = team }).GetAwaiter().GetResult();
        var load = Stopwatch.GetElapsedTime(started);
        using var settings = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        using var other = new InferenceSession(peer, settings);
        foreach (var size in sizes)
        {
            var inputs = model.ZeroInputs(model.SizeNames.ToDictionary(s => s, _ => (long)size));
            Fill(inputs, new Random(size));
            using var session = model.StartSession();
            var names = other.InputMetadata.Keys.ToArray();
            var given = names.Zip(inputs).ToDictionary(p => p.First, p => Copy(p.Second.Tensor!));
            using var options = new RunOptions();
            float[] Theirs()
            {
                using var results = other.Run(options, given, other.OutputNames);
                return results[0].GetTensorDataAsSpan<float>().ToArray();
            }
            var expected = Theirs();
            session.Run(inputs);
            var distance = Distance(session.Output(0).Tensor!.ToArray<float>(), expected);
            var hasLevels = Path.GetFileNameWithoutExtension(path).EndsWith("_int8", StringComparison.Ordinal);
            var agreement = hasLevels ? AgreementOfLevels : Agreement;
            if (!(distance < agreement))
            {
                throw new InvalidDataException($"{Path.GetFileName(path)}: the first results differ by {distance} of the largest.");
            }
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                var (a, b) = (Turn(() => session.Run(inputs)), Turn(() => Theirs()));
                // The first is to get warm.
                if (round > 0)
                {
                    ours.Add(a);
                    theirs.Add(b);
                }
            }
            foreach (var value in given.Values)
            {
                value.Dispose();
            }
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(path)} | {size} | {threads} | {Median(ours):F2} | {Median(theirs):F2} | "
                + $"{Median(ours) / Median(theirs):F2} | {ours.Min() / theirs.Min():F2} | {load.TotalSeconds:F2} s |");
            Console.Error.WriteLine($"{Path.GetFileName(path)}, size {size}, threads {threads}: done");
        }
    }

    // The median call of a turn.
    private static double Turn(Action call)
    {
        var times = new List<double>();
        var started = Stopwatch.GetTimestamp();
        while (times.Count < 3 || Stopwatch.GetElapsedTime(started).TotalSeconds < 0.5)
        {
            var begin = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        return Median(times);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Fill(IEnumerable<CallValue> values, Random random)
    {
        foreach (var tensor in values.Select(v => v.Tensor).OfType<Tensor>())
        {
            switch (tensor.DType)
            {
                case DType.F32:
                    foreach (ref var element in tensor.AsSpan<float>())
                    {
                        element = (float)((random.NextDouble() * 2) - 1);
                    }
                    break;
                case DType.I64:
                    // Tokens, which every vocabulary has, and masks.
                    foreach (ref var element in tensor.AsSpan<long>())
                    {
                        element = 1;
                    }
                    break;
                default:
                    throw new InvalidDataException($"There are no random inputs of {tensor.DType}.");
            }
        }
    }

    private static OrtValue Copy(Tensor tensor) => tensor.DType == DType.I64
        ? OrtValue.CreateTensorValueFromMemory(tensor.ToArray<long>(), [.. tensor.Shape])
        : OrtValue.CreateTensorValueFromMemory(tensor.ToArray<float>(), [.. tensor.Shape]);

    private static double Distance(float[] a, float[] b) => a.Length != b.Length ? double.PositiveInfinity
        : a.Zip(b).Max(p => Math.Abs((double)p.First - p.Second)) / Math.Max(b.Max(Math.Abs), 1e-30f);
}
