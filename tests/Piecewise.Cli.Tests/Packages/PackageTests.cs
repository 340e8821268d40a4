using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Piecewise.Compiler;
using Piecewise.Runtime;
using Piecewise.Tensors;

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
        Assert.Equal(8, files.Length);
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

    [Fact]
    public void Every_package_has_its_symbols_beside_it() => Assert.All(Directory.GetFiles(packages.Folder, "*.nupkg"), file =>
    {
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
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><NoWarn>$(NoWarn);NU1603</NoWarn>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Piecewise.Compiler" Version="{packages.Version}" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using Piecewise.Compiler;
            using Piecewise.Runtime;

            using var model = await CompiledModel.LoadAsync(args[0]);
            var results = model.Run(new CallShapes(model.Program.Manifest, new Dictionary<string, long>()).Zeros());
            Console.WriteLine($"{model.Report.Compiled} compiled, {results.Length} results");
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
        var lines = packages.RunProject(folder, Arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(await Expected(), lines[..^1]);
        Assert.Contains("Piecewise.Runtime", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.CodeAnalysis", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Piecewise.Compiler", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Piecewise.Graph", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Piecewise.Operators", lines[^1], StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task An_emitted_project_compiles_ahead_of_time()
    {
        var lines = packages.RunNative(Emit("native"), Arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
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
        var results = model.Run(new CallShapes(model.Program.Manifest, Sizes).Zeros());
        return [.. results.Select((r, i) => $"output {i}: {r.Tensor} sha256 {Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(r.Tensor!.AsSpan<float>())))}")];
    }
}
