namespace Piecewise.Runtime;

/// <summary>Where a buffer lies.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Region">-1: the arena. Otherwise the index of the donated input that holds it.</param>
/// <param name="Offset">Bytes from the start of the region, a multiple of <see cref="MemoryPlan.Alignment"/>.</param>
internal readonly record struct PlannedBuffer(BufferRequest Request, int Region, long Offset)
{
    public const int Arena = -1;

    /// <summary>The byte after the last.</summary>
    public long End => Offset + Request.Length;
}
