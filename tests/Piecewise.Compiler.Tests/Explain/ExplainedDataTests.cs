using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Tests.Loading;

namespace Piecewise.Compiler.Tests.Explain;

/// <summary>Facts and sizes of an explanation.</summary>
public sealed class ExplainedDataTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5L << 30, "5.0 GiB")]
    [InlineData(5000L << 40, "5000.0 TiB")]
    public void Bytes_have_units(long count, string text) => Assert.Equal(text, CompileFacts.Bytes(count));

    [Fact]
    public void T2_facts_say_what_was_compiled_for_what()
    {
        var options = new CompileOptions { Lowering = new() { Entries = new() { RangeEndpoints = [8, 32] } } };
        using var program = PreparedProgram.Load(Samples.Jargon, options);
        var facts = CompileFacts.Of(program.Program, options).ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal("8, 32", facts["range endpoints"]);
        Assert.Contains("PyTorch", facts["exported by"], StringComparison.Ordinal);
        Assert.StartsWith("Piecewise 0.", facts["compiled by"], StringComparison.Ordinal);
        Assert.Contains("instructions", facts["for"], StringComparison.Ordinal);
        Assert.DoesNotContain("single sizes", facts.Keys);
    }

    [Fact]
    public void T2_memory_in_use_never_exceeds_the_arena()
    {
        using var program = PreparedProgram.Load(Samples.Jargon);
        var explanation = Explanation.Of("jargon", program.Lowered, program.Plan());
        var memory = Assert.Single(explanation.Memory);
        Assert.Equal(memory.Steps.Length, memory.LiveBytes.Length);
        Assert.InRange(memory.LiveBytes.Max(), 1, memory.Plan.ArenaLength);
        Assert.Contains(memory.Plan.Buffers, memory.IsScratch);
        Assert.All(memory.Plan.Buffers, b => Assert.InRange(memory.LastStep(b), b.Request.First, memory.Steps.Length - 1));
    }
}
