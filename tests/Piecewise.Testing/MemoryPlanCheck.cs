using System.Collections.Immutable;
using Piecewise.Runtime;

namespace Piecewise.Testing;

/// <summary>Compares the lifetimes and addresses of a plan of memory, without knowing how it was made.</summary>
internal static class MemoryPlanCheck
{
    /// <summary>What is wrong with the plan, one sentence per fault; empty for a right one.</summary>
    public static ImmutableArray<string> Check(this MemoryPlan plan)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        var byId = new Dictionary<int, PlannedBuffer>();
        foreach (var buffer in plan.Buffers)
        {
            if (!byId.TryAdd(buffer.Request.Id, buffer) || plan.Donated.Any(d => d.Id == buffer.Request.Id))
            {
                faults.Add($"{buffer.Request.Id} is planned twice.");
            }
        }
        foreach (var buffer in plan.Buffers)
        {
            CheckPlace(plan, buffer, byId, faults);
            CheckInPlace(plan, buffer, byId, faults);
        }
        var byStart = plan.Buffers.Where(b => b.Request.Length > 0).OrderBy(b => b.Request.First).ToList();
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

    private static void CheckPlace(
        MemoryPlan plan, PlannedBuffer buffer, Dictionary<int, PlannedBuffer> byId, ImmutableArray<string>.Builder faults)
    {
        var request = buffer.Request;
        if (request.Length < 0 || request.First < 0 || request.Last < request.First)
        {
            faults.Add($"{request.Id} has no valid length or lifetime.");
        }
        if (buffer.Offset < 0 || buffer.Offset % MemoryPlan.Alignment != 0)
        {
            faults.Add($"{request.Id} lies at {buffer.Offset}, which is not a multiple of {MemoryPlan.Alignment}.");
        }
        if (buffer.Region == PlannedBuffer.Arena)
            return;
        if (buffer.Region < 0 || buffer.Region >= plan.Donated.Length)
        {
            faults.Add($"{request.Id} lies in no region.");
            return;
        }
        var input = plan.Donated[buffer.Region];
        if (buffer.End > input.Length)
        {
            faults.Add($"{request.Id} ends at {buffer.End}, beyond the {input.Length} bytes of donated {input.Id}.");
        }
        if (request.First <= input.Last && !(RootOf(request, byId) == input.Id && request.First == input.Last))
        {
            faults.Add($"{request.Id} overwrites donated {input.Id} at step {request.First}; step {input.Last} still reads it.");
        }
    }

    private static void CheckInPlace(
        MemoryPlan plan, PlannedBuffer buffer, Dictionary<int, PlannedBuffer> byId, ImmutableArray<string>.Builder faults)
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
        else if (buffer.Region < 0 || buffer.Region >= plan.Donated.Length || plan.Donated[buffer.Region].Id != id || buffer.Offset != 0)
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
