using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Which instructions kernels use. Detected once and passed to every kernel; a test may ask for a lower one. The default value is
/// <see cref="Portable"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct InstructionTier
{
    private readonly byte level;

    private InstructionTier(byte level) => this.level = level;

    /// <summary>Vectors of 128 bits of whatever the processor has: SSE, Neon, or plain arithmetic.</summary>
    public static InstructionTier Portable => new(0);

    /// <summary>AVX2 and FMA: vectors of 256 bits.</summary>
    public static InstructionTier Avx2 => new(1);

    /// <summary>
    /// AVX-512 F, BW and DQ: vectors of 512 bits, also where the runtime itself prefers narrower ones
    /// (<c>Vector512.IsHardwareAccelerated</c> is false on processors that lower their clock for wide vectors; a product of matrices is
    /// faster all the same).
    /// </summary>
    public static InstructionTier Avx512 => new(2);

    /// <summary>The tiers that this machine can run, the best one last.</summary>
    public static ImmutableArray<InstructionTier> Supported { get; } = Avx512.IsSupported ? [Portable, Avx2, Avx512]
        : Avx2.IsSupported ? [Portable, Avx2] : [Portable];

    /// <summary>The best tier of this machine.</summary>
    public static InstructionTier Best => Supported[^1];

    /// <summary>Whether this machine has the tier's instructions; a kernel refuses a tier that it has not.</summary>
    public bool IsSupported => level switch
    {
        0 => true,
        1 => System.Runtime.Intrinsics.X86.Avx2.IsSupported && Fma.IsSupported,
        _ => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported,
    };

    public override string ToString() => level switch { 0 => "portable", 1 => "avx2", _ => "avx512" };
}
