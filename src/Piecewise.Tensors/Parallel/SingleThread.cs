namespace Piecewise.Tensors;

/// <summary>All parts one after another on the calling thread.</summary>
internal sealed unsafe class SingleThread : IWorkTeam
{
    public static SingleThread Team { get; } = new();

    public int Size => 1;

    public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        for (var part = 0; part < parts; part++)
        {
            body(state, part, parts);
        }
    }
}
