using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests;

/// <summary>
/// Sizes of 0 and 1 where the file says [2, inf), which PyTorch lets through: calls are refused, or all forms of the program give what its
/// calls give one by one. Nothing that had code loses it.
/// </summary>
public sealed class SmallSizeTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(Import.Corpus.Recorded), MemberType = typeof(Import.Corpus))]
    public void Every_form_gives_the_imported_programs_result(string path)
    {
        var symbols = SymbolsOf(path);
        if (symbols.IsEmpty)
        {
            return;
        }
        using var program = PreparedProgram.Load(path, new CompileOptions { Catalog = TestOperators.Catalog });
        // A program whose functional form needs sizes of 2 and more is kept to them from here on.
        Assert.NotNull(program.Functional);
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        var name = ProgramVerifier.CaseNames(recorded).First();
        foreach (var sizes in Combinations(symbols))
        {
            var text = string.Join(", ", sizes.Select(s => $"{s.Key} = {s.Value}"));
            ImmutableArray<Value>? expected = null;
            foreach (var mode in (RunMode[])[RunMode.Imported, RunMode.Interpret, RunMode.Split, RunMode.Lowered, RunMode.Compiled])
            {
                var session = program.StartSession(mode, new SessionOptions { Workers = program.Workers, Seed = 0 });
                var inputs = Narrowed(program.Executable(mode).Manifest, program.Program, ProgramVerifier.InputsOf(recorded, name), sizes);
                string? refused = null;
                try
                {
                    var results = session.Run(inputs);
                    expected ??= results;
                    foreach (var (index, (wanted, found)) in expected.Value.Zip(results).Index())
                    {
                        var problem = wanted.IsTensor ? OutputComparison.Compare(wanted.Tensor, found,
                            OutputComparison.Coarsest(program.Program), out _) : wanted == found ? null : $"{found}, not {wanted}";
                        Assert.True(problem is null, $"{text}, {mode}: output {index}: {problem}");
                    }
                }
                catch (Exception e) when (e is InputException or EvaluationException or CallFailedException)
                {
                    refused = e.Message;
                }
                if (refused is not null)
                {
                    output.WriteLine($"{text}, {mode}: {refused}");
                    Assert.True(expected is null, $"{text}: {mode} refuses what the imported program computes: {refused}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Import.Corpus.Recorded), MemberType = typeof(Import.Corpus))]
    public void No_code_is_lost(string path)
    {
        var symbols = SymbolsOf(path);
        if (symbols.IsEmpty)
        {
            return;
        }
        using var wide = PreparedProgram.Load(path, new CompileOptions { Catalog = TestOperators.Catalog });
        using var narrow = PreparedProgram.Load(path, new CompileOptions { Catalog = TestOperators.Catalog });
        foreach (var symbol in symbols)
        {
            narrow.Program.Graph.Shapes.Constrain(symbol, Interval.AtLeast(2));
        }
        var (some, all) = (narrow.Plan(), wide.Plan());
        Assert.True(
            all.Interpreted.Length <= some.Interpreted.Length && ReferenceCalls(all) <= ReferenceCalls(some)
                && all.Codes.Length == some.Codes.Length, $"{Work(all)}; for sizes from 2 on {Work(some)}");
    }

    // The symbols of inputs that the file gives the range [2, inf), or one that ends.
    private static ImmutableArray<string> SymbolsOf(string path)
    {
        using var archive = Pt2Archive.Open(path);
        return [.. Pt2Model.Read(archive).Program.RangeConstraints.Where(r => r.Key.StartsWith('s') && r.Value.Min == 2).Select(r => r.Key)
            .Order(StringComparer.Ordinal)];
    }

    private static int ReferenceCalls(PlannedProgram plan) => plan.Codes.Sum(c => c.ReferenceCalls.Length);

    private static string Work(PlannedProgram plan) =>
        $"{plan.Interpreted.Length} interpreted, {ReferenceCalls(plan)} reference calls, {plan.Codes.Length} pieces: "
            + string.Join("; ", plan.Remarks);

    private static IEnumerable<Dictionary<string, long>> Combinations(ImmutableArray<string> symbols)
    {
        foreach (var size in (long[])[1, 0])
        {
            foreach (var symbol in symbols)
            {
                yield return new() { [symbol] = size };
            }
            if (symbols.Length > 1)
            {
                yield return symbols.ToDictionary(s => s, _ => size);
            }
        }
    }

    private static Dictionary<string, Value> Narrowed(
        ProgramManifest manifest, ExportedProgram program, Dictionary<string, Value> inputs, Dictionary<string, long> sizes)
    {
        var given = NamedInputs.InOrder(manifest, inputs.ToDictionary(i => i.Key, i => CallValues.Of(i.Value), StringComparer.Ordinal));
        var binding = new CallBinding(manifest);
        binding.Bind(given);
        var values = manifest.Inputs.Zip(given).ToDictionary(i => i.First.Name, i => i.Second.ToValue(), StringComparer.Ordinal);
        var symbols = manifest.Bindings.ToDictionary(
            b => manifest.Symbols[b.Symbol], b => binding.Symbols[b.Symbol], StringComparer.Ordinal);
        foreach (var (symbol, size) in sizes.Where(s => symbols.ContainsKey(s.Key)))
        {
            symbols[symbol] = size;
        }
        foreach (var (name, type) in program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User)
            .Select(i => (i.Input!.Target, i.Type)))
        {
            values[name] = type switch
            {
                TensorType tensor when tensor.Shape.All(s => s.Symbols.All(symbols.ContainsKey)) =>
                    Narrow(values[name].Tensor, [.. tensor.Shape.Select(s => Math.Max(s.Evaluate(symbols), 0))]),
                SymIntType { Value: var value } when value.Symbols.All(symbols.ContainsKey) => value.Evaluate(symbols),
                _ => values[name],
            };
        }
        return values;
    }

    private static Tensor Narrow(Tensor tensor, long[] shape) =>
        Enumerable.Range(0, shape.Length).All(d => shape[d] <= tensor.Shape[d])
            ? tensor.AsStrided(shape, tensor.Strides, tensor.Offset).Clone() : Tensor.Zeros(tensor.DType, shape);
}
