using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>How the texts of one answer are written.</summary>
/// <param name="prefix">Of the answer's id.</param>
/// <param name="operation">What the answer is of, as telemetry calls it.</param>
/// <param name="model">What clients call the model.</param>
internal abstract class AnswerFormat(string prefix, string operation, string model)
{
    // JSON has no infinity; OpenAI's server writes this for what is impossible.
    private const double Impossible = -9999;

    public string Id { get; } = $"{prefix}-{Guid.NewGuid():N}";

    protected long Created { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public string Operation => operation;

    protected string Model => model;

    /// <summary>The whole answer.</summary>
    public abstract byte[] Whole(IReadOnlyList<GeneratedChoice> choices, Usage usage);

    /// <summary>A piece of a stream.</summary>
    /// <param name="index">Of the text.</param>
    /// <param name="piece">What comes.</param>
    /// <param name="isFirst">Whether it is the text's first piece.</param>
    public abstract byte[] Chunk(int index, ChoicePiece piece, bool isFirst);

    /// <summary>The piece of a stream that tells the numbers of tokens.</summary>
    public abstract byte[] UsageChunk(Usage usage);

    protected static double Finite(double logProbability) => Math.Max(logProbability, Impossible);
}
