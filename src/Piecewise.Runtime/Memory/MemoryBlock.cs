namespace Piecewise.Runtime;

/// <summary>
/// Buffers that share an address because each takes over the memory of the one before; placed as one that lives from the first to the last.
/// </summary>
internal sealed class MemoryBlock(BufferRequest first, int member, int? input)
{
    /// <summary>Their indices in the requests.</summary>
    public List<int> Members { get; } = [member];

    /// <summary>Index of the donated input at whose start the block must lie; null: it may lie anywhere.</summary>
    public int? Input { get; } = input;

    public int Id { get; } = first.Id;

    public int First { get; } = first.First;

    public int Last { get; private set; } = first.Last;

    /// <summary>Bytes of the longest member, rounded up to the alignment.</summary>
    public long Length { get; private set; } = MemoryPlan.Aligned(first.Length);

    public double Volume => Length * ((double)Last - First + 1);

    public void Add(BufferRequest request, int member)
    {
        Members.Add(member);
        Last = request.Last;
        Length = Math.Max(Length, MemoryPlan.Aligned(request.Length));
    }
}
