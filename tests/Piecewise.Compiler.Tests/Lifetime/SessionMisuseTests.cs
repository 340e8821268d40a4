using System.Numerics.Tensors;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Tensor = Piecewise.Tensors.Tensor;

namespace Piecewise.Compiler.Tests.Lifetime;

/// <summary>
/// A session in the hands of someone who has not read its documentation: every mistake ends in the exception that is documented, and none
/// in a wrong result or a dead process. A test that kills the process says so by its absence: run it alone with <c>dotnet test -c Release
/// tests/Piecewise.Compiler.Tests --filter FullyQualifiedName~Lifetime</c> and <c>--blame-crash</c>, which names the test that ran last.
/// </summary>
public sealed class SessionMisuseTests
{
    [Fact]
    public async Task A_second_thread_is_refused_while_a_call_runs_and_the_call_is_right()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        using var host = new BlockingAttention();
        using var session = model.StartSession(host);
        var expected = Samples.Numbers(model.Run(Samples.Tokens(3)));
        var call = Task.Run(() => session.Run(Samples.Tokens(3)));
        host.WaitUntilInside();

        foreach (var misuse in new Action[]
        {
            () => session.Run(Samples.Tokens(3)), () => session.Run(), () => session.Output(0), () => session.CopyOutput(0, new float[1]),
            () => session.OutputSpan<float>(0), () => session.StateOf(model.Program.Manifest.State[0].Name), () =>
                session.SetInput(0, Samples.Tokens(1)[0]),
            () => session.SetInput(0, new ReadOnlyTensorSpan<long>([1L])),
        })
        {
            Assert.Contains("session is in a call", Assert.Throws<InvalidOperationException>(misuse).Message, StringComparison.Ordinal);
        }
        host.Go();
        await call;

        Assert.Equal(expected, Samples.Numbers([session.Output(0)]));
    }

    [Fact]
    public async Task A_callback_that_uses_its_own_session_is_refused()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        CompiledSession? session = null;
        using var started = session = model.StartSession(new ActingAttention(() => session!.Run(Samples.Tokens(1))));

        Assert.Throws<InvalidOperationException>(() => session.Run(Samples.Tokens(2)));
        // The call failed; the session did not.
        Assert.Throws<InvalidOperationException>(() => session.Output(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_during_a_call_lets_it_end_and_refuses_what_comes_after(bool disposeModel)
    {
        var model = await CompiledModel.LoadAsync(Samples.Jargon);
        using var host = new BlockingAttention();
        var session = model.StartSession(host);
        var call = Task.Run(() => session.Run(Samples.Tokens(3)));
        host.WaitUntilInside();
        if (disposeModel)
        {
            model.Dispose();
        }
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Samples.Tokens(3)));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        host.Go();
        // The layers that follow read weights and memory that are freed only now.
        await call;

        Assert.Throws<ObjectDisposedException>(() => session.Output(0));
        Assert.Throws<ObjectDisposedException>(() => session.CopyOutput(0, new float[1]));
        Assert.Throws<ObjectDisposedException>(() => session.OutputSpan<float>(0));
        Assert.Throws<ObjectDisposedException>(() => session.StateOf(model.Program.Manifest.State[0].Name));
        Assert.Throws<ObjectDisposedException>(() => session.SetInput(0, default));
        model.Dispose();
    }

    [Fact]
    public async Task A_session_disposed_by_its_own_callback_frees_its_memory_when_the_call_ends()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var ended = 0;
        CompiledSession? session = null;
        session = model.StartSession(new SessionOptions
        {
            Attention = new ActingAttention(() => session!.Dispose()),
            Ended = _ =>
            ended++
        });
        session.Run(Samples.Tokens(2));

        Assert.Equal(1, ended);
        Assert.Throws<ObjectDisposedException>(() => session.Output(0));
    }

    [Fact]
    public async Task Results_that_are_held_outlive_growth_of_the_arena_the_session_and_the_model()
    {
        var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var session = model.StartSession(new SessionOptions { MaxReserve = 0 });
        session.Run(Samples.Tokens(2));
        var expected = Samples.Numbers([session.Output(0)]);
        var tensor = session.Output(0).Tensor!;
        // The arena grows, and this memory is let go.
        session.Run(Samples.Tokens(700));
        session.Dispose();
        model.Dispose();
        Collect();

        Assert.Equal(expected, tensor.AsSpan<float>().ToArray());
    }

    [Fact]
    public async Task A_span_of_a_result_keeps_its_memory()
    {
        var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var session = model.StartSession();
        session.Run(Samples.Tokens(2));
        var expected = Samples.Numbers([session.Output(0)]);
        var span = session.OutputSpan<float>(0);
        session.Dispose();
        model.Dispose();
        (session, model) = (null!, null!);
        Collect();

        var actual = new float[expected.Length];
        span.FlattenTo(actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task What_does_not_fit_is_named()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        using var session = model.StartSession();
        var tokens = Samples.Tokens(2);
        Assert.Throws<ArgumentException>(() => model.StartSession(new SessionOptions { Workers = default(Workers) }));
        Assert.Throws<ArgumentException>(() => model.StartSession(new SessionOptions { Workers = Workers.Alone with { Grain = 0 } }));
        Assert.Throws<InvalidOperationException>(() => session.Output(0));
        Assert.Throws<InputException>(() => session.Run());
        Assert.Throws<InputException>(() => session.Run(tokens[0]));
        Assert.Throws<InputException>(() => session.Run(tokens[0], tokens[1], tokens[1]));
        Assert.Throws<InputException>(() => session.Run(CallValue.FromTensor(null!), tokens[1]));
        Assert.Throws<InputException>(() => session.Run(default, default));
        Assert.Throws<InputException>(() => session.Run(Tensor.From([1f, 2], 2), tokens[1]));
        Assert.Throws<InputException>(() => session.Run(Tensor.Zeros(DType.I64, 1, 2), tokens[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.SetInput(2, tokens[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.SetInput(-1, new ReadOnlyTensorSpan<long>([1L])));
        Assert.Throws<ArgumentException>(() => session.SetInput(0, new ReadOnlyTensorSpan<float>([1f])));
        Assert.Throws<KeyNotFoundException>(() => session.StateOf("no such"));
        session.Run(tokens);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Output(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Output(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.CopyOutput(1, new float[1]));
        Assert.Throws<ArgumentException>(() => session.CopyOutput(0, new float[1]));
        Assert.Throws<ArgumentException>(() => session.CopyOutput(0, new double[100000]));
        Assert.Throws<ArgumentException>(() => session.OutputSpan<int>(0));
    }

    [Fact]
    public async Task Threads_that_are_disposed_end_the_call_and_not_the_session()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var team = new ThreadTeam(new ThreadTeamOptions { Threads = 2 });
        using var session = model.StartSession(new SessionOptions { Workers = new Workers(InstructionTier.Best, team, Grain: 1) });
        session.Run(Samples.Tokens(4));
        team.Dispose();
        team.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(Samples.Tokens(4)));
        Assert.Throws<ObjectDisposedException>(() => session.Run(Samples.Tokens(4)));
    }

    internal static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
