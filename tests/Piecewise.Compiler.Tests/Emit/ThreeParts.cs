using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Divides all work into as many parts as it allows, up to three, and does the last one first.</summary>
internal sealed unsafe class ThreeParts : IWorkTeam
{
    public int Size => 3;

    public static Workers Workers(InstructionTier tier) => new(tier, new ThreeParts(), Grain: 1);

    public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        for (var part = parts - 1; part >= 0; part--)
        {
            body(state, part, parts);
        }
    }
}
