namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>Operands of an assembled product.</summary>
internal enum ProductFormat : byte
{
    /// <summary>f32 times f32, fused multiply-add: AVX-512 F.</summary>
    F32,

    /// <summary>bf16 times bf16 in pairs, summed in f32; denormal numbers count as zero: AVX-512 BF16.</summary>
    BF16,

    /// <summary>u8 (x) times i8 (the weight), summed in i32, which wraps around: AVX-512 VNNI.</summary>
    Int8,
}
