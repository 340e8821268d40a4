namespace Piecewise.Llm.Tests.Embeddings;

public sealed class TurnQueueTests
{
    [Fact]
    public async Task Who_waits_when_the_queue_is_closed_is_told_and_who_runs_goes_on()
    {
        var queue = new TurnQueue(mostWaiting: 4);
        using var started = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var running = queue.RunAsync(
            () =>
            {
                started.Set();
                goOn.Wait();
                return 1;
            },
            CancellationToken.None);
        started.Wait();
        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(i => queue.RunAsync(() => i, CancellationToken.None))];
        queue.Close();
        goOn.Set();
        Assert.Equal(1, await running);
        foreach (var one in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => one.WaitAsync(TimeSpan.FromMinutes(1)));
        }
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.RunAsync(() => 0, CancellationToken.None));
        Assert.Equal((0, 0), (queue.Running, queue.Waiting));
    }
}
