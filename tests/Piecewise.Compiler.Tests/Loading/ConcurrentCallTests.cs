namespace Piecewise.Compiler.Tests.Loading;

/// <summary>Calls from several threads, and calls while a model is being compiled (R3).</summary>
public sealed class ConcurrentCallTests
{
    private static readonly CompileOptions Ranges = new()
    {
        Sizes = [1],
        RangeEndpoints = [4, 16],
    };

    [Fact]
    public async Task Threads_that_call_with_different_sizes_get_what_one_thread_gets()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon, Ranges);
        int[] sizes = [1, 2, 3, 4, 7, 16, 17, 24];
        var expected = sizes.Select(n => Samples.Numbers(model.Run(Samples.Tokens(n)))).ToArray();
        var threads = Enumerable.Range(0, 8).Select(seed => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed);
                for (var call = 0; call < 12; call++)
                {
                    var i = random.Next(sizes.Length);
                    Assert.Equal(expected[i], Samples.Numbers(model.Run(Samples.Tokens(sizes[i]))));
                }
            }, TaskCreationOptions.LongRunning));
        await Task.WhenAll(threads);
    }

    [Fact]
    public async Task A_model_that_is_compiled_in_the_background_computes_the_same_before_meanwhile_and_after() // R3
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon, Ranges with { Background = true });
        var inputs = Samples.Tokens(5);
        using var early = model.StartSession();
        early.Run(inputs);
        var before = Samples.Numbers([early.Output(0)]);
        var calls = 0;
        do
        {
            Close(before, Samples.Numbers(model.Run(inputs)));
            calls++;
        }
        while (!model.Ready.IsCompleted);
        await model.Ready;

        Assert.True(model.Report.Compiled > 0);
        Assert.Equal(4, model.Program.Manifest.Entries.Length);
        Close(before, Samples.Numbers(model.Run(inputs)));
        // A session stays what it began as.
        Assert.False(early.IsOf(model.Program));
        early.Run(inputs);
        Assert.Equal(before, Samples.Numbers([early.Output(0)]));
        Assert.True(calls > 0);
    }

    private static void Close(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-3f * Math.Max(1, Math.Abs(expected[i])),
                $"number {i}: {actual[i]}, not {expected[i]}");
        }
    }
}
