using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Piecewise.Runtime;

/// <summary>
/// Where each buffer of one (program, entry) lies: one arena and the donated inputs, shared by buffers that do not live at the same
/// time. A value: two plans are equal if they place equal requests equally.
/// </summary>
/// <param name="Buffers">In order of their ids.</param>
/// <param name="Donated">Memory of the caller's that buffers may lie in.</param>
internal sealed record MemoryPlan(ImmutableArray<PlannedBuffer> Buffers, ImmutableArray<DonatedInput> Donated)
{
    /// <summary>Alignment of each buffer in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = Tensors.Storage.Alignment;

    /// <summary>Bytes of the arena.</summary>
    public long ArenaLength => Aligned(Buffers.Where(b => b.Region == PlannedBuffer.Arena).Select(b => b.End).DefaultIfEmpty().Max());

    /// <summary>
    /// The most bytes that are alive at one step outside donated inputs, each buffer rounded up to the alignment: no plan with these
    /// donations has a smaller arena.
    /// </summary>
    public long PeakLiveBytes
    {
        get
        {
            // Buffers that share memory in place are alive together at one step and count once there: the longest does.
            var inArena = Buffers.Where(b => b.Region == PlannedBuffer.Arena).ToList();
            var peak = 0L;
            foreach (var step in inArena.Select(b => b.Request.First).Distinct())
            {
                peak = Math.Max(peak, inArena.Where(b => b.Request.First <= step && step <= b.Request.Last)
                    .GroupBy(b => b.Offset).Sum(g => Aligned(g.Max(b => b.Request.Length))));
            }
            return peak;
        }
    }

    public bool Equals(MemoryPlan? other) =>
        other is not null && Buffers.AsSpan().SequenceEqual(other.Buffers.AsSpan())
            && Donated.AsSpan().SequenceEqual(other.Donated.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var buffer in Buffers)
        {
            hash.Add(buffer);
        }
        return hash.ToHashCode();
    }

    /// <summary>A table: one line per buffer, by its id.</summary>
    public override string ToString() => ToString(id => id.ToString(CultureInfo.InvariantCulture));

    /// <summary>A table: one line per buffer.</summary>
    /// <param name="nameOf">What to call a buffer or a donated input, by its id.</param>
    public string ToString(Func<int, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"arena {ArenaLength} bytes, {Buffers.Length} buffers, {Buffers.Sum(b => b.Request.Length)} bytes if none were shared\n");
        foreach (var input in Donated)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  donated {nameOf(input.Id)}: {input.Length} bytes, free after step {input.Last}\n");
        }
        foreach (var buffer in Buffers)
        {
            var request = buffer.Request;
            var place = buffer.Region == PlannedBuffer.Arena ? "arena"
                : string.Create(CultureInfo.InvariantCulture, $"donated {nameOf(Donated[buffer.Region].Id)}");
            var last = request.Last == int.MaxValue ? "end" : request.Last.ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture,
                $"  {nameOf(request.Id)}: {place} [{buffer.Offset}, {buffer.End}) steps {request.First}..{last}");
            text.Append(request.InPlaceOf is { } other ? string.Create(CultureInfo.InvariantCulture, $" in place of {nameOf(other)}\n")
                : "\n");
        }
        return text.ToString();
    }

    internal static long Aligned(long length) => checked(length + Alignment - 1) / Alignment * Alignment;
}
