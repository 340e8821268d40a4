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

    public static PiecewiseRunner Load(DecoderFile file, int threads)
    {
        var team = new ThreadTeam(new ThreadTeamOptions { Threads = threads, Name = "piecewise" });
        return new PiecewiseRunner(file.Format, team,
            LanguageModel.LoadAsync(file.FilePath, new CompileOptions { Team = team }).GetAwaiter().GetResult());
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
