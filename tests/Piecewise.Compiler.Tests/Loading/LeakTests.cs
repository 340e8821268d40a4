using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>Loading, running and disposing a model leaves nothing after: neither code nor memory.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeakTests : IDisposable
{
    private const int Loads = 50;
    private const int WarmUps = 10;

    // The model's constants alone have 6 MB: forty loads that keep them would keep 240.
    private const long MaxGrowth = 64 << 20;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-leak-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Models_that_are_loaded_from_the_cache_leave_nothing_after() =>
        Check(Samples.Jargon, new CompileOptions { CacheFolder = folder });

    [Fact]
    public void Models_that_are_compiled_leave_nothing_after() => Check(Samples.Small, new CompileOptions());

    private static void Check(string path, CompileOptions options)
    {
        var code = new List<WeakReference>();
        (long Managed, long Native) before = default;
        for (var i = 0; i < Loads; i++)
        {
            code.AddRange(LoadRunDispose(path, options));
            if (i == WarmUps)
            {
                before = Memory();
            }
        }
        // The runtime lets go of code in the background, some time after its last call.
        var waited = Stopwatch.StartNew();
        var after = Memory();
        while (code.Exists(c => c.IsAlive) && waited.Elapsed < MaxWait)
        {
            Thread.Sleep(100);
            after = Memory();
        }
        Assert.True(code.Count >= Loads, $"{code.Count} generated assemblies were seen");
        var alive = code.Count(c => c.IsAlive);
        Assert.True(alive == 0, $"the code of {alive} of {code.Count} models is still loaded");
        Assert.True(after.Managed - before.Managed < MaxGrowth / 8,
            $"managed memory grew from {before.Managed:N0} to {after.Managed:N0} bytes");
        Assert.True(after.Native - before.Native < MaxGrowth, $"native memory grew from {before.Native:N0} to {after.Native:N0} bytes");
    }

    // In a frame of its own: what a local variable of the caller holds would stay alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> LoadRunDispose(string path, CompileOptions options)
    {
        var earlier = Generated().ToHashSet();
        using var model = CompiledModel.LoadAsync(path, options).GetAwaiter().GetResult();
        model.Run(path == Samples.Jargon ? Samples.Tokens(2)
            : new Runtime.CallShapes(model.Program.Manifest, new Dictionary<string, long>()).Zeros());
        return [.. Generated().Where(a => !earlier.Contains(a)).Select(a => new WeakReference(a))];
    }

    // The assembly, not its load context: that one goes as soon as nobody loads anything more into it, with the code still there.
    private static IEnumerable<Assembly> Generated() =>
        AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name == "Piecewise.Generated");

    private static (long Managed, long Native) Memory()
    {
        // A load context goes in several steps: finalizers release what the next collection frees.
        for (var i = 0; i < 10; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        // How much the collector holds in reserve follows from what ran before, in this class and in others.
        return (managed, process.PrivateMemorySize64 - GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes);
    }
}

/// <summary>Tests that measure the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
