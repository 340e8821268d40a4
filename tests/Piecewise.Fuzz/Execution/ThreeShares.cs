using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>A team of three whose parts run one after another, the last one first: threads' code without their chance.</summary>
internal sealed unsafe class ThreeShares : IWorkTeam
{
    public int Size => 3;

    public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        for (var part = parts - 1; part >= 0; part--)
        {
            body(state, part, parts);
        }
    }
}
