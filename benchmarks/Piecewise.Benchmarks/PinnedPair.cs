using Piecewise.Tensors;

namespace Piecewise.Benchmarks;

/// <summary>One more thread that spins between calls: the least overhead that a team can have, for measuring kernels alone.</summary>
internal sealed unsafe class PinnedPair : IWorkTeam, IDisposable
{
    private readonly Thread? helper;
    private delegate*<void*, int, int, void> body;
    private void* state;
    private int parts;
    private volatile int asked;
    private volatile int done;
    private volatile bool ends;

    public PinnedPair(int size)
    {
        Size = size;
        if (size > 1)
        {
            helper = new Thread(Help) { IsBackground = true };
            helper.Start();
        }
    }

    public int Size { get; }

    public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        this.parts = parts;
        this.body = body;
        this.state = state;
        asked++;
        body(state, 0, parts);
        while (done != asked)
        {
            Thread.SpinWait(1);
        }
    }

    public void Dispose()
    {
        ends = true;
        helper?.Join();
    }

    private void Help()
    {
        while (!ends)
        {
            if (asked == done)
            {
                Thread.SpinWait(1);
                continue;
            }
            for (var part = 1; part < parts; part++)
            {
                body(state, part, parts);
            }
            done++;
        }
    }
}
