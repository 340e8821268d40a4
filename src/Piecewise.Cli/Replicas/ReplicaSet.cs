using System.Diagnostics;

namespace Piecewise.Cli.Replicas;

/// <summary>
/// The replicas of a server: each is started again when it ends, until all are to stop. The first one is ready before the others start,
/// since what it compiles they find in the cache.
/// </summary>
/// <param name="command">What starts one.</param>
/// <param name="count">How many.</param>
/// <param name="changed">Is told which serve now, and where, whenever that changes.</param>
internal sealed class ReplicaSet(IReadOnlyList<string> command, int count, Action<IReadOnlyDictionary<int, Uri>> changed) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // One that has served so long has a right to be started again at once.
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<int, ReplicaProcess> processes = [];
    private readonly Dictionary<int, Uri> ready = [];
    private readonly TaskCompletionSource firstReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task all = Task.CompletedTask;

    /// <summary>Ends when the first one serves.</summary>
    public Task FirstReady => firstReady.Task;

    /// <summary>Ends, with its exit code, when one has ended that never served: its options are wrong, or its file.</summary>
    public Task<int> Failed => failed.Task;

    /// <summary>Those that serve, by number.</summary>
    public IReadOnlyDictionary<int, Uri> Ready
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<int, Uri>(ready);
            }
        }
    }

    public void Start() => all = Task.WhenAll(Enumerable.Range(1, count).Select(KeepAsync));

    /// <summary>Asks all to stop, which lets their requests end, and waits for that.</summary>
    /// <param name="now">Ends the waiting, and them.</param>
    public async Task StopAsync(CancellationToken now)
    {
        await stopping.CancelAsync();
        lock (gate)
        {
            foreach (var process in processes.Values)
            {
                process.Ask();
            }
        }
        using var kill = now.Register(() =>
        {
            lock (gate)
            {
                foreach (var process in processes.Values)
                {
                    process.Kill();
                }
            }
        });
        await all;
    }

    public void Dispose() => stopping.Dispose();

    private async Task KeepAsync(int number)
    {
        if (number > 1)
        {
            await Task.WhenAny(FirstReady, Failed, Task.Delay(Timeout.Infinite, stopping.Token));
        }
        var pause = FirstPause;
        var hasServed = false;
        while (Start(number) is { } process)
        {
            var began = Stopwatch.GetTimestamp();
            if (await process.AddressAsync() is { } address)
            {
                hasServed = true;
                Change(number, address);
                firstReady.TrySetResult();
            }
            var code = await process.EndAsync();
            Change(number, null);
            lock (gate)
            {
                processes.Remove(number);
            }
            process.Dispose();
            if (stopping.IsCancellationRequested)
                return;
            if (!hasServed)
            {
                failed.TrySetResult(code);
                return;
            }
            pause = Stopwatch.GetElapsedTime(began) > LongLife ? FirstPause : pause;
            Console.Error.WriteLine(
                $"replica {number} (process {process.Id}) has ended with exit code {code}; it starts again in {pause.TotalSeconds:0} s");
            await Task.Delay(pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause + pause < LongestPause ? pause + pause : LongestPause;
        }
    }

    // Under the lock: one that starts while all are asked to stop is among them, or does not start.
    private ReplicaProcess? Start(int number)
    {
        lock (gate)
        {
            return stopping.IsCancellationRequested || Failed.IsCompleted ? null : processes[number] = new ReplicaProcess(number, command);
        }
    }

    private void Change(int number, Uri? address)
    {
        lock (gate)
        {
            if (address is null)
            {
                ready.Remove(number);
            }
            else
            {
                ready[number] = address;
            }
            changed(new Dictionary<int, Uri>(ready));
        }
    }
}
