using Microsoft.Extensions.Logging;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Lifetime;

/// <summary>
/// An exception in a callback reaches the caller as it is, leaves nothing behind, and ends nothing but the call or the loading that it came
/// from.
/// </summary>
public sealed class CallbackFaultTests : IDisposable
{
    private static readonly CompileOptions Ranges = new() { Sizes = [1], RangeEndpoints = [4, 16] };

    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-callback-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_attention_host_that_fails_ends_the_call_and_not_the_session()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var expected = Samples.Numbers(model.Run(Samples.Tokens(3)));
        var fail = true;
        using var session = model.StartSession(new ActingAttention(() => _ = fail ? throw new OwnException() : true));
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<OwnException>(() => session.Run(Samples.Tokens(3)));
            Assert.Throws<InvalidOperationException>(() => session.Output(0));
        }
        fail = false;
        session.Run(Samples.Tokens(3));
        Assert.Equal(expected, Samples.Numbers([session.Output(0)]));
    }

    [Theory]
    [InlineData(RunMode.Interpret)]
    [InlineData(RunMode.Lowered)]
    [InlineData(RunMode.Compiled)]
    public void An_attention_host_of_tensors_that_fails_or_gives_something_else_ends_the_call_and_not_the_session(RunMode mode)
    {
        using var program = PreparedProgram.Load(Samples.Jargon);
        var host = new TensorHost();
        var session = program.StartSession(mode, new SessionOptions { Attention = host });
        var inputs = new Dictionary<string, Value>
        {
            ["input_ids"] = Samples.Tokens(2)[0].Tensor!,
            ["positions"] = Samples.Tokens(2)[1].Tensor!
        };
        var expected = Numbers();
        foreach (var answer in new Func<Tensor, Tensor>[] { _ => throw new OwnException(), _ => null!, t => Tensor.Zeros(DType.F32, 1), t =>
            Cast.To(t, DType.F64) })
        {
            host.Answer = answer;
            var thrown = Record.Exception(() => session.Run(inputs));
            Assert.True(thrown is OwnException or CallFailedException or ArgumentException, $"{thrown}");
            host.Answer = null;
            Assert.Equal(expected, Numbers());
        }

        float[] Numbers() => session.Run(inputs)[0].Tensor.AsSpan<float>().ToArray();
    }

    [Fact]
    public async Task Progress_that_fails_ends_the_loading_with_its_exception_and_leaves_nothing()
    {
        var phases = new List<string>();
        using (await CompiledModel.LoadAsync(Samples.Small, Cached("phases"), new Synchronous(p => phases.Add(p.Phase))))
        {
        }
        foreach (var phase in phases.Concat(phases).Distinct())
        {
            // InvalidDataException is what a damaged artifact is, which would be a miss.
            foreach (var failure in new Exception[] { new OwnException(), new InvalidDataException("own"), new IOException("own") })
            {
                var options = Cached($"failing-{phase}");
                foreach (var start in new[] { "compiles", "loads" })
                {
                    var thrown = await Record.ExceptionAsync(() => CompiledModel.LoadAsync(Samples.Small, options, new Synchronous(p =>
                        _ = p.Phase == phase ? throw failure : true)));
                    Assert.True(thrown == failure || (thrown is null && start == "loads"), $"{phase}: {thrown}");
                    using var model = await CompiledModel.LoadAsync(Samples.Small, options);
                    Assert.Empty(Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories));
                    Assert.Empty(Directory.EnumerateFiles(folder, "*.bad", SearchOption.AllDirectories));
                }
                Directory.Delete(options.CacheFolder!, recursive: true);
            }
        }
    }

    [Fact]
    public async Task A_logger_that_fails_ends_the_loading_with_its_exception_and_leaves_nothing()
    {
        for (var message = 0; message < 30; message++)
        {
            var options = Cached($"log-{message}");
            var logger = new FailingLogger(message);
            var thrown = await Record.ExceptionAsync(async () => (await CompiledModel.LoadAsync(Samples.Small,
                new CompileOptions { CacheFolder = options.CacheFolder, Background = options.Background, Logger = logger })).Dispose());
            Assert.True(thrown is null or OwnException, $"{thrown}");
            Assert.Equal(logger.HasFailed, thrown is not null);
            Assert.Empty(Directory.Exists(options.CacheFolder) ? Directory.EnumerateFiles(options.CacheFolder, "*.tmp",
                SearchOption.AllDirectories) : []);
            using var model = await CompiledModel.LoadAsync(Samples.Small, options);
        }
    }

    [Fact]
    public void A_step_whose_logger_failed_can_be_taken_again()
    {
        for (var message = 0; message < 12; message++)
        {
            var logger = new FailingLogger(message);
            PreparedProgram? program = null;
            for (var i = 0; program is null; i++)
            {
                Assert.True(i < 2);
                Assert.True(Record.Exception(() => program = PreparedProgram.Load(Samples.Small,
                    new CompileOptions { Logger = logger })) is null or OwnException);
            }
            var thrown = Record.Exception(() => program.Compilation);
            Assert.True(thrown is null or OwnException, $"{thrown}");
            Assert.NotNull(program.Compilation);
            program.Dispose();
        }
    }

    [Fact]
    public async Task Cancelled_anywhere_the_loading_ends_with_the_documented_exception()
    {
        for (var phase = 0; phase < 8; phase++)
        {
            using var cancel = new CancellationTokenSource();
            var seen = 0;
            var thrown = await Record.ExceptionAsync(async () => (await CompiledModel.LoadAsync(Samples.Jargon, Ranges, new Synchronous(_ =>
                CancelAt(phase)), cancel.Token)).Dispose());
            Assert.True(thrown is OperationCanceledException || (thrown is null && seen <= phase + 1), $"{phase}: {thrown}");

            void CancelAt(int wanted)
            {
                if (seen++ == wanted)
                {
                    // Now, or within the phase.
                    cancel.CancelAfter(phase % 2 == 0 ? 0 : 20);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(300)]
    public async Task A_background_compilation_that_is_cancelled_leaves_a_model_that_runs(int milliseconds)
    {
        using var cancel = new CancellationTokenSource();
        using var model = await CompiledModel.LoadAsync(Samples.Jargon, Ranges with { Background = true }, null, cancel.Token);
        cancel.CancelAfter(milliseconds);
        var thrown = await Record.ExceptionAsync(() => model.Ready);
        Assert.True(thrown is OperationCanceledException or null, $"{thrown}");
        Assert.True(thrown is null || model.Ready.IsCanceled);
        Assert.Equal(2 * 2048, model.Run(Samples.Tokens(2))[0].Tensor!.ElementCount);
    }

    [Fact]
    public async Task A_background_compilation_that_fails_says_so_and_leaves_a_model_that_runs()
    {
        var isBackground = false;
        using var model = await CompiledModel.LoadAsync(Samples.Small, new CompileOptions { Background = true }, new Synchronous(p =>
            _ = isBackground ? throw new OwnException() : true)
        { BeforeBackground = () => isBackground = true });
        await Assert.ThrowsAsync<OwnException>(() => model.Ready);
        Assert.NotEmpty(model.Run(new CallShapes(model.Program.Manifest, new Dictionary<string, long>()).Zeros()));
    }

    [Fact]
    public async Task A_model_can_be_disposed_by_a_callback_of_its_own_compilation()
    {
        var path = Path.Combine(folder, "model.pt2");
        File.Copy(Samples.Jargon, path);
        CompiledModel? model = null;
        using var loaded = new ManualResetEventSlim();
        var isBackground = false;
        model = await CompiledModel.LoadAsync(path, Ranges with { Background = true }, new Synchronous(p =>
        {
            if (isBackground && p.Phase == "lower")
            {
                Assert.True(loaded.Wait(TimeSpan.FromMinutes(1)));
                model!.Dispose();
            }
        })
        { BeforeBackground = () => isBackground = true });
        loaded.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.Ready).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Throws<ObjectDisposedException>(() => model.StartSession());
    }

    [Fact]
    public async Task What_is_told_of_an_ended_session_may_fail()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Small);
        var session = model.StartSession(new SessionOptions { Ended = _ => throw new OwnException() });
        Assert.Throws<OwnException>(session.Dispose);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Output(0));
    }

    [Fact]
    public void Work_on_several_threads_ends_with_the_exception_that_was_thrown()
    {
        Assert.Throws<OwnException>(() => Together.Select(Enumerable.Range(0, 100), i => i == 50 ? throw new OwnException() : i,
            CancellationToken.None));
        using var cancelled = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Together.Select(Enumerable.Range(0, 100), i =>
        {
            cancelled.Cancel();
            cancelled.Token.ThrowIfCancellationRequested();
            return i;
        }, cancelled.Token));
        Assert.Equal(Enumerable.Range(1, 100), Together.Select(Enumerable.Range(0, 100), i => i + 1, CancellationToken.None));
    }

    private CompileOptions Cached(string name) => new() { CacheFolder = Path.Combine(folder, name) };

    private sealed class OwnException : Exception;

    /// <summary>Reports in the thread that loads, unlike Progress.</summary>
    private sealed class Synchronous(Action<CompileProgress> report) : IProgress<CompileProgress>
    {
        /// <summary>Called after the last phase before the model is there, where it is compiled in the background.</summary>
        public Action? BeforeBackground { get; init; }

        public void Report(CompileProgress value)
        {
            if (value.Phase == "partition")
            {
                BeforeBackground?.Invoke();
            }
            report(value);
        }
    }

    /// <summary>Fails at one message.</summary>
    private sealed class FailingLogger(int failing) : ILogger
    {
        private int messages;

        public bool HasFailed { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
        {
            if (Interlocked.Increment(ref messages) - 1 == failing)
            {
                HasFailed = true;
                throw new OwnException();
            }
        }
    }

    private sealed class TensorHost : IAttentionHost
    {
        private readonly SequenceAttention attention = new();

        public Func<Tensor, Tensor>? Answer { get; set; }

        public unsafe void Attend(Workers workers, in AttentionTask task)
        {
            attention.Attend(workers, task);
            if (Answer is not null)
            {
                var call = task.Call;
                long[] shape = [call.Queries, call.Heads, call.ValueSize];
                var bytes = Layout.ElementCount(shape) * call.Result.DType.Size();
                var result = new Tensor(Storage.Borrow(this, (byte*)call.Result.First, bytes, isReadOnly: false), call.Result.DType, shape,
                    Layout.ContiguousStrides(shape), 0);
                result.CopyFrom(Answer(result.Clone()));
            }
        }
    }
}
