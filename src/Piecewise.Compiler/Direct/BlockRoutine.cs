namespace Piecewise.Compiler.Direct;

/// <summary>What is done to blocks of elements, as compiled with the product.</summary>
/// <param name="code">Takes up to three blocks, the block of the result, the number of elements, and <paramref name="function"/>.</param>
/// <param name="function">The scalar function that <paramref name="code"/> maps elements by; 0 where it knows what to do itself.</param>
internal readonly unsafe struct BlockRoutine(delegate*<byte*, byte*, byte*, byte*, nint, nint, void> code, nint function = 0)
{
    public void Run(byte* x, byte* y, byte* z, byte* result, nint count) => code(x, y, z, result, count, function);
}
