using Piecewise.Testing;

namespace Piecewise.Server.Tests;

/// <summary>
/// Twenty seconds of the load that the benchmark <c>mixed</c> runs for an hour. It looks at the memory of the whole process, so no other
/// test runs beside it.
/// </summary>
[Collection(nameof(MixedLoadTests))]
[CollectionDefinition(nameof(MixedLoadTests), DisableParallelization = true)]
public sealed class MixedLoadTests
{
    [Fact]
    public async Task Answers_are_those_of_each_request_alone_and_figures_agree()
    {
        await using var server = await TestServer.StartAsync(engineOptions: new() { MaxSequences = 8, MaxWaiting = 24 });
        var load = new MixedLoad(server.Client, atOnce: 12);
        await load.RunAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        Assert.Empty(load.Problems);
        Assert.True(load.Counts["requests"] > 60, $"{load.Counts["requests"]} requests are no load");
        Assert.True(load.Counts.GetValueOrDefault("left") > 0);
        Assert.NotEmpty(load.Memory);
    }
}
