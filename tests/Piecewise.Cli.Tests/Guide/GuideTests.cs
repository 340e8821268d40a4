using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Piecewise.Cli.Tests.Guide;

/// <summary>Every program of docs/guide.md and docs/serving.md compiles, runs, and prints what the page says.</summary>
[Collection(GuideCollection.Name)]
public sealed class GuideTests
{
    // What a new project has (ImplicitUsings).
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly List<GuideBlock> Blocks =
        [.. new[] { "guide.md", "serving.md" }.SelectMany(p => GuideBlock.Read(File.ReadAllText(Path.Combine(Tool.Root, "docs", p))))];

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(p => MetadataReference.CreateFromFile(p))];

    public static TheoryData<int, string> Programs()
    {
        var data = new TheoryData<int, string>();
        for (var i = 0; i < Blocks.Count; i++)
        {
            data.Add(i, Blocks[i].ToString());
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_of_the_guide_runs(int index, string place)
    {
        var block = Blocks[index];
        var printed = Run(Compile(block.Code, place));
        if (block.Output is { } expected)
        {
            Assert.Equal(expected, printed.ReplaceLineEndings("\n").TrimEnd('\n'));
        }
    }

    internal static byte[] Compile(string code, string place)
    {
        // The guide's paths are relative to the repository, tests run elsewhere.
        var here = code.Replace("\"samples/", $"@\"{Tool.Root}/samples/", StringComparison.Ordinal)
            .Replace("\"tests/", $"@\"{Tool.Root}/tests/", StringComparison.Ordinal);
        var compilation = CSharpCompilation.Create(
            $"guide-{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(here)], References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success,
            $"{place}: {string.Join('\n', result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning))}");
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == DiagnosticSeverity.Warning);
        return stream.ToArray();
    }

    internal static string Run(byte[] program)
    {
        using var stream = new MemoryStream(program);
        var entry = new AssemblyLoadContext("guide", isCollectible: true).LoadFromStream(stream).EntryPoint!;
        var (output, usual) = (new StringWriter(), Console.Out);
        Console.SetOut(output);
        try
        {
            entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, entry.GetParameters().Length == 0 ? null : [Array.Empty<string>()],
                null);
        }
        finally
        {
            Console.SetOut(usual);
        }
        return output.ToString();
    }
}

/// <summary>Standard output is one for all: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GuideCollection
{
    public const string Name = "guide";
}
