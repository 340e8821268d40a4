using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Peers.Models;
using Piecewise.Runtime;

namespace Piecewise.Peers.Runners;

/// <summary>Piecewise as an application calls it: a language model, and a sequence for each text.</summary>
internal sealed class PiecewiseRunner : IRunner
{
    private readonly ThreadTeam team;
    private readonly LanguageModel model;
    private Sequence sequence;

    private PiecewiseRunner(Format format, ThreadTeam team, LanguageModel model)
    {
        Format = format;
        this.team = team;
        this.model = model;
        sequence = model.Start();
    }

    public string Name => $"Piecewise {Format.Text}";

    public Format Format { get; }

    /// <param name="file">The model.</param>
    /// <param name="format">In which its weights are compiled.</param>
    /// <param name="threads">How many compute.</param>
    public static PiecewiseRunner Load(DecoderFile file, Format format, int threads)
    {
        var team = new ThreadTeam(new ThreadTeamOptions { Threads = threads, Name = "piecewise" });
        var options = new CompileOptions
        {
            Team = team,
            Weights = format switch { Format.Int8 => WeightFormats.Int8, Format.Int4 => WeightFormats.Int4, _ => WeightFormats.Exported },
        };
        return new PiecewiseRunner(format, team, LanguageModel.LoadAsync(file.FilePath, options).GetAwaiter().GetResult());
    }

    public void Clear()
    {
        sequence.Dispose();
        sequence = model.Start();
    }

    public ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens) => sequence.Feed(tokens);

    public void Dispose()
    {
        sequence.Dispose();
        model.Dispose();
        team.Dispose();
    }
}
