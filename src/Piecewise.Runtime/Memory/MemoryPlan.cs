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

    /// <summary>What is wrong with the plan, one sentence per fault; empty for a right one.</summary>
    public ImmutableArray<string> Check()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var byId = new Dictionary<int, PlannedBuffer>();
        foreach (var buffer in Buffers)
        {
            if (!byId.TryAdd(buffer.Request.Id, buffer) || Donated.Any(d => d.Id == buffer.Request.Id))
            {
                faults.Add($"{buffer.Request.Id} is planned twice.");
            }
        }
        foreach (var buffer in Buffers)
        {
            CheckPlace(buffer, byId, faults);
            CheckInPlace(buffer, byId, faults);
        }
        var byStart = Buffers.Where(b => b.Request.Length > 0).OrderBy(b => b.Request.First).ToList();
        for (var i = 0; i < byStart.Count; i++)
        {
            for (var k = i + 1; k < byStart.Count && byStart[k].Request.First <= byStart[i].Request.Last; k++)
            {
                var (a, b) = (byStart[i], byStart[k]);
                if (a.Region == b.Region && a.Offset < b.End && b.Offset < a.End && !AreOneChain(a, b, byId))
                {
                    faults.Add($"{a.Request.Id} and {b.Request.Id} live at step {b.Request.First} and overlap in memory.");
                }
            }
        }
        return faults.ToImmutable();
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

    private void CheckPlace(PlannedBuffer buffer, Dictionary<int, PlannedBuffer> byId, ImmutableArray<string>.Builder faults)
    {
        var request = buffer.Request;
        if (request.Length < 0 || request.First < 0 || request.Last < request.First)
        {
            faults.Add($"{request.Id} has no valid length or lifetime.");
        }
        if (buffer.Offset < 0 || buffer.Offset % Alignment != 0)
        {
            faults.Add($"{request.Id} lies at {buffer.Offset}, which is not a multiple of {Alignment}.");
        }
        if (buffer.Region == PlannedBuffer.Arena)
            return;
        if (buffer.Region < 0 || buffer.Region >= Donated.Length)
        {
            faults.Add($"{request.Id} lies in no region.");
            return;
        }
        var input = Donated[buffer.Region];
        if (buffer.End > input.Length)
        {
            faults.Add($"{request.Id} ends at {buffer.End}, beyond the {input.Length} bytes of donated {input.Id}.");
        }
        if (request.First <= input.Last && !(RootOf(request, byId) == input.Id && request.First == input.Last))
        {
            faults.Add($"{request.Id} overwrites donated {input.Id} at step {request.First}; step {input.Last} still reads it.");
        }
    }

    private void CheckInPlace(PlannedBuffer buffer, Dictionary<int, PlannedBuffer> byId, ImmutableArray<string>.Builder faults)
    {
        if (buffer.Request.InPlaceOf is not { } id)
            return;
        if (byId.TryGetValue(id, out var other))
        {
            if (other.Region != buffer.Region || other.Offset != buffer.Offset || other.Request.Last != buffer.Request.First)
            {
                faults.Add($"{buffer.Request.Id} does not take over the memory of {id} at its last step.");
            }
        }
        else if (buffer.Region < 0 || buffer.Region >= Donated.Length || Donated[buffer.Region].Id != id || buffer.Offset != 0)
        {
            faults.Add($"{buffer.Request.Id} does not take over the memory of {id}.");
        }
    }

    // One step reads the old buffer and writes the new one at the same address. A buffer that lives for one step only can be in the
    // middle, hence chains and not pairs.
    private static bool AreOneChain(PlannedBuffer earlier, PlannedBuffer later, Dictionary<int, PlannedBuffer> byId) =>
        earlier.Offset == later.Offset
        && (earlier.Request.Last == later.Request.First || later.Request.Last == earlier.Request.First)
        && RootOf(earlier.Request, byId) == RootOf(later.Request, byId);

    // Whose memory a buffer lies in, through all that took it over. As many steps as there are buffers end a circle in a wrong plan.
    private static int RootOf(BufferRequest request, Dictionary<int, PlannedBuffer> byId)
    {
        for (var steps = 0; request.InPlaceOf is { } id && steps <= byId.Count; steps++)
        {
            if (!byId.TryGetValue(id, out var giver))
                return id;
            request = giver.Request;
        }
        return request.Id;
    }
}
