using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Emitted pieces, compiled together and loaded until this is disposed of.</summary>
internal sealed unsafe class PieceAssembly : IDisposable
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    private readonly AssemblyLoadContext context = new("generated", isCollectible: true);
    private readonly Assembly assembly;

    /// <summary>Compiles.</summary>
    /// <exception cref="InvalidOperationException">There is an error or a warning.</exception>
    public PieceAssembly(IEnumerable<ScheduledPiece> pieces)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true, deterministic: true);
        var trees = pieces.Select(p => CSharpSyntaxTree.ParseText(p.Source, new CSharpParseOptions(LanguageVersion.CSharp14))).ToList();
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("Generated", trees, References, options).Emit(image);
        var problems = result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        if (problems.Count > 0)
        {
            var places = problems.Take(5).Select(p =>
                $"{p} in: {p.Location.SourceTree!.GetText().Lines[p.Location.GetLineSpan().StartLinePosition.Line]}");
            throw new InvalidOperationException(string.Join('\n', places));
        }
        image.Position = 0;
        assembly = context.LoadFromStream(image);
    }

    /// <summary>The code of a piece.</summary>
    public delegate*<CodeContext, void**, long*, byte*, void> this[ScheduledPiece piece] =>
        (delegate*<CodeContext, void**, long*, byte*, void>)assembly.GetType($"Piecewise.Generated.{piece.ClassName}")!.GetMethod(
            "Run")!.MethodHandle.GetFunctionPointer();

    public void Dispose() => context.Unload();
}
