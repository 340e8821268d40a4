using System.CommandLine;
using Piecewise.Cli.Measuring;
using Piecewise.Compiler;
using Piecewise.Compiler.Explain;
using Piecewise.Operators;

namespace Piecewise.Cli.Commands;

/// <summary>
/// What <c>explain</c> and <c>report</c> share: options that say how to compile and what to measure, and the explanation.
/// </summary>
internal sealed class ExplainArguments
{
    private readonly Option<string?> measure = new("--measure")
    {
        Description = "Also run calls of these sizes with random inputs, as in --measure 1,128, and say what each piece and each kernel "
            + "takes. Compiles twice; takes about 1 second a size.",
    };

    private readonly EntryArguments entries = new();

    public void AddTo(Command command)
    {
        command.Options.Add(measure);
        entries.AddTo(command);
    }

    /// <summary>Compiles a file and explains what was done.</summary>
    /// <param name="file">A .pt2 file.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="isWhole">With the code's build and the graphs before and after each pass.</param>
    /// <param name="cancellation">Ends it early.</param>
    public Explanation Run(string file, ParseResult parsed, bool isWhole, CancellationToken cancellation)
    {
        long[] sizes = parsed.GetValue(measure) is { } text ? SizeList.Parse("--measure", text) : [];
        var path = CommandRunner.Existing(file);
        var lowering = entries.Read(parsed);
        var options = TuningOption.ReadInto(new CompileOptions
        {
            Program = CommandRunner.ProgramOf(parsed),
            Catalog = StandardOperators.Create(),
            Lowering = lowering with { Passes = lowering.Passes with { KeepText = isWhole } },
            Logger = Output.StandardErrorLogger.Shared,
        }, parsed, path);
        using var program = PreparedProgram.Load(path, options);
        var compile = new ExplainedCompile(program, options)
        {
            Inputs = (manifest, shapes) => new RandomInputs(path).For(manifest, shapes),
        };
        return isWhole || sizes.Length > 0 ? compile.Compiled(sizes, cancellation) : compile.Planned();
    }
}
