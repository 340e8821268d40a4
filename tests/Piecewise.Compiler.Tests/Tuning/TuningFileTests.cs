using Microsoft.Extensions.Logging;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Compiler.Tuning;
using Piecewise.Import;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Tuning;

/// <summary>Files of <c>piecewise tune</c>: written, read, refused, and what they make of options.</summary>
public sealed class TuningFileTests : IDisposable
{
    private static readonly TuningChoice Choice = new()
    {
        Symbol = "s72",
        RangeEndpoints = [16],
        Sizes = [1, 64],
        Providers = TuningChoice.Default.Providers.Add("rms_norm", "native"),
    };

    private readonly string path = Path.Combine(Path.GetTempPath(), $"piecewise-{Guid.NewGuid():N}.tuning.json");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_file_is_read_as_it_was_written()
    {
        var file = FileOf(Choice);
        Write(file);
        var read = TuningFile.Read(path);
        Assert.Equal(file.ToJson(), read.ToJson());
        Assert.Equal(Choice.ToString(), read.Choice.ToString());
        Assert.Equal(file.Machine, read.Machine);
        Assert.Equal("{\n  \"version\": 1,\n", File.ReadAllText(path)[..18]);
        Assert.DoesNotContain(Path.GetDirectoryName(Samples.Jargon)!, File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_sets_options_and_with_them_the_key()
    {
        Write(FileOf(Choice));
        var plain = new CompileOptions();
        var tuned = plain.WithTuning(Samples.Jargon, path);
        Assert.Equal<long>([16], tuned.RangeEndpoints);
        Assert.Equal<long>([1, 64], tuned.Sizes);
        Assert.Equal("s72", tuned.SizeName);
        Assert.Equal("rms_norm=native *=kernel", tuned.Lowering.Passes.Providers.ToString());
        using var archive = Pt2Archive.Open(Samples.Jargon);
        Assert.NotEqual(ProgramKey.Of(archive, plain), ProgramKey.Of(archive, tuned));
        var typed = plain with { RangeEndpoints = [16], Sizes = [1, 64], SizeName = "s72" };
        typed = typed with
        {
            Lowering = typed.Lowering with
            {
                Passes = typed.Lowering.Passes with { Providers = ProviderPriorities.Default.With("rms_norm", "native") },
            },
        };
        Assert.Equal(ProgramKey.Of(archive, typed), ProgramKey.Of(archive, tuned));
    }

    [Fact]
    public void A_file_without_a_gain_changes_no_key()
    {
        Write(FileOf(TuningChoice.Default));
        using var archive = Pt2Archive.Open(Samples.Jargon);
        Assert.Equal(
            ProgramKey.Of(archive, new CompileOptions()),
            ProgramKey.Of(archive, new CompileOptions().WithTuning(Samples.Jargon, path)));
    }

    [Fact]
    public async Task A_tuned_model_has_the_versions_that_were_chosen_and_computes_the_same()
    {
        Write(FileOf(Choice));
        using var plain = await CompiledModel.LoadAsync(Samples.Jargon);
        using var tuned = await CompiledModel.LoadAsync(Samples.Jargon, new CompileOptions().WithTuning(Samples.Jargon, path));
        Assert.Equal(["(1, 1)", "(64, 64)", "(1, 16)", "(17, 1024)"], tuned.Ranges.Select(r => r.ToString()));
        var tokens = Samples.Tokens(5);
        foreach (var (expected, given) in Samples.Numbers(plain.Run(tokens)).Zip(Samples.Numbers(tuned.Run(tokens))))
        {
            Assert.Equal(expected, given, 1e-3f);
        }
    }

    [Fact]
    public void What_was_asked_for_wins()
    {
        Write(FileOf(Choice));
        var log = new MessageLog();
        var plain = new CompileOptions { Logger = log };
        Assert.Equal((0, 1), Points(plain with { RangeSplitPoints = [9] }));
        Assert.Equal((0, 1), Points(plain with { Sizes = [2] }));
        Assert.Equal((1, 1), Points(plain with { RangeEndpoints = [2] }));
        Assert.Equal((1, 1), Points(plain with { MaxSize = 32 }));
        Assert.Equal<long>([1], (plain with { MaxSize = 32 }).WithTuning(Samples.Jargon, path).Sizes);
        Assert.Equal((0, 1), Points(plain with { SizeName = "s1" }));
        Assert.Equal((1, 1), Points(plain with { SizeName = "s72" }));
        var ownProvider = plain with
        {
            Lowering = plain.Lowering with
            {
                Passes = plain.Lowering.Passes with { Providers = ProviderPriorities.Default.With("rms_norm", "kernel") },
            },
        };
        Assert.Equal("rms_norm=kernel *=kernel", ownProvider.WithTuning(Samples.Jargon, path).Lowering.Passes.Providers.ToString());
        Assert.Equal(7, log.Messages.Count(m => m.Id == 1501));

        (int Endpoints, int Providers) Points(CompileOptions options) =>
            options.WithTuning(Samples.Jargon, path) is var tuned
                ? (tuned.RangeEndpoints.Length, tuned.Lowering.Passes.Providers.User.Count) : default;
    }

    [Fact]
    public void Another_machine_and_other_weights_are_warnings()
    {
        Write(FileOf(Choice) with { Machine = new TuningMachine("Other 9000", "x64", "avx2", 64, 32), Weights = "int8" });
        var log = new MessageLog();
        Assert.Equal<long>([16], new CompileOptions { Logger = log }.WithTuning(Samples.Jargon, path).RangeEndpoints);
        Assert.Equal([1500, 1500], log.Messages.Select(m => m.Id));
        Assert.All(log.Messages, m => Assert.Equal(LogLevel.Warning, m.Level));
        Assert.Contains("Other 9000 (x64, avx2), 64 cores, 32 threads", log.Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains("int8", log.Messages[1].Text, StringComparison.Ordinal);
        var silent = new MessageLog();
        Write(FileOf(Choice));
        new CompileOptions { Logger = silent }.WithTuning(Samples.Jargon, path);
        Assert.Empty(silent.Messages);
    }

    [Fact]
    public void A_file_for_another_program_is_refused()
    {
        Write(FileOf(Choice));
        var e = Assert.Throws<TuningException>(() => new CompileOptions().WithTuning(Samples.Small, path));
        Assert.Contains("it was made for jargon.pt2", e.Message, StringComparison.Ordinal);
        Assert.Contains($"piecewise tune {Samples.Small}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no tuning file")]
    [InlineData("{", "no tuning file")]
    [InlineData("null", "it has no version")]
    [InlineData("[1]", "it has no version")]
    [InlineData("""{"version": "1"}""", "it has no version")]
    [InlineData("""{"version": 1.5}""", "it has no version")]
    [InlineData("""{"version": 2, "shiny": true}""", "its version is 2, and this build reads 1")]
    [InlineData("""{"version": 1}""", "no tuning file")]
    public void What_is_no_tuning_is_refused(string text, string problem)
    {
        File.WriteAllText(path, text);
        Assert.Contains(problem, Assert.Throws<TuningException>(() => TuningFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"sizes\": [", "\"sizes\": [-1, ", "-1 is no size")]
    [InlineData("\"sizes\": [", "\"sizes\": [1.5, ", "no tuning file")]
    [InlineData("\"sizes\": [", "\"sizes\": [99999999999999999999, ", "no tuning file")]
    [InlineData("\"sizes\": [", "\"sizes\": null, \"more\": [", "no tuning file")]
    [InlineData("\"sizes\": [", "\"sizes\": [1], \"sizes\": [", "no tuning file")]
    [InlineData("\"lastRow\"", "\"lastrow\"", "no tuning file")]
    [InlineData("\"lastRow\": false", "\"lastRow\": false, \"shiny\": 1", "shiny")]
    [InlineData("\"rms_norm\": \"native\"", "\"rms_norm\": null", "no provider")]
    [InlineData("\"rms_norm\": \"native\"", "\"rms_norm\": \"native,kernel\"", "no provider")]
    [InlineData("\"rms_norm\": \"native\"", "\"\": \"native\"", "no provider")]
    [InlineData("\"ratio\": 0.5", "\"ratio\": -0.5", "not above 0")]
    [InlineData("\"ratio\": 0.5", "\"ratio\": \"NaN\"", "no tuning file")]
    [InlineData("\"weights\": \"exported\"", "\"weights\": null", "no tuning file")]
    [InlineData("\"cores\": ", "\"cores\": 1e3, \"core\": ", "no tuning file")]
    public void Values_that_it_can_not_have_are_refused(string from, string to, string problem)
    {
        var text = FileOf(Choice).ToJson().Replace("[\n      ", "[", StringComparison.Ordinal);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(problem, Assert.Throws<TuningException>(() => TuningFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_beyond_their_limits_are_refused()
    {
        File.WriteAllText(path, FileOf(Choice).ToJson() + new string(' ', 1 << 20));
        Assert.Contains("longer than", Assert.Throws<TuningException>(() => TuningFile.Read(path)).Message, StringComparison.Ordinal);
        Write(FileOf(Choice with { Sizes = [.. Enumerable.Range(1, 64).Select(i => (long)i)] }));
        Assert.Contains("more than 64", Assert.Throws<TuningException>(() => TuningFile.Read(path)).Message, StringComparison.Ordinal);
        Write(FileOf(Choice) with { Weights = new string('w', 5000) });
        Assert.Contains("longer than", Assert.Throws<TuningException>(() => TuningFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => TuningFile.Read($"{path}.missing"));
    }

    [Fact]
    public async Task Points_and_providers_that_the_program_has_not_are_refused_where_all_are()
    {
        Write(FileOf(Choice with { Sizes = [5000] }));
        await Assert.ThrowsAsync<EntryException>(
            () => CompiledModel.LoadAsync(Samples.Jargon, new CompileOptions().WithTuning(Samples.Jargon, path)));
        Write(FileOf(Choice with { Providers = TuningChoice.Default.Providers.Add("rms_norm", "magic") }));
        var e = await Assert.ThrowsAnyAsync<PiecewiseException>(
            () => CompiledModel.LoadAsync(Samples.Jargon, new CompileOptions().WithTuning(Samples.Jargon, path)));
        Assert.Contains("magic", e.Message, StringComparison.Ordinal);
    }

    private static TuningFile FileOf(TuningChoice choice)
    {
        var options = new CompileOptions();
        return new TuningFile
        {
            Program = TuningFile.TuningProgram.Of(Samples.Jargon, options),
            Machine = TuningMachine.Of(options),
            Weights = options.Weights.ToString(),
            LastRow = false,
            Choice = choice,
            Times = [new TuningTime(1, 2, 1, 0.5)],
        };
    }

    private void Write(TuningFile file) => File.WriteAllText(path, file.ToJson());

    private sealed class MessageLog : ILogger
    {
        public List<(LogLevel Level, int Id, string Text)> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
            Messages.Add((level, id.Id, format(state, exception)));
    }
}
