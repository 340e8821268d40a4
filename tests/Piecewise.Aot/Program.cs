using System.Runtime.CompilerServices;
using Piecewise.Compiler;
using Piecewise.Compiler.Verification;
using Piecewise.Llm;
using Piecewise.Tensors;

// Loads programs in an application that was compiled ahead of time, runs their recorded cases, and compares: no code is made, so
// the backend is the direct one. A language model continues a text. The exit code is the number of files that failed.
Console.Out.WriteLine($"code can be made at run time: {RuntimeFeature.IsDynamicCodeSupported}");
var failed = 0;
foreach (var file in args)
{
    failed += await Recorded(file) && await Text(file) ? 0 : 1;
}
return failed;

static async Task<bool> Recorded(string file)
{
    var recordings = Path.ChangeExtension(file, ".safetensors");
    if (!File.Exists(recordings))
    {
        return true;
    }
    using var program = PreparedProgram.Load(file);
    using var recorded = SafetensorsFile.Open(recordings);
    using var session = program.StartSession(RunMode.Compiled);
    var cases = ProgramVerifier.Run(program.Program, session, recorded);
    var isSame = cases.Length > 0 && cases.All(c => c.Ok);
    Console.Out.WriteLine($"{Path.GetFileName(file)}: {(isSame ? "same" : "differs")}, {cases.Length} cases, backend "
        + $"{program.Compilation.Backend}, {program.Compilation.Plan.Codes.Length} pieces, "
        + $"{program.Compilation.Plan.Interpreted.Length} interpreted");
    foreach (var problem in cases.Where(c => !c.Ok))
    {
        Console.Out.WriteLine($"  {problem.Case}: {problem.Problem}");
    }
    // The front door finds the same program.
    using var model = await CompiledModel.LoadAsync(file);
    return isSame && model.Report.Backend == "direct";
}

static async Task<bool> Text(string file)
{
    try
    {
        using var model = await LanguageModel.LoadAsync(file);
        var result = await model.CompleteAsync("hacker: ", new GenerationOptions { MaxTokens = 6 });
        Console.Out.WriteLine($"{Path.GetFileName(file)}: {result.Tokens.Length} tokens: {result.Text}");
        return result.Tokens.Length == 6;
    }
    catch (NotALanguageModelException)
    {
        return true;
    }
}
