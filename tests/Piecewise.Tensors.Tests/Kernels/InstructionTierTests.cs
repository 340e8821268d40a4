using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed class InstructionTierTests
{
    [Theory]
    [InlineData("portable", "portable")]
    [InlineData("avx2", "avx2")]
    [InlineData("avx512", "avx512")]
    [InlineData("avx512-vnni", "avx512")]
    [InlineData("avx512-bf16", "avx512")]
    public void A_tier_is_found_by_its_name_and_has_vectors(string name, string vectors)
    {
        var tier = InstructionTier.Named(name);
        Assert.Equal(name, tier.ToString());
        Assert.Equal(vectors, tier!.Value.Vectors.ToString());
    }

    [Fact]
    public void Another_name_is_no_tier() => Assert.Null(InstructionTier.Named("avx1024"));

    [Fact]
    public void Each_supported_tier_has_the_instructions_of_those_before_it()
    {
        var tiers = InstructionTier.Supported;
        for (var i = 0; i < tiers.Length; i++)
        {
            Assert.True(tiers[i].IsSupported);
            Assert.All(tiers[..i], t => Assert.True(tiers[i].Includes(t) && !t.Includes(tiers[i])));
        }
    }
}
