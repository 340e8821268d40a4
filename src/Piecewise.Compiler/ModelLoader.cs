using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Emit;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler;

/// <summary>Loads one model: looks in the cache, compiles where there is nothing, publishes.</summary>
internal sealed class ModelLoader(string path, CompileOptions options, IProgress<CompileProgress>? progress, CancellationToken cancellation)
{
    private readonly PhaseClock clock = new(options.Logger);
    private readonly ILogger logger = options.Logger;
    private readonly Workers workers = options.Workers;
    private FileStamp? stamp;

    public CompiledModel Load()
    {
        using var activity = PiecewiseTelemetry.Activities.StartActivity($"{PiecewiseTelemetry.ActivityPrefix}load");
        activity?.SetTag("file", Path.GetFileName(path));
        var model = Start();
        activity?.SetTag("compiled", model.Report.Compiled);
        activity?.SetTag("loaded", model.Report.Loaded);
        return model;
    }

    private CompiledModel Start()
    {
        if (options.Mode != RunMode.Compiled)
        {
            return Interpret();
        }
        // What the direct backend makes is not kept: making it takes no time worth it.
        if (options.CacheFolder is not { } folder || Backends.NameOf(options.Code) != Backends.Generated)
        {
            return Compile(key: null, cache: null, "");
        }
        if (options.TensorParallel is { World: > 1 })
        {
            return Compile(key: null, cache: null, "programs that processes share are compiled at each start");
        }
        var cache = new ArtifactCache(folder, new CacheOptions { TrustFolder = options.TrustCacheFolder }, logger);
        stamp = FileStamp.Of(path);
        var archive = Phase("open", 0, () => Pt2Archive.Open(path, options.Limits));
        try
        {
            var key = Phase("key", 0.02, () => ProgramKey.Of(archive, options));
            var reading = Phase("lookup", 0.04, () => cache.Find(key));
            var reason = reading.Reason;
            if (reading.Artifact is { } artifact)
            {
                if (ProgramOf(archive, artifact, key, cache, out reason) is { } program)
                {
                    try
                    {
                        return FromArtifact(archive, program, artifact, key);
                    }
                    catch
                    {
                        program.Close();
                        throw;
                    }
                }
            }
            archive.Dispose();
            return Compile(key, cache, reason);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private CompiledModel Interpret()
    {
        Announce("import", 0.05);
        var prepared = PreparedProgram.LoadOwned(path, options, clock);
        try
        {
            Announce("plan", 0.2);
            _ = prepared.Executable(options.Mode);
            Announce("ready", 1);
            return new CompiledModel(prepared, options.Mode, isOwned: true, clock.Times);
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private CompiledModel FromArtifact(Pt2Archive archive, CompiledProgram program, Artifact artifact, ArtifactKey key)
    {
        progress?.Report(new CompileProgress("ready", 1));
        var report = new CompileReport
        {
            Loaded = CodeCount(program),
            Key = key,
            Phases = clock.Times,
            Remarks = artifact.Section(Remarks).IsEmpty
                ? []
                : [.. System.Text.Encoding.UTF8.GetString(artifact.Section(Remarks).Span).Split('\n')],
        };
        logger.ModelLoaded(path, report.Loaded, report.Total.TotalMilliseconds);
        return new CompiledModel(program, report, workers, archive, () => archive.ExtraFiles);
    }

    // Null, with the reason, where the artifact is of no use: a miss, as any other fault of the cache (K2).
    private CompiledProgram? ProgramOf(
        Pt2Archive archive, Artifact artifact, ArtifactKey key, ArtifactCache cache, out string reason)
    {
        var problem = "";
        var program = Phase("restore", 0.1, () =>
        {
            try
            {
                return ProgramOf(archive, artifact, key, cache);
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException or Pt2FormatException))
            {
                problem = e.Message;
                return null;
            }
        });
        reason = problem;
        if (program is null)
        {
            logger.ArtifactUnusable(key.Hash, reason);
        }
        return program;
    }

    private CompiledProgram ProgramOf(Pt2Archive archive, Artifact artifact, ArtifactKey key, ArtifactCache cache)
    {
        var manifest = ManifestReader.Read(artifact.Section(ArtifactSectionNames.Program));
        var state = ArchivedState.Load(archive, manifest);
        var constants = ConstantsOf(artifact, manifest, cache);
        // Beside the rest, which needs one core; what it reads stays mapped until it is done. What nobody has touched since it was compared
        // is not read again.
        var weights = new Dictionary<string, Tensor>(state, StringComparer.Ordinal);
        var isKnown = constants is null || (IsUnchanged() && cache.IsKnownSource(key, stamp!));
        var verified = isKnown && constants is null or { IsKnown: true } ? Task.CompletedTask : Task.Run(() =>
        {
            if (!isKnown)
            {
                WeightsSection.Verify(artifact.Section(WeightsSection.Name), weights);
            }
            if (constants is not null)
            {
                cache.Check(constants);
            }
        });
        CompiledProgram program;
        try
        {
            if (constants is not null)
            {
                foreach (var (name, constant) in ProgramConstants.Read(constants.Bytes, manifest))
                {
                    state.Add(name, constant);
                }
            }
            program = ProgramOf(artifact, manifest, state);
        }
        catch
        {
            Task.WhenAny(verified).Wait();
            throw;
        }
        try
        {
            verified.GetAwaiter().GetResult();
            if (!isKnown)
            {
                NoteSource(cache, key);
            }
            return program;
        }
        catch
        {
            program.Close();
            throw;
        }
    }

    private static ConstantsFile? ConstantsOf(Artifact artifact, ProgramManifest manifest, ArtifactCache cache)
    {
        if (manifest.State.All(s => s.Record is not null))
        {
            return null;
        }
        var name = ConstantsName.Read(artifact.Section(ArtifactSectionNames.Constants).Span)
            ?? throw new InvalidDataException("the artifact has constants and does not say where");
        return cache.Open(name, out var reason) ?? throw new InvalidDataException(reason);
    }

    private CompiledProgram ProgramOf(Artifact artifact, ProgramManifest manifest, Dictionary<string, Tensor> state)
    {
        var section = artifact.Section(InterpretedSection.Name);
        // The operators are needed for interpreted parts alone.
        var interpreted = section.IsEmpty
            ? null
            : new Lazy<(ImmutableArray<ImmutableArray<ReferenceCall>> Calls, ImmutableArray<Graph> Graphs)>(
                () => InterpretedSection.Read(section, options.Catalog ?? StandardOperators.Create()));
        var code = Backends.MakesCode
            ? ProgramCode.Load(artifact.Assembly.Span, artifact.Section(ArtifactSectionNames.Symbols).Span)
            : throw new InvalidOperationException("Code that was kept can't be loaded in this application.");
        return new CompiledProgram(
            manifest, code, state,
            interpreted is null
                ? null
                : services => new InterpretedParts(
                    interpreted.Value.Calls, interpreted.Value.Graphs, InterpretedParts.InterpreterOf(services)),
            isChecked: true);
    }

    // Whether the file is still what it was before it was opened.
    private bool IsUnchanged() => stamp is not null && FileStamp.Of(path)?.Text == stamp.Text;

    private void NoteSource(ArtifactCache cache, ArtifactKey key)
    {
        if (stamp is { IsSettled: true } && IsUnchanged())
        {
            cache.AddSource(key, stamp);
        }
    }

    private const string Remarks = "remarks";

    // So many bytes are worth a collection, once they lie in a file.
    private const long LargeConstants = 64 << 20;

    private CompiledModel Compile(ArtifactKey? key, ArtifactCache? cache, string reason)
    {
        // Its time passes while the program is imported and lowered.
        _ = Backends.Of(options.Code).WarmUp();
        Announce("import", 0.05);
        var prepared = PreparedProgram.LoadOwned(path, options, clock);
        try
        {
            Announce("normalize", 0.1);
            _ = prepared.Functional;
            if (options.Background)
            {
                return InBackground(prepared, key, cache, reason);
            }
            var (program, report) = Compile(prepared, key, cache, reason, cancellation);
            return new CompiledModel(program, report, workers, prepared, () => prepared.Program.ExtraFiles);
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private (CompiledProgram Program, CompileReport Report) Compile(
        PreparedProgram prepared, ArtifactKey? key, ArtifactCache? cache, string reason, CancellationToken stop)
    {
        Announce("partition", 0.15, stop);
        _ = prepared.Partition;
        Announce("lower", 0.2, stop);
        _ = prepared.Lowered;
        var weights = cache is null ? [] : HashWeights(0.25);
        Announce("compile", 0.3, stop);
        var compilation = prepared.Compile(stop);
        try
        {
            var notKept = "";
            if (cache is not null)
            {
                // What changed in between belongs to no weights. A file that was not touched for a while is watched by its stamp.
                (compilation, notKept, var moved) = weights.Length == 0 || (stamp is { IsSettled: true } && IsUnchanged())
                    || HashWeights(0.9).AsSpan().SequenceEqual(weights)
                    ? Publish(compilation, prepared, key!, cache, weights, stop)
                    : new Published(compilation, "the file's weights have changed while it was compiled", 0);
                if (moved >= LargeConstants)
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                }
                if (notKept.Length == 0 && weights.Length > 0)
                {
                    NoteSource(cache, key!);
                }
            }
            progress?.Report(new CompileProgress("ready", 1));
            var report = new CompileReport
            {
                Compiled = compilation.Plan.Codes.Length,
                Key = key,
                CacheReason = reason,
                Phases = clock.Times,
                Remarks = RemarksOf(prepared, compilation),
                Backend = compilation.Backend,
                NotKept = notKept,
            };
            logger.ModelCompiled(path, report.Compiled, report.Total.TotalMilliseconds);
            return (compilation.Program, report);
        }
        catch
        {
            compilation.Program.Close();
            throw;
        }

        byte[] HashWeights(double fraction) =>
            Phase("hash", fraction, () => WeightsSection.Write(prepared.Lowered, prepared.Program.State), stop);
    }

    // What is kept runs on the constants as they lie in their file, which other processes share; so
    // many bytes of memory are needed no more.
    private Published Publish(
        Compilation compilation, PreparedProgram prepared, ArtifactKey key, ArtifactCache cache, byte[] weights, CancellationToken stop) =>
        Phase("publish", 0.95, () =>
        {
            var constants = new ProgramConstants(compilation.Plan.Manifest, compilation.Plan.Constants);
            var (name, reason) = (default(ConstantsName), "");
            if (constants.Length > 0 && (name = cache.Publish(constants.WriteTo, out reason)) is null)
            {
                return new Published(compilation, reason, 0);
            }
            var result = cache.Publish(ArtifactOf(prepared, compilation, key, constants.Manifest, name, weights));
            if (!result.IsPublished || name is null || cache.Open(name, out _) is not { IsKnown: true } file)
            {
                return new Published(compilation, result.Reason, 0);
            }
            var plan = compilation.Plan with { Constants = ProgramConstants.Read(file.Bytes, constants.Manifest) };
            var program = plan.Load(compilation.Program.Code, prepared.Program);
            return new Published(compilation with { Plan = plan, Program = program }, "", constants.Length);
        }, stop);

    // What runs, why it is not kept where it is not, and how many bytes are needed in memory no more.
    private sealed record Published(Compilation Compilation, string NotKept, long Moved);

    private CompiledModel InBackground(PreparedProgram prepared, ArtifactKey? key, ArtifactCache? cache, string reason)
    {
        var report = new CompileReport
        {
            Key = key,
            CacheReason = reason,
            Phases = clock.Times,
            Remarks = ["the model is interpreted until it is compiled"],
        };
        var model = new CompiledModel(prepared.Executable(RunMode.Interpret), report, workers, prepared, () => prepared.Program.ExtraFiles);
        model.CompileInBackground(stop => Compile(prepared, key, cache, reason, stop), prepared.Program.Retain(), cancellation);
        return model;
    }

    private static Artifact ArtifactOf(
        PreparedProgram prepared, Compilation compilation, ArtifactKey key, ProgramManifest manifest, ConstantsName? constants,
        byte[] weights)
    {
        var source = string.Concat(GeneratedBackend.Sources(compilation.Pieces).Select(s => $"// ---- {s.Path}\n{s.Text}\n"));
        var remarks = string.Join('\n', RemarksOf(prepared, compilation));
        return new Artifact(
            compilation.Describe(key.Factors), compilation.Code.Assembly.AsMemory(), source, compilation.Code.Symbols.AsMemory(),
        [
            new ArtifactSection(ArtifactSectionNames.Program, ManifestWriter.Write(manifest)),
            new ArtifactSection(ArtifactSectionNames.Constants, constants?.Write()),
            new ArtifactSection(
                InterpretedSection.Name, InterpretedSection.Write(compilation.Plan.ReferenceCalls, compilation.Plan.Interpreted)),
            new ArtifactSection(WeightsSection.Name, weights),
            new ArtifactSection(Remarks, System.Text.Encoding.UTF8.GetBytes(remarks)),
        ]);
    }

    private static ImmutableArray<string> RemarksOf(PreparedProgram prepared, Compilation compilation) =>
    [
        .. prepared.Remarks,
        .. compilation.Plan.Remarks,
        .. ReferenceGroup.Of(compilation.Plan.Codes.Select(c => (c.Name, c.Schedule.Calls))).Select(g => g.ToString()),
    ];

    private static int CodeCount(CompiledProgram program) =>
        program.Manifest.Entries.SelectMany(e => e.Steps).Where(s => s.Kind == StepKind.Code).Select(s => s.Number).Distinct().Count();

    private T Phase<T>(string name, double fraction, Func<T> work, CancellationToken stop = default) where T : class?
    {
        Announce(name, fraction, stop);
        return clock.Run(name, work);
    }

    private void Announce(string phase, double fraction, CancellationToken stop = default)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new CompileProgress(phase, fraction));
        // Whoever is told may have cancelled it, or disposed the model that is compiled.
        stop.ThrowIfCancellationRequested();
        cancellation.ThrowIfCancellationRequested();
    }
}
