namespace Piecewise.Runtime.Tests.Memory;

/// <summary>Buffers with random lengths and lifetimes, some in place of others or of donated inputs.</summary>
internal static class RandomRequests
{
    public static (List<BufferRequest> Requests, List<DonatedInput> Donated) Create(Random random, int count, int steps, int maxDonated = 2)
    {
        var donated = Enumerable.Range(0, random.Next(maxDonated + 1))
            .Select(i => new DonatedInput(10_000 + i, random.Next(1, 1 << 16), random.Next(-1, steps))).ToList();
        var requests = new List<BufferRequest>();
        var givers = new HashSet<int>();
        for (var id = 0; id < count; id++)
        {
            var length = random.Next(5) switch { 0 => random.Next(256), 1 => 1 << random.Next(20), _ => random.Next(1 << 16) };
            var first = random.Next(steps);
            int? inPlaceOf = null;
            if (random.Next(4) == 0 && requests.Count > 0 && requests[random.Next(requests.Count)] is { Last: < int.MaxValue } giver
                && givers.Add(giver.Id))
            {
                (first, length, inPlaceOf) = (giver.Last, (int)giver.Length, giver.Id);
            }
            else if (random.Next(10) == 0 && donated.Find(d => d.Last >= 0 && !givers.Contains(d.Id)) is { Id: > 0 } input)
            {
                givers.Add(input.Id);
                (first, length, inPlaceOf) = (input.Last, (int)input.Length, input.Id);
            }
            var last = random.Next(12) == 0 ? int.MaxValue : first + random.Next(random.Next(2) == 0 ? 3 : 20);
            requests.Add(new BufferRequest(id, length, first, last, inPlaceOf));
        }
        return (requests, donated);
    }

    /// <summary>A decoder: per layer some short-lived buffers, a residual that lives through it, and one that is in place.</summary>
    public static List<BufferRequest> Decoder(int layers, long tokens)
    {
        var requests = new List<BufferRequest>();
        for (var layer = 0; layer < layers; layer++)
        {
            var (id, step) = (layer * 10, layer * 8);
            requests.Add(new(id, tokens * 4096, step, step + 8));
            requests.Add(new(id + 1, tokens * 4096, step, step + 1));
            requests.Add(new(id + 2, tokens * 6144, step + 1, step + 2));
            requests.Add(new(id + 3, tokens * 4096, step + 2, step + 3));
            requests.Add(new(id + 4, tokens * 1024, step + 2, step + 3));
            requests.Add(new(id + 5, tokens * 4096, step + 3, step + 4));
            requests.Add(new(id + 6, tokens * 4096, step + 4, step + 6));
            requests.Add(new(id + 7, tokens * 28672, step + 5, step + 6));
            requests.Add(new(id + 8, tokens * 14336, step + 6, step + 7, InPlaceOf: id + 7));
            requests.Add(new(id + 9, tokens * 4, step + 4, step + 5));
        }
        return requests;
    }
}
