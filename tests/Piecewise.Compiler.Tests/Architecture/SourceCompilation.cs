using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>
/// The sources of a project of the product, compiled as they are: without packages that only commands use, and without generators.
/// </summary>
internal static class SourceCompilation
{
    /// <summary>Of these, an analysis without the packages that they use says nothing about their own members.</summary>
    public static IReadOnlyList<string> Programs { get; } = ["Cli", "Assembly"];

    /// <param name="project">Without the projects' common prefix.</param>
    /// <param name="others">What it refers to.</param>
    /// <param name="change">What becomes of a file: given its name, relative to the checkout, and its text. Null: nothing.</param>
    public static CSharpCompilation Of(
        string project, IEnumerable<CSharpCompilation> others, Func<string, string, string>? change = null)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = Sources.Below($"src/Piecewise.{project}", ".cs")
            .Select(f => (Name: f, Text: File.ReadAllText(f)))
            .Select(f => CSharpSyntaxTree.ParseText(change?.Invoke(Sources.NameOf(f.Name), f.Text) ?? f.Text, options, f.Name))
            .Append(CSharpSyntaxTree.ParseText(Implied, options));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => !Path.GetFileName(f).StartsWith("Piecewise.", StringComparison.Ordinal))
            .Select(f => (MetadataReference)MetadataReference.CreateFromFile(f)).Concat(others.Select(c => c.ToMetadataReference()));
        return CSharpCompilation.Create(project == "Cli" ? "piecewise" : $"Piecewise.{project}", trees, references,
            new CSharpCompilationOptions(
                Programs.Contains(project) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    // What the SDK and the project files add.
    private static string Implied { get; } = string.Concat(
        ((string[])["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks",
            "System.Net.Http"]).Select(n => $"global using {n};\n")
        .Concat(((string[])["Graph", "Operators", "Import", "Runtime", "Distributed", "Llm", "Compiler", "Server", "Assembly"])
            .Select(n => $"Piecewise.{n}").Append("piecewise")
            .Select(n => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{n}\")]\n")));
}
