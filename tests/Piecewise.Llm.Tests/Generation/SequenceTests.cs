namespace Piecewise.Llm.Tests.Generation;

/// <summary>What a sequence refuses, and how it ends.</summary>
public sealed class SequenceTests
{
    private static readonly int[] Prompt = [3, 1, 4];

    [Fact]
    public void Two_generations_at_once_are_an_error_and_the_first_goes_on()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var late = sequence.Generate([9], new GenerationOptions { MaxTokens = 1 });
        using var first = sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 3 }).GetEnumerator();
        Assert.True(first.MoveNext());
        var error = Assert.Throws<InvalidOperationException>(() => sequence.Generate([1], new GenerationOptions()));
        Assert.Contains("generating", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => sequence.Feed([1]));
        Assert.Throws<InvalidOperationException>(() => late.First());
        Assert.True(first.MoveNext());
        Assert.True(first.MoveNext());
        Assert.Equal(model.Continue(Prompt, 3)[2], first.Current.Id);
        Assert.False(first.MoveNext());
        Assert.False(first.MoveNext());
        sequence.Feed([1]);
    }

    [Fact]
    public void A_generation_is_enumerated_once()
    {
        using var sequence = new HashModel().Start().Start();
        var tokens = sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 3 });
        Assert.True(tokens.Any());
        var error = Assert.Throws<InvalidOperationException>(() => tokens.ToArray());
        Assert.Contains("enumerated already", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, sequence.Length);
    }

    [Fact]
    public async Task A_second_thread_is_told_so()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        using var inside = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        model.InCall = _ =>
        {
            inside.Release();
            goOn.Wait();
        };
        var call = Task.Run(() => sequence.Feed(Prompt).Length);
        await inside.WaitAsync();
        Assert.Contains("thread", Assert.Throws<InvalidOperationException>(() => sequence.Feed([1])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => sequence.Generate([1], new GenerationOptions()));
        goOn.Release();
        Assert.Equal(50, await call);
        Assert.Equal(3, sequence.Length);
    }

    [Fact]
    public async Task Disposing_in_a_call_frees_at_its_end()
    {
        var model = new HashModel();
        var sequence = model.Start().Start();
        using var inside = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        model.InCall = _ =>
        {
            inside.Release();
            goOn.Wait();
        };
        var call = Task.Run(() => sequence.Feed(Prompt).Length);
        await inside.WaitAsync();
        sequence.Dispose();
        Assert.Equal(0, model.Disposed);
        Assert.Throws<ObjectDisposedException>(() => sequence.Feed([1]));
        goOn.Release();
        Assert.Equal(50, await call);
        Assert.Equal(1, model.Disposed);
        sequence.Dispose();
        Assert.Equal(1, model.Disposed);
    }

    [Fact]
    public void After_disposal_everything_is_refused()
    {
        var model = new HashModel();
        var sequence = model.Start().Start();
        var late = sequence.Generate(Prompt, new GenerationOptions());
        var steps = 0;
        Assert.Throws<ObjectDisposedException>(() =>
        {
            foreach (var token in sequence.Generate(Prompt, new GenerationOptions()))
            {
                steps++;
                sequence.Dispose();
            }
        });
        Assert.Equal(1, steps);
        Assert.Equal(1, model.Disposed);
        Assert.Throws<ObjectDisposedException>(() => sequence.Feed(Prompt));
        Assert.Throws<ObjectDisposedException>(() => sequence.Generate(Prompt, new GenerationOptions()));
        Assert.Throws<ObjectDisposedException>(() => late.First());
        Assert.Equal(4, sequence.Length);
    }

    [Fact]
    public void Wrong_arguments_are_refused_before_anything_runs()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var options = new GenerationOptions { MaxTokens = 2 };
        Assert.Throws<ArgumentNullException>(() => sequence.Generate(null!, options));
        Assert.Throws<ArgumentNullException>(() => sequence.Generate(Prompt, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Generate(Prompt, new GenerationOptions { TopP = 2 }));
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => sequence.Generate([], options)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => sequence.Feed([]));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Generate([1, -2], options));
        Assert.Contains("place 1 is -2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Feed([int.MinValue]));
        Assert.Throws<ContextLengthException>(() => sequence.Generate(Prompt, new GenerationOptions { MaxTokens = int.MaxValue }));
        Assert.Equal(0, sequence.Length);
        Assert.Equal(0, model.Calls);
    }

    [Fact]
    public void A_prompt_that_changes_later_is_not_what_runs()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var prompt = Prompt.ToArray();
        var tokens = sequence.Generate(prompt, new GenerationOptions { MaxTokens = 2 });
        prompt[0] = 11;
        Assert.Equal(model.Continue(Prompt, 2), tokens.Select(t => t.Id!.Value));
    }

    [Fact]
    public void A_sequence_may_fill_the_context_to_the_last_token()
    {
        var model = new HashModel(context: 10, perCall: 4);
        using var sequence = model.Start().Start();
        Assert.Throws<ContextLengthException>(() => sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 8 }));
        var first = sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 4 }).Select(t => t.Id!.Value).ToArray();
        // The limit is checked again where the tokens are made: the sequence may have grown since.
        var stale = sequence.Generate([1], new GenerationOptions { MaxTokens = 2 });
        var second = sequence.Generate([5], new GenerationOptions { MaxTokens = 2 }).Select(t => t.Id!.Value).ToArray();
        Assert.Equal(model.Continue([.. Prompt, .. first, 5], 2), second);
        Assert.Equal(10, sequence.Length);
        var calls = model.Calls;
        Assert.Contains("13 tokens", Assert.Throws<ContextLengthException>(() => stale.First()).Message, StringComparison.Ordinal);
        Assert.Throws<ContextLengthException>(() => sequence.Generate([], new GenerationOptions { MaxTokens = 1 }));
        Assert.Contains("11 tokens", Assert.Throws<ContextLengthException>(() => sequence.Feed([1])).Message, StringComparison.Ordinal);
        Assert.Equal(calls, model.Calls);
        Assert.Equal(10, sequence.Length);
    }

    [Fact]
    public void A_context_of_one_token_generates_none_and_takes_one()
    {
        using var sequence = new HashModel(context: 1).Start().Start();
        Assert.Throws<ContextLengthException>(() => sequence.Generate([1], new GenerationOptions { MaxTokens = 1 }));
        Assert.Equal(50, sequence.Feed([1]).Length);
        Assert.Throws<ContextLengthException>(() => sequence.Feed([1]));
    }

    [Fact]
    public void A_program_with_state_of_its_own_is_not_used_after_a_failure()
    {
        var model = new HashModel(perCall: 2) { KeepsState = true };
        using var sequence = model.Start().Start();
        var first = sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 2 }).Select(t => t.Id!.Value).ToArray();
        Assert.Equal(model.Continue(Prompt, 2), first);
        // Nothing has run: nothing is lost.
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => sequence.Generate([1], new GenerationOptions(), stopped.Token).First());
        var next = sequence.Generate([1], new GenerationOptions { MaxTokens = 1 }).Single();
        Assert.Equal(model.Continue([.. Prompt, .. first, 1], 1)[0], next.Id);
        model.InCall = _ => throw new TimeoutException();
        Assert.Throws<TimeoutException>(() => sequence.Feed([1]));
        model.InCall = null;
        var error = Assert.Throws<InvalidOperationException>(() => sequence.Feed([1]));
        Assert.Contains("start another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_token_comes_with_its_text()
    {
        using var sequence = new HashModel().Start().Start();
        var tokens = sequence.Generate(Prompt, new GenerationOptions { MaxTokens = 4 }).ToArray();
        Assert.Equal(4, tokens.Length);
        Assert.Equal(string.Concat(tokens.Select(t => (char)(0x4E00 + t.Id!.Value))), string.Concat(tokens.Select(t => t.Text)));
    }
}
