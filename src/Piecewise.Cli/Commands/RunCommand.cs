using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Cli.Commands;

/// <summary><c>run FILE</c>: one call with inputs from the command line or a safetensors file.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var input = new Option<string[]>("--input", "-i")
        {
            Description = "name=value: a number, or nested lists such as [[1, 2], [3, 4]]; the program says the dtype.",
        };
        var inputs = new Option<string?>("--inputs") { Description = "A safetensors file with a tensor per input." };
        var output = new Option<string?>("--output", "-o") { Description = "Write the outputs to a safetensors file, named by position." };
        var mode = RunModes.Option();
        var seed = SeedOption.Create();
        var json = CommandRunner.JsonOption();
        var command = new Command("run", "Run a program once.")
        {
            file, input, inputs, output, mode, seed, WeightsOption.Create(), TuningOption.Create(), json,
        };
        command.HandleShared(json, (parsed, _) =>
            Run(parsed.GetValue(file)!, CommandRunner.ProgramOf(parsed), parsed.GetValue(input) ?? [], parsed.GetValue(inputs),
                parsed.GetValue(output), parsed.GetValue(mode), parsed.GetValue(seed),
                WeightsOption.Read(parsed, parsed.GetValue(mode)), TuningOption.Read(parsed, parsed.GetValue(mode)),
                parsed.GetValue(json)));
        return command;
    }

    private static int Run(string file, string? programName, string[] literals, string? inputsFile, string? outputFile, RunMode mode,
        ulong? seed, WeightFormats weights, string? tuning, bool json)
    {
        _ = inputsFile is null ? null : CommandRunner.Existing(inputsFile);
        _ = outputFile is null ? null : OutputFile.Parse("--output", outputFile);
        using var program = CommandRunner.Load(file, programName, weights: weights, ranks: Ranks.OfProgram, tuning: tuning);
        using var session = program.StartSession(mode, new SessionOptions { Workers = program.Workers, Seed = seed });
        WeightsOption.Check(file, program.Remarks, weights);
        var types = program.Program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User)
            .ToDictionary(i => i.Input!.Target, i => i.Type, StringComparer.Ordinal);
        var values = new Dictionary<string, CallValue>(StringComparer.Ordinal);
        if (inputsFile is not null)
        {
            using var recorded = SafetensorsFile.Open(inputsFile);
            foreach (var entry in recorded.Entries)
            {
                values[entry.Name] = recorded.Read(entry);
            }
        }
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var literal in literals)
        {
            var (name, value) = InputLiteral.Parse(literal, types);
            if (!given.Add(name))
            {
                throw new UsageException($"--input {name}: it is given twice.");
            }
            values[name] = CallValues.Of(value);
        }
        Value[] results = [.. session.Run(values).Select(r => r.ToValue())];
        if (outputFile is not null && Ranks.Group is not { Rank: > 0 })
        {
            Save(results, outputFile);
        }
        if (json)
        {
            JsonOutput.Write(new { outputs = results.Select(TensorText.ToJson) });
        }
        else
        {
            string[] names = [.. program.Program.OutputTree?.LeafPaths() ?? []];
            for (var i = 0; i < results.Length; i++)
            {
                var name = names.Length == results.Length && names[i].Length > 0 ? names[i] : $"output {i}";
                Console.Out.WriteLine($"{name}: {TensorText.Describe(results[i])}");
            }
        }
        return ExitCodes.Done;
    }

    private static void Save(IReadOnlyList<Value> results, string path)
    {
        var writer = new SafetensorsWriter();
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].IsTensor)
            {
                writer.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), results[i].Tensor);
            }
        }
        writer.Save(path);
    }
}
