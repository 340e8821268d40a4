using System.Collections.Concurrent;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Makes many texts at once by one model: each call of it computes tokens of all that run (S1), so that weights are read once for all of
/// them. What a text becomes does not depend on the company it is in (S3), wherever a row of the model's results does not: with 8- and
/// 4-bit weights on all machines, otherwise on those with AVX-512 and BF16 instructions. Safe to use from several threads.
/// </summary>
public sealed class Engine : IAsyncDisposable
{
    private const double MostOfMemory = 0.25;

    private readonly KvPool pool;
    private readonly StepRunner runner;
    private readonly Scheduler scheduler;
    private readonly ConcurrentQueue<EngineRequest> arrived = [];
    private readonly SemaphoreSlim wake = new(0);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly DispatchTable ranges;
    private readonly (long Steps, long Tokens)[] loads;
    // Requests that have not ended.
    private int open;
    private volatile bool isDraining;
    private volatile bool isStopping;
    private EngineState state;
    private Exception? fault;

    /// <param name="model">What runs. It stays the caller's, and must outlive the engine.</param>
    /// <param name="options">What the engine may use; null: the defaults.</param>
    /// <exception cref="NotALanguageModelException">
    /// The program keeps state besides keys and values, or gives no logits for each token.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for the keys and values of one sequence.</exception>
    public Engine(LanguageModel model, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Ranks is { Rank: > 0 })
        {
            throw new ArgumentException("Of the processes that share a model, the first one has the engine.", nameof(model));
        }
        options ??= new EngineOptions();
        options.Validate();
        Model = model;
        Options = options = options with { MaxBatchTokens = (int)Math.Min(options.MaxBatchTokens, model.MaxTokensPerCall) };
        (pool, var attention, var calls) = model.StartEngine();
        runner = new StepRunner(model, attention, calls);
        try
        {
            runner.WarmUp(pool);
            pool.LimitTo(Blocks(model, options));
        }
        catch
        {
            Free();
            throw;
        }
        ranges = new DispatchTable(model.Ranges);
        loads = new (long, long)[model.Ranges.Length];
        scheduler = new Scheduler(pool, options, model.ContextLength);
        state = new EngineState(0, 0, 0, pool.Limit, 0, 0, 0, 0, 0, 0);
        new Thread(Loop) { IsBackground = true, Name = "piecewise engine" }.Start();
    }

    /// <summary>What runs.</summary>
    public LanguageModel Model { get; }

    /// <summary>What the engine may use.</summary>
    public EngineOptions Options { get; }

    /// <summary>What it is doing now. Cheap; for any thread.</summary>
    public EngineState State
    {
        get
        {
            lock (gate)
            {
                return state with
                {
                    Waiting = Math.Max(0, open - state.Running),
                    BlocksUsed = pool.Taken,
                    Ranges = [.. ranges.Entries.Select((r, i) => new RangeLoad(r.Start, r.End, loads[i].Steps, loads[i].Tokens))],
                };
            }
        }
    }

    /// <summary>
    /// Continues a prompt. It is queued at once; its tokens come as they are made, whether or not somebody reads them. They have no text
    /// where the model has no tokenizer.
    /// </summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="options">How to pick tokens; null: the defaults. Where the context is shorter than they allow, the text ends
    /// there.</param>
    /// <param name="cancellation">Ends the text within a step; its last item says <see cref="FinishReason.Cancelled"/>.</param>
    /// <exception cref="ContextLengthException">The prompt leaves no room for a token in the context, or in the engine's
    /// memory.</exception>
    /// <exception cref="ArgumentException">The prompt has no tokens, or one that the vocabulary has not; or an option is wrong.</exception>
    /// <exception cref="NotALanguageModelException">Strings end the text, and the model has no tokenizer.</exception>
    /// <exception cref="EngineBusyException">Too many requests wait, or the engine is being drained.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    /// <exception cref="InvalidOperationException">The engine has failed: there was no memory for keys and values.</exception>
    public Completion Generate(
        IReadOnlyList<int> prompt, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        options ??= new GenerationOptions();
        options.Validate();
        int[] tokens = [.. prompt];
        Check(tokens);
        var request = new EngineRequest(tokens, Fitting(options, tokens.Length, out var atLimit), atLimit, Model);
        lock (gate)
        {
            if (fault is not null)
            {
                throw new InvalidOperationException($"The engine has failed and takes no more requests. {fault.Message}", fault);
            }
            ObjectDisposedException.ThrowIf(isStopping, this);
            if (isDraining)
            {
                throw new EngineBusyException("The engine is being shut down and takes no more requests.");
            }
            if (open >= Options.MaxSequences + Options.MaxWaiting)
            {
                throw new EngineBusyException(
                    $"{open} requests run or wait, as many as may (MaxSequences and MaxWaiting). Try again later.");
            }
            open++;
            arrived.Enqueue(request);
        }
        wake.Release();
        return new Completion(request, wake, cancellation);
    }

    /// <summary>Takes no more requests; ends when all that were taken have ended.</summary>
    public async Task DrainAsync()
    {
        isDraining = true;
        wake.Release();
        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>Ends all requests as if they were cancelled, and frees the memory.</summary>
    public async ValueTask DisposeAsync()
    {
        isStopping = true;
        wake.Release();
        await ended.Task.ConfigureAwait(false);
    }

    // As many blocks as fit, at least those of a sequence with one full block.
    private int Blocks(LanguageModel model, EngineOptions options)
    {
        var perSequence = AttentionPages.BlocksOf(model.ContextLength);
        var most = perSequence > int.MaxValue / options.MaxSequences ? int.MaxValue : (int)perSequence * options.MaxSequences;
        var bytes = options.CacheBytes ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MostOfMemory / (model.Ranks?.World ?? 1));
        // A model without attention needs none.
        var fitting = pool.BlockBytes == 0 ? most : bytes / pool.BlockBytes;
        return fitting >= 1 ? (int)Math.Min(most, fitting) : throw new InsufficientMemoryException(
            $"{bytes} bytes for keys and values are not enough: {AttentionPages.Tokens} tokens need {pool.BlockBytes}.");
    }

    private void Check(int[] prompt)
    {
        if (prompt.Length == 0)
        {
            throw new ArgumentException("The prompt has no tokens: give at least one.", nameof(prompt));
        }
        for (var i = 0; i < prompt.Length; i++)
        {
            if (prompt[i] < 0 || prompt[i] >= runner.Vocabulary)
            {
                throw new ArgumentException(
                    $"The token at place {i} is {prompt[i]}; the vocabulary has tokens from 0 to {runner.Vocabulary - 1}.", nameof(prompt));
            }
        }
    }

    // What fits the context, and the memory even where nobody else uses any.
    private GenerationOptions Fitting(GenerationOptions options, int prompt, out FinishReason atLimit)
    {
        var most = Math.Min(Model.ContextLength, (long)pool.Limit * AttentionPages.Tokens);
        var room = most - prompt;
        if (room < 1)
        {
            throw new ContextLengthException(prompt + 1L, most);
        }
        atLimit = room < options.MaxTokens ? FinishReason.Context : FinishReason.Length;
        return room < options.MaxTokens
            ? options with { MaxTokens = (int)room, MinTokens = (int)Math.Min(room, options.MinTokens) }
            : options;
    }

    private void Loop()
    {
        try
        {
            while (!isStopping)
            {
                TakeArrived();
                foreach (var request in scheduler.All())
                {
                    if (request.IsAborted)
                    {
                        End(request);
                    }
                }
                var step = scheduler.Next();
                if (step.Count > 0)
                {
                    Run(step);
                    continue;
                }
                if (isDraining && Volatile.Read(ref open) == 0)
                {
                    break;
                }
                wake.Wait();
            }
        }
        catch (Exception e)
        {
            // Nobody is there to throw it to: requests get it, those that come later too.
            fault = e;
        }
        finally
        {
            Stop();
        }
    }

    private void TakeArrived()
    {
        while (arrived.TryDequeue(out var request))
        {
            scheduler.Add(request);
        }
    }

    private void Run(IReadOnlyList<StepPart> step)
    {
        StepPart[] parts = [.. step];
        if (TryRun(parts) is not { } error)
        {
            return;
        }
        if (parts.Length == 1)
        {
            End(parts[0].Request, error);
            return;
        }
        // Whose fault it is shows when they run alone: nothing of the step has become part of a sequence.
        foreach (var part in parts)
        {
            if (TryRun([part]) is { } own)
            {
                End(part.Request, own);
            }
        }
    }

    // What the model's call ended with instead of results; null where it did not.
    private Exception? TryRun(StepPart[] parts)
    {
        StepResults results;
        try
        {
            results = runner.Run(parts);
        }
        catch (Exception e)
        {
            return e;
        }
        Take(parts, results);
        return null;
    }

    // Counted first, passed on then: who has a token finds it in the engine's state.
    private void Take(StepPart[] parts, StepResults results)
    {
        var (prompt, cached, made) = (0, 0, new List<(EngineRequest Request, PickedToken Token)>());
        for (var i = 0; i < parts.Length; i++)
        {
            var request = parts[i].Request;
            scheduler.Publish(request);
            if (!parts[i].IsLast)
            {
                continue;
            }
            if (request.Picker.Count == 0)
            {
                prompt += request.PromptLength;
                cached += request.Cached;
            }
            try
            {
                made.Add((request, request.Picker.Pick(results.Row(i))));
            }
            catch (InvalidOperationException e)
            {
                End(request, new CallFailedException($"The program {Model.Name} gave no usable logits. {e.Message}", e));
            }
        }
        var tokens = parts.Sum(p => p.Count);
        lock (gate)
        {
            var load = loads[ranges.Find(tokens)];
            loads[ranges.Find(tokens)] = (load.Steps + 1, load.Tokens + tokens);
            state = state with
            {
                Running = scheduler.Running,
                PromptTokens = state.PromptTokens + prompt,
                CachedTokens = state.CachedTokens + cached,
                GeneratedTokens = state.GeneratedTokens + made.Count,
                Preemptions = scheduler.Preemptions,
                Steps = state.Steps + 1,
                StepTokens = state.StepTokens + tokens,
            };
        }
        foreach (var (request, token) in made)
        {
            PassOn(request, token);
        }
    }

    private void PassOn(EngineRequest request, PickedToken picked)
    {
        GeneratedToken token;
        try
        {
            token = request.Append(picked);
        }
        catch (Exception e)
        {
            // A decoder may refuse a token.
            End(request, e);
            return;
        }
        if (token.Finish is null)
        {
            request.Give(token);
            return;
        }
        // Who knows that the text has ended finds its place free.
        Leave(request);
        request.Give(token);
        request.Complete();
    }

    private void End(EngineRequest request, Exception? error = null)
    {
        Leave(request);
        request.End(error);
    }

    private void Leave(EngineRequest request)
    {
        scheduler.Remove(request);
        lock (gate)
        {
            open--;
            state = state with { Running = scheduler.Running };
        }
    }

    private void Stop()
    {
        lock (gate)
        {
            isStopping = true;
        }
        TakeArrived();
        foreach (var request in scheduler.All())
        {
            request.IsCancelled = true;
            End(request, fault);
        }
        Free();
        ended.TrySetResult();
    }

    private void Free()
    {
        runner.Dispose();
        pool.Dispose();
    }
}
