using System.Diagnostics;
using System.Text;
using System.Xml.Linq;

namespace Piecewise.Cli.Tests.Packages;

/// <summary>
/// The packages of this build in a folder of their own, made once for all tests that need them, and the command installed from there. What
/// the packages depend on comes from the packages that this build restored: no registry is asked.
/// </summary>
public sealed class LocalPackages : IDisposable
{
    private static readonly string[] Projects =
        ["Tensors", "Graph", "Import", "Operators", "Runtime", "Distributed", "Compiler", "Llm", "Server", "Cli", "Build"];

    private readonly string root = Directory.CreateTempSubdirectory("piecewise-packages-").FullName;

    public LocalPackages()
    {
        Directory.CreateDirectory(Folder);
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        // One build for all: starting one for each takes longer than packing.
        var pack = Path.Combine(root, "pack.proj");
        new XElement("Project",
            new XElement("Target", new XAttribute("Name", "Pack"), Projects.Select(p => new XElement("MSBuild",
                new XAttribute("Projects", Path.Combine(Tool.Root, "src", $"Piecewise.{p}", $"Piecewise.{p}.csproj")),
                new XAttribute("Targets", "Pack"),
                new XAttribute("Properties", $"NoBuild=true;Configuration={configuration};PackageOutputPath={Folder}"))))).Save(pack);
        Dotnet(root, "msbuild", pack, "-t:Pack", "-nologo", "-v:minimal");
        new XElement("configuration", new XElement("packageSources",
            new XElement("clear"), new XElement("add", new XAttribute("key", "local"), new XAttribute("value", Folder)))).Save(
                Path.Combine(root, "nuget.config"));
        Dotnet(root, "tool",
            "install", "Piecewise.Cli", "--tool-path", Path.Combine(root, "tool"), "--configfile", Path.Combine(root, "nuget.config"));
    }

    /// <summary>Holds the .nupkg files.</summary>
    public string Folder => Path.Combine(root, "packages");

    /// <summary>The version that all of them have.</summary>
    public string Version =>
        Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, "Piecewise.Tensors.*.nupkg").Single())["Piecewise.Tensors.".Length..];

    /// <summary>Where build caches and NuGet keep packages that earlier builds restored.</summary>
    public static string Restored { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>An empty folder below the one whose nuget.config names the packages.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    /// <summary>Runs the installed command.</summary>
    public string Piecewise(params string[] arguments) =>
        Run(Path.Combine(root, "tool", OperatingSystem.IsWindows() ? "piecewise.exe" : "piecewise"), root, arguments);

    /// <summary>Builds and runs a project.</summary>
    public string RunProject(string folder, params string[] arguments)
    {
        Dotnet(folder, ["build",
            "-c", "Release", "-o", Path.Combine(folder, "out"), "-v:quiet", "-nologo", "-warnaserror", "-p:PublishAot=false", .. Restore]);
        return Dotnet(folder, [Path.Combine(folder, "out", $"{Path.GetFileName(folder)}.dll"), .. arguments]);
    }

    /// <summary>Publishes a project as a native program and runs it.</summary>
    public string RunNative(string folder, params string[] arguments)
    {
        Dotnet(folder, ["publish", "-c", "Release", "-o", Path.Combine(folder, "native"), "-v:quiet", "-nologo", .. Restore]);
        return Run(Path.Combine(folder, "native", Path.GetFileName(folder)), folder, arguments);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string[] Restore => [$"-p:RestorePackagesPath={Path.Combine(root, "restored")}", $"-p:RestoreFallbackFolders={Restored}"];

    private static string Dotnet(string folder, params string[] arguments) => Run("dotnet", folder, arguments);

    private static string Run(string file, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test host's settings would reach the build, which finds other targets with them.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(new StringBuilder().Append(file).Append(' ').AppendJoin(' ', arguments).Append(": ")
                .Append(process.ExitCode).Append('\n').Append(output).Append(error.Result).ToString());
    }
}

/// <summary>The tests that share the packages run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<LocalPackages>
{
    public const string Name = "packages";
}
