using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

/// <summary>Tiers of this machine and teams of one and of three, which share the smallest pieces of work.</summary>
internal static class TestWorkers
{
    public static TheoryData<string, int> Settings()
    {
        var data = new TheoryData<string, int>();
        foreach (var tier in InstructionTier.Supported)
        {
            data.Add(tier.ToString(), 1);
            data.Add(tier.ToString(), 3);
        }
        return data;
    }

    public static Workers Of(string tier, int threads) =>
        new(InstructionTier.Supported.Single(t => t.ToString() == tier), threads == 1 ? SingleThread.Team : new TestTeam(threads), 1);
}
