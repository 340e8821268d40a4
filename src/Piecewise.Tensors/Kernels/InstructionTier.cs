using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Piecewise.Tensors.Kernels.Assembled;

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

    /// <summary>As <see cref="Avx512"/>, on a processor that has VNNI, with assembled kernels for products.</summary>
    internal static InstructionTier Avx512Vnni => new(3);

    /// <summary>As <see cref="Avx512Vnni"/>, with products of bf16 by its own dot products.</summary>
    internal static InstructionTier Avx512Bf16 => new(4);

    // Each has the instructions of those before it.
    private static readonly InstructionTier[] all = [Portable, Avx2, Avx512, Avx512Vnni, Avx512Bf16];

    /// <summary>The best tier of this machine.</summary>
    public static InstructionTier Best { get; } = Detected();

    /// <summary>The tiers that this machine can run, the best one last.</summary>
    public static ImmutableArray<InstructionTier> Supported => [.. all.Where(t => Best.Includes(t))];

    /// <summary>Whether this machine has the tier's instructions; a kernel refuses a tier that it has not.</summary>
    public bool IsSupported => level switch
    {
        0 => true,
        1 => System.Runtime.Intrinsics.X86.Avx2.IsSupported && Fma.IsSupported,
        2 => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported,
        3 => Avx512.IsSupported && HasDots(7, 0, register: 2, bit: 11) && AssembledCode.IsAvailable,
        _ => Avx512Vnni.IsSupported && HasDots(7, 1, register: 0, bit: 5),
    };

    /// <summary>The tier of the same vectors, without what only assembled kernels use: what generated code depends on.</summary>
    internal InstructionTier Vectors => Includes(Avx512) ? Avx512 : this;

    /// <summary>The tier that <see cref="ToString"/> names, whether this machine has it or not; null for another text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static InstructionTier? Named(string name)
    {
        foreach (var tier in all)
        {
            if (tier.ToString() == name)
            {
                return tier;
            }
        }
        return null;
    }

    /// <summary>Whether it has the other's instructions.</summary>
    internal bool Includes(InstructionTier other) => level >= other.level;

    public override string ToString() =>
        level switch { 0 => "portable", 1 => "avx2", 2 => "avx512", 3 => "avx512-vnni", _ => "avx512-bf16" };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static InstructionTier Detected()
    {
        var tier = all[^1];
        while (!tier.IsSupported)
        {
            tier = new((byte)(tier.level - 1));
        }
        return tier;
    }

    // Instructions for which the runtime has no name. Whether the system keeps the registers is part of the question about AVX-512.
    private static bool HasDots(int leaf, int part, int register, int bit)
    {
        if (!X86Base.IsSupported || X86Base.CpuId(leaf, 0).Eax < part)
        {
            return false;
        }
        var (eax, _, ecx, _) = X86Base.CpuId(leaf, part);
        return (((register == 0 ? eax : ecx) >> bit) & 1) != 0;
    }
}
