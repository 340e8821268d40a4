using System.Collections.Immutable;

namespace Piecewise.Tensors;

/// <summary>One tensor of a safetensors file: dense, row-major, little-endian.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="DType">Element type as the file spells it, such as <c>F32</c> or <c>BF16</c>.</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Offset">Position of the first byte in the file.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record SafetensorsEntry(string Name, string DType, ImmutableArray<long> Shape, long Offset, long Length);
