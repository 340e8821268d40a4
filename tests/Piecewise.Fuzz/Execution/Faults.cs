using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>Accesses out of bounds on purpose: whether the guards work.</summary>
internal static unsafe class Faults
{
    /// <summary>Reads the element after a tensor (<c>end</c>), before one (<c>start</c>), or its own ones.</summary>
    public static int Make(string where)
    {
        var memory = GuardedMemory.Install(1 << 20);
        memory.EndsAtGuard = where != "start";
        var tensor = Tensor.From([1f, 2, 3], 3);
        var first = (float*)tensor.Pointer;
        var sum = first[0] + first[2] + (where == "end" ? first[3] : where == "start" ? first[-1] : 0);
        GC.KeepAlive(tensor);
        return sum == 4 ? 0 : 1;
    }
}
