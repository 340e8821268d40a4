using System.Runtime.CompilerServices;
using Piecewise.Compiler;
using Piecewise.Compiler.Verification;
using Piecewise.Import;
using Piecewise.Tensors;

// Loads programs in an application that was compiled ahead of time, runs their recorded cases, and compares: no code is made, so
// the backend is the direct one. The exit code is the number of programs that differ.
Console.Out.WriteLine($"code can be made at run time: {RuntimeFeature.IsDynamicCodeSupported}");
var differing = 0;
foreach (var file in args)
{
    using var program = PreparedProgram.Load(file);
    using var recorded = SafetensorsFile.Open(Path.ChangeExtension(file, ".safetensors"));
    using var session = program.StartSession(RunMode.Compiled);
    var cases = ProgramVerifier.Run(program.Program, session, recorded);
    var isSame = cases.Length > 0 && cases.All(c => c.Ok);
    differing += isSame ? 0 : 1;
    Console.Out.WriteLine($"{Path.GetFileName(file)}: {(isSame ? "same" : "differs")}, {cases.Length} cases, backend "
        + $"{program.Compilation.Backend}, {program.Compilation.Plan.Codes.Length} pieces, "
        + $"{program.Compilation.Plan.Interpreted.Length} interpreted");
    foreach (var problem in cases.Where(c => !c.Ok))
    {
        Console.Out.WriteLine($"  {problem.Case}: {problem.Problem}");
    }
}
return differing;
