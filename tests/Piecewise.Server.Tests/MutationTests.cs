using Piecewise.Fuzz.Serving;

namespace Piecewise.Server.Tests;

/// <summary>The small run of what `tests/Piecewise.Fuzz` does with requests in large.</summary>
public sealed class MutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_request_is_a_mistake_of_ours(int seed)
    {
        var output = new StringWriter();
        Assert.Empty(await new ServingFuzz(1000, seed, clients: 4).RunAsync(output));
        Assert.StartsWith("1000 requests", output.ToString(), StringComparison.Ordinal);
    }
}
