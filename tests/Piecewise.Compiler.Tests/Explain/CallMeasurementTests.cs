using Piecewise.Compiler.Build;
using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Explain;

/// <summary>What is measured adds up, and nobody else pays for it.</summary>
public sealed class CallMeasurementTests
{
    [Fact]
    public void T3_times_of_parts_add_up_to_the_call()
    {
        var options = new CompileOptions();
        using var program = PreparedProgram.Load(Samples.Jargon, options);
        var compile = new ExplainedCompile(program, options) { Inputs = (_, shapes) => shapes.Zeros() };
        var explanation = compile.Compiled([3, 100_000], CancellationToken.None);
        var call = Assert.Single(explanation.Measured);
        Assert.Equal("s72 = 3", call.Sizes);
        Assert.Contains("100000", Assert.Single(explanation.NotMeasured), StringComparison.Ordinal);
        Assert.True(call.Unmarked > 0);
        Assert.Equal(program.Compilation.Plan.Manifest.Entries[0].Steps.Select(s => s.Name), call.Steps.Select(s => s.Name));
        Assert.All(call.Steps, step =>
        {
            var kernels = step.Kind == StepKind.Code
                ? explanation.Pieces.First(p => p.Index == step.UniquePiece).Codes[0]!.Schedule.Items.Length : 0;
            Assert.Equal(kernels, step.Kernels.Length);
            Assert.All(step.Kernels, k => Assert.True(k.Time > 0));
            Assert.InRange(step.Kernels.Sum(k => k.Time), 0, step.Time * 1.000001);
        });
        Assert.Equal(call.Total, call.Binding + call.Storing + call.Parts.Sum(p => p.Time), 6);
        Assert.Equal(call.Steps.SelectMany(s => s.Kernels).Sum(k => k.Time), call.Parts.SelectMany(p => p.Kernels).Sum(k => k.Time), 6);
        Assert.Equal(1, call.ShareOf(call.Total), 9);
        // Three unique pieces and the attention of six layers.
        Assert.Equal(4, call.Parts.Count());
        Assert.Equal(6, call.Parts.Single(p => p.What == "attention").Calls);
        Assert.Equal(["import", "normalize", "partition", "lower", "plan", "write C#", "build", "load code"],
            explanation.Phases.Select(p => p.Phase));
    }

    [Fact]
    public void Only_code_that_is_measured_has_marks()
    {
        using var program = PreparedProgram.Load(Samples.Jargon);
        Assert.All(program.Compilation.Pieces, p => Assert.DoesNotContain("context.Mark(", p.Source, StringComparison.Ordinal));
        var marked = ProgramCompiler.Run(
            program.Program, program.Lowered, new CodeOptions { HasMarks = true });
        Assert.All(marked.Pieces.Zip(marked.Plan.Codes), p =>
            Assert.Equal(p.Second.Schedule.Items.Length, p.First.Source.Split("context.Mark(").Length - 1));
        marked.Program.Close();
    }

    [Fact]
    public void Code_with_marks_is_another_program_to_a_cache()
    {
        using var archive = Piecewise.Import.Pt2Archive.Open(Samples.Jargon);
        Assert.NotEqual(
            ProgramKey.Of(archive, new CompileOptions()).Hash,
                ProgramKey.Of(archive, new CompileOptions { Code = new CodeOptions { HasMarks = true } }).Hash);
    }
}
