using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// One call of a kernel: a struct whose fields, by name, are what the kernel works on. They are pointers, <c>nint</c> for sizes and strides
/// (in elements), <c>double</c>, <c>bool</c>, and structs of these; nothing that lives on the heap, so that a call can be put together in
/// plain memory too (<see cref="KernelEntry"/>). A field that a call can't do without is <c>required</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IKernel
{
    /// <summary>Computes. It allocates nothing, and writes its results (or the operand that it changes) and nothing else.</summary>
    /// <param name="workers">Who computes.</param>
    void Run(Workers workers);

    /// <summary>
    /// The same kernel over elements of certain dtypes, whatever the type arguments here are. Each is named by a type in the code, so that
    /// a compiler ahead of time finds it.
    /// </summary>
    /// <param name="dtypes">One for each type argument of the kernel.</param>
    /// <exception cref="NotSupportedException">The kernel does not take them.</exception>
    static abstract KernelEntry EntryOf(ReadOnlySpan<DType> dtypes);
}
