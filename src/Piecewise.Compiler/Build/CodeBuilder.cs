using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>A source file of generated code.</summary>
/// <param name="Path">Its name; relative, so that what is built does not depend on the place.</param>
/// <param name="Text">C#.</param>
public sealed record GeneratedSource(string Path, string Text);

/// <summary>Generated code as a managed assembly.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Symbols">Its portable PDB with the sources embedded; empty unless asked for.</param>
public sealed record BuiltCode(ImmutableArray<byte> Assembly, ImmutableArray<byte> Symbols);

/// <summary>
/// Compiles generated sources in this process: all of a program in one compilation, because the compiler's first use costs more than everything
/// it does for a program. Equal sources give equal bytes.
/// </summary>
public static class CodeBuilder
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(FindReferences);

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp13, DocumentationMode.None);

    /// <summary>Makes the compiler ready: its first use takes about a second, much of which can pass while something else is done.</summary>
    public static void WarmUp() => Build("WarmUp",
        [new GeneratedSource("WarmUp.cs", "public static unsafe class C { public static float F(float* x, int n) { var s = 0f; for (var i = 0; i < n; i++) { s += x[i]; } return s; } }")], debug: false);

    /// <summary>Compiles sources.</summary>
    /// <param name="name">Name of the assembly.</param>
    /// <param name="sources">C# files.</param>
    /// <param name="debug">Whether the code can be stepped through, with its sources in the PDB.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InvalidOperationException">They do not compile, which is a fault of the code generator; the message has the first errors.</exception>
    public static BuiltCode Build(string name, IEnumerable<GeneratedSource> sources, bool debug, CancellationToken cancellation = default)
    {
        var trees = sources.AsParallel().AsOrdered().Select(s => CSharpSyntaxTree.ParseText(SourceText.From(s.Text, Encoding.UTF8), Language, s.Path, cancellation)).ToArray();
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: debug ? OptimizationLevel.Debug : OptimizationLevel.Release, allowUnsafe: true,
            deterministic: true, concurrentBuild: true, nullableContextOptions: NullableContextOptions.Disable, warningLevel: 0, generalDiagnosticOption: ReportDiagnostic.Suppress);
        var compilation = CSharpCompilation.Create(name, trees, References.Value, options);
        using var assembly = new MemoryStream();
        using var symbols = debug ? new MemoryStream() : null;
        var emit = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb);
        var texts = debug ? trees.Select(t => EmbeddedText.FromSource(t.FilePath, t.GetText(cancellation))) : null;
        var result = compilation.Emit(assembly, symbols, options: emit, embeddedTexts: texts, cancellationToken: cancellation);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5).Select(d => $"\n  {d}: {Line(d)}");
            throw new InvalidOperationException($"Generated code does not compile; please report this.{string.Concat(errors)}");
        }
        return new BuiltCode([.. assembly.ToArray()], symbols is null ? [] : [.. symbols.ToArray()]);
    }

    private static string Line(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim() ?? "";

    // What generated code may name, from memory and not from files: it works in a single-file application too.
    private static unsafe ImmutableArray<MetadataReference> FindReferences()
    {
        Assembly[] named = [typeof(object).Assembly, typeof(Tensor).Assembly, typeof(CodeContext).Assembly];
        string[] facades = ["System.Runtime", "System.Runtime.Intrinsics", "System.Runtime.InteropServices", "System.Numerics.Vectors", "System.Threading"];
        return [.. named.Concat(facades.Select(Find).OfType<Assembly>()).Distinct().Select(Reference)];
    }

    private static Assembly? Find(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static unsafe MetadataReference Reference(Assembly assembly) => assembly.TryGetRawMetadata(out var blob, out var length)
        ? AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((IntPtr)blob, length)).GetReference(display: assembly.GetName().Name)
        : throw new InvalidOperationException($"The metadata of {assembly.GetName().Name} can't be read; code can't be compiled in this application, only loaded.");
}
