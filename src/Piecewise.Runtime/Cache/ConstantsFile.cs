using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>A file of constants, mapped: what several processes read is in memory once.</summary>
/// <param name="Name">What it must hold.</param>
/// <param name="Bytes">What it holds; stays mapped until nothing refers to it any more.</param>
/// <param name="Stamp">What it was when it was opened; null where that can't be told.</param>
/// <param name="IsKnown">Whether a file of this stamp was hashed before, and is what it must be.</param>
internal sealed record ConstantsFile(ConstantsName Name, MappedBytes Bytes, FileStamp? Stamp, bool IsKnown);
