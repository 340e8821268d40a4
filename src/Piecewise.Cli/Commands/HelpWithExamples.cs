using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Piecewise.Cli.Commands;

/// <summary>The help of a command, with command lines to copy.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    // By command: what it is for, and the line.
    private static readonly Dictionary<string, (string What, string Line)[]> Examples = new(StringComparer.Ordinal)
    {
        ["piecewise"] =
        [
            ("Continue a text", "generate samples/jargon.pt2 --prompt \"hacker: \""),
            ("See what a file is", "inspect model.pt2"),
            ("Write a report about what was compiled and how fast it is", "report model.pt2 --measure 1,128 -o report.html"),
        ],
        ["generate"] =
        [
            ("Sample 200 tokens", "generate model.pt2 --prompt \"Once upon a time\" -n 200 --temperature 0.8 --top-p 0.95 --seed 7"),
            ("Take the prompt from a file, and stop at an empty line", "generate model.pt2 --prompt - --stop $'\\n\\n' < prompt.txt"),
        ],
        ["verify"] =
        [
            ("All programs of a folder that have recorded cases", "verify models/"),
            ("One program, interpreted", "verify model.pt2 --mode interpret"),
        ],
        ["run"] =
        [
            ("A call with values", "run model.pt2 --input \"x=[[1, 2], [3, 4]]\" --input scale=0.5"),
            ("A call with a file of tensors; the outputs go to another", "run model.pt2 --inputs in.safetensors --output out.safetensors"),
        ],
        ["inspect"] = [("Inputs, sizes and operators of a program", "inspect model.pt2")],
        ["partition"] = [("Split at a softmax instead of attention", "partition model.pt2 --split aten::softmax")],
        ["explain"] =
        [
            ("Versions for 1 to 8 and from 9 on", "explain model.pt2 --range-endpoints 8"),
            ("One piece, with its graphs and its C#", "explain model.pt2 --piece 1"),
            ("What each piece and kernel takes in calls of 1 and of 128 tokens", "explain model.pt2 --measure 1,128"),
        ],
        ["report"] =
        [
            ("With measured times of calls of 1 and of 128 tokens", "report model.pt2 --measure 1,128 -o report.html"),
            ("The same data for a script", "report model.pt2 --measure 128 --json"),
        ],
        ["bisect"] = [("Among the rewrites of one version", "bisect model.pt2 --range-endpoints 8")],
        ["dump"] =
        [
            ("The graph as PyTorch exported it", "dump model.pt2 --after imported"),
            ("A piece after a pass", "dump model.pt2 --after fuse-add-norm --piece 1"),
        ],
        ["compile"] =
        [
            ("Into the cache, with a version of its own for single tokens", "compile model.pt2 --sizes 1"),
            ("As a C# project", "compile model.pt2 --emit project/"),
        ],
        ["bench"] = [("Calls of 1 and 128 tokens, and generating 32", "bench model.pt2 --tokens 1,128 --decode 32")],
        ["profile"] =
        [
            ("Where the time of a token goes, and how fast each kernel is", "profile model.pt2 --tokens 1"),
            ("With weights of 8 bits, as a trace for ui.perfetto.dev", "profile model.pt2 --tokens 128 --weights int8 --trace trace.json"),
        ],
        ["tune"] =
        [
            ("For calls of 1 and of 128 tokens", "tune model.pt2 --tokens 1,128 -o model.tuning.json"),
            ("Use what was found", "serve model.pt2 --tuning model.tuning.json"),
        ],
        ["launch"] = [("Recorded cases by two processes", "launch -n 2 -- verify model.pt2")],
        ["cache list"] = [("Another folder than the default", "cache list --cache folder/")],
        ["cache why"] = [("Why a start compiles", "cache why model.pt2 --sizes 1")],
        ["cache verify"] = [("All checksums", "cache verify")],
        ["cache prune"] = [("At most 2 GiB, and nothing that was not used for 30 days", "cache prune --max-bytes 2G --older-than 30")],
    };

    // Who asks for help need not give what is required.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        if (Examples.TryGetValue(NameOf(parseResult.CommandResult), out var examples))
        {
            Console.Out.WriteLine("Examples:");
            foreach (var (what, line) in examples)
            {
                Console.Out.WriteLine($"  # {what}\n  piecewise {line}");
            }
            Console.Out.WriteLine();
        }
        return result;
    }

    private static string NameOf(CommandResult command) => command switch
    {
        { Command: RootCommand } => "piecewise",
        { Parent: CommandResult { Command: not RootCommand and var above } } => $"{above.Name} {command.Command.Name}",
        _ => command.Command.Name,
    };
}
