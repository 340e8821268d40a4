using System.CommandLine;
using LLama.Native;
using Piecewise.Peers;
using Piecewise.Peers.Models;
using Piecewise.Peers.Runners;
using Piecewise.Peers.Writers;
using Piecewise.Tensors;

var paths = new Argument<string[]>("FILE")
{
    Description = "Decoders as .pt2, in f32, bf16 or both; the peers get their weights. Make one of a folder that holds a config.json: "
        + "python -m piecewise_export FOLDER -o model.f32.pt2 --dtype f32 --random-weights 0 --max-tokens 512 --no-check",
    Arity = ArgumentArity.OneOrMore,
};
var threads = new Option<string>("--threads") { DefaultValueFactory = _ => "1,2", Description = "Numbers of threads." };
var prompts = new Option<string>("--tokens")
{
    DefaultValueFactory = _ => "16,128,512",
    Description = "Tokens of prompts; 2048 is slow.",
};
var context = new Option<int>("--context") { DefaultValueFactory = _ => 128, Description = "Tokens in the cache before single ones." };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "How often each has its turn." };
var formats = new Option<string>("--formats")
{
    DefaultValueFactory = _ => "f32,bf16,int8,int4",
    Description = "Formats of weights.",
};
var folder = new Option<string?>("--folder")
{
    Description =
        "Where the peers' models are written and removed again, 10 GB for 600 million weights; or the temporary folder.",
};
var json = new Option<string?>("--json") { Description = "A file to write the results to as JSON." };
var command = new RootCommand("Runs language models with Piecewise, ONNX Runtime and llama.cpp in turn and prints what they take.")
{
    paths, threads, prompts, context, rounds, formats, folder, json,
};
command.SetAction(parsed =>
{
    int[] sizes = Numbers(parsed.GetValue(prompts)!), teams = Numbers(parsed.GetValue(threads)!);
    // llama.cpp tells much of what it does.
    NativeLibraryConfig.All.WithLogCallback((level, message) =>
    {
        if (level is LLamaLogLevel.Error)
        {
            Console.Error.Write(message);
        }
    });
    Format[] chosen = [.. parsed.GetValue(formats)!.Split(',').Select(Formats.Parse)];
    var report = new Report(sizes, parsed.GetValue(rounds), parsed.GetValue(context));
    var files = new List<DecoderFile>();
    try
    {
        files.AddRange(parsed.GetValue(paths)!.Select(DecoderFile.Open));
        foreach (var model in files.GroupBy(f => f.Shape))
        {
            var contest = new Contest(sizes, parsed.GetValue(rounds), parsed.GetValue(context), model.Key.Vocabulary);
            Compare(model.ToDictionary(f => f.Format), report, contest, teams, chosen, parsed.GetValue(folder));
        }
    }
    catch (Exception e) when (e is InvalidDataException or IOException or PiecewiseException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
    finally
    {
        files.ForEach(f => f.Dispose());
    }
    Console.Write(report.Markdown());
    if (parsed.GetValue(json) is { } path)
    {
        File.WriteAllText(path, report.ToJson());
    }
    return 0;
});
var pairsOf = new Argument<string>("FOLDER") { Description = "Models as NAME.pt2 and NAME.onnx; benchmarks/pairs.py writes some." };
var sizes = new Option<string>("--sizes") { DefaultValueFactory = _ => "1,8", Description = "What the programs' dynamic size is." };
var pairs = new Command("pairs", "Runs models of any kind with Piecewise and ONNX Runtime in turn and prints what a call takes.")
{
    pairsOf, threads, sizes, rounds,
};
pairs.SetAction(parsed => Console.Write(Pairs.Run(
    parsed.GetValue(pairsOf)!, Numbers(parsed.GetValue(threads)!), Numbers(parsed.GetValue(sizes)!), parsed.GetValue(rounds))));
command.Subcommands.Add(pairs);
var decoder = new Argument<string>("FILE")
{
    Description = "A decoder as .pt2; with a tokenizer in it, llama.cpp's server can serve the result.",
};
var weights = new Option<string>("--format") { DefaultValueFactory = _ => "bf16", Description = "Format of the weights." };
var output = new Option<string>("--output", "-o") { Required = true, Description = "The file to write." };
var gguf = new Command("gguf", "Writes a decoder as llama.cpp reads it.") { decoder, weights, output };
gguf.SetAction(parsed =>
{
    using var file = DecoderFile.Open(parsed.GetValue(decoder)!);
    GgufModel.Write(file, Formats.Parse(parsed.GetValue(weights)!), parsed.GetValue(output)!);
});
command.Subcommands.Add(gguf);
return command.Parse(args).Invoke();

static int[] Numbers(string text) => [.. text.Split(',').Select(int.Parse)];

static void Compare(Dictionary<Format, DecoderFile> files, Report report, Contest contest, int[] teams, Format[] formats, string? folder)
{
    var written = Directory.CreateDirectory(Path.Combine(folder ?? Path.GetTempPath(), $"piecewise-peers-{Guid.NewGuid():N}")).FullName;
    try
    {
        foreach (var team in teams)
        {
            var results = new List<Result>();
            foreach (var format in formats)
            {
                float[] expected;
                var source = Contestants.Source(format, files);
                using (var reference = PiecewiseRunner.Load(source, source.Format, team))
                {
                    expected = contest.Logits(reference);
                }
                var runners = Contestants.Load(format, files, written, contest.Positions, team);
                try
                {
                    results.AddRange(contest.Run(runners, expected, source.Format));
                }
                finally
                {
                    runners.ForEach(r => r.Dispose());
                }
                Console.Error.WriteLine($"{files.Values.First().Shape.Kind} {format.Text}, threads {team}: done");
            }
            report.Add(files.Values.First().Shape, Machine.Limits(team), results);
        }
    }
    finally
    {
        Directory.Delete(written, recursive: true);
    }
}
