using System.Collections.Concurrent;
using System.Globalization;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Lifetime;

/// <summary>
/// Many threads that run, read, start, dispose and reload without agreement. Only documented exceptions, and results that are right:
/// whatever else goes wrong ends the process, which is the failure. Reproduce it, longer, with <c>PIECEWISE_STRESS_SECONDS=60
/// PIECEWISE_STRESS_SEED=n dotnet test -c Release tests/Piecewise.Compiler.Tests --filter FullyQualifiedName~StressTests
/// --blame-crash</c>; the seed is printed where a thread saw something wrong, and by the test's output. With <c>DOTNET_GCStress=0x1</c> or
/// <c>DOTNET_gcServer=1</c> other races are met.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class StressTests
{
    private const int Threads = 12;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("PIECEWISE_STRESS_SECONDS"), CultureInfo.InvariantCulture, out var seconds)
            ? seconds : 4);

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("PIECEWISE_STRESS_SEED"),
        CultureInfo.InvariantCulture, out var seed) ? seed : Environment.TickCount;

    private static readonly CompileOptions Ranges = new()
    {
        RangeEndpoints = [4, 16],
    };

    [Fact]
    public async Task Threads_that_use_sessions_of_a_model_that_comes_and_goes()
    {
        using var reference = await CompiledModel.LoadAsync(Samples.Jargon, Ranges);
        int[] sizes = [1, 3, 6, 20];
        var expected = sizes.Select(n => Samples.Numbers(reference.Run(Samples.Tokens(n)))).ToArray();
        using var shared = new Shared();
        var folder = Directory.CreateTempSubdirectory("piecewise-stress-").FullName;
        try
        {
            shared.Replace(await CompiledModel.LoadAsync(Samples.Jargon, Ranges with { CacheFolder = folder }));
            var end = DateTime.UtcNow + Time;
            var wrong = new ConcurrentQueue<string>();
            var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => Act(i, shared, sizes, expected, folder, end,
                wrong))
            { IsBackground = true }).ToArray();
            Array.ForEach(threads, t => t.Start());
            foreach (var thread in threads)
            {
                Assert.True(thread.Join(Time + TimeSpan.FromMinutes(3)), $"a thread hangs (seed {Seed})");
            }
            Assert.True(wrong.IsEmpty, $"seed {Seed}: {string.Join('\n', wrong.Take(3))}");
            Assert.True(shared.Calls > 0);
        }
        finally
        {
            shared.Replace(null);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_index_that_another_thread_writes_during_calls_ends_them_at_the_worst()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon, Ranges);
        using var session = model.StartSession();
        var inputs = Samples.Tokens(20);
        var ids = inputs[0].Tensor!;
        session.Run(inputs);
        // Results lie where the next call keeps what it computes; they can be written too.
        var result = session.Output(0).Tensor!;
        using var stop = new CancellationTokenSource(Time / 2);
        var writer = new Thread(() =>
        {
            for (var i = 0L; !stop.IsCancellationRequested; i++)
            {
                ids.AsSpan<long>()[(int)(i % 20)] = i % 3 == 0 ? long.MaxValue / 1000 * (i % 7 - 3) : i % 2000;
                result.AsSpan<float>()[(int)(i % 2048)] = i % 2 == 0 ? float.NaN : 1e30f;
            }
        });
        writer.Start();
        var (failed, done) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                session.Run(inputs);
                done++;
            }
            catch (CallFailedException)
            {
                failed++;
            }
        }
        writer.Join();
        Assert.True(failed > 0, $"{failed} calls failed, {done} did not");
    }

    private static void Act(int thread, Shared shared, int[] sizes, float[][] expected, string folder, DateTime end,
        ConcurrentQueue<string> wrong)
    {
        var random = new Random(unchecked((Seed * 31) + thread));
        var held = new List<(Tensor Tensor, float[]? Values)>();
        while (DateTime.UtcNow < end && wrong.IsEmpty)
        {
            var (model, session) = (shared.Model, shared.Session);
            var size = random.Next(sizes.Length);
            try
            {
                switch (random.Next(14))
                {
                    case 0 or 1 or 2:
                        session?.Run(Samples.Tokens(sizes[size]));
                        shared.Count();
                        break;
                    case 3 when session is not null:
                        // Whose result it is nobody knows, but it can be read.
                        held.Add((session.Output(0).Tensor!, null));
                        break;
                    case 4 when session is not null:
                        _ = Sum(session.OutputSpan<float>(0).FlattenedLength, session.OutputSpan<float>(0)[0, 0]);
                        break;
                    case 5 when session is not null:
                        session.CopyOutput(0, new float[20 * 2048]);
                        break;
                    case 6 when session is not null && model is not null:
                        var state = model.Program.Manifest.State;
                        var weight = session.StateOf(state[random.Next(state.Length)].Name);
                        if (weight.DType == DType.F32 && weight.ElementCount > 0)
                        {
                            held.Add((weight, weight.Clone().AsSpan<float>().ToArray()));
                        }
                        break;
                    case 7 or 8 when model is not null:
                        if (model.Ready.IsCompletedSuccessfully)
                        {
                            var results = Samples.Numbers(model.Run(Samples.Tokens(sizes[size])));
                            if (!Close(expected[size], results))
                            {
                                wrong.Enqueue($"a call of {sizes[size]} tokens gave other numbers");
                            }
                        }
                        break;
                    case 9 when model is not null:
                        using (var own = model.StartSession())
                        {
                            own.Run(Samples.Tokens(sizes[size]));
                            if (!Close(expected[size], Samples.Numbers([own.Output(0)])))
                            {
                                wrong.Enqueue($"a session of its own gave other numbers for {sizes[size]} tokens");
                            }
                        }
                        break;
                    case 10:
                        session?.Dispose();
                        break;
                    case 11 when model is not null:
                        shared.Session = model.StartSession();
                        break;
                    case 12 when random.Next(6) == 0:
                        var background = random.Next(3) == 0;
                        shared.Replace(CompiledModel.LoadAsync(Samples.Jargon, Ranges with
                        {
                            CacheFolder = background ? null : folder,
                            Background = background
                        }).GetAwaiter().GetResult());
                        break;
                    case 13 when random.Next(20) == 0:
                        model?.Dispose();
                        break;
                }
            }
            catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException or KeyNotFoundException)
            {
                // Documented; the last where the session is of a program that the model's list of tensors was not of.
            }
            catch (Exception e)
            {
                wrong.Enqueue($"{e}");
            }
            if (held.Count > 8)
            {
                foreach (var (tensor, values) in held)
                {
                    var now = tensor.Clone().AsSpan<float>();
                    if (values is not null && !now.SequenceEqual(values))
                    {
                        wrong.Enqueue("a weight that was held has changed");
                    }
                }
                held.Clear();
            }
        }
    }

    private static float Sum(nint length, float first) => length + first;

    private static bool Close(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= 1e-3f * Math.Max(1, Math.Abs(expected[i]))))
            {
                return false;
            }
        }
        return expected.Length == actual.Length;
    }

    private sealed class Shared : IDisposable
    {
        private CompiledModel? model;
        private long calls;

        public CompiledModel? Model => Volatile.Read(ref model);

        public volatile CompiledSession? Session;

        public long Calls => Interlocked.Read(ref calls);

        public void Count() => Interlocked.Increment(ref calls);

        public void Replace(CompiledModel? next) => Interlocked.Exchange(ref model, next)?.Dispose();

        public void Dispose() => Replace(null);
    }
}
