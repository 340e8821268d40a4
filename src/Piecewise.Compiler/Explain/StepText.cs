using Piecewise.Compiler.Schedule;

namespace Piecewise.Compiler.Explain;

/// <summary>A step of a piece's code in words.</summary>
internal static class StepText
{
    /// <summary><c>loops</c>, the name of a kernel, or what else it is.</summary>
    public static string Kind(ScheduleItem item) => item switch
    {
        LoopKernel => "loops",
        KernelItem { Kernel.Name: var name } => name,
        ClearItem => "zeros",
        _ => "reference",
    };

    /// <summary>The same with the sizes of its loops.</summary>
    public static string What(ScheduleItem item) => item switch
    {
        LoopKernel loops => $"loops over {Space(loops)}",
        KernelItem { Epilogue: { } loops } => $"{Kind(item)}, loops over {Space(loops)} at its end",
        ExternItem { Node.Operator: { } op } => $"reference kernel of {op.Name}",
        _ => Kind(item),
    };

    /// <summary>The calls of the graph that it computes.</summary>
    public static string Nodes(ScheduleItem item) => string.Join(", ", item.Nodes.Select(n => $"%{n.Name}").Distinct());

    private static string Space(LoopKernel loops) => $"[{string.Join(", ", loops.Space)}]";
}
