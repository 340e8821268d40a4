namespace Piecewise.Runtime.Tests.Memory;

/// <summary>
/// Runs a plan: each buffer is written at its first step and read at every step to its last. Knows nothing of how plans are made or
/// checked, only what memory does.
/// </summary>
internal static class ExecutedPlan
{
    /// <summary>What a read found wrong; null: every read found what was written.</summary>
    public static string? Fault(MemoryPlan plan)
    {
        // An owner per 64 bytes instead of their content.
        var memory = new Dictionary<int, int[]> { [PlannedBuffer.Arena] = new int[plan.ArenaLength / MemoryPlan.Alignment] };
        memory[PlannedBuffer.Arena].AsSpan().Fill(-1);
        for (var i = 0; i < plan.Donated.Length; i++)
        {
            memory[i] = new int[MemoryPlan.Aligned(plan.Donated[i].Length) / MemoryPlan.Alignment];
            memory[i].AsSpan().Fill(plan.Donated[i].Id);
        }
        var steps = plan.Buffers.SelectMany(b => new[] { b.Request.First, b.Request.Last }).Concat(plan.Donated.Select(d => d.Last))
            .Distinct().Order();
        foreach (var step in steps)
        {
            // A step reads before it writes: that is what lets it write in place.
            foreach (var (input, i) in plan.Donated.Select((d, i) => (d, i)).Where(d => step <= d.d.Last))
            {
                if (memory[i].AsSpan().ContainsAnyExcept(input.Id))
                    return $"donated {input.Id} is overwritten at step {step}";
            }
            foreach (var buffer in plan.Buffers.Where(b => b.Request.First < step && step <= b.Request.Last))
            {
                if (Lines(memory, buffer).ContainsAnyExcept(buffer.Request.Id))
                    return $"{buffer.Request.Id} is overwritten at step {step}";
            }
            foreach (var buffer in InPlaceLast(plan, step))
            {
                Lines(memory, buffer).Fill(buffer.Request.Id);
            }
            // What is written at a step and read after it must not be overwritten by another write of the same step.
            foreach (var buffer in plan.Buffers.Where(b => b.Request.First == step && b.Request.Last > step))
            {
                if (Lines(memory, buffer).ContainsAnyExcept(buffer.Request.Id))
                    return $"{buffer.Request.Id} is overwritten at step {step}, at which it is written";
            }
        }
        return null;
    }

    // Givers before takers where a step does several in place.
    private static IEnumerable<PlannedBuffer> InPlaceLast(MemoryPlan plan, int step) =>
        plan.Buffers.Where(b => b.Request.First == step).OrderBy(b => Depth(plan, b.Request));

    private static int Depth(MemoryPlan plan, BufferRequest request) =>
        request.InPlaceOf is { } id && plan.Buffers.FirstOrDefault(b => b.Request.Id == id) is { Request.Id: var found } giver
            && found == id
            ? 1 + Depth(plan, giver.Request)
            : 0;

    private static Span<int> Lines(Dictionary<int, int[]> memory, PlannedBuffer buffer) =>
        memory[buffer.Region].AsSpan((int)(buffer.Offset / MemoryPlan.Alignment),
            (int)(MemoryPlan.Aligned(buffer.Request.Length) / MemoryPlan.Alignment));
}
