using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>A kernel over elements of certain types, to be called with a struct that is known by its address only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct KernelEntry
{
    private readonly delegate*<Workers, void*, void> run;

    private KernelEntry(delegate*<Workers, void*, void> run) => this.run = run;

    public static KernelEntry Of<TKernel>() where TKernel : unmanaged, IKernel => new(&Call<TKernel>);

    /// <param name="workers">Who computes.</param>
    /// <param name="call">The kernel's struct, aligned to 8 bytes.</param>
    public void Run(Workers workers, void* call) => run(workers, call);

    private static void Call<TKernel>(Workers workers, void* call) where TKernel : unmanaged, IKernel => ((TKernel*)call)->Run(workers);
}
