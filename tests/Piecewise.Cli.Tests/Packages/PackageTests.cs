using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Piecewise.Compiler;
using Piecewise.Llm;

namespace Piecewise.Cli.Tests.Packages;

/// <summary>What users get: packages, the command as a tool, and projects that it writes. Takes about a minute.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageTests(LocalPackages packages)
{
    private static readonly string Model = Tool.Program("case_one_boundary.pt2");

    private static readonly Dictionary<string, long> Sizes = new() { ["s27"] = 5, ["s77"] = 3 };

    [Fact]
    public void Packages_carry_their_description_licence_and_readme()
    {
        var files = Directory.GetFiles(packages.Folder, "*.nupkg");
        Assert.Equal(11, files.Length);
        Assert.All(files, file =>
        {
            using var zip = ZipFile.OpenRead(file);
            Assert.Contains(zip.Entries, e => e.FullName == "README.md");
            Assert.Contains(zip.Entries, e => e.FullName == "icon.png");
            using var reader = new StreamReader(zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            var nuspec = reader.ReadToEnd();
            Assert.Contains("Apache-2.0", nuspec, StringComparison.Ordinal);
            Assert.Contains("<icon>icon.png</icon>", nuspec, StringComparison.Ordinal);
            Assert.Contains("<repository type=\"git\"", nuspec, StringComparison.Ordinal);
            Assert.DoesNotContain("Package Description", nuspec, StringComparison.Ordinal);
        });
    }

    // But the one without an assembly of its own.
    [Fact]
    public void Every_package_has_its_symbols_beside_it() => Assert.All(Directory.GetFiles(packages.Folder, "Piecewise.*.nupkg"), file =>
    {
        if (Path.GetFileName(file).StartsWith("Piecewise.Build.", StringComparison.Ordinal))
        {
            return;
        }
        using var zip = ZipFile.OpenRead(Path.ChangeExtension(file, ".snupkg"));
        Assert.Contains(zip.Entries, e => e.FullName.EndsWith(".pdb", StringComparison.Ordinal));
    });

    [Fact]
    public void The_installed_tool_tells_its_version_and_verifies()
    {
        Assert.StartsWith(packages.Version, packages.Piecewise("--version"), StringComparison.Ordinal);
        Assert.Contains("1 of 1 programs match", packages.Piecewise("verify", Model), StringComparison.Ordinal);
    }

    [Fact]
    public void The_installed_tool_compiles()
    {
        var json = JsonDocument.Parse(packages.Piecewise("compile", Model, "--no-cache", "--json")).RootElement;
        Assert.True(json.GetProperty("compiled").GetInt32() > 0);
    }

    [Fact]
    public void A_program_against_the_packages_compiles_and_runs_a_model()
    {
        var folder = packages.NewFolder("consumer");
        // NU1603: of what Roslyn depends on, a newer version than it asks for may be the only one that was restored here.
        File.WriteAllText(Path.Combine(folder, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
                <NoWarn>$(NoWarn);NU1603</NoWarn>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Piecewise.Compiler" Version="{packages.Version}" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using Piecewise.Compiler;

            using var model = await CompiledModel.LoadAsync(args[0]);
            var results = model.Run(model.ZeroInputs());
            Console.WriteLine($"{model.Report.Compiled} compiled, {results.Count} results");
            """);
        Assert.Matches("^[1-9][0-9]* compiled, 1 results", packages.RunProject(folder, Model));
    }

    [Fact]
    public async Task An_emitted_project_computes_the_same_and_loads_no_compiler()
    {
        var folder = Emit("emitted");
        // Told at the end of the process, so that nothing that the run loads is missed.
        File.WriteAllText(Path.Combine(folder, "Loaded.cs"), """
            internal static class Loaded
            {
                [System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                    Console.WriteLine("loaded: " + string.Join(' ', AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name)));
            }
            """);
        var lines = packages.RunProject(folder, Arguments)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(await Expected(), lines[..^1]);
        Assert.Contains("Piecewise.Runtime", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.CodeAnalysis", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Piecewise.Compiler", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Piecewise.Graph", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Piecewise.Operators", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_emitted_project_says_what_it_can_t_use()
    {
        var folder = Emit("strict");
        var problem = Assert.Throws<InvalidOperationException>(() => packages.RunProject(folder, "s27=much"));
        Assert.Contains("'s27=much' can't be used", problem.Message, StringComparison.Ordinal);
        problem = Assert.Throws<InvalidOperationException>(() => packages.RunProject(folder, "batch=3"));
        Assert.Contains("no dynamic size 'batch'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emitted_language_model_continues_a_text()
    {
        var folder = packages.NewFolder("text");
        packages.Piecewise("compile", Path.Combine(Tool.Root, "samples", "jargon.pt2"), "--emit", folder, "--packages", packages.Folder);
        Assert.Contains(packages.Folder, File.ReadAllText(Path.Combine(folder, "text.csproj")), StringComparison.Ordinal);

        using var model = await LanguageModel.LoadAsync(Path.Combine(Tool.Root, "samples", "jargon.pt2"));
        var expected = await model.CompleteAsync("hacker: ", new GenerationOptions { MaxTokens = 6 });
        Assert.Equal(expected.Text, packages.RunProject(folder, "hacker: ", "6").TrimEnd('\n', '\r'));
    }

    [Fact]
    public void A_model_of_an_application_is_compiled_when_the_application_is_built()
    {
        var folder = packages.NewFolder("application");
        var project = Path.Combine(folder, "application.csproj");
        var text = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Piecewise.Build" Version="0.1.0" />
                <PiecewiseModel Include="{Model}" Class="Small" />
              </ItemGroup>
            </Project>
            """;
        File.WriteAllText(project, text);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using var model = Piecewise.Generated.Small.Open();
            Console.WriteLine($"{model.Ranges.Length} ranges: {model.Run(model.ZeroInputs())[0].Tensor}");
            """);
        Assert.Matches(@"^1 ranges: f32\[", packages.RunProject(folder));

        // Nothing has changed, so nothing is compiled again; other options are another model.
        var stamp = Directory.GetFiles(folder, "built", SearchOption.AllDirectories).Single();
        var time = File.GetLastWriteTimeUtc(stamp);
        packages.RunProject(folder);
        Assert.Equal(time, File.GetLastWriteTimeUtc(stamp));
        File.WriteAllText(
            project, text.Replace("Class=\"Small\"", "Class=\"Small\" RangeEndpoints=\"8\" SizeName=\"s27\"", StringComparison.Ordinal));
        Assert.Matches(@"^2 ranges: f32\[", packages.RunProject(folder));
    }

    [NativeFact]
    public async Task An_emitted_project_compiles_ahead_of_time()
    {
        var lines = packages.RunNative(Emit("native"), Arguments)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(await Expected(), lines);
    }

    private static string[] Arguments => [.. Sizes.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}={s.Value}"))];

    private string Emit(string name)
    {
        var folder = packages.NewFolder(name);
        var files = JsonDocument.Parse(packages.Piecewise("compile", Model, "--emit", folder, "--json")).RootElement.GetProperty("files");
        Assert.Contains(files.EnumerateArray(), f => f.GetString() == "ProgramTable.cs");
        return folder;
    }

    private static async Task<string[]> Expected()
    {
        using var model = await CompiledModel.LoadAsync(Model);
        var results = model.Run(model.ZeroInputs(Sizes));
        return [.. results.Select(
            (r, i) => $"{results.Names[i]}: {r.Tensor} sha256 {Convert.ToHexStringLower(SHA256.HashData(r.Tensor!.ToBytes()))}")];
    }
}
