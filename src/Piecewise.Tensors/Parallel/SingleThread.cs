namespace Piecewise.Tensors;

/// <summary>The team of one: all parts run on the caller's thread, in order.</summary>
public sealed class SingleThread : IWorkTeam
{
    private SingleThread()
    {
    }

    public static SingleThread Instance { get; } = new();

    public int Size => 1;

    public unsafe void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        for (var part = 0; part < parts; part++)
        {
            body(state, part, parts);
        }
    }
}
