namespace Piecewise.Tensors.Tests;

/// <summary>Real threads, one per part, so that parts overlap; last part first.</summary>
internal sealed unsafe class TestTeam(int size) : IWorkTeam
{
    public int Size => size;

    public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        var threads = new Thread[parts];
        for (var part = parts - 1; part >= 0; part--)
        {
            var mine = part;
            threads[part] = new Thread(() => body(state, mine, parts));
            threads[part].Start();
        }
        foreach (var thread in threads)
        {
            thread.Join();
        }
    }
}
