using System.Collections.Concurrent;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.OperatorSamples;

/// <summary>
/// Every sample of every operator as a tiny program, in every mode: alone, of its own result, of weights, of one element, of nothing, with a
/// result that is dead, returned twice, or taken by others. There is no internal error, and the interpreter's result.
/// </summary>
public sealed class SampleProgramTests(ITestOutputHelper output)
{
    private const int CallsPerProgram = 40;

    public static TheoryData<string, string> Programs()
    {
        var data = new TheoryData<string, string>();
        foreach (var form in SampleForm.All)
        {
            foreach (var kind in Kinds.Keys)
            {
                data.Add(form.Name, kind);
            }
        }
        return data;
    }

    private static Dictionary<string, Func<SampleCall, IEnumerable<SampleCall>>> Kinds { get; } = new()
    {
        ["as they are"] = c => [c],
        ["of weights"] = c => [c with { AreWeights = true, Variation = ", of weights" }],
        ["with sizes of 1"] = c => c.Narrowed(1),
        // The scale of a row without elements is left open: code and interpreter differ there.
        ["with sizes of 0"] = c => c.Name.Contains("quantize", StringComparison.Ordinal) ? [] : c.Narrowed(0),
        ["in narrow floats"] = c => [.. c.In(DType.F16), .. c.In(DType.BF16), .. c.In(DType.F8E4M3FN)],
        ["in wide and complex floats"] = c => [.. c.In(DType.F64), .. c.In(DType.C64), .. c.In(DType.C128)],
        ["in narrow integers"] = c => [.. c.In(DType.U8), .. c.In(DType.I8), .. c.In(DType.I16), .. c.In(DType.Bool)],
        ["in other integers"] = c => [.. c.In(DType.I32), .. c.In(DType.I64), .. c.In(DType.U16), .. c.In(DType.U64)],
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_mode_gives_the_interpreters_result(string form, string kind)
    {
        var catalog = TestOperators.Catalog;
        var faults = new ConcurrentBag<string>();
        var total = 0;
        var only = Environment.GetEnvironmentVariable("ONLY");
        foreach (var calls in SampleCall.All(catalog).SelectMany(Kinds[kind]).Where(c => only is null || c.Name.Contains(only)).Chunk(CallsPerProgram))
        {
            var found = SampleProgram.Run(catalog, SampleForm.All.Single(f => f.Name == form), calls, out var count);
            foreach (var fault in found)
            {
                faults.Add(fault);
            }
            total += count;
        }
        output.WriteLine($"{total} calls");
        if (Environment.GetEnvironmentVariable("FAULTS") is { } file)
        {
            File.WriteAllLines($"{file}/{form}-{kind}.txt", faults.Order());
        }
        Assert.True(faults.IsEmpty, $"{faults.Count} faults:\n{string.Join("\n", faults.Order().Take(20))}");
    }
}
