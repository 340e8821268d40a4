using Piecewise.Compiler;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>Sequences in the hands of several threads, and of someone who disposes first.</summary>
public sealed class SequenceMisuseTests
{
    [Fact]
    public async Task A_second_thread_meets_an_exception_and_disposal_waits_for_nobody()
    {
        using var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"));
        var model = new LanguageModel(compiled);
        var expected = Feed(model, 24);
        for (var round = 0; round < 4; round++)
        {
            var sequence = model.Start();
            var fed = 0;
            Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
            {
                for (var i = 0; i < 6; i++)
                {
                    try
                    {
                        if (sequence.Feed([5]).Length == 2048)
                        {
                            Interlocked.Increment(ref fed);
                        }
                    }
                    catch (InvalidOperationException e) when (e is not ObjectDisposedException)
                    {
                        // Another thread is inside.
                    }
                }
            });
            Assert.Equal(fed, sequence.Length);
            while (sequence.Length < 24)
            {
                sequence.Feed([5]);
            }
            Assert.Equal(expected, sequence.Feed([5]).ToArray());
            Parallel.For(0, 3, thread =>
            {
                try
                {
                    if (thread == 0)
                    {
                        sequence.Dispose();
                    }
                    sequence.Feed([5]);
                }
                catch (InvalidOperationException)
                {
                    // Disposed, or another thread is inside.
                }
            });
            Assert.Throws<ObjectDisposedException>(() => sequence.Feed([5]).Length);
            sequence.Dispose();
        }
    }

    [Fact]
    public async Task A_disposed_model_ends_its_sequences_and_logits_stay_readable()
    {
        var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"));
        var model = new LanguageModel(compiled);
        var expected = Feed(model, 0);
        var sequence = model.Start();
        var logits = sequence.Feed([5]);
        compiled.Dispose();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(expected, logits.ToArray());
        Assert.Throws<ObjectDisposedException>(() => sequence.Feed([5]).Length);
        Assert.Throws<ObjectDisposedException>(() => sequence.Generate([5], new GenerationOptions()).Count());
        Assert.Throws<ObjectDisposedException>(model.Start);
        Assert.Throws<ArgumentException>(() => sequence.Feed([]).Length);
    }

    [Theory]
    [InlineData(RunMode.Split)]
    [InlineData(RunMode.Compiled)]
    public void A_prepared_program_may_be_disposed_under_its_sequences(RunMode mode)
    {
        var program = PreparedProgram.Load(Samples.Path("jargon.pt2"));
        var model = new LanguageModel(new CompiledModel(program, mode, isOwned: false, []));
        using var sequence = model.Start();
        program.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(2048, sequence.Feed([5]).Length);
        Assert.Throws<ObjectDisposedException>(model.Start);
        sequence.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sequence.Feed([5]).Length);
    }

    private static float[] Feed(LanguageModel model, int before)
    {
        using var sequence = model.Start();
        for (var i = 0; i < before; i++)
        {
            sequence.Feed([5]);
        }
        return sequence.Feed([5]).ToArray();
    }
}
