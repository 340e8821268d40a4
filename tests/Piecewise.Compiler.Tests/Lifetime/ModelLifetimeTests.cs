using System.Runtime.CompilerServices;
using Piecewise.Compiler.Projects;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Lifetime;

/// <summary>
/// What a model, a program or an archive was disposed under: sessions, calls, tensors of its weights. Reproduce as
/// <see cref="SessionMisuseTests"/> says.
/// </summary>
public sealed class ModelLifetimeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-lifetime-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_disposed_model_and_its_program_begin_nothing()
    {
        var model = await CompiledModel.LoadAsync(Samples.Small);
        var program = model.Program;
        model.Dispose();
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => model.StartSession());
        Assert.Throws<ObjectDisposedException>(() => program.StartSession());
        Assert.Throws<ObjectDisposedException>(() => model.Run(default(CallValue)));
    }

    [Fact]
    public async Task A_disposed_model_that_was_compiled_in_the_background_begins_nothing_either()
    {
        var model = await CompiledModel.LoadAsync(Samples.Small, new CompileOptions { Background = true });
        var interpreted = model.Program;
        await model.Ready;
        var compiled = model.Program;
        model.Dispose();

        // Where the machine was quick, they are one.
        Assert.Throws<ObjectDisposedException>(() => interpreted.StartSession());
        Assert.Throws<ObjectDisposedException>(() => compiled.StartSession());
    }

    [Fact]
    public async Task Weights_that_are_held_can_be_read_when_everything_is_disposed()
    {
        var model = await CompiledModel.LoadAsync(Samples.Jargon);
        var session = model.StartSession();
        var name = model.Program.Manifest.State.First(s => s.Record is not null && s.DType == DType.F32).Name;
        var weight = session.StateOf(name);
        var expected = weight.Clone().AsSpan<float>().ToArray();
        session.Dispose();
        model.Dispose();
        (session, model) = (null!, null!);
        SessionMisuseTests.Collect();

        Assert.Equal(expected, weight.Clone().AsSpan<float>().ToArray());
        // No span keeps a mapping, and nobody may write it.
        Assert.Throws<InvalidOperationException>(() => weight.AsSpan<float>()[0] = 1);
        Assert.Throws<InvalidOperationException>(() => weight.StorageSpan<float>()[0] = 1);
        Assert.Throws<InvalidOperationException>(() => weight.CopyFrom(weight.Clone()));
    }

    [Fact]
    public void A_result_that_is_a_weight_can_be_read_and_written_as_any_other()
    {
        var program = PreparedProgram.Load(Program("alias_outputs"));
        var inputs = new Dictionary<string, Value> { ["x"] = Tensor.Zeros(DType.F32, 2, 4) };
        foreach (var mode in Enum.GetValues<RunMode>())
        {
            var results = program.StartSession(mode).Run(inputs);
            Assert.All(results.Where(r => r.Tensor.IsContiguous), r => r.Tensor.AsSpan<float>().Fill(1));
        }
        program.Dispose();
    }

    [Fact]
    public async Task The_file_is_unmapped_when_the_model_and_its_last_call_have_ended()
    {
        var path = Path.Combine(folder, "model.pt2");
        File.Copy(Samples.Jargon, path);
        for (var inCall = 0; inCall < 2; inCall++)
        {
            var model = await CompiledModel.LoadAsync(path, new CompileOptions { CacheFolder = Path.Combine(folder, "cache") });
            model.Run(Samples.Tokens(2));
            using var host = new BlockingAttention();
            var session = model.StartSession(host);
            var call = Task.CompletedTask;
            if (inCall == 1)
            {
                call = Task.Run(() => session.Run(Samples.Tokens(2)));
                host.WaitUntilInside();
            }
            model.Dispose();
            Assert.Equal(inCall == 1, IsMapped(path));
            host.Go();
            await call;

            Assert.False(IsMapped(path));
            Assert.Throws<ObjectDisposedException>(() => session.Run(Samples.Tokens(2)));
        }
    }

    [Fact]
    public void A_prepared_program_takes_no_step_when_it_is_disposed_and_its_sessions_go_on()
    {
        var inputs = new Dictionary<string, Value> { ["x"] = Tensor.From([1f, 2, 3, 4], 4) };
        var program = PreparedProgram.Load(Program("buffer_counter"));
        var compiled = program.StartSession(RunMode.Compiled);
        var split = program.StartSession(RunMode.Split);
        program.Dispose();
        program.Dispose();
        SessionMisuseTests.Collect();

        Assert.Equal(compiled.Run(inputs).Length, split.Run(inputs).Length);
        Assert.Throws<ObjectDisposedException>(() => program.StartSession());
        Assert.Throws<ObjectDisposedException>(() => program.Plan());
        Assert.Throws<ObjectDisposedException>(() => program.Compilation.Program.StartSession());
        using var untouched = PreparedProgram.Load(Program("buffer_counter"));
        untouched.Dispose();
        Assert.Throws<ObjectDisposedException>(() => untouched.Lowered);
        Assert.Throws<ObjectDisposedException>(() => untouched.Compilation);
    }

    [Fact]
    public void Tensors_of_an_imported_program_outlive_it()
    {
        var (weight, expected) = Weight();
        SessionMisuseTests.Collect();

        Assert.Equal(expected, weight.Clone().AsSpan<float>().ToArray());
        Assert.Equal(expected[0], Cast.To(weight, DType.F64).AsSpan<double>()[0]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor, float[]) Weight()
        {
            using var program = ProgramImporter.LoadOwned(Samples.Jargon, TestOperators.Catalog).Lend();
            var weight = program.State.Values.First(s => s.DType == DType.F32);
            return (weight, weight.Clone().AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void A_stored_program_begins_nothing_when_it_is_disposed_and_its_sessions_go_on()
    {
        using var program = PreparedProgram.Load(Program("buffer_counter"));
        ProjectWriter.Write(program, folder);
        var stored = StoredModel.Open(folder, ProgramCode.Load(program.Compilation.Code.Assembly.AsSpan()));
        var session = stored.Program.StartSession();
        stored.Dispose();
        stored.Dispose();
        session.Run(Tensor.From([1f, 2, 3, 4], 4));
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => stored.Program.StartSession());
        Assert.False(IsMapped(Path.Combine(folder, StoredModel.WeightsFile)));
    }

    [Fact]
    public void An_archive_gives_its_own_records_and_none_when_it_is_disposed()
    {
        var archive = Pt2Archive.Open(Samples.Jargon);
        var entry = archive.Entries.First(e => !e.IsCompressed);
        foreach (var forged in new[] { entry with { Length = long.MaxValue / 2 }, entry with { Offset = -1 },
            entry with { Name = "no such" }, entry with { IsCompressed = true } })
        {
            Assert.Throws<ArgumentException>(() => archive.GetRange(forged));
            Assert.Throws<ArgumentException>(() => archive.VerifyChecksum(forged));
        }
        archive.Dispose();

        Assert.Throws<ObjectDisposedException>(() => archive.GetRange(entry));
        Assert.Throws<ObjectDisposedException>(() => archive.VerifyChecksum(entry));
        Assert.Throws<ObjectDisposedException>(() => archive.ExtraFiles);
        Assert.Throws<ObjectDisposedException>(() => Pt2Model.Read(archive));
    }

    [Fact]
    public void A_program_that_names_what_is_not_there_is_refused()
    {
        using var program = PreparedProgram.Load(Program("buffer_counter"));
        var (plan, good) = (program.Compilation.Plan, program.Compilation.Program);
        var manifest = plan.Manifest;
        var state = program.Program.State.Concat(plan.Constants).ToDictionary();
        var entry = manifest.Entries[0];
        var step = entry.Steps.First(s => s.Kind == StepKind.Code);
        foreach (var (forged, why) in new (ProgramManifest Forged, string Why)[]
        {
            (manifest with { DispatchSymbol = 7 }, "symbol"),
            (manifest with { Entries = [] }, "entries"),
            (Entry(entry with { LooseCount = int.MaxValue }), "loose"),
            (Entry(entry with { Outputs = [entry.Outputs[0] with { Kind = PlaceKind.Buffer, Index = 1000 }, .. entry.Outputs[1..]] }),
                "buffer"),
            (Entry(entry with { Outputs = [entry.Outputs[0] with { Offset = -5 }, .. entry.Outputs[1..]] }), "offset"),
            (Entry(entry with { Outputs = [entry.Outputs[0] with { Shape = [.. entry.Outputs[0].Shape, 0] }, .. entry.Outputs[1..]] }),
                "rank"),
            (Entry(entry with { Table = new SizeTable([.. entry.Table.Rows, new SizeRow(SizeRule.Add, 0, int.MaxValue, 0)]) }), "row"),
            (Entry(entry with { Steps = [step with { Scratch = 1000 }] }), "scratch"),
            (Entry(entry with { Steps = [step with { Number = 1000 }] }), "code"),
            (Entry(entry with { Steps = [step with { Kind = (StepKind)9 }] }), "kind"),
            (Entry(entry with { Steps = [step with { Kind = StepKind.Attention }] }), "attention"),
            (Entry(entry with { Steps = default }), "missing"),
        })
        {
            Assert.True(Record.Exception(() => new CompiledProgram(forged, good.Code, state)) is ArgumentException, why);
        }
        Assert.NotNull(new CompiledProgram(manifest, good.Code, state));

        ProgramManifest Entry(EntryManifest changed) => manifest with { Entries = [changed] };
    }

    private static string Program(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "corpus", "programs", $"{name}.pt2");

    // Where the system says so; elsewhere a mapped file can't be deleted.
    private static bool IsMapped(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal);
        }
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
